"""Merged cells of a table put in place: a cell that spans stands in every place it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 200  # a wider span is a mistake or an attack: one attribute can claim a million columns
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file states it: its text and how many columns and rows it covers (0 rows: to the end)."""

    text: str
    columns: int = 1
    rows: int = 1


def fill(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Rows of equally many cells, row by row; spans are cut at the last row and at the limits above."""
    rows = rows[:MAX_ROWS]
    placed = list[dict[int, str]]([{} for _ in rows])
    total = 0
    for i, row in enumerate(rows):
        at = 0
        for cell in row:
            while at in placed[i]:
                at += 1
            across = max(1, min(cell.columns, MAX_COLUMNS - at))
            down = min(cell.rows if cell.rows > 0 else len(rows), len(rows) - i)
            total += across * down
            if at >= MAX_COLUMNS or total > MAX_CELLS:
                break
            for r in range(i, i + down):
                for c in range(at, at + across):
                    placed[r].setdefault(c, cell.text)
            at += across
    width = max((max(row, default=-1) + 1 for row in placed), default=0)
    return [[row.get(c, "") for c in range(width)] for row in placed]


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows the header takes: where a cell of the first row covers columns, as many as another one beside it covers rows."""
    if len(rows) < 3 or not any(cell.columns > 1 for cell in rows[0]):
        return 1
    deep = max(cell.rows for cell in rows[0])
    return deep if 1 < deep <= min(3, len(rows) - 1) else 1


def table(rows: Sequence[Sequence[Cell]]) -> tuple[str, list[list[str]]]:
    """A title printed across the whole first row ("" if none), and the rows with merged cells in place under a header of one row.

    A header of several rows is read downwards: 費用 over 首次 and 續期 gives 費用 首次 and 費用 續期.
    """
    title = ""
    if len(rows) > 2 and len(rows[0]) == 1 and rows[0][0].columns > 1 and rows[0][0].rows == 1:
        title, rows = rows[0][0].text, rows[1:]
    deep = header_rows(rows)
    filled = fill(rows)
    if deep > 1:
        filled[:deep] = [[" ".join(dict.fromkeys(cell for cell in column if cell)) for column in zip(*filled[:deep], strict=True)]]
    return title, filled
