"""What the decree on the form of documents says of a document's components (Nghị định 30/2020/NĐ-CP): remarks only.

An office may have printed it otherwise; what is shown on the portal is what it printed.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from core import clock
from core.text import fold
from directives.models import DirectivePage
from directives.reading.head import LETTER
from directives.reading.wire import signatures_of

NUMBERING = "Điều 15 Nghị định 30/2020/NĐ-CP"
COUNTED_ALONE = ("quyet-dinh", "nghi-quyet", "chi-thi")
"""Types of which offices keep a count of their own: as normative documents they must have one."""
SIGNING = "Điều 13 Nghị định 30/2020/NĐ-CP"
FORM = "Phụ lục I, Phần I, Mục II Nghị định 30/2020/NĐ-CP"


@dataclass(frozen=True)
class Remark:
    """`component`: the field that it is about; `article`: of the decree, which says how it should be."""

    component: str
    message: str
    article: str


Rule = Callable[[DirectivePage], Iterator[Remark]]


def remarks(page: DirectivePage) -> list[Remark]:
    """All rules, in the order of the printed form."""
    return [remark for rule in RULES for remark in rule(page)]


def not_told(page: DirectivePage, told: Collection[str]) -> list[Remark]:
    """Those whose message is not among what an officer was told before."""
    return [remark for remark in remarks(page) if remark.message not in told]


def number_below_ten(page: DirectivePage) -> Iterator[Remark]:
    if re.fullmatch(r"[1-9][a-z]?", page.number):
        yield Remark("number", f"Số nhỏ hơn 10 ghi thêm số 0 phía trước: 0{page.number}.", FORM)


def number_used_once(page: DirectivePage) -> Iterator[Remark]:
    """One count a year for all documents of an issuer and type: the same number under another symbol is a slip."""
    other = _of_same_number(page).filter(type=page.type_id).exclude(symbol=page.symbol).first() if page.type else None
    if other is not None:
        yield Remark("number", f"Cơ quan này trong năm {page.year} đã có {_named(other)} cùng số.", NUMBERING)


def number_of_another_type(page: DirectivePage) -> Iterator[Remark]:
    """The decree wants number and symbol together to be given once a year; whether the types of an office share one
    count or have one each, its head decides. So the same number under another type is worth a look and no slip, and
    not even that where one of the two is of a type that is counted alone. An office is known by the issuer and by
    what follows the type in the symbol: "SYT" in "KH-SYT"."""
    if page.type is None or page.type.code in COUNTED_ALONE or "-" not in page.symbol:
        return
    of_office = _of_same_number(page).filter(symbol__endswith=f"-{page.symbol.partition('-')[2]}")
    other = of_office.exclude(type=page.type_id).exclude(type=None).exclude(type__code__in=COUNTED_ALONE).first()
    if other is not None and other.symbol.partition("-")[2] == page.symbol.partition("-")[2]:
        said = (
            f"Trong năm {page.year} số này cũng có ở {_named(other)}. Nếu cơ quan đánh số chung các loại văn bản thì "
            "nên xem lại số; nếu mỗi loại đánh số riêng thì không sao."
        )
        yield Remark("number", said, NUMBERING)


def _of_same_number(page: DirectivePage) -> "QuerySet[DirectivePage]":
    """Others that the issuer gave the number in the year; none while one of the three is not known."""
    if not (page.issuer_id and page.year and page.number):
        return DirectivePage.objects.none()
    same = DirectivePage.objects.filter(issuer=page.issuer_id, year=page.year, number=page.number)
    return same.exclude(pk=page.pk).order_by("-live", "pk")


def _named(other: DirectivePage) -> str:
    """Another unit's draft is nobody else's business."""
    return other.title if other.live else "một văn bản chưa công bố"


def symbol_names_type(page: DirectivePage) -> Iterator[Remark]:
    if page.type is None or not page.symbol or not page.type.abbreviation:
        return
    code = re.split(r"[-/]", re.sub(r"^\d{4}/", "", page.symbol))[0]
    if code != page.type.abbreviation:
        said = f"Ký hiệu của {page.type.name} bắt đầu bằng “{page.type.abbreviation}”, ở đây là “{code}”."
        yield Remark("symbol", said, FORM)


def symbol_names_issuer(page: DirectivePage) -> Iterator[Remark]:
    """The issuer's own abbreviation, where the portal knows it."""
    unit = page.issuer.unit if page.issuer else None
    if unit is None or not page.symbol or (page.type and page.type.name == LETTER):
        return
    printed = page.symbol.rpartition("-")[2]
    issuer, own = fold(printed).replace(".", ""), unit.abbreviation
    if issuer and issuer not in (own, own.partition("-")[0]):
        yield Remark("symbol", f"Ký hiệu ghi cơ quan “{printed}”, khác tên viết tắt của {page.issuer}.", FORM)


def date_has_come(page: DirectivePage) -> Iterator[Remark]:
    if page.date and page.date > clock.today():
        yield Remark("date", "Ngày ban hành ở sau ngày hôm nay.", NUMBERING)


def force_follows_date(page: DirectivePage) -> Iterator[Remark]:
    if page.date and page.effective_from and page.effective_from < page.date:
        yield Remark("effective_from", "Ngày có hiệu lực ở trước ngày ban hành.", NUMBERING)


def signer_is_named(page: DirectivePage) -> Iterator[Remark]:
    if page.signer_office and not page.signer:
        yield Remark("signer", "Văn bản ghi chức vụ người ký nhưng chưa có họ tên.", FORM)


def signature_names_signer(page: DirectivePage) -> Iterator[Remark]:
    """Whoever signs an electronic document does so with a certificate in his name; the office with its own."""
    originals = page.originals.all() if page.pk else ()
    found = [one for original in originals for one in signatures_of(original.signatures) or ()]
    names = [one.name for one in found if one.name and not one.is_stamp]
    signer = fold(page.signer)
    if signer and names and not any(fold(name) in signer or signer in fold(name) for name in names):
        said = f"Không chữ ký số nào ghi tên người ký “{page.signer}”; chứng thư ghi: {', '.join(names)}."
        yield Remark("signer", said, SIGNING)


RULES: tuple[Rule, ...] = (
    number_below_ten,
    number_used_once,
    number_of_another_type,
    symbol_names_type,
    symbol_names_issuer,
    date_has_come,
    force_follows_date,
    signer_is_named,
    signature_names_signer,
)
