"""Which words of a document are the title, the summary, the text, the contacts - and which are none of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bulletin import plain
from bulletin.structure import Group, Passage, Run
from submissions.blocks import Contact, contact_from
from submissions.word import people
from submissions.word.labels import ABOUT, CONTACT, CORE, NOTE, PERSON, is_prompt, label_of, named

MOST_IN_TITLE = 150  # more is a paragraph
FIRST = 5  # of these first blocks one may be the title, as a heading

Block = Passage | Group


@dataclass
class Placed:
    """The parts of a document, still as structure where they have one."""

    title: str = ""
    summary: str = ""
    body: list[Block] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def placed(root: Group) -> Placed:
    """What stands where: by the labels of a form where there are some, else by the order of an article."""
    blocks = [block for block in root.children if not (isinstance(block, Passage) and is_prompt(block.text))]
    form = _Form(blocks)
    return form.placed() if form.is_one() else _article(blocks)


def levelled(blocks: list[Block]) -> list[Block]:
    """The same, with its headings of sections where it had only those below them."""
    headings = {block.tag for block in blocks if isinstance(block, Passage)} - {"p"}
    return [
        Passage("h3", it.runs) if headings == {"h4"} and isinstance(it, Passage) and it.tag == "h4" else it
        for it in blocks
    ]


def lines_of(block: Block) -> Iterator[str]:
    """Its words, a line for each paragraph, item or row."""
    if isinstance(block, Passage):
        yield plain.of(block)
    elif block.tag == "tr":
        yield plain.row_of(block)
    else:
        for child in block.children:
            yield from lines_of(child)


def _article(blocks: list[Block]) -> Placed:
    found = Placed()
    at = _title_at(blocks)
    if at is not None:
        found.title = " ".join(lines_of(blocks[at]))
        blocks = [*blocks[:at], *blocks[at + 1 :]]
    contacts: list[Block] = []
    in_contacts = False
    for block in blocks:
        if isinstance(block, Passage) and block.tag != "p":
            in_contacts = named(block.text) == CONTACT
            if in_contacts:
                continue
        if in_contacts:
            contacts.append(block)
        elif not _took_contacts(block, found):
            found.body.append(block)
    _take_contacts(contacts, found)
    return found


def _title_at(blocks: list[Block]) -> int | None:
    for at, block in enumerate(blocks[:FIRST]):
        if isinstance(block, Passage) and block.tag != "p":
            return at
    first = blocks[0] if blocks else None
    is_short = isinstance(first, Passage) and len(first.text) <= MOST_IN_TITLE and not first.text.endswith((".", ":"))
    return 0 if is_short and len(blocks) > 1 else None


def _took_contacts(block: Block, found: Placed) -> bool:
    """Whether this block is surely nothing but contacts, wherever it stands; they are taken."""
    contacts: list[Contact] | None = None
    if isinstance(block, Group):
        contacts = people.in_table(block) if block.tag == "table" else None
    elif block.text.casefold().startswith(("contact:", "contacts:", "cyswllt:")):
        contacts, left = people.in_lines(block.text.partition(":")[2].strip().split("\n"))
        contacts = None if left else contacts
    found.contacts += contacts or []
    return bool(contacts)


def _take_contacts(blocks: list[Block], found: Placed) -> None:
    """The contacts below their heading; lines that are none are unplaced."""
    lines: list[str] = []
    for block in blocks:
        if not _took_contacts(block, found):
            lines += _lines_with_cells_joined(block)
    contacts, left = people.in_lines(lines)
    found.contacts += contacts
    found.unplaced += left


def _lines_with_cells_joined(block: Block) -> list[str]:
    if isinstance(block, Group) and block.tag == "table":
        return [plain.row_of(row).replace(" | ", ", ") for row in block.groups]
    if isinstance(block, Passage):
        return [line for line in block.text.split("\n") if line.strip()]
    return list(lines_of(block))


class _Form:
    """Reads labels and what stands under, behind or beside them."""

    def __init__(self, blocks: list[Block]) -> None:
        self.fields: list[tuple[str, list[Block]]] = [("", [])]
        self.seen: set[str] = set()
        for block in blocks:
            self._read(block)

    def is_one(self) -> bool:
        """Two labels, one of them of the article itself."""
        return bool(self.seen & CORE) and len(self.seen - {ABOUT, CONTACT}) > 1

    def _read(self, block: Block) -> None:
        here = self.fields[-1][0]
        if _took_contacts(block, Placed()):
            self.fields += [(CONTACT, [block]), (here if here in {"body", CONTACT} else "", [])]
        elif isinstance(block, Passage):
            self._read_passage(block, here)
        elif block.tag == "table" and self._labelled(block):
            for row in block.groups:
                self._row(row.groups)
            self.fields.append(("", []))
        else:
            self._add(block)

    def _read_passage(self, block: Passage, here: str) -> None:
        label = label_of(block, strictly=here == "body")
        if label is None or (label.key in self.seen and label.key in CORE):
            self._add(block)
        elif label.key == NOTE:
            self.fields.append(("", []))
        elif label.value:
            self._begin(label.key, [Passage("p", [Run(label.value)])])
            self.fields.append(("", []))
        else:
            self._begin(label.key, [])

    def _begin(self, key: str, blocks: list[Block]) -> None:
        self.seen.add(key)
        self.fields.append((key, blocks))

    def _add(self, block: Block) -> None:
        key, blocks = self.fields[-1]
        if blocks and key in {"title", *PERSON}:  # such an answer is one paragraph
            self.fields.append(("", [block]))
        else:
            blocks.append(block)

    @staticmethod
    def _labelled(table: Group) -> bool:
        keys = [named(" ".join(lines_of(row.groups[0]))) for row in table.groups if row.groups]
        return sum(map(bool, keys)) * 2 >= len(keys) and any(len(row.groups) > 1 for row in table.groups)

    def _row(self, cells: list[Group]) -> None:
        said = " ".join(lines_of(cells[0])) if cells else ""
        values = [child for cell in cells[1:] for child in cell.children]
        values = [it for it in values if not (isinstance(it, Passage) and is_prompt(it.text))]
        if key := named(said):
            self._begin(key, values)
        elif values:
            text = " ".join(line for value in values for line in lines_of(value))
            self.fields.append(("other", [Passage("p", [Run(f"{said}: {text}" if said else text)])]))

    def placed(self) -> Placed:
        found, said = Placed(), _People()
        bodies = {"body"} if "body" in self.seen else {"body", ""}
        for key, blocks in self.fields:
            said.add(key, _text(blocks))
            if key in {"title", "summary"}:
                setattr(found, key, _text(blocks))
            elif key in bodies:
                found.body += blocks
            elif key == CONTACT:
                _take_contacts(blocks, found)
            elif key not in PERSON:
                found.unplaced += [line for block in blocks for line in lines_of(block)]
        found.about = said.about
        found.contacts += said.contacts()
        found.unplaced += said.left
        return found


def _text(blocks: list[Block]) -> str:
    return " ".join(line for block in blocks for line in lines_of(block)).strip()


class _People:
    """Answers about persons: the sender's first, then those of contacts, of whom a name begins each."""

    def __init__(self) -> None:
        self.about: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self.left: list[str] = []
        self.section = ""

    def add(self, key: str, value: str) -> None:
        """An answer, or the heading of a section, whose own lines are read elsewhere."""
        if key in {ABOUT, CONTACT}:
            self.section = key
            self.rows += [{}] if key == CONTACT else []
        if value and key in PERSON:
            self._add(key, value)

    def _add(self, key: str, value: str) -> None:
        if self.section != CONTACT and key in {"name", "email", "phone", "organisation"} and key not in self.about:
            self.about[key] = value
        elif key == "organisation":
            self.left.append(value)
        else:
            self._add_to_contact(key, value)

    def _add_to_contact(self, key: str, value: str) -> None:
        if not self.rows or key in self.rows[-1]:
            self.rows.append({})
        self.rows[-1][key] = people.website(value) if key == "website" else value

    def contacts(self) -> list[Contact]:
        return [contact_from(row) for row in self.rows if row]
