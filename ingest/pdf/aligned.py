"""Tables without rules: short cells in columns under a header. Prose in columns, lists and forms are left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.pdf.columns import groups
from ingest.pdf.flow import units_of
from ingest.pdf.text import is_mark, letters
from ingest.pdf.types import Cell, Grid, Piece, Rect, Sheet

LEAST_ROWS = 3  # rows with two cells or more, the header among them
ROW_GAP = 2.0  # times a line's height is the most space between a table's rows
WRAP_GAP = 0.7  # the same between the lines of one cell
ONE_ROW = 0.9  # times their height: nearer lines overlap, which lines of one text never do
COLUMN_GAP_EM = 0.8
FILLED = 0.55  # of the cells hold something
LONG_CELL = 14.0  # Han widths; of a table's cells half are shorter
PROSE_WIDTH, PROSE_LETTERS, PROSE_SHARE = 0.88, 10.0, 0.35  # cells that fill their column with text are lines of prose
FIGURES = 0.6  # of the cells below the header of at least one column
EDGE_PT = 8.0  # columns of a continued table agree this well
_FIGURE = re.compile(
    r"[(（]?[+\-–−]?(?:HK|US|RMB)?[$¥€£]?\s*[\d\s.,/:]+(?:%|％|萬|億|元|人|宗|名|個|间|間|年|月|日|歲|分|\s*million|m|k)*[)）*#]?|[-–—✓✔✗×○●◯]+|N/?A|不適用|nil",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?年?(?:度)?")
_LEADER = re.compile(r"[.．…·]{4,}|(?:\.\s){4,}")
Row = list[Piece]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Rows of a possible table, cells by column, and the columns' extents."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    columns: tuple[tuple[float, float], ...]

    def text(self, row: int, column: int) -> str:
        return " ".join(p.text for p in self.rows[row][column])


def with_aligned_tables(sheet: Sheet, pieces: Sequence[Piece], before: Grid | None = None) -> tuple[Sheet, list[Piece]]:
    """The sheet with the unruled tables among `pieces` as grids too, and the pieces left.

    Looked for across the page first, then within each column. `before` is the last table of the page before, which may go on here without
    its header.
    """
    left, grids = list(pieces), list[Grid]()
    for region in ([left], None):
        if region is None:
            region = [[u.item for u in g if isinstance(u.item, Piece)] for g in groups(units_of(sheet, left))]
        for part in region:
            for grid in _tables(part, before if not grids else None):
                if not any(other.holds(grid) or grid.holds(other) for other in (*sheet.grids, *grids)):
                    grids.append(grid)
                    inside = {id(p) for cell in grid.cells for p in cell.pieces}
                    left = [p for p in left if id(p) not in inside]
    return replace(sheet, grids=(*sheet.grids, *grids)), left


def _tables(pieces: Sequence[Piece], before: Grid | None) -> list[Grid]:
    out = list[Grid]()
    for i, run in enumerate(_runs(_rows(pieces))):
        layout = _layout(run)
        if layout is None:
            continue
        goes_on = before is not None and i == 0 and _same_columns(layout, before)
        for first in range(min(2, len(layout.rows) - LEAST_ROWS + 1)) if not goes_on else (0,):
            trimmed = replace(layout, rows=layout.rows[first:])
            if goes_on or (_is_table(trimmed) and _has_header(trimmed)):
                out.append(_grid(trimmed))
                break
    return out


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces by printed line; lines that overlap vertically are one row, as where a figure stands in the middle beside a wrapped label."""
    rows = list[Row]()
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][-1].middle) < ONE_ROW * min(piece.height, rows[-1][-1].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: (p.x0, p.middle)) for row in rows]


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Stretches of neighbouring rows with two pieces or more; single pieces close beneath belong to the row above."""
    runs, run = list[list[Row]](), list[Row]()
    for row in rows:
        space = _space(run[-1], row) if run else 0.0
        near = bool(run) and space <= ROW_GAP * max(row[0].height, run[-1][0].height)
        wraps = near and len(row) == 1 and space <= WRAP_GAP * row[0].height and _fits_column(row[0], run)
        if (len(row) >= 2 and (near or not run)) or wraps:
            run.append(row)
        else:
            runs.append(run)
            run = [row] if len(row) >= 2 else []
    runs.append(run)
    return [_without_tail(r) for r in runs if sum(len(row) >= 2 for row in r) >= LEAST_ROWS]


def _space(above: Row, below: Row) -> float:
    return min(p.top for p in below) - max(p.bottom for p in above)


def _without_tail(run: list[Row]) -> list[Row]:
    """Single pieces at the end are the text behind the table unless they lie within a cell's width."""
    while len(run[-1]) == 1 and run[-1][0].width > 0.5 * (max(p.x1 for r in run for p in r) - min(p.x0 for r in run for p in r)):
        run = run[:-1]
    return run


def _fits_column(piece: Piece, run: Sequence[Row]) -> bool:
    """Whether a piece stands under one piece of the last full row and reaches into none beside it."""
    full = next((row for row in reversed(run) if len(row) >= 2), run[-1])
    return sum(p.x0 < piece.x1 and piece.x0 < p.x1 for p in full) == 1


