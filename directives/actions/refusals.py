"""What keeps a document from being stored, as its clerk is told it."""

import errno
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, DataError

from core.problems import Code, Unreadable
from directives.actions.results import FileResult
from directives.models import DirectivePage
from directives.models.pages import TOLD_APART

log = logging.getLogger(__name__)
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def refusing(results: Sequence[FileResult]) -> Iterator[None]:
    """What is refused, or cannot be kept, is told of its files; the next document is not concerned."""
    try:
        yield
    except Unreadable as refusal:
        problem = refusal.problem
    except (OSError, DatabaseError) as error:
        log.exception("%s could not be stored", ", ".join(result.file for result in results))
        problem = _not_stored(error).problem
    else:
        return
    for result in results:
        result.error, result.stored, result.page = problem, False, None


def _not_stored(error: OSError | DatabaseError) -> Unreadable:
    if isinstance(error, DatabaseError):
        return Unreadable(Code.UNREADABLE_FILE, "Cơ sở dữ liệu không ghi được văn bản này. Hãy báo quản trị Cổng.")
    why = "đã hết chỗ lưu" if error.errno in _FULL else "không đọc, ghi được dữ liệu"
    message = f"Chưa nạp được tệp: máy chủ {why}. Hãy báo quản trị Cổng, xử lý xong thì nạp lại tệp này."
    return Unreadable(Code.UNREADABLE_FILE, message)


@contextmanager
def saying_what_does_not_fit() -> Iterator[None]:
    """A value that the database does not take will not be taken the next time either. Raises `Unreadable`."""
    try:
        yield
    except DataError as error:
        message = (
            "Văn bản có nội dung mà cơ sở dữ liệu không nhận (quá dài hoặc ký tự lạ). Hãy xuất lại tệp rồi gửi lại."
        )
        raise Unreadable(Code.INVALID_TEXT, message) from error


def not_valid(error: ValidationError) -> Unreadable:
    """With the components that are wrong and what is wrong with each: "Người ký: ...."."""
    code = Code.ALREADY_EXISTS if TOLD_APART in error.messages else Code.INVALID_TEXT
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return Unreadable(
        code, " ".join(_said(name, message) for name, messages in found.items() for message in messages)
    )


def _said(name: str, message: str) -> str:
    if name == NON_FIELD_ERRORS:
        return message
    label = str(DirectivePage._meta.get_field(name).verbose_name)
    return f"{label[:1].upper()}{label[1:]}: {message}"
