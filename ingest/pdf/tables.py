"""Grids to tables: spanning cells spread, headers of two rows joined, tables continued over a page break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.text import ends, join, joined, squeeze
from ingest.pdf.types import Cell, Grid, Part, Piece, Rect, Role, Table

SAME_EDGES_PT = 4.0  # column edges of a table and its continuation agree this well
_FIGURE = re.compile(r"[\d\s.,%+\-–−()$/:*]*")


def table_of(grid: Grid, page: int) -> Table | None:
    """The texts of a grid; None when all are empty.

    A cell over several rows counts in each of them, a header cell over several columns in each of those; a cell as wide as the table (a
    heading within it) stands in the first column only. A second header row is joined to the first where cells of the first span columns.
    """
    height, width = len(grid.heights), len(grid.columns) - 1
    rows = [[""] * width for _ in range(height)]
    for cell in grid.cells:
        text = cell_text(cell.pieces)
        across = 1 if cell.column_span >= width > 1 else cell.column_span
        for row in range(cell.row, min(height, cell.row + cell.row_span)):
            for column in range(cell.column, min(width, cell.column + across)):
                rows[row][column] = text
    boxes = [(page, Rect(grid.x0, top, grid.x1, bottom)) for top, bottom in grid.heights]
    rows, boxes = _header_joined(grid, rows, boxes)
    kept = [i for i, row in enumerate(rows) if any(row)]
    filled = [c for c in range(width) if any(rows[i][c] for i in kept)]
    if not kept or not filled:
        return None
    return Table(tuple(tuple(rows[i]) for i in kept), tuple(boxes[i] for i in kept), grid.columns)


def cell_text(pieces: Sequence[Piece]) -> str:
    """A cell's printed lines as one text."""
    rows = list[list[Piece]]()
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < 0.4 * min(piece.height, rows[-1][0].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return joined(" ".join(p.text for p in sorted(row, key=lambda p: p.x0)) for row in rows)[0]


def _header_joined(grid: Grid, rows: list[list[str]], boxes: list[tuple[int, Rect]]) -> tuple[list[list[str]], list[tuple[int, Rect]]]:
    """Two header rows as one, where a cell of the first spans several columns and the second names them."""
    width = len(grid.columns) - 1
    spanning = [c for c in grid.cells if c.row == 0 and 1 < c.column_span < width and c.row_span == 1]
    under = [c for c in grid.cells if c.row == 1 and any(_beneath(c, s) for s in spanning)]
    if len(rows) < 3 or not spanning or not under or any(_FIGURE.fullmatch(cell_text(c.pieces)) for c in under):
        return rows, boxes
    head = [a if a == b else f"{a} {b}".strip() for a, b in zip(rows[0], rows[1], strict=True)]
    box = Rect(boxes[0][1].x0, boxes[0][1].top, boxes[1][1].x1, boxes[1][1].bottom)
    return [head, *rows[2:]], [(boxes[0][0], box), *boxes[2:]]


def _beneath(cell: Cell, above: Cell) -> bool:
    return cell.column_span == 1 and above.column <= cell.column < above.column + above.column_span


def continued(parts: Sequence[Part]) -> list[Part]:
    """Tables that go on after a page break as one: the next page's first table with the same column edges or the same header.

    Only running matter and notes, which are not among the parts' body, may stand between. Single cut-off rows that continue nothing become text.
    """
    out = list[Part]()
    for part in parts:
        last = next((p for p in reversed(out) if p.role is not Role.NOTE), None)
        if part.table is not None and last is not None and last.table is not None and _goes_on(last, part):
            at = len(out) - 1 - next(i for i, p in enumerate(reversed(out)) if p is last)
            out[at] = replace(last, table=_merged(last.table, part.table))
        else:
            out.append(part)
    return out


def _goes_on(last: Part, part: Part) -> bool:
    assert last.table is not None and part.table is not None
    if part.place.page != last.table.boxes[-1][0] + 1:
        return False
    if len(last.table.rows[0]) != len(part.table.rows[0]):
        return False
    shift = last.table.columns[0] - part.table.columns[0]  # left and right pages have different margins
    same = all(abs(a - b - shift) < SAME_EDGES_PT for a, b in zip(last.table.columns, part.table.columns, strict=True))
    return same or _alike(last.table.rows[0], part.table.rows[0])


def _alike(a: Sequence[str], b: Sequence[str]) -> bool:
    return any(a) and [squeeze(t) for t in a] == [squeeze(t) for t in b]


def _merged(first: Table, second: Table) -> Table:
    rows, boxes = list(first.rows), list(first.boxes)
    more, more_boxes = list(second.rows), list(second.boxes)
    if _alike(rows[0], more[0]):
        more, more_boxes = more[1:], more_boxes[1:]
    if more and len(rows) > 1 and _cut_off(rows, more[0]):
        rows[-1] = tuple(join(a, b)[0] if a and b else a or b for a, b in zip(rows[-1], more[0], strict=True))
        more, more_boxes = more[1:], more_boxes[1:]
    return replace(first, rows=(*rows, *more), boxes=(*boxes, *more_boxes))


def _cut_off(rows: Sequence[Sequence[str]], following: Sequence[str]) -> bool:
    """Whether a page break cut a row in two: its rest lacks the label that every row has, and goes on where a sentence stopped."""
    labelled = bool(rows[-1][0]) and sum(bool(row[0]) for row in rows) >= 0.7 * len(rows)
    rest = [i for i, text in enumerate(following) if text]
    return labelled and not following[0] and bool(rest) and all(rows[-1][i] and not ends(rows[-1][i]) for i in rest)
