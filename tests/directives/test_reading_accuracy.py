"""What is read of the set of documents is right; what a file does not let one read stays empty.

The whole table: `python -m tests.directives.accuracy`.
"""

import random

import pytest

from tests.directives.accuracy.documents import written
from tests.directives.accuracy.forms import BAD_FORMS, SCANS, TEXT_FORMS
from tests.directives.accuracy.score import EMPTY, RIGHT, WRONG, score
from tests.directives.test_reading_components import TYPES

DOCUMENTS = written()
CLAIMED = ("number", "date", "type", "issuer", "signer", "abstract")
"""What a clerk sees first, and a search asks for."""
OF_SCANS = {
    "number": (0.85, 0.03),
    "date": (0.95, 0.02),
    "type": (0.95, 0.02),
    "issuer": (0.9, 0.07),
    "abstract": (0.85, 0.13),
    "signer": (0.0, 0.0),
}
"""{component: (at least so many right, at most so many wrong)}"""
SAMPLE = random.Random(30).sample(DOCUMENTS, 6)


def test_the_set_holds_every_type_and_every_capacity():
    assert len(DOCUMENTS) >= 60
    assert {document.text.type for document in DOCUMENTS} == set(TYPES)
    signed = " / ".join(office for document in DOCUMENTS for office in document.text.signer_office)
    assert all(f"{capacity}. " in signed for capacity in ("TM", "KT", "TL", "TUQ", "Q"))
    assert {stamp for document in DOCUMENTS for stamp in document.text.stamps} >= {"Khẩn", "Thượng khẩn", "Hỏa tốc"}


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_text(form):
    found = score(DOCUMENTS, TEXT_FORMS[form])
    for component in CLAIMED:
        assert found.share(component, RIGHT) >= 0.97, found.failures
        assert found.share(component, WRONG) <= 0.01, found.failures


@pytest.mark.parametrize("form", ["PDF không có chữ Việt", "PDF mất nửa chữ Việt"])
def test_a_text_layer_without_its_letters_is_not_believed(form):
    """The programs that would read the picture are not there: who sees the page reads it."""
    found = score(DOCUMENTS[::2], BAD_FORMS[form])
    for component in CLAIMED:
        assert found.share(component, WRONG) <= 0.04, found.failures
        assert found.share(component, EMPTY) >= 0.9


@pytest.mark.programs
@pytest.mark.parametrize("form", SCANS)
def test_some_scans(form):
    holds_for_scans(SAMPLE, form)


@pytest.mark.programs
@pytest.mark.soak
@pytest.mark.parametrize("form", SCANS)
def test_all_scans(form):
    holds_for_scans(DOCUMENTS, form)


def holds_for_scans(documents, form):
    """A letter wrong is a name wrong. Below the stamp who signs may be lost, but is never made up."""
    found = score(documents, SCANS[form])
    few = 3 / len(documents)
    for component, (right, wrong) in OF_SCANS.items():
        assert found.share(component, RIGHT) >= min(right, 1 - few), (component, found.failures)
        assert found.share(component, WRONG) <= (max(wrong, few) if wrong else 0), (component, found.failures)
