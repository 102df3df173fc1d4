"""What else may stand for what was typed: from the room's list, and from what editors add."""

import csv

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from core.text import fold
from search.find import find
from search.intent import terms_of
from search.models import Synonym
from search.query import Query
from search.synonyms import FILE, MOST_READINGS, with_synonyms
from tests.search.factories import DAY, article, directive
from units.models import OrganisationalUnit, UnitKind


def readings(text: str) -> list[str]:
    return [" ".join(other.words) for other in with_synonyms(terms_of(text)).also]


def found(text: str) -> list[str]:
    return [hit.number for hit in find(Query(text, DAY)).hits]


@pytest.fixture
def editors(db):
    kind = UnitKind.objects.create(code="cong", name="Cổng", level=1)
    unit = OrganisationalUnit.objects.create(abbreviation="cttdt", name="Cổng tỉnh", kind=kind, level=1)
    return lambda written, said, **more: Synonym.objects.create(unit=unit, written=written, said=said, **more)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ubnd ban hành", "Ủy ban nhân dân ban hành quy định."),
        ("ủy ban nhân dân ban hành", "UBND ban hành quy định."),
        ("byt ban hành", "Bộ Y tế ban hành quy định."),
        ("bộ y tế ban hành", "BYT ban hành quy định."),
        ("BCĐ ban hành", "Ban Chỉ đạo ban hành quy định."),
        ("f0 tự điều trị", "Ca mắc tự điều trị khi không có triệu chứng."),
        ("ca mắc tự điều trị", "F0 tự điều trị khi không có triệu chứng."),
        ("phong tỏa đến hết ngày", "Giãn cách đến hết ngày 20."),
        ("giãn cách đến hết ngày", "Phong tỏa đến hết ngày 20."),
        ("test nhanh", "Xét nghiệm nhanh tại nhà."),
        ("xét nghiệm nhanh", "Test nhanh tại nhà."),
    ],
)
@pytest.mark.parametrize("spelled", [str, fold])
def test_either_word_finds_the_other(shelf, typed, written, spelled):
    shelf.hold(
        directive("1/KH-UBND", "Kế hoạch", article(2, written)),
        directive("2/KH-UBND", "Kế hoạch khác", article(2, "Thu hoạch lúa mùa.")),
    )
    assert found(spelled(typed))[0] == "1/KH-UBND"


def test_what_is_typed_comes_before_what_stands_for_it(shelf):
    shelf.hold(
        directive("1/KH-UBND", "Kế hoạch", article(2, "Phong tỏa chợ đầu mối.")),
        directive("2/KH-UBND", "Kế hoạch", article(2, "Giãn cách chợ đầu mối.")),
    )
    assert found("giãn cách chợ đầu mối")[0] == "2/KH-UBND"
    assert found("phong tỏa chợ đầu mối")[0] == "1/KH-UBND"


def test_what_stands_for_it_is_marked_as_a_whole(shelf):
    shelf.hold(
        directive("1/KH-UBND", "Kế hoạch", article(2, "Ủy ban nhân dân xã báo ban chỉ đạo; nhân dân tự theo dõi."))
    )
    passage = find(Query("ubnd xã", DAY)).hits[0].passage
    assert passage == "<mark>Ủy ban nhân dân xã</mark> báo ban chỉ đạo; nhân dân tự theo dõi."


def test_what_stands_in_quotes_stays(shelf):
    shelf.hold(directive("1/KH-UBND", "Kế hoạch", article(2, "Ca mắc tự điều trị.")))
    assert found("“f0 tự điều trị”") == []
    assert readings("“f0”") == []


def test_an_editor_s_word_counts_within_half_a_minute(shelf, editors):
    shelf.hold(directive("1/KH-UBND", "Kế hoạch", article(2, "Buồng áp lực âm.")))
    assert found("phong hut khi") == []
    synonym = editors("buồng áp lực âm", "phòng hút khí")
    cache.clear()  # half a minute later
    assert found("phong hut khi") == ["1/KH-UBND"]
    Synonym.objects.filter(pk=synonym.pk).update(live=False)
    cache.clear()
    assert found("phong hut khi") == []


def test_the_other_way_round_only_where_the_editor_says_so(editors):
    editors("buồng áp lực âm", "phòng hút khí", both_ways=False)
    assert readings("phòng hút khí") == ["buong ap luc am"]
    assert readings("buồng áp lực âm") == []


@pytest.mark.django_db
def test_words_that_do_not_stand_side_by_side_are_no_phrase():
    assert readings("giãn ra cách xa") == []


@pytest.mark.django_db
def test_readings_are_few(editors):
    for n in range(20):
        editors(f"chữ thứ {n}", "phòng hút khí")
    assert len(readings("phòng hút khí")) == MOST_READINGS
    assert readings("") == []


@pytest.mark.parametrize(
    ("written", "said"),
    [("!!!", "ttyt"), ("trung tâm", "…"), ("một hai ba bốn năm sáu bảy", "bảy"), ("Phòng", "phong")],
)
def test_what_says_nothing_is_refused(editors, written, said):
    with pytest.raises(ValidationError):
        Synonym(written=written, said=said).clean()


def test_the_same_pair_is_there_once(editors):
    editors("trung tâm", "tt")
    with pytest.raises(ValidationError, match="đã có"):
        Synonym(written="TRUNG TÂM", said="TT").clean()
    Synonym().clean()
    Synonym(written="trung tâm").clean()


def test_the_room_s_own_list_says_everything_once():
    with FILE.open(encoding="utf-8") as file:
        rows = [(row["written"], row["said"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    assert all(fold(written) != fold(said) for written, said in rows)
