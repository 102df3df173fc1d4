"""Every directive of the demo, rendered to every kind of file, is read back exactly as it was written."""

from dataclasses import replace

import pytest
from django.conf import settings

from directives.demo import read_text, render
from directives.official_form.lines import attached_to
from directives.reading import read_file
from tests.directives.test_reading_components import TYPES

TEXTS = sorted(settings.PROVINCES_DIR.glob("*/demo/directives/*.txt"))


def expected(text):
    return {
        "number": text.number,
        "date": text.date,
        "place": text.place,
        "type": text.type,
        "superior": text.superior,
        "issuer": " ".join(text.issuer),
        "abstract": text.abstract,
        "signer_office": " / ".join(text.signer_office),
        "signer": text.signer,
        "recipients": text.recipients,
    }


def parts(text):
    """[(title, paragraphs)] as the reader should see them; without who decides, which stands in the head."""
    own = list(text.parts[0].lines)
    while own[0].isupper() and not own[0].endswith(":") and "." not in own[0]:
        own.pop(0)
    attached = [
        (f"{part.kind} {part.title}", [*filter(None, [attached_to(text, part)]), *part.lines])
        for part in text.parts[1:]
    ]
    return [("", own), *attached]


def test_there_are_demo_directives():
    assert len(TEXTS) >= 50


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parts[-4]}-{path.stem[:24]}")
def test_it_is_read_back(path):
    text = read_text(path)
    check(text)


@pytest.mark.soak
@pytest.mark.parametrize("format", ["pdf", "docx", "txt"])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parts[-4]}-{path.stem[:24]}")
def test_it_is_read_back_from_every_format(path, format):  # noqa: A002
    check(replace(read_text(path), format=format))


def check(text):
    name, data = render(text)
    reading = read_file(data, name=name, types=TYPES)
    found = reading.components
    assert (reading.files[0].format, reading.quality, reading.warnings) == (text.format, "good", ())
    read = {field: getattr(found, field) for field in expected(text)} | {"number": f"{found.number}/{found.symbol}"}
    assert read == expected(text)
    own, *attached = [(title, body.split("\n")) for title, body in found.parts]
    assert [("", [*found.grounds, *own[1]]), *attached] == parts(text)
