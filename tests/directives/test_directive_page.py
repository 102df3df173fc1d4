"""The page of one directive: what it shows, of what it links to, and at what cost."""

import datetime as dt
import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from directives.models import DirectivePage, DirectivesPage
from tests.directives.factories import directive, original

pytestmark = pytest.mark.usefixtures("province")
MOST_QUERIES = 12


def html(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_articles_and_clauses_have_the_contracts_anchors(client):
    page = directive(parts=[("", "Điều 7. Thi hành\n2. Khoản hai.\na) Điểm a.")])
    shown = html(client, page)
    for anchor in ("dieu-7", "dieu-7-khoan-2", "dieu-7-khoan-2-diem-a"):
        assert f'id="{anchor}"' in shown
        assert f'href="#{anchor}"' in shown


def test_an_attached_regulation_has_an_article_1_of_its_own(client):
    shown = html(client, directive(parts=[("", "Điều 1. Ban hành"), ("Quy chế", "Điều 1. Phạm vi")]))
    assert shown.count('id="dieu-1"') == 1
    assert shown.count('id="kem-theo-1-dieu-1"') == 1


def test_no_id_stands_twice_whatever_the_text_repeats(client):
    shown = html(client, directive(parts=[("", "Điều 1. A\n1. B\n1. C\nĐiều 1. A\n1. B"), ("", "1. D\n1. E")]))
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert sorted(ids) == sorted(set(ids))


def test_every_entry_of_the_contents_leads_somewhere(client):
    plan = "I. MỤC TIÊU\n1. Chung\n1.1. Riêng\nII. NHIỆM VỤ\n1. Sở Y tế chủ trì việc này và báo cáo hằng ngày."
    shown = html(client, directive(type="ke-hoach", symbol="KH-UBND", parts=[("", plan)]))
    linked = re.findall(r'href="#([^"]+)"', shown)
    ids = set(re.findall(r'\sid="([^"]+)"', shown))
    assert {"muc-1", "muc-2"} <= set(linked) <= ids


def test_the_text_is_shown_and_never_run(client):
    shown = html(client, directive(abstract="<b>x</b>", parts=[('"><script>', "Điều 1. <script>alert(1)</script>")]))
    assert shown.count("<script") == 3  # completions, citing, linked data
    assert "<script>" not in shown and "</script>alert" not in shown


def test_the_official_form(client):
    page = directive(
        number="3691",
        place="Nghệ An",
        grounds="Căn cứ Luật thứ nhất;\nCăn cứ Luật thứ hai;",
        recipients="Như trên;\nLưu: VT.",
        signer_office="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        signer="Nguyễn Văn A",
    )
    shown = html(client, page)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in shown
    assert "Nghệ An, ngày 01 tháng 10 năm 2021" in shown
    assert "Số: 3691/QĐ-UBND" in shown
    assert "Căn cứ Luật thứ nhất;<br>Căn cứ Luật thứ hai;" in shown
    assert "KT. CHỦ TỊCH<br><strong>PHÓ CHỦ TỊCH</strong>" in shown
    assert "Nguyễn Văn A" in shown


def test_the_note_and_the_kind_of_an_attached_part(client):
    regulation = "(Ban hành kèm theo Quyết định này)\nĐiều 1. Phạm vi"
    shown = html(client, directive(parts=[("", "QUYẾT ĐỊNH:\nĐiều 1. A"), ("QUY CHẾ Quản lý", regulation)]))
    assert "<h2>QUY CHẾ<br>Quản lý</h2>" in shown
    assert "<i>(Ban hành kèm theo Quyết định này)</i>" in shown
    assert shown.count("(Ban hành kèm theo Quyết định này)") == 1
    assert '<p class="sheet-part"><b>QUYẾT ĐỊNH:</b></p>' in shown


def test_a_long_table_of_contents_is_folded_on_phones_only(client):
    text = "\n".join(f"Điều {n}. Điều thứ {n}" for n in range(1, 30))
    shown = html(client, directive(parts=[("", text)]))
    assert '<details class="only-narrow">' in shown
    assert '<div class="toc-wide">' in shown


def test_what_it_replaces_is_linked_if_it_is_here_and_named_if_not(client):
    old = directive(number="11", date=dt.date(2021, 9, 1))
    cited = [
        ("thay_the", "11/QĐ-UBND", dt.date(2021, 9, 1), "UBND tỉnh"),
        ("sua_doi", "12/QĐ-UBND", None, "UBND tỉnh"),
    ]
    new = directive(number="13", relations=cited)
    shown = html(client, new)
    assert f'<a href="{old.url}">Quyết định 11/QĐ-UBND</a>' in shown
    assert "12/QĐ-UBND" in shown
    shown = html(client, old)
    assert "Được thay thế bởi" in shown
    assert f'<a href="{new.url}">' in shown
    assert "Hết hiệu lực" in shown


def test_a_draft_that_would_replace_it_is_not_mentioned(client):
    old = directive(number="21", date=dt.date(2021, 9, 1))
    draft = directive(number="23", relations=[("thay_the", "21/QĐ-UBND", None, "UBND tỉnh")], publish=False)
    assert "23/QĐ-UBND" not in html(client, old)
    assert client.get(f"/van-ban/{draft.slug}/").status_code == 404


def test_status_follows_the_clock(client):
    page = directive(date=dt.date(2021, 10, 1), effective_from=dt.date(2021, 10, 12))
    assert "Chưa có hiệu lực" in html(client, page)
    with clock.at(dt.datetime(2021, 10, 12, 0, 1, tzinfo=clock.ZONE)):
        assert "Còn hiệu lực" in html(client, page)


@pytest.mark.parametrize(("quality", "words"), [("ocr", "có thể sai"), ("poor", "không đọc được chắc chắn")])
def test_text_that_may_be_wrong_says_so(client, quality, words):
    assert words in html(client, directive(text_quality=quality))


def test_a_document_that_could_not_be_read_shows_facts_and_file(client):
    page = directive(number="", type=None, issuer=None, date=None, abstract="", parts=[], text_quality="none")
    original(page, quality="none")
    shown = html(client, page)
    assert "Chưa đọc được nội dung" in shown
    assert "Tải bản gốc" in shown


def test_the_file_is_named_with_size_and_checksum(client):
    page = directive()
    file = original(page, b"x" * 1_300_000)
    shown = html(client, page)
    assert "1,2\N{NO-BREAK SPACE}MB" in shown
    assert " ".join(file.sha256[n : n + 4] for n in range(0, 64, 4)) in shown


def test_the_page_costs_the_same_however_many_there_are(client):
    first = directive(number="31", date=dt.date(2021, 9, 1))
    relations = [("thay_the", "31/QĐ-UBND", None, "UBND tỉnh")]
    second = directive(number="32", relations=relations)
    original(second)
    for _ in range(3):
        directive()
    few = queries(client, second.url), queries(client, first.url)
    for n in range(25):
        directive(number=f"{100 + n}", relations=[("sua_doi", "31/QĐ-UBND", None, "UBND tỉnh")], parts=[])
    assert (queries(client, second.url), queries(client, first.url)) == few
    assert max(few) <= MOST_QUERIES


def test_500_articles(client):
    text = "\n".join(f"Điều {n}. Điều thứ {n}\n1. Khoản một.\n2. Khoản hai." for n in range(1, 501))
    page = directive(parts=[("", text)])
    assert queries(client, page.url) <= MOST_QUERIES
    assert 'id="dieu-500-khoan-2"' in html(client, page)


def test_a_preview_shows_the_draft(rf):
    page = directive(publish=False, parts=[("", "Điều 1. Nháp")])
    request = rf.get("/")
    request.is_preview = True
    (part,) = DirectivePage.objects.get(pk=page.pk).get_context(request)["parts"]
    assert part.blocks[0].title == "Điều 1. Nháp"


def test_only_the_sections_own_folders_take_directives(province):
    from home.models import NewsIndexPage
    from units.actions.folders import open_folder
    from units.selectors.organisations import unit_named

    folders = [
        open_folder(section=kind.objects.get(), unit=unit_named("syt")) for kind in (DirectivesPage, NewsIndexPage)
    ]
    assert [DirectivePage.can_create_at(folder) for folder in folders] == [True, False]


def test_thirty_articles_are_light_enough_for_a_slow_phone(client):
    said = "{n}. Ủy ban nhân dân cấp {n} phối hợp với đơn vị số {m} kiểm tra khu {k}, báo cáo trước {h} giờ ngày {m}."
    articles = (
        f"Điều {n}. Trách nhiệm thứ {n}\n"
        + "\n".join(said.format(n=m, m=n * m % 29, k=n * 31 + m * 7, h=m + n % 9) * 3 for m in range(1, 7))
        for n in range(1, 31)
    )
    rows = "\n".join(f"{n} | Điểm {n * 37} | {n * 101} | 0238 {n * 911}" for n in range(1, 101))
    page = directive(parts=[("", "\n".join(articles)), ("PHỤ LỤC", f"STT | Tên | Số | Điện thoại\n{rows}")])
    sent = client.get(page.url).content
    assert len(sent) > 100_000
    assert len(gzip.compress(sent, 6)) <= 60 * 1024
