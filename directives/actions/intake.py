"""Handing in: the bytes are safe at once; what they say is read later, by whoever comes first (`intake_queue`)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.problems import Code, Problem, Unreadable
from core.text import nfc
from directives.actions.results import AlreadyHere, FileResult
from directives.actions.take_in import Document, HandedIn, Taking, results_of
from directives.models import DirectivePage, Intake, IntakeBatch, IntakeFile, Original
from directives.reading import check_size, doc, ocr
from directives.reading.pages import OCR, OLD_WORD
from directives.reading.process import ReadingProcess
from units.models import OrganisationalUnit

State = Intake.State
LEASE = dt.timedelta(minutes=3)
"""Longer than a reader is ever silent: it says so after each page that it recognises."""
MOST_TRIES = 12
"""A file that harms is refused at the first; only readers that die again and again come so far. The bytes stay."""


class TakenOver(Exception):
    """The reader was silent for too long, and another has the document now."""


@transaction.atomic
def hand_in(
    *, files: Sequence[HandedIn], unit: OrganisationalUnit, together: bool = False, received_by: str = ""
) -> IntakeBatch:
    """Keep the bytes and queue them to be read: one document a file, or one of all `together`, in this order."""
    batch = IntakeBatch.objects.create(unit=unit, received_by=received_by[:150], received_at=clock.now())
    for order, one in enumerate([list(files)] if together else [[file] for file in files]):
        _queue(batch, order, one)
    return batch


def _queue(batch: IntakeBatch, order: int, files: Sequence[HandedIn]) -> None:
    """What is too large or empty is refused before its bytes are looked at."""
    intake = Intake.objects.create(batch=batch, order=order)
    for place, file in enumerate(files):
        kept = IntakeFile(intake=intake, order=place, name=nfc(file.name)[-255:], size=file.size())
        try:
            check_size(kept.size, name=kept.name)
        except Unreadable as refusal:
            _refuse(intake, refusal.problem)
        else:
            _keep_bytes(kept, file.read())
        kept.save()
    if intake.state == State.REFUSED:
        drop_bytes(intake=intake)


def _keep_bytes(kept: IntakeFile, data: bytes) -> None:
    kept.sha256, kept.size = hashlib.sha256(data).hexdigest(), len(data)
    kept.file.save(kept.name, ContentFile(data), save=False)


def _refuse(intake: Intake, problem: Problem) -> None:
    intake.state, intake.code, intake.reason = State.REFUSED, str(problem.code), problem.message
    intake.save()


def claim() -> Intake | None:
    """The next document, taken for a while; None if nothing waits. One statement, so it holds on every database."""
    now = clock.real_now()
    free = Q(state=State.WAITING) | Q(state=State.READING, taken_until__lt=now)
    for intake in Intake.objects.filter(free).order_by("pk")[:5]:
        mine = Intake.objects.filter(free, pk=intake.pk, tries=intake.tries)
        if mine.update(state=State.READING, tries=F("tries") + 1, taken_until=now + LEASE, pages_done=0):
            return Intake.objects.select_related("batch__unit", "directive").get(pk=intake.pk)
    return None


def read(*, intake: Intake, reader: ReadingProcess) -> None:
    """Read what was claimed and store what becomes of it, in one transaction: a kill leaves it to the next reader."""
    files = [_handed_in(file) for file in intake.files.all()]
    results = results_of(files)
    taking = Taking(intake.batch.unit, reader, received_by=intake.batch.received_by)
    if intake.tries > MOST_TRIES:
        _finish(intake, results, State.REFUSED, _given_up(results))
        return
    try:
        document = taking.look(files, results, lambda *step: _go_on(intake, *step), known=bool(intake.directive))
        _store(intake, taking, document)
    except AlreadyHere as known:
        _finish(intake, results, State.SAME, known.problem, same_as=known.page)
    except Unreadable as refusal:
        _finish(intake, results, State.REFUSED, refusal.problem)
        drop_bytes(intake=intake)
    else:
        drop_bytes(intake=intake)


def _given_up(results: Sequence[FileResult]) -> Problem:
    names = ", ".join(result.file for result in results)
    return Problem(Code.UNREADABLE_FILE, f"Đã thử đọc {MOST_TRIES} lần không được: {names}. Hãy báo quản trị Cổng.")


@transaction.atomic
def _store(intake: Intake, taking: Taking, document: Document) -> None:
    page = intake.directive
    if page is None:
        page, state = taking.store(document), State.READ
    else:
        taking.join(document, page)
        state = State.READ if intake.same_as is None else State.JOINED
    _finish(intake, document.results, state, directive=page, lacks=document.reading.lacks)


def _finish(
    intake: Intake, results: Sequence[FileResult], state: State, problem: Problem | None = None, **values: object
) -> None:
    """Write down how it ended, if it is still this reader's to say. Raises `TakenOver`."""
    mine = Intake.objects.filter(pk=intake.pk, state=State.READING, tries=intake.tries)
    told = {"code": str(problem.code), "reason": problem.message} if problem else {"code": "", "reason": ""}
    read_ = [result.as_dict() for result in results]
    if not mine.update(state=state, taken_until=None, read=read_, **told, **values):
        raise TakenOver


def _go_on(intake: Intake, done: int, of: int) -> None:
    """A sign of life; raises `TakenOver` if it comes too late."""
    mine = Intake.objects.filter(pk=intake.pk, state=State.READING, tries=intake.tries)
    if not mine.update(taken_until=clock.real_now() + LEASE, pages_done=done, pages_to_do=of):
        raise TakenOver


def _handed_in(file: IntakeFile) -> HandedIn:
    return HandedIn(file.name, lambda: file.size, lambda: _bytes(file))


def _bytes(file: IntakeFile) -> bytes:
    """From where they wait, or from the originals once they have moved there."""
    kept = file.file or Original.objects.get(sha256=file.sha256).file
    with kept.open("rb") as opened:
        return bytes(opened.read())


def drop_bytes(*, intake: Intake) -> None:
    """What was refused, or has moved to the originals, waits no longer."""
    for file in intake.files.exclude(file=""):
        storage, name = file.file.storage, file.file.name
        IntakeFile.objects.filter(pk=file.pk).update(file="")
        storage.delete(str(name))


def keep_old(*, intake: Intake) -> bool:
    """The person chose what is there already; False if there was nothing to choose any more."""
    chosen = Intake.objects.filter(pk=intake.pk, state=State.SAME).update(state=State.KEPT_OLD)
    if chosen:
        drop_bytes(intake=intake)
    return bool(chosen)


def join_to(*, intake: Intake, page: DirectivePage) -> bool:
    """The person chose that the files belong to the draft that is there; a reader attaches them."""
    waits = {"state": State.WAITING, "tries": 0, "directive": page, "code": "", "reason": ""}
    return bool(Intake.objects.filter(pk=intake.pk, state=State.SAME, same_as=page).update(**waits))


def wake() -> int:
    """Queue again what lacked a program that is there by now; how many. It is read into the draft that it became."""
    there = {OCR: ocr.is_there, OLD_WORD: doc.is_there}
    lacking = set(Intake.objects.filter(state=State.READ).exclude(lacks="").values_list("lacks", flat=True))
    found = [name for name in lacking if there[name]()]
    ready = Intake.objects.filter(state=State.READ, lacks__in=found, directive__isnull=False)
    return ready.update(state=State.WAITING, tries=0, lacks="") if found else 0


def unfinished(batches: Iterable[IntakeBatch]) -> bool:
    """Whether a reader still has to do with one of them."""
    return Intake.objects.filter(batch__in=batches, state__in=(State.WAITING, State.READING)).exists()
