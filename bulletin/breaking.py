"""What stood between two block tags broken into passages: at blank lines, and at lines that begin an item."""

from collections.abc import Iterable, Iterator

from bulletin.listing import Typed, begins_an_item, typed
from bulletin.structure import Passage, Run, folded


def passages(tag: str, runs: Iterable[Run], *, marks: bool) -> list[Passage]:
    """The passages in these runs; where `marks` are looked for, one that begins with a list's mark has it apart."""
    found: list[Passage] = []
    for lines in _paragraphs(runs):
        seen = [typed(_text(line)) if marks and tag == "p" else None for line in lines]
        begins = begins_an_item(seen)
        for at, line in enumerate(lines):
            if at and not begins[at]:
                found[-1].runs += [Run("\n" if tag == "p" else " "), *line]
            else:
                found.append(_begun(tag, line, seen[at]))
    for passage in found:
        passage.runs = folded(passage.runs)
    return found


def _begun(tag: str, line: list[Run], mark: Typed | None) -> Passage:
    passage = Passage(tag, list(line))
    if mark:
        passage.take(mark.sign, mark.length)
    return passage


def _text(line: list[Run]) -> str:
    return "".join(run.text for run in line)


def _paragraphs(runs: Iterable[Run]) -> Iterator[list[list[Run]]]:
    """The lines between blank lines."""
    paragraph: list[list[Run]] = []
    for line in _lines(runs):
        if _text(line).strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _lines(runs: Iterable[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.marks))
        for other in others:
            yield line
            line = [Run(other, run.marks)]
    yield line
