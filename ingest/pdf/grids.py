"""Ruled tables of a page: cells by their drawn lines, texts by the glyphs inside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.pdf.lines import pieces_of
from ingest.pdf.types import Cell, Glyph, Grid, Piece, Rect

SAME_EDGE_PT = 2.5  # edges nearer than this are one line drawn twice
PROSE_CELL = 400  # characters; a grid whose cells mostly hold more is a page layout, not a table
OPEN_LEAST_PT = 8.0  # a shorter rule is the thickness of another
HEAD = 0.1  # of the page's height: running headers stand above the rest of a table cut by a page break
REACH_PT = 400.0  # a row is less high and a column less wide than this
CLOSED_SHARE = 0.5  # of the width: with less drawn across, the rules' common end is open
_FAR = {"x0": "x1", "top": "bottom"}


def grids_of(page: Any, glyphs: Sequence[Glyph]) -> list[Grid]:
    """The ruled tables of a pdfplumber page with at least two columns, or one row of several cells that may continue a table."""
    grids = list[Grid]()
    edges = page.edges
    closing = {"explicit_horizontal_lines": _closing(edges, "v"), "explicit_vertical_lines": _closing(edges, "h")}
    for table in page.find_tables(closing):
        grid = grid_of([tuple(float(v) for v in cell) for cell in table.cells], glyphs)
        if grid is None or any(other.holds(grid) for other in grids):
            continue
        if len(grid.heights) > 1 or not any(HEAD * float(page.height) < g.middle < grid.top for g in glyphs):
            grids.append(grid)
    return grids


def _closing(edges: Sequence[Any], open_way: str) -> list[dict[str, Any]]:
    """Lines that close rows cut by a page break ("v") or tables drawn without side rules ("h"): where three or more rules end in a row."""
    start, end, at = ("top", "bottom", "x0") if open_way == "v" else ("x0", "x1", "top")
    along = [e for e in edges if e["orientation"] == open_way and e[end] - e[start] >= OPEN_LEAST_PT]
    across = [e for e in edges if e["orientation"] != open_way]
    lines = list[dict[str, Any]]()
    for side in (start, end):
        for place in _edges([float(e[side]) for e in along]):
            there = _edges([float(e[at]) for e in along if abs(e[side] - place) <= SAME_EDGE_PT])
            drawn = sum(e[_FAR[at]] - e[at] for e in across if abs(e[start] - place) <= SAME_EDGE_PT)
            if len(there) < 3 or drawn >= CLOSED_SHARE * (there[-1] - there[0]):
                continue
            for near, far in pairwise(there):  # only where a rule across shows that the two belong to one table
                if any(
                    e[at] <= near + SAME_EDGE_PT and e[_FAR[at]] >= far - SAME_EDGE_PT and abs(e[start] - place) < REACH_PT for e in across
                ):
                    ends = {start: place, end: place, at: near, _FAR[at]: far}
                    lines.append({"object_type": "line", "width": ends["x1"] - ends["x0"], "height": ends["bottom"] - ends["top"], **ends})
    return lines


def grid_of(boxes: Sequence[Sequence[float]], glyphs: Sequence[Glyph]) -> Grid | None:
    """Cell boxes (x0, top, x1, bottom) and the glyphs within them as a grid; None when it is no table."""
    xs = _edges([v for b in boxes for v in (b[0], b[2])])
    ys = _edges([v for b in boxes for v in (b[1], b[3])])
    if len(xs) < 3 or len(ys) < 2:
        return None
    frame = Rect(xs[0], ys[0], xs[-1], ys[-1])
    near = [g for g in glyphs if frame.holds(g)]
    cells = list[Cell]()
    for x0, top, x1, bottom in boxes:
        spot = (_nearest(ys, top), _nearest(xs, x0), _nearest(ys, bottom), _nearest(xs, x1))
        box = Rect(x0, top, x1, bottom)
        inside = [g for g in near if box.holds(g, 0.0)]
        if spot[2] > spot[0] and spot[3] > spot[1]:
            cells.append(Cell(x0, top, x1, bottom, spot[0], spot[1], spot[2] - spot[0], spot[3] - spot[1], tuple(_ordered(inside))))
    if not _is_table(cells):
        return None
    return Grid(frame.x0, frame.top, frame.x1, frame.bottom, tuple(cells), tuple(xs), tuple(pairwise(ys)))


def _is_table(cells: Sequence[Cell]) -> bool:
    """At least two cells beside each other with text somewhere, and not a page laid out in large boxes."""
    filled = [c for c in cells if c.pieces]
    if not filled or len({c.column for c in cells}) < 2:
        return False
    if len({c.column for c in filled}) < 2 and len({c.row for c in filled}) < 2:
        return len(cells) >= 3  # one cut-off cell at a page's head, with its neighbours empty
    long = sum(sum(len(p.text) for p in c.pieces) > PROSE_CELL for c in filled)
    return long <= len(filled) / 2


def _ordered(glyphs: Sequence[Glyph]) -> list[Piece]:
    return sorted(pieces_of(glyphs), key=lambda p: (p.middle, p.x0))


def _edges(values: Sequence[float]) -> list[float]:
    """Positions in order, those nearer than `SAME_EDGE_PT` as one."""
    edges = list[float]()
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME_EDGE_PT:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))