def _layout(run: Sequence[Row]) -> _Layout | None:
    """Columns by what no piece of the run crosses; lines of wrapped cells joined to their rows."""
    columns = _columns(run)
    if len(columns) < 2:
        return None
    rows = list[list[list[Piece]]]()
    spaces = [_space(a, b) for a, b in pairwise(run)]
    loose = median(spaces) if spaces else 0.0
    for i, row in enumerate(run):
        cells = [[p for p in row if x0 - 1 <= (p.x0 + p.x1) / 2 <= x1 + 1] for x0, x1 in columns]
        tight = i > 0 and spaces[i - 1] <= min(WRAP_GAP * row[0].height, max(loose, 0.45 * row[0].height))
        if rows and tight and _wraps(cells, rows[-1]):
            for cell, more in zip(rows[-1], cells, strict=True):
                cell += more
        else:
            rows.append(cells)
    return _Layout(tuple(tuple(tuple(c) for c in row) for row in rows), tuple(columns))


def _columns(run: Sequence[Row]) -> list[tuple[float, float]]:
    spans = list[tuple[float, float]]()
    em = median(p.size for row in run for p in row)
    for piece in sorted((p for row in run if len(row) >= 2 for p in row), key=lambda p: p.x0):
        if spans and piece.x0 < spans[-1][1] + COLUMN_GAP_EM * em:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece.x1))
        else:
            spans.append((piece.x0, piece.x1))
    return spans


def _wraps(cells: Sequence[Sequence[Piece]], above: Sequence[Sequence[Piece]]) -> bool:
    """Whether a row only goes on in cells of the row above: fewer of them, none a figure, all filled there."""
    filled = [i for i, c in enumerate(cells) if c]
    if len(filled) >= sum(bool(c) for c in above) and cells[0]:
        return False
    return all(above[i] and not _FIGURE.fullmatch(" ".join(p.text for p in cells[i])) for i in filled)


def _is_table(layout: _Layout) -> bool:
    texts = [[layout.text(r, c) for c in range(len(layout.columns))] for r in range(len(layout.rows))]
    cells = [t for row in texts for t in row if t]
    full = [row for row in texts if sum(bool(t) for t in row) >= 2]
    if len(full) < LEAST_ROWS or len(cells) < FILLED * len(texts) * len(layout.columns):
        return False
    if median(letters(t) for t in cells) > LONG_CELL or sum(bool(_LEADER.search(t)) for t in cells) > 0.3 * len(texts):
        return False
    if sum(is_mark(row[0]) for row in texts if row[0]) > 0.5 * len(texts) and len(layout.columns) == 2:
        return False
    lines = [(p, x1 - x0) for row in layout.rows for cell, (x0, x1) in zip(row, layout.columns, strict=True) for p in cell]
    prose = sum(p.width > PROSE_WIDTH * width and letters(p.text) > PROSE_LETTERS for p, width in lines)
    return prose <= PROSE_SHARE * len(lines)


def _has_header(layout: _Layout) -> bool:
    """A first row of names above figures, or a bold first row above a plain rest."""
    count = len(layout.columns)
    head = [layout.text(0, c) for c in range(count)]
    if sum(bool(t) for t in head[1:]) < max(1, (count - 1) * 0.6):
        return False
    named = all(not _FIGURE.fullmatch(t) or _YEAR.fullmatch(t) for t in head if t)
    below = [[layout.text(r, c) for r in range(1, len(layout.rows)) if layout.text(r, c)] for c in range(count)]
    figures = any(
        texts and sum(bool(_FIGURE.fullmatch(t)) and not _YEAR.fullmatch(t) for t in texts) >= FIGURES * len(texts) for texts in below[1:]
    )
    bold = all(p.bold for c in layout.rows[0] for p in c) and not all(p.bold for row in layout.rows[1:] for c in row for p in c)
    return named and (figures or (bold and count >= 2 and len(layout.rows) >= LEAST_ROWS))


def _same_columns(layout: _Layout, grid: Grid) -> bool:
    edges = _edges(layout)
    return len(edges) == len(grid.columns) and all(abs(a - b) < EDGE_PT for a, b in zip(edges[1:-1], grid.columns[1:-1], strict=True))


def _edges(layout: _Layout) -> tuple[float, ...]:
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(layout.columns)]
    return (layout.columns[0][0], *inner, layout.columns[-1][1])


def _grid(layout: _Layout) -> Grid:
    cells, heights = list[Cell](), list[tuple[float, float]]()
    edges = _edges(layout)
    for r, row in enumerate(layout.rows):
        pieces = [p for cell in row for p in cell]
        top, bottom = min(p.top for p in pieces), max(p.bottom for p in pieces)
        heights.append((top, bottom))
        cells += [Cell(edges[c], top, edges[c + 1], bottom, r, c, 1, 1, cell) for c, cell in enumerate(row) if cell]
    frame = Rect(edges[0], heights[0][0], edges[-1], heights[-1][1])
    return Grid(frame.x0, frame.top, frame.x1, frame.bottom, tuple(cells), edges, tuple(heights))
