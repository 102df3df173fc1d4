"""The province's demo directives, handed in as files like real ones."""

from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from core.hooks import Demo
from core.problems import Code
from core.province import ProvinceError
from directives.actions.import_directives import import_directives
from directives.actions.results import FileResult
from directives.actions.take_in import HandedIn
from directives.demo import DemoText, read_texts, render
from units.selectors.organisations import unit_named


@transaction.atomic
def load_demo_directives(demo: Demo) -> dict[str, int]:
    """{what: rows}. Files are handed in in the order of their dates, so that what is replaced comes first.

    A second time nothing is stored: the files have the same bytes. Raises `ProvinceError` and stores nothing
    if any is refused for another reason.
    """
    texts = sorted(read_texts(demo.province), key=lambda text: (text.date, text.name))
    results = [
        result
        for abbreviation, together in groupby(texts, key=lambda text: text.unit)
        for result in _hand_in(abbreviation, list(together))
    ]
    _refuse_to_lose_any(results)
    published = sum(1 for result in results if result.page and result.page.live)
    drafts = sum(result.stored for result in results) - published
    return {"directives": published, "directive drafts": drafts}


def _hand_in(abbreviation: str, texts: list[DemoText]) -> list[FileResult]:
    unit = unit_named(abbreviation)
    if unit is None:
        raise ProvinceError(f"không có đơn vị “{abbreviation}”", file=f"{texts[0].name}.txt")
    files = [HandedIn.of(*render(text)) for text in texts]
    return import_directives(files=files, unit=unit, publish=True, received_by=abbreviation)


def _refuse_to_lose_any(results: Iterable[FileResult]) -> None:
    """All that were refused are named at once, each with its reason."""
    refused = [
        f"{result.file}: {result.error.message}"
        for result in results
        if result.error and result.error.code != Code.DUPLICATE_FILE
    ]
    if refused:
        raise ProvinceError(f"{len(refused)} văn bản mẫu bị từ chối\n" + "\n".join(refused))
