"""Tables made square: cells that spanned others are followed by empty ones, heads come first and say their scope."""

from bulletin.structure import Group

# A cell may span this many columns or rows; no table of an article is wider.
WIDEST = 12


def squared(rows: list[Group]) -> list[Group]:
    """Head rows first - a first row made of headings alone is one - and a scope on each heading."""
    _fill(rows)
    if rows and not any(row.header for row in rows):
        rows[0].header = all(cell.tag == "th" for cell in rows[0].groups)
    rows.sort(key=lambda row: not row.header)
    for row in rows:
        for cell in row.groups:
            if cell.tag == "th" and not cell.scope:
                cell.scope = "col" if row.header else "row"
    return rows


def _fill(rows: list[Group]) -> None:
    """Put an empty cell wherever another one reached, so that the columns below keep their heads."""
    reaching: dict[int, int] = {}  # column -> how many more rows a cell above reaches
    for row in rows:
        cells: list[Group] = []
        for cell in row.groups:
            _reached(cells, reaching)
            wide, high = map(_span, cell.spans)
            for part in (cell, *(Group("td") for _ in range(wide - 1))):
                if high > 1:
                    reaching[len(cells)] = high - 1
                cells.append(part)
        _reached(cells, reaching)
        row.children = [*cells]


def _reached(cells: list[Group], reaching: dict[int, int]) -> None:
    while reaching.get(len(cells)):
        reaching[len(cells)] -= 1
        cells.append(Group("td"))


def _span(said: str) -> int:
    return min(max(int(said), 1), WIDEST) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
