"""The place that a query names: "cách ly ở quỳnh lưu", "phường trường thi xét nghiệm", "cach ly o dien chau".

With its level before it ("xã", "tp") a name is meant however it is typed. Without, many are also everyday words, in
full ("thành công", "yên tâm") or without accents ("tương đương" and Tương Dương), and then more must point to a
place: the right accents, or a word such as "ở" before it. Where several places fit and none takes in the others, or
two places are named, nothing is narrowed.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.text import fold, nfc
from search.everyday import EVERYDAY, EVERYDAY_UNACCENTED, OTHER_PROVINCES
from search.gazetteer import LEVELS, Area, Gazetteer, Place, gazetteer
from search.indexed import WORD
from search.intent import QUOTED, says_something
from search.ranking import spellings
from units.models import Level

KINDS = {
    ("thành", "phố"): "thành phố", ("tp",): "thành phố", ("thị", "xã"): "thị xã", ("tx",): "thị xã",
    ("huyện",): "huyện", ("h",): "huyện", ("thị", "trấn"): "thị trấn", ("tt",): "thị trấn", ("xã",): "xã",
    ("x",): "xã", ("phường",): "phường", ("p",): "phường", ("tỉnh",): "tỉnh",
}  # fmt: skip
"""What says of what kind a place is, and the kind."""
AT = ("ở", "tại", "thuộc")
TOWARDS = ("từ", "về", "đến")
NAMED_AFTER_IT = ("đường", "phố", "ngõ", "hẻm", "cầu", "chốt", "chợ", "ga", "trường")
"""What bears the name of a place is sought by its own name."""


@dataclass(frozen=True)
class Word:
    """A word as typed, in lower case, with where it stands in the NFC text."""

    start: int
    end: int
    typed: str
    folded: str

    def says(self, word: str) -> bool:
        """Whether it is that word, with its accents or with none."""
        return self.typed in spellings(word) or self.typed == self.folded == fold(word)


@dataclass(frozen=True)
class Mention:
    """Areas that words name, from the level's word to the name's end; more than one bear the same name."""

    areas: tuple[Area, ...]
    start: int
    end: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class Narrowing:
    """The place meant, the folded words of its name, and the text without it, which says something."""

    place: Place
    named: tuple[str, ...]
    rest: str


def place_meant(text: str, day: dt.date) -> Narrowing | None:
    """None where no place is named, or nothing else is said."""
    text = nfc(text)
    words = _words(QUOTED.sub(lambda quoted: " " * len(quoted[0]), text.lower()))
    if len(words) < 2:
        return None
    known = gazetteer(day)
    mentions = list(_mentions(words, known))
    meant = _smallest(mentions, known)
    rest = _without(text, mentions)
    return Narrowing(known.place(meant.areas), meant.named, rest) if meant and says_something(rest) else None


def _words(text: str) -> list[Word]:
    found = ((word.start(), word.end(), word[0], fold(word[0])) for word in WORD.finditer(text))
    return [Word(*parts) for parts in found]


def _mentions(words: Sequence[Word], known: Gazetteer) -> Iterator[Mention]:
    """From left to right, the longest name at each place; none within another."""
    place = 0
    while place < len(words):
        mention = _mention_at(words, place, known)
        if mention:
            yield mention
        place = next((at for at in range(place, len(words)) if mention and words[at].start >= mention.end), place + 1)


def _mention_at(words: Sequence[Word], place: int, known: Gazetteer) -> Mention | None:
    for length in range(min(known.longest, len(words) - place), 0, -1):
        name = words[place : place + length]
        areas = known.named(tuple(word.folded for word in name))
        if areas and (mention := _meant(areas, words, place, place + length, known)):
            return mention
    return None


def _meant(areas: Sequence[Area], words: Sequence[Word], start: int, end: int, known: Gazetteer) -> Mention | None:
    before, name = words[:start], words[start:end]
    accents_typed = any(word.typed != word.folded for word in words)
    exact = [area for area in areas if accents_typed and _is_exact(area, name)] or areas
    kind, length = _kind_before(before)
    if kind:
        fitting = _of_kind(exact, kind, name)
    else:
        fitting = known.widest([area for area in exact if _stands_alone(area, name, before, words, known)])
    first = start - length
    first -= first > 0 and any(words[first - 1].says(word) for word in AT)
    named = tuple(word.folded for word in name)
    return Mention(tuple(fitting), words[first].start, name[-1].end, named) if fitting else None


def _kind_before(before: Sequence[Word]) -> tuple[str, int]:
    """The kind of place that the last words say, and how many words say it."""
    for said, kind in KINDS.items():
        last = before[-len(said) :]
        if len(last) == len(said) and all(word.says(part) for word, part in zip(last, said, strict=True)):
            return kind, len(said)
    return "", 0


def _of_kind(areas: Sequence[Area], kind: str, name: Sequence[Word]) -> list[Area]:
    """Those of just that kind; else, people say "huyện" of a town, of its level, unless typed with other accents."""
    same = [area for area in areas if area.kind == kind]
    return same or [area for area in areas if area.level == LEVELS[kind] and _is_without_others(area, name)]


def _is_exact(area: Area, name: Sequence[Word]) -> bool:
    """Whether it is typed with the accents of the area, on whichever letter the tone is put."""
    return all(word.typed in spellings(part) for word, part in zip(name, area.spelled, strict=True))


def _stands_alone(
    area: Area, name: Sequence[Word], before: Sequence[Word], words: Sequence[Word], known: Gazetteer
) -> bool:
    """Whether a name without its level is meant as a place."""
    spelled = " ".join(area.spelled)
    if area.level == Level.PROVINCE:
        return True
    if fold(spelled) in OTHER_PROVINCES | known.provinces or spelled in EVERYDAY or _says(before, NAMED_AFTER_IT):
        return False
    if len(name) == 1:
        return area.level == Level.DISTRICT and _is_exact(area, name) and _says(before, AT + TOWARDS)
    if any(word.typed != word.folded for word in words) and _is_exact(area, name):
        return True
    return _is_without_others(area, name) and (
        (area.level == Level.DISTRICT and fold(spelled) not in EVERYDAY_UNACCENTED)
        or _says(before, AT)
        or _beside_its_district(area, name, words, known)
    )


def _is_without_others(area: Area, name: Sequence[Word]) -> bool:
    """Whether every word is typed with the accents of the area or with none."""
    return all(word.says(part) for word, part in zip(name, area.spelled, strict=True))


def _says(before: Sequence[Word], any_of: Sequence[str]) -> bool:
    return bool(before) and any(before[-1].says(word) for word in any_of)


def _beside_its_district(area: Area, name: Sequence[Word], words: Sequence[Word], known: Gazetteer) -> bool:
    """ "hung dung vinh", "hung dung tp vinh"."""
    above, after = known.above(area), [word for word in words if word.start >= name[-1].end]
    if above is None:
        return False
    kind = next((length for length in (2, 1) if _kind_before(after[:length])[1] == length), 0)
    named = [word.folded for word in after[kind : kind + len(above.spelled)]]
    return named == [fold(part) for part in above.spelled]


def _smallest(mentions: Sequence[Mention], known: Gazetteer) -> Mention | None:
    """The one that lies within all others; none where two lie apart, or the province is all that is named."""
    below = [mention for mention in mentions if mention.areas[0].level != Level.PROVINCE]
    for mention in below:
        if all(known.takes_in(other.areas, mention.areas) for other in below):
            return mention
    return None


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        text = f"{text[: mention.start]}, {text[mention.end :]}"
    return text
