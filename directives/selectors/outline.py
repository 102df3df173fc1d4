"""A directive's provisions as a page shows them: part by part, with the table of contents of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile

from directives import structure
from directives.models import DirectivePage, Provision
from directives.selectors.standing import Notes, PlaceNote
from directives.structure import ProvisionData

LONGEST_FORMULA = 60


@dataclass(frozen=True)
class Block:
    """A provision and how its heading is shown: `title` is empty where text follows the number in the same line."""

    provision: Provision | ProvisionData
    nested: bool
    skipped: int = 0
    """How many lines are shown elsewhere."""
    notes: Notes = field(default_factory=dict)
    """What other directives do to it and to its clauses."""
    links: Mapping[str, str] = field(default_factory=dict)
    """{text of a line: the same with its citations as links}"""

    @property
    def said(self) -> Sequence[PlaceNote]:
        """What is said of it as a whole."""
        return self.notes.get(self.provision.anchor, ())

    @property
    def taken(self) -> bool:
        return any(note.takes for note in self.said)

    @property
    def lines(self) -> list[tuple[dict[str, str], Sequence[PlaceNote], bool]]:
        """(line, what is said of that clause, whether it does not hold); its text with links"""
        said = [(line, self.notes.get(line["anchor"], ()) if line["anchor"] else ()) for line in self.provision.lines]
        return [
            (line | {"text": self.linked(line["text"])}, notes, any(note.takes for note in notes))
            for line, notes in said
        ]

    def linked(self, text: str) -> str:
        return self.links.get(text, text)

    @property
    def paragraphs(self) -> list[tuple[str, bool]]:
        """(text, whether it is a formula in capitals, such as "QUYẾT ĐỊNH:") of running text."""
        lines = self.provision.lines[self.skipped :]
        texts = [line["text"] for line in lines]
        return [(self.linked(text), text.isupper() and len(text) <= LONGEST_FORMULA) for text in texts]

    @property
    def title(self) -> str:
        label, heading = self.provision.label, self.provision.heading
        if heading and label:
            return f"{label}. {heading}"
        return heading or ("" if self.provision.level == structure.ITEM and self.provision.lines else label)

    @property
    def listed(self) -> bool:
        """Whether the table of contents names it."""
        level = self.provision.level
        return level == structure.CHAPTER or (level in (structure.ARTICLE, structure.ITEM) and not self.nested)


@dataclass
class PartView:
    """The document itself (`number` 0) or what is attached to it."""

    number: int
    title: str = ""
    anchor: str = ""
    note: str = ""
    """What it says below its title of what it came with: "(Ban hành kèm theo …)"."""
    blocks: list[Block] = field(default_factory=list)
    said: Sequence[PlaceNote] = ()
    """What other directives do to all of it."""

    @property
    def heading(self) -> tuple[str, str]:
        """("QUY CHẾ", "Quản lý và sử dụng …"): its kind in capitals stands in a line of its own."""
        words = self.title.split()
        kind = " ".join(takewhile(_is_capitals, words))
        return kind, self.title[len(kind) :].strip()

    @property
    def contents(self) -> list[Block]:
        return [block for block in self.blocks if block.listed]


def stored(page: DirectivePage) -> list[PartView]:
    """The outline of a published directive; one query."""
    return outline(Provision.objects.filter(page_id=page.pk).order_by("order"))


def drafted(page: DirectivePage) -> list[PartView]:
    """The outline of a directive that is not published, for its preview."""
    return outline(structure.read([(part.title, part.text) for part in page.parts.all()]))


def annotated(parts: list[PartView], notes: Notes) -> list[PartView]:
    """The same parts, with what other directives do to them where it is done."""
    for part in parts:
        part.blocks = [replace(block, notes=notes) for block in part.blocks] if notes else part.blocks
        part.said = notes.get(part.anchor, ()) if part.anchor else ()
    return parts


def outline(provisions: Iterable[Provision | ProvisionData]) -> list[PartView]:
    parts = groupby(provisions, key=lambda provision: provision.part)
    return [_part(number, list(found)) for number, found in parts]


def _part(number: int, provisions: Sequence[Provision | ProvisionData]) -> PartView:
    view = PartView(number)
    roman = any(p.level == structure.ITEM and not p.label[:1].isdigit() for p in provisions)
    for provision in provisions:
        if provision.level == structure.PART:
            view.title, view.anchor = provision.heading, provision.anchor
        else:
            view.blocks.append(Block(provision, _is_nested(provision, roman), _take_note(view, provision)))
    return view


def _take_note(view: PartView, provision: Provision | ProvisionData) -> int:
    """Move the bracketed line below an attached part's title into `view.note`; how many lines were moved."""
    first = provision.lines[0]["text"] if provision.lines and not provision.anchor else ""
    if not view.number or view.blocks or not (first.startswith("(") and first.endswith(")")):
        return 0
    view.note = first
    return 1


def _is_capitals(word: str) -> bool:
    return word.isupper() or not any(map(str.isalpha, word))


def _is_nested(provision: Provision | ProvisionData, roman: bool) -> bool:
    """An item below another one: "1" where the part counts in Roman numerals, "1.1" everywhere."""
    label = provision.label
    return provision.level == structure.ITEM and label[:1].isdigit() and (roman or "." in label)
