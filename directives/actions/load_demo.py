"""The province's demo directives, handed in as files like real ones."""

from itertools import groupby

from django.db import transaction

from core.hooks import Demo
from directives.actions.import_directives import FileResult, HandedIn, import_directives
from directives.demo import DemoText, read_texts, render
from units.models import OrganisationalUnit


@transaction.atomic
def load_demo_directives(demo: Demo) -> dict[str, int]:
    """{what: rows}. Files are handed in in the order of their dates, so that what is replaced comes first.

    A second time nothing is stored: the files have the same bytes.
    """
    texts = sorted(read_texts(demo.province), key=lambda text: (text.date, text.name))
    results = [
        result
        for abbreviation, together in groupby(texts, key=lambda text: text.unit)
        for result in _hand_in(abbreviation, list(together))
    ]
    published = sum(1 for result in results if result.page and result.page.live)
    drafts = sum(result.stored for result in results) - published
    return {"directives": published, "directive drafts": drafts}


def _hand_in(abbreviation: str, texts: list[DemoText]) -> list[FileResult]:
    unit = OrganisationalUnit.objects.get(abbreviation=abbreviation)
    files = [HandedIn.of(*render(text)) for text in texts]
    return import_directives(files=files, unit=unit, publish=True, received_by=abbreviation)
