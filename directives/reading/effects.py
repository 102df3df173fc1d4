"""What a document says of its own force, and what it does to others. Only sentences about itself count."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from directives.anchors import anchors_in
from directives.reading.amended import gone_through
from directives.reading.cited import CITED, TYPES
from directives.reading.dates import DAY, day_of

REPLACES, PARTLY_REPLACES, AMENDS, SUPPLEMENTS = "thay_the", "thay_the_mot_phan", "sua_doi", "bo_sung"
REPEALS, SUSPENDS, CORRECTS, WITHDRAWS = "bai_bo", "ngung", "dinh_chinh", "thu_hoi"
GUIDES, IMPLEMENTS, CITES = "huong_dan", "trien_khai", "vien_dan"
_ITSELF = re.compile(
    rf"{TYPES} này\b|^(?:Điều \d+[.:]|\d+[.)]|[a-zđ]\)|[-+])?\s*"
    r"(?=Sửa đổi|Bổ sung|Bãi bỏ|Ngưng|Thay thế|Đính chính|Thu hồi|Hướng dẫn|Triển khai|Thực hiện)"
)
_PIECE = (
    r"(?P<piece>một phần|(?:(?:toàn bộ )?(?:nội dung )?(?:tại )?(?:các |một số )?)"
    r"(?:điều|khoản|điểm|mục|phụ lục|nội dung)\b[^.;“]{0,120}?)\s+"
)
_GAP = r"(?P<piece>(?:(?!thay thế|bãi bỏ|ngưng|thu hồi|đính chính)[^.;“]){0,120}?)(?<=\s)"
_SUBJECT = rf"(?:^(?:Điều \d+[.:]|\d+[.)]|[a-zđ]\)|[-+])?\s*|{TYPES} này (?:nhằm )?)"
_BEFORE = (
    (PARTLY_REPLACES, rf"\bthay thế(?: cho)?\s+{_PIECE}"),
    (REPLACES, r"\bthay thế(?: cho)?\s*:?\s+"),
    (AMENDS, rf"\bsửa đổi(?:, bổ sung)?\s+{_GAP}"),
    (SUPPLEMENTS, rf"(?<!sửa đổi, )\bbổ sung\s+{_GAP}"),
    (REPEALS, rf"\bbãi bỏ\s+{_PIECE}"),
    (REPEALS, r"\bbãi bỏ\s*:?\s+(?:toàn bộ\s+)?"),
    (SUSPENDS, rf"\bngưng\s+(?:(?:áp dụng|thực hiện|hiệu lực|thi hành|của)\s+){{0,4}}{_PIECE}"),
    (SUSPENDS, r"\bngưng\s+(?:(?:áp dụng|thực hiện|hiệu lực|thi hành|của|toàn bộ)\s+){0,4}"),
    (CORRECTS, rf"\bđính chính\s+{_GAP}"),
    (WITHDRAWS, r"\bthu hồi\s*:?\s+"),
    (GUIDES, rf"{_SUBJECT}hướng dẫn (?:(?:việc )?(?:thực hiện|thi hành)|triển khai)\s+"),
    (IMPLEMENTS, rf"{_SUBJECT}(?:triển khai(?: thực hiện)?|thực hiện|thi hành)\s+"),
)
"""(kind, what stands before the first document named); of those that begin at one place the first that fits"""
_ACTS = tuple((kind, re.compile(f"{before}(?={CITED.pattern})", re.IGNORECASE)) for kind, before in _BEFORE)
_VAGUE = {
    PARTLY_REPLACES: PARTLY_REPLACES,
    AMENDS: AMENDS,
    SUPPLEMENTS: SUPPLEMENTS,
    REPEALS: AMENDS,
    CORRECTS: CORRECTS,
}
"""{kind: what remains of it where only a part is meant and nobody can say which}"""
_AROUND = re.compile(
    r"^(?:toàn bộ |các |một số |nội dung |quy định |lỗi |tại |ở )+|[ ,]*(?:của|tại|trong)$", re.IGNORECASE
)
_ENACTED = re.compile(
    r",?\s*(?:của\s+)?(?:Quy chế|Quy định|Quy trình|Kế hoạch|Phương án|Điều lệ)?\s*"
    r"(?:được )?ban hành kèm theo$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"[^.;]{{0,60}}?\b(?:kể )?từ (?:\d{{1,2}} giờ(?: \d{{1,2}} phút)?,? )?{DAY.format('')}", re.IGNORECASE
)
_WHY = re.compile(r"[^.;]{0,80}?\b(?:do|vì|lý do:?)\s+(?P<why>[^.;]{3,400})", re.IGNORECASE)
_LAST = re.compile(rf"[^.;]{{0,120}}?\bđến hết {DAY.format('')}", re.IGNORECASE)
_AND = re.compile(r"\s*(?:, và|,|;|và)\s*", re.IGNORECASE)
_HOUR = r"(?:\d{1,2} giờ(?: \d{1,2} phút)?,? )?"
_IN_FORCE = re.compile(
    rf"{TYPES} này\b[^.;]{{0,160}}?\bcó hiệu lực(?: thi hành)?(?: kể)? từ "
    rf"(?:(?P<signed>ngày (?:ký|ban hành))|{_HOUR}{DAY.format('')})"
    rf"(?:[^.;]{{0,20}}?đến hết {DAY.format('to')})?"
)


@dataclass(frozen=True)
class Relation:
    """What the document does to another; `number` with its symbol, `articles` as anchors: none for all of it.

    `since`, where a day of its own is said, and `until`, the first day on which what is suspended is in force again;
    `reason`, for which it withdraws.
    """

    kind: str
    number: str
    date: dt.date | None
    issuer: str
    articles: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Period:
    """First day in force, first day no longer in force; None where the document does not say."""

    start: dt.date | None = None
    end: dt.date | None = None


def read_period(texts: Sequence[str], signed: dt.date | None) -> Period:
    """From the sentence that says so; "kể từ ngày ký" is the document's own date."""
    found = [match for text in texts for match in _IN_FORCE.finditer(text)]
    if len(found) != 1:
        return Period()
    start = signed if found[0]["signed"] else day_of(found[0])
    last = day_of(found[0], "to")
    return Period(start, last + dt.timedelta(days=1) if last and (start is None or last >= start) else None)


