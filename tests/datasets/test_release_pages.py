"""A release says what it included and what was missing; the words on a page expire when they change."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from core import clock
from core import province as provinces
from core.problems import Refused
from core.release_rules import ReleaseRules, read_release_rules
from datasets import schedule
from datasets.actions.preview import stage_preview
from datasets.actions.publish import publish_release
from datasets.models import HeldSlot, MissedSlot, Release, Report
from datasets.selectors.figures import published
from datasets.selectors.releases import release_line
from home.actions.load import build_page_tree
from tests.datasets import factories
from units.models import User

DAY = factories.DAY


@pytest.fixture
def province(db, evening):
    built = factories.build()
    build_page_tree(provinces.current())
    return built


@pytest.fixture
def holding(monkeypatch):
    """A province that holds its slots for its districts, half an hour at most."""
    rules = ReleaseRules("hold", 30, ("district",))
    here = provinces.current()
    object.__setattr__(here, "release", rules)
    yield
    object.__setattr__(here, "release", ReleaseRules())


def at(hour: int, minute: int = 0, day: int = 8):
    return clock.at(dt.datetime(2021, 10, day, hour, minute, tzinfo=clock.ZONE))


def approved(province, unit: str, area: str, **fields) -> Report:
    return factories.approved(province, unit, area, **fields)


def person(province, unit: str, **roles) -> User:
    user = User.objects.create(username=f"{unit}-{len(roles)}", unit=province.units[unit], kind="person", **roles)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return user


def text(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_the_page_of_a_release_says_what_came_and_what_did_not(client, province):
    with at(6, 0):
        approved(province, "ttyt-mot", "1", slot=0)
        publish_release()
    with at(18, 25):
        approved(province, "ttyt-mot", "1")
        approved(province, "ttyt-hai", "2", slot=0, kind="supplement")
        publish_release()
    page = text(client, "/so-lieu/ban-cong-bo/2/")
    for words in (
        "chậm",
        "25 phút",
        "1/2 huyện",
        "2, của 2 đơn vị",
        "TTYT-HAI",
        "1 báo cáo kỳ",
        "So sánh với bản trước",
    ):
        assert words in page, words
    listed = text(client, "/so-lieu/ban-cong-bo/")
    assert "Bản công bố số 2" in listed
    assert "Bản công bố số 1" in listed
    assert "Bản công bố số 2<" not in text(client, "/so-lieu/ban-cong-bo/?truoc=2").split("item-list")[1]


@pytest.mark.parametrize("asked", ["0", "-1", "2", "99999", "9999999999", "một", "١", "1%00"])
def test_what_is_no_release_is_not_found(client, province, asked):
    approved(province, "ttyt-mot", "1")
    publish_release()
    assert client.get(f"/so-lieu/ban-cong-bo/{asked}/").status_code in (400, 404)
    assert client.get(f"/so-lieu/ban-cong-bo/?truoc={asked}").status_code in (400, 404)


def test_the_lists_ask_no_more_for_more_releases(client, province, django_assert_max_num_queries):
    for number in range(35):
        factories.publish({}, day=DAY - 40 + number, slot=0)
    with django_assert_max_num_queries(14):
        page = text(client, "/so-lieu/ban-cong-bo/")
    assert page.count("Bản công bố số") >= 30
    assert "?truoc=6" in page


def test_a_slot_is_held_for_what_is_needed_and_the_pages_say_until_when(client, province, holding):
    with at(6, 0):
        for unit, area in (("ttyt-mot", "1"), ("ttyt-hai", "2")):
            approved(province, unit, area, slot=0)
        publish_release()
    with at(18, 1):
        approved(province, "ttyt-mot", "1")
        with pytest.raises(Refused, match="18:30 vì còn thiếu số liệu của TTYT-HAI"):
            publish_release()
    with at(18, 20):
        assert release_line().held_until.strftime("%H:%M") == "18:30"
        assert not release_line().late
        assert "sẽ công bố lúc" in text(client, "/")
        assert "sẽ công bố lúc" in text(client, "/so-lieu/")
    with at(18, 35):
        assert (release_line().held_until, release_line().late) == (None, False)
    with at(18, 45):
        assert (release_line().late, release_line().minutes_late) == (True, 45)
    with at(18, 30):
        assert publish_release().number == 2, "the hold ends: what there is goes out"
    assert HeldSlot.objects.get().missing[0]["unit"] == "ttyt-hai"
    assert "Tạm giữ" in text(client, "/so-lieu/ban-cong-bo/2/")


def test_a_held_slot_goes_out_as_soon_as_nothing_needed_is_missing(province, holding):
    with at(18, 1):
        approved(province, "ttyt-mot", "1")
        with pytest.raises(CommandError) as refused:
            call_command("publish_release")
        assert refused.value.returncode == 3
    with at(18, 5):
        approved(province, "ttyt-hai", "2")
        assert publish_release().number == 1, "communes are missing, which this province does not need"


def test_trying_notes_no_hold(province, holding):
    with at(18, 1):
        approved(province, "ttyt-mot", "1")
        with pytest.raises(Refused, match="Tạm giữ"):
            publish_release(dry_run=True)
    assert not HeldSlot.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"when_missing": "maybe"}, "publish hoặc hold"),
        ({"hold_minutes": 0}, "hold_minutes"),
        ({"hold_minutes": True}, "hold_minutes"),
        ({"needed": ["xyz"]}, "“xyz”"),
    ],
)
def test_a_rule_that_means_nothing_is_named_on_load(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_release_rules(given, units={"cdc"})
    with pytest.raises(TypeError):
        read_release_rules({"hold_hours": 1}, units=set())


@pytest.mark.parametrize(
    ("hour", "minute", "seconds"), [(18, 5, 60), (5, 59, 60), (6, 0, 60), (6, 9, 60), (6, 10, 60), (6, 12, 60)]
)
def test_an_answer_is_kept_no_longer_than_its_words_hold(client, province, hour, minute, seconds):
    approved(province, "ttyt-mot", "1")
    publish_release()
    moment = dt.datetime(2021, 10, 8 if hour > 12 else 9, hour, minute, 20, tzinfo=clock.ZONE)
    with clock.at(moment):
        kept = client.get("/so-lieu/").headers["Cache-Control"]
        before = text(client, "/so-lieu/")
    allowed = int(kept.split("max-age=")[1].split(",")[0])
    assert 0 <= allowed <= seconds
    with clock.at(moment + dt.timedelta(seconds=max(allowed - 1, 0))):
        after = text(client, "/so-lieu/")
    assert _line_of(before) == _line_of(after)


def _line_of(page: str) -> str:
    return page.split('class="release-line')[1].split("</div>", maxsplit=1)[0]


def test_the_newest_release_of_the_api_turns_late_with_the_page(client, province):
    approved(province, "ttyt-mot", "1")
    publish_release()
    with at(6, 25, day=9):
        found = client.get("/api/v1/releases/latest/").json()
        assert (found["late"], found["next_due_at"]) == (True, "2021-10-09T06:00:00+07:00")
        assert "Đang chậm <strong>25 phút" in text(client, "/so-lieu/")
        assert "max-age" in client.get("/api/v1/releases/latest/").headers["Cache-Control"]
    with at(6, 5, day=9):
        assert client.get("/api/v1/releases/latest/").json()["late"] is False


def test_an_extra_release_comes_from_who_reviews_for_the_figures(client, province):
    approved(province, "ttyt-mot", "1", values={"ca": 4})
    client.force_login(person(province, "syt", reviews=True))
    address = "/quan-tri/snippets/datasets/release/extra/"
    page = text(client, address)
    assert "1 báo cáo" in page
    assert "TTYT-HAI" in page, "what is missing"
    assert text(client, "/quan-tri/snippets/datasets/release/").count("Công bố ngoài khung giờ")
    assert client.post(address, {"reason": " "}).status_code == 200
    assert client.post(address, {"reason": "a\0"}).status_code == 200
    assert client.post(address, {"reason": "a" * 501}).status_code == 200
    assert published() == 0
    assert client.post(address, {"reason": "Ổ dịch mới ở Huyện Một"}).status_code == 302
    assert schedule.publish_asked_for() == 1
    release = Release.objects.get()
    assert (release.kind, release.reason, release.operator) == ("extra", "Ổ dịch mới ở Huyện Một", "syt-1")
    assert "Ổ dịch mới" in text(client, "/so-lieu/ban-cong-bo/1/")
    assert "Chưa có báo cáo nào" in text_of(client.post(address, {"reason": "Lần nữa"}))


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(("unit", "roles"), [("syt", {"enters": True}), ("ttyt-mot", {"reviews": True})])
def test_nobody_else_publishes_or_sees_a_preview(client, province, unit, roles):
    approved(province, "ttyt-mot", "1")
    client.force_login(person(province, unit, **roles))
    for name in ("extra", "preview"):
        address = f"/quan-tri/snippets/datasets/release/{name}/"
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"reason": "Thử"}).status_code in (302, 403)
    assert published() == 0
    assert not Release.objects.exists()


def test_the_admin_shows_who_reported_and_who_did_not(client, province):
    approved(province, "ttyt-mot", "1")
    publish_release(operator="truc-ban")
    client.force_login(person(province, "syt", reviews=True))
    page = text(client, "/quan-tri/snippets/datasets/release/inspect/1/")
    for words in ("truc-ban", "TTYT-MOT", "TTYT-HAI", "Xã Mười Một"):
        assert words in page, words


def test_a_preview_shows_the_next_slot_and_nobody_else_sees_it(client, province):
    client.force_login(person(province, "ttyt-mot", enters=True))
    with at(6, 0):
        approved(province, "ttyt-mot", "1", slot=0, values={"ca": 2})
        publish_release()
    with at(17, 30):
        report = approved(province, "ttyt-mot", "1", values={"ca": 4321})
        preview = stage_preview()
        for path in ("/", "/so-lieu/", "/dia-ban/1/"):
            page = text(client, f"{path}?xem-truoc={preview.word}")
            assert "Bản xem trước" in page
            assert "4.323" in page, path
            assert "4.323" not in text(client, path)
        answer = client.get(preview.url)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        report.refresh_from_db()
        assert report.release is None
    with at(18, 1):
        assert publish_release().number == 2
    report.refresh_from_db()
    assert report.release_id == 2
    answer = client.get(preview.url)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/so-lieu/ban-cong-bo/2/")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_preview_s_link_does_not_replace_signing_in(client, province):
    with at(17, 30):
        approved(province, "ttyt-mot", "1")
        link = stage_preview().url
        answer = client.get(link)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/dang-nhap/?next=")
        assert "no-store" in answer.headers["Cache-Control"]
        client.force_login(person(province, "ttyt-mot", enters=True))
        assert "Bản xem trước" in text(client, link)


def test_a_preview_is_refused_when_forged_expired_or_replaced(client, province):
    client.force_login(person(province, "ttyt-mot", enters=True))
    with at(17, 30):
        approved(province, "ttyt-mot", "1", slot=0)
        first = stage_preview()
        second = stage_preview()
        for word in ("", "x", first.word, second.word[:-2] + "zz", "9" * 5000, second.word + "%00"):
            answer = client.get(f"/?xem-truoc={word}")
            assert answer.status_code in (400, 403), word[:20]
        assert client.get(second.url).status_code == 200
    with at(19, 31):
        answer = client.get(second.url)
        assert answer.status_code == 403
        assert "hết hạn" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_preview_claims_no_missed_slot(province):
    with at(6, 0):
        approved(province, "ttyt-mot", "1", slot=0)
        publish_release()
    with at(18, 5, day=9):
        approved(province, "ttyt-mot", "1", day=DAY + 1)
        stage_preview()
        assert not MissedSlot.objects.exists()
        publish_release()
    assert MissedSlot.objects.count() == 2


def test_the_command_prints_the_link(province, capsys):
    with at(17, 30):
        approved(province, "ttyt-mot", "1")
        call_command("preview_release")
    assert "/?xem-truoc=" in capsys.readouterr().out


def test_the_serving_process_publishes_what_is_due_and_outlives_what_fails(province, monkeypatch):
    with at(18, 0):
        assert schedule.publish_due() is None, "nothing is approved yet"
        approved(province, "ttyt-mot", "1")
        with monkeypatch.context() as broken:
            broken.setattr(schedule, "publish_release", lambda **_: 1 / 0)
            assert schedule.publish_due() is None
        assert schedule.publish_due() == 1
        assert schedule.publish_due() is None
    assert Release.objects.get().operator == schedule.OPERATOR


def test_one_thread_watches_the_slots(monkeypatch):
    monkeypatch.setattr(schedule, "watch", lambda stop: None)
    first, second = schedule.start(), schedule.start()
    assert first is not None and first.daemon
    assert second is None
    schedule._started.release()
