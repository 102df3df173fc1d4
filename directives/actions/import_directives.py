"""Files that a unit hands in become drafts of directives while the caller waits, each document by itself."""

from collections.abc import Iterable

from directives.actions.initial_load import load
from directives.actions.results import FileResult
from directives.actions.take_in import HandedIn, Taking
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
    certain; only during the initial load. `dry_run`: the same answers, nothing stored; what one document does to
    another of the same run is not tried.
    """
    with ReadingProcess() as reader:
        taking = Taking(unit, reader, publish=publish, dry_run=dry_run, received_by=received_by)
        results = _taken(taking, files, together=together)
    for result in results if dry_run else ():
        result.stored, result.page = False, None
    return results


def _taken(taking: Taking, files: Iterable[HandedIn], *, together: bool) -> list[FileResult]:
    if together:
        return taking.take(list(files))
    if taking.publish:
        return list(load(taking, files))
    return [result for file in files for result in taking.take([file])]