def read_relations(texts: Sequence[str]) -> list[Relation]:
    """Each document by the first thing that is said of it, or the first for single articles; what is done to it
    outweighs how it is used."""
    found: dict[tuple[str, dt.date | None], list[Relation]] = {}
    for relation in sorted(_all(texts), key=lambda one: one.kind in (GUIDES, IMPLEMENTS)):
        same = found.setdefault((relation.number, relation.date), [])
        if not same or (relation.articles and all(one.articles and one.kind != relation.kind for one in same)):
            same.append(relation)
    return [relation for same in found.values() for relation in same]


def read_cited(grounds: Sequence[str], others: Sequence[Relation]) -> list[Relation]:
    """The documents on which it rests, but for `others`."""
    known = {(one.number, one.date) for one in others}
    found: dict[tuple[str, dt.date | None], Relation] = {}
    for cited in filter(None, map(CITED.search, grounds)):
        one = _relation(CITES, cited)
        if (one.number, one.date) not in known:
            found.setdefault((one.number, one.date), one)
    return list(found.values())


def _all(texts: Sequence[str]) -> Iterator[Relation]:
    for at, text in enumerate(texts):
        for sentence in re.split(r"(?<=[.;])\s+(?=[A-ZĐ])", text):
            if _ITSELF.search(sentence):
                yield from _of_sentence(sentence, texts[at + 1 :] if sentence.endswith(":") else ())


def _of_sentence(sentence: str, below: Sequence[str]) -> Iterator[Relation]:
    acts = [(act, kind) for kind, pattern in _ACTS for act in pattern.finditer(sentence)]
    taken = 0
    for act, kind in sorted(acts, key=lambda pair: pair[0].start()):
        if act.start() >= taken:
            taken = act.end()
            yield from _acted(sentence, act, kind, below)


def _acted(sentence: str, act: re.Match[str], kind: str, below: Sequence[str]) -> Iterator[Relation]:
    """What one verb does: to which documents, in which articles, from which day on."""
    named, end = _cited(sentence, act.end())
    since, last = _SINCE.match(sentence, end), _LAST.match(sentence, end) if kind == SUSPENDS else None
    last_day, why = day_of(last) if last else None, _WHY.match(sentence, end) if kind == WITHDRAWS else None
    said: dict[str, Any] = {
        "since": day_of(since) if since else None,
        "until": last_day + dt.timedelta(days=1) if last_day else None,
        "reason": _sentence(why["why"]) if why else "",
    }
    meant = _meant(act, kind, below).items()
    yield from (replace(_relation(done, one), articles=places, **said) for one in named for done, places in meant)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].strip()


def _meant(act: re.Match[str], kind: str, below: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """{what is done: to which articles, none for all of it}; nothing where nobody can say which part is meant."""
    piece = (act.groupdict().get("piece") or "").strip()
    enacted = _ENACTED.search(piece)
    articles = _articles(piece[: enacted.start()] if enacted else piece)
    listed = gone_through(below) if not articles and kind in (AMENDS, SUPPLEMENTS) else {}
    if articles is None and not listed:
        return {_VAGUE[kind]: ()} if kind in _VAGUE else {}
    return {done: _placed(places, bool(enacted)) for done, places in (listed or {kind: articles or ()}).items()}


def _articles(piece: str) -> tuple[str, ...] | None:
    """The articles named before the document; none for all of it, None where nobody can say which are meant."""
    places = _AROUND.sub("", _AROUND.sub("", piece)).strip(" :,")
    if not places:
        return None if re.match("một|các", piece, re.IGNORECASE) else ()
    try:
        return tuple(anchors_in(places))
    except ValueError:
        return None


def _placed(anchors: Sequence[str], enacted: bool) -> tuple[str, ...]:
    """Articles of what a document enacts stand in its first attached part."""
    return tuple(f"kem-theo-1-{one}" if enacted and "kem-theo" not in one else one for one in anchors)


def _cited(sentence: str, at: int) -> tuple[list[re.Match[str]], int]:
    """The documents named one after another from there on, and where that ends; one that only belongs to another's
    title is not among them."""
    found: list[re.Match[str]] = []
    while cited := CITED.match(sentence, at):
        found.append(cited)
        joint = _AND.match(sentence, cited.end())
        if not joint:
            break
        at = joint.end()
    return found, found[-1].end() if found else at


def _relation(kind: str, cited: re.Match[str]) -> Relation:
    number = f"{cited['number']}/{cited['symbol'].rstrip('.')}"
    return Relation(kind, number, day_of(cited), " ".join((cited["issuer"] or "").split()))
