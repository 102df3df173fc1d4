"""Every number of the demo is understood in every spelling of a grammar; everyday words never lead to one."""

import tomllib

from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import fold, words
from search.intent import understand
from search.models import SearchDocument
from search.numbers import digits_and_symbol, is_meant
from search.spelling import AROUND_A_NUMBER, LONG_ENOUGH
from tests.search.relevance.questions import NUMBER, PROVINCES, WRITTEN, questions
from tests.search.test_spellings import WORDS

HEADS = [
    tomllib.loads(path.read_text(encoding="utf-8").split("+++")[1])
    for path in sorted(django_settings.PROVINCES_DIR.glob("*/demo/directives/*.txt"))
]
QUESTIONS = sorted(
    {
        question.typed
        for province in PROVINCES
        for question in questions(province)
        if question.form == WRITTEN and question.kind != NUMBER
    }
)
NO_NAME_OF_A_DOCUMENT = sorted(
    {word for question in QUESTIONS for word in question.split() if word.isalpha()}
    - {word for head in HEADS for word in (*head["type"].lower().split(), *words(head["number"]))}
    - {word for question in QUESTIONS for word in question.split() if fold(word) in AROUND_A_NUMBER}
)
BEFORE = ("", "số ", "văn bản ", "xem ", "tìm ", "nội dung ", "toàn văn ", "  ")
AFTER = ("", " là gì", " còn hiệu lực không", " nói gì", "?", " ")
QUICK = settings(deadline=None, max_examples=300)


def document(head) -> SearchDocument:
    digits, symbol = digits_and_symbol("directive", head["number"])
    named = {"type": head["type"], "issuer": head["issuer_name"], "title": head["abstract"], "date": head["date"]}
    return SearchDocument(kind="directive", number=head["number"], digits=digits, symbol=symbol, **named)


DOCUMENTS = [document(head) for head in HEADS]

SHORT_NUMBERS = sorted({int(known.digits) for known in DOCUMENTS if len(known.digits) < LONG_ENOUGH})


def meant(text: str) -> list[str]:
    """The numbers of the demo's documents that a text leads to."""
    number = understand(text).number
    found = DOCUMENTS if number else []
    return [known.number for known in found if known.digits == number.digits and is_meant(known, number)]


@st.composite
def spelled(draw):
    """A document of the demo and one way to type its number."""
    known = draw(st.sampled_from(DOCUMENTS))
    digits, _, symbol = known.number.partition("/")
    parts = symbol.replace("-", " ").split()
    zeros = draw(st.sampled_from(["", "0"])) if not digits.startswith("0") else ""
    grouped = draw(st.sampled_from(["", ".", " "])) if len(digits) == 4 else ""
    shown = f"{zeros}{digits[:-3]}{grouped}{digits[-3:]}" if grouped and not zeros else f"{zeros}{digits}"
    glue, inner = draw(st.sampled_from(["/", " ", "-", "∕", " / "])), draw(st.sampled_from(["-", " ", "", "–", "."]))
    kind = draw(st.sampled_from([known.type, "".join(word[0] for word in known.type.split())]))
    form = draw(st.sampled_from(["whole", "part", "kind", "both", "date"]))
    text = {
        "whole": f"{shown}{glue}{inner.join(parts)}",
        "part": f"{shown}{glue}{parts[0]}",
        "kind": f"{kind} {shown}",
        "both": f"{kind} số {shown}{glue}{'-'.join(parts)} của {known.issuer}",
        "date": f"{shown}/{'-'.join(parts)} ngày {known.date:%d} tháng {known.date:%m} năm {known.date:%Y}",
    }[form]
    text = f"{draw(st.sampled_from(BEFORE))}{text}{draw(st.sampled_from(AFTER))}"
    return known.number, draw(st.sampled_from([str, str.upper, str.lower, fold]))(text)


@QUICK
@given(spelled())
def test_every_number_is_understood_in_every_spelling(asked):
    number, text = asked
    assert number in meant(text)


@QUICK
@given(
    st.lists(st.sampled_from(NO_NAME_OF_A_DOCUMENT), min_size=2, max_size=6),
    st.integers(1, 999) | st.sampled_from(SHORT_NUMBERS),
    st.integers(0, 6),
    st.booleans(),
)
def test_a_count_among_everyday_words_leads_nowhere(said, count, place, folded):
    text = " ".join([*said[:place], str(count), *said[place:]])
    assert meant(fold(text) if folded else text) == []


def test_no_question_of_a_citizen_leads_to_a_number():
    asked = [text for question in [*QUESTIONS, *WORDS] for text in (question, fold(question), question.upper())]
    assert {text: found for text in asked if (found := meant(text))} == {}


@QUICK
@given(st.text(max_size=60))
def test_whatever_is_typed_is_no_error(text):
    meant(text)
