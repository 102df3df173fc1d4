"""A directive's provisions as a page shows them: part by part, with the table of contents of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, groupby, takewhile

from directives import structure
from directives.citing import part_named
from directives.models import DirectivePage, Provision
from directives.selectors.standing import Notes, PlaceNote
from directives.structure import ProvisionData
from directives.tables import Table, cells, runs, table

LONGEST_FORMULA = 60


@dataclass(frozen=True)
class Piece:
    """A paragraph, a clause or a point, its text with links; or a table, and nothing else.

    `formula`: in capitals, such as "QUYẾT ĐỊNH:".
    """

    text: str = ""
    label: str = ""
    anchor: str = ""
    notes: Sequence[PlaceNote] = ()
    formula: bool = False
    table: Table | None = None

    @property
    def taken(self) -> bool:
        return any(note.takes for note in self.notes)


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
    """{text of a line or a cell: the same with its citations as links}"""
    tables_before: int = 0
    """How many tables the document has before it."""

    @property
    def said(self) -> Sequence[PlaceNote]:
        """What is said of it as a whole."""
        return self.notes.get(self.provision.anchor, ())

    @property
    def taken(self) -> bool:
        return any(note.takes for note in self.said)

    @property
    def pieces(self) -> Iterator[Piece]:
        """Its lines in order, those of a table as one."""
        lines, numbers = self.provision.lines, count(self.tables_before + 1)
        tables = {run.start: run for run in self.tables}
        n = self.skipped
        while n < len(lines):
            if n in tables:
                rows = [line["text"] for line in lines[n : tables[n].stop]]
                yield Piece(table=table(rows, next(numbers), self.linked))
            else:
                yield self._line(lines[n])
            n = tables[n].stop if n in tables else n + 1

    @property
    def tables(self) -> list[range]:
        """Which of its lines are tables; none begins with a line that has a number of its own."""
        numbered = 1 if self.provision.anchor and not self.title else self.skipped
        lines = [line["text"] for line in self.provision.lines]
        own = [n < numbered or bool(line["anchor"]) for n, line in enumerate(self.provision.lines)]
        return runs(["" if numbered else text for text, numbered in zip(lines, own, strict=True)])

    @property
    def texts(self) -> list[str]:
        """What is shown by itself and may cite something: lines, and the cells of rows."""
        rows = {n for run in self.tables for n in run}
        lines = [line["text"] for line in self.provision.lines]
        return [text for n, line in enumerate(lines) for text in (cells(line) if n in rows else [line])]

    def _line(self, line: dict[str, str]) -> Piece:
        text, anchor = line["text"], line["anchor"]
        notes = self.notes.get(anchor, ()) if anchor else ()
        formula = not self.provision.anchor and text.isupper() and len(text) <= LONGEST_FORMULA
        return Piece(self.linked(text), line["label"], anchor, notes, formula)

    def linked(self, text: str) -> str:
        return self.links.get(text, text)

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
    def cited_as(self) -> str:
        """ "Quy chế ban hành kèm theo": what an article of it is of."""
        return part_named(self.heading[0], self.number)

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
    return _numbered([_part(number, list(found)) for number, found in parts])


def _numbered(parts: list[PartView]) -> list[PartView]:
    """With the tables counted through the document."""
    before = 0
    for part in parts:
        for n, block in enumerate(part.blocks):
            part.blocks[n] = replace(block, tables_before=before)
            before += len(block.tables)
    return parts


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
