"""What a reviewer says of single fields: kept with the decision that sends the draft back, and with no other."""

from collections.abc import Mapping

from wagtail.models import TaskState

from core.problems import Refused
from units.models import Remark
from units.models.remarks import LONGEST_REMARK
from units.selectors.fields import fields_of

Remarks = Mapping[str, str]
"""{name of the field: the reviewer's words}"""


def said(remarks: Remarks | None) -> dict[str, str]:
    """The remarks that say something. Raises `Refused` for one that is too long or cannot be stored."""
    words = {name: text.strip() for name, text in (remarks or {}).items() if text.strip()}
    if any("\x00" in text for text in words.values()):
        raise Refused("Ý kiến có ký tự không hợp lệ.")
    if any(len(text) > LONGEST_REMARK for text in words.values()):
        raise Refused(f"Ý kiến tại một mục không quá {LONGEST_REMARK} ký tự.")
    return words


def refuse_beside_signature(remarks: Remarks | None) -> None:
    """Raises `Refused` if something was said: a signature would drop the words without a trace."""
    if said(remarks):
        raise Refused("Bạn đã ghi ý kiến tại các mục: hãy trả lại, hoặc xóa ý kiến rồi duyệt.")


def note_remarks(*, state: TaskState, remarks: Remarks | None) -> str:
    """Keep the remarks with the decision, in its transaction; the fields' labels in one sentence, "" without any.

    Raises `Refused` for a field that the draft does not have.
    """
    words = said(remarks)
    if not words:
        return ""
    labels = {field.name: field.label for field in fields_of(state.revision.as_object())}
    if not words.keys() <= labels.keys():
        raise Refused("Có ý kiến về một mục mà nội dung này không có; hãy mở lại bản nháp.")
    for name in (name for name in labels if name in words):
        Remark.objects.create(step=state, field=name, text=words[name])
    return f"Xem ý kiến tại: {', '.join(labels[name] for name in labels if name in words)}."
