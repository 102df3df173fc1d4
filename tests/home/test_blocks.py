"""Blocks bear whatever their column holds, save half-filled drafts, and show numbers that a phone can call."""

import json

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.blocks import article_stream
from home.blocks.text import safe_address
from home.models import GuidancePage, HomePage
from home.selectors.articles import plain_text

pytestmark = pytest.mark.usefixtures("province")

STREAM = article_stream()
NAMES = list(STREAM.child_blocks)


def shown(body) -> str:
    value = STREAM.to_python(body)
    return "".join(block.render(context={"request": None}) for block in value)


JUNK_VALUES = [None, "", 7, True, [], {}, [None], [{}], {"steps": 3}, {"steps": [{"value": 3}]}, {"cases": {"a": 1}}]
JUNK_STREAMS = [
    "nonsense",
    "{}",
    "7",
    "[7, null, [], {}]",
    '[{"type": "unknown", "value": 1}]',
    '[{"value": 1}]',
    '[{"type": ["paragraph"], "value": "x"}]',
    '[{"type": "paragraph"}]',
]


@pytest.mark.parametrize("name", NAMES)
def test_a_block_with_a_broken_value_is_shown_as_an_empty_one(name):
    for value in JUNK_VALUES:
        shown([{"type": name, "value": value}])


@pytest.mark.parametrize("stored", JUNK_STREAMS)
def test_a_broken_stream_opens(stored):
    shown(stored)


FIELDS = ["type", "value", "id", "steps", "cases", "phones", "directives", "title", "number", "date", "most", "kind"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), json_values)
def test_any_stored_value_is_shown_and_kept_readable(name, value):
    body = STREAM.to_python(json.dumps([{"type": name, "value": value, "id": "a"}]))
    for block in body:
        block.render(context={"request": None})
    plain_text(body)
    assert STREAM.to_python(json.dumps(STREAM.get_prep_value(body))) is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_half_filled_draft_is_saved(name):
    """Wagtail saves drafts without a click, so nothing required may stand in the way."""
    empty = STREAM.to_python([{"type": name, "value": {} if name != "paragraph" else ""}])
    assert STREAM.clean_deferred(empty) is not None


def test_every_block_has_icon_label_description_and_preview():
    blocks = STREAM.child_blocks | HomePage._meta.get_field("body").stream_block.child_blocks
    for name, block in blocks.items():
        assert block.label, name
        assert block.get_description(), name
        assert block.meta.icon not in ("placeholder", ""), name
        value = block.get_preview_value()
        context = block.get_preview_context(value, {"bound_block": block.bind(value), "request": None})
        assert render_to_string(block.get_preview_template(value, context), context), name


def test_the_words_of_the_blocks():
    body = [
        {"type": "steps", "value": {"heading": "Ba việc", "steps": [{"title": "Ở yên", "text": "Không ra ngoài."}]}},
        {"type": "conditions", "value": {"cases": [{"condition": "Khó thở", "action": "Gọi ngay.", "phone": "115"}]}},
        {"type": "phones", "value": {"phones": [{"label": "CDC", "number": "0238 384 1234"}]}},
        {"type": "notice", "value": {"kind": "stop", "title": "Không tự đi.", "text": "Gọi trước."}},
        {"type": "opening_hours", "value": {"place": "Điểm tiêm", "hours": "24/24"}},
    ]
    html = shown(body)
    assert "Bước 1" in html
    assert "Nếu khó thở" in html
    assert 'href="tel:115"' in html
    assert 'href="tel:+842383841234"' in html
    assert "notice--stop" in html
    assert "Đang mở" in html


def test_paragraphs_have_no_first_order_heading_and_no_pictures():
    features = set(STREAM.child_blocks["paragraph"].field.widget.features)
    assert not features & {"h1", "image", "embed", "document-link", "hr"}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//outside.example", "data:text/html,x", "/\\outside", "huong-dan"]
)
def test_a_call_out_leads_only_where_a_reader_may_go(link):
    assert safe_address(link) == ""
    assert "href" not in shown([{"type": "callout", "value": {"title": "a", "link": link, "link_text": "b"}}])


def test_what_is_written_is_escaped():
    html = shown([{"type": "notice", "value": {"title": "<script>x</script>", "text": "<b>y</b>"}}])
    assert "<script>" not in html
    assert "<b>y" not in html


def test_many_paragraphs_look_up_their_links_at_once(django_assert_max_num_queries):
    home = HomePage.objects.get().pk
    link = f'<p><a linktype="page" id="{home}">trang chủ</a></p>'
    for count in (5, 60):
        body = [{"type": "paragraph", "value": f"{link}<p>{n}</p>"} for n in range(count)]
        with django_assert_max_num_queries(2):
            assert shown(body).count('href="/"') == count


def test_blocks_stay_out_of_migrations():
    assert GuidancePage._meta.get_field("body").deconstruct()[2] == [[]]
