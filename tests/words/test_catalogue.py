"""The catalogue: whole, well formed, compiled, and true to `docs/glossary.md`."""

import json
import re
import unicodedata

import pytest
from django.utils.translation import gettext, override

from tests.words import catalogues
from tests.words.compile import compiled

LISTED = "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"
LEFT_OUT = ("Submit to %(workflow_name)s", "Resubmit to %(task_name)s", LISTED)
"""Beginnings of texts that say less in Vietnamese: every record has one way to its signature; Wagtail forgets the
name of what it lists."""
NEVER = (
    "người dùng", "người sử dụng", "xuất bản", "bình luận", "kiểm duyệt", "hủy bỏ", "biên tập", "email",
    "luồng công việc", "vui lòng", "file", "tập tin", "username", "lên lịch", "slug", "từ khoá", "xoá", "khoá",
)  # fmt: skip
"""What the glossary has another word for, and older spelling."""
MARKS = re.compile(r"\w!|\.\.\.$|(?<!\w)'|  ")
"""An exclamation, three full stops, straight quotation marks, two spaces."""
PAIRS = (
    (r"\bworkflows?\b", "duyệt|rút"),
    (r"\bcollections?\b", "bộ sưu tập"),
    (r"\bunpublish(ed)?\b", "gỡ|chưa công bố"),
    (r"\b(published|publishing|publish)\b", "công bố|hiển thị"),
    (r"\bpasswords?\b", "mật khẩu"),
    (r"\b(unlock|unlocked|lock|locked)\b", "khóa"),
    (r"\bimages?\b", "hình|ảnh"),
    (r"\bpages?\b", "trang"),
    (r"\bcomments?\b", "ý kiến"),
    (r"\btwo-factor\b", "hai bước"),
    (r"\brecovery codes?\b", "mã khôi phục"),
    (r"\bsecurity keys?\b", "khóa bảo mật|khóa"),
    (r"\bpasskeys?\b", "khóa truy cập"),
    (r"\btags?\b", "thẻ"),
    (r"\bdrafts?\b", "bản nháp"),
    (r"\b(revision|version)s?\b", "phiên bản|bản"),
    (r"\bemails?\b", "thư"),
)


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_every_text_of_the_installed_packages_is_translated(domain):
    known = catalogues.vietnamese(domain)
    missing = {key: package for key, package in catalogues.english(domain).items() if key not in known}
    assert not missing
    assert len(catalogues.english(domain)) > (1500 if domain == "django" else 80)


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_placeholders_and_markup_survive(domain):
    faults = [
        entry.msgid
        for entry in catalogues.own(domain)
        if not entry.msgid.startswith(LEFT_OUT)
        and "https://" not in entry.msgid  # no page leads to an outside host
        and catalogues.shape(entry.msgid_plural or entry.msgid) != catalogues.shape(catalogues.said(entry))
    ]
    assert not faults


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_every_entry_is_said_once_and_plainly(domain):
    entries = list(catalogues.own(domain))
    assert len({catalogues.key(entry) for entry in entries}) == len(entries)
    for entry in entries:
        text = catalogues.said(entry)
        assert text and not entry.fuzzy and not entry.obsolete, entry.msgid
        assert unicodedata.is_normalized("NFC", text), entry.msgid
        assert entry.msgid[:1].isspace() == text[:1].isspace(), entry.msgid
        assert entry.msgid[-1:].isspace() == text[-1:].isspace(), entry.msgid
        assert list(entry.msgstr_plural) in ([], [0]), entry.msgid


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_what_runs_is_what_is_written(domain):
    assert catalogues.own_file(domain, "mo").read_bytes() == compiled(catalogues.own(domain)), (
        "run: .venv/bin/python -m tests.words.compile"
    )
    assert catalogues.own(domain).metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_the_catalogue_outweighs_the_packages():
    with override("vi"):
        for entry in catalogues.own("django"):
            if not entry.msgid_plural and not entry.msgctxt:
                assert gettext(entry.msgid) == entry.msgstr, entry.msgid


def on_screen():
    """Every text that the installed packages can say, as it is said."""
    for domain in catalogues.DOMAINS:
        known = catalogues.vietnamese(domain)
        yield from (known[key] for key in catalogues.english(domain))


@pytest.mark.parametrize("word", NEVER)
def test_no_word_is_used_that_the_glossary_replaces(word):
    found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    assert not [text for text in on_screen() if found.search(_bare(text).lower())]


def test_the_marks_are_those_of_the_style():
    assert not [text for text in on_screen() if MARKS.search(text)]


@pytest.mark.parametrize(("english", "terms"), PAIRS)
def test_terms_stay_the_same(english, terms):
    strayed = {
        entry.msgid: catalogues.said(entry)
        for domain in catalogues.DOMAINS
        for entry in catalogues.own(domain)
        if re.search(english, _bare(entry.msgid).lower()) and not re.search(terms, catalogues.said(entry).lower())
    }
    assert not strayed


def test_the_browser_is_told_everything_in_vietnamese(admin_client):
    script = admin_client.get("/quan-tri/jsi18n/").content.decode()
    told = json.loads(re.search(r"newcatalog = (\{.*?\n  \});?\n", script, re.DOTALL).group(1))
    for context, msgid, _ in catalogues.english("djangojs"):
        text = told[f"{context}\x04{msgid}" if context else msgid]
        assert (text[0] if isinstance(text, list) else text) == catalogues.vietnamese("djangojs")[context, msgid, _]


def _bare(text):
    """Without placeholders and markup, whose names are English."""
    return catalogues.MARKUP.sub(" ", catalogues.PLACEHOLDER.sub(" ", text))
