"""Files that a unit hands in become drafts of directives while the caller waits, each document by itself."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from core.problems import Unreadable
from directives.actions.results import FileResult
from directives.actions.take_in import HandedIn, Taking, results_of
from directives.reading.process import ReadingProcess
from units.models import OrganisationalUnit


def import_directives(
    *,
    files: Iterable[HandedIn],
    unit: OrganisationalUnit,
    together: bool = False,
    publish: bool = False,
    dry_run: bool = False,
    received_by: str = "",
) -> list[FileResult]:
    """One result a file, in their order. A document that is refused leaves nothing behind and stops no other.

    `together`: the files make up one document, in this order. `publish`: at once, without review, what was read for
    certain; only during the initial load. `dry_run`: the same answers, nothing stored.
    """
    documents = [list(files)] if together else [[file] for file in files]
    with ReadingProcess() as reader:
        taking = Taking(unit, reader, publish=publish, write=not dry_run, received_by=received_by)
        if not dry_run:
            return [result for document in documents for result in _take(taking, document)]
        with transaction.atomic():
            results = [result for document in documents for result in _take(taking, document)]
            transaction.set_rollback(True)
    for result in results:
        result.stored, result.page = False, None
    return results


def _take(taking: Taking, files: Sequence[HandedIn]) -> list[FileResult]:
    results = results_of(files)
    try:
        taking.store(taking.look(files, results, _say_nothing, known=False))
    except Unreadable as refusal:
        for result in results:
            result.error = refusal.problem
    return results


def _say_nothing(_done: int, _of: int) -> None: ...
