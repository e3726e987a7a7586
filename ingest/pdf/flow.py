"""A page's pieces, grids and sidebars to lines and grids in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, pairwise

from ingest.pdf.columns import Unit, groups, gutters
from ingest.pdf.text import is_mark
from ingest.pdf.types import Grid, Line, Piece, Place, Rect, Sheet

SIDEBAR_LINES = 3  # fewer lines in a box are a heading on a coloured bar
SIDEBAR_SHARE = 0.7  # of the page's pieces: a box with more is the page's frame
GAPPED_EM = 3.0  # a contents line's or a form's gap between label and value; justified text never opens it
EDGE_PT = 2.0  # outside a sidebar's frame
FULL_SHARE = 0.4  # of a column's lines end at its right edge
LEAST_MEASURE = 0.6  # of the width between margins
Item = Line | tuple[Grid, Place]


def flow(sheet: Sheet, pieces: Sequence[Piece], hints: Sequence[float] = ()) -> list[Item]:
    """The lines and grids of a page in reading order.

    Args:
        sheet: the page, for its grids and boxes.
        pieces: those of its pieces that are to be read (without running headers and notes).
        hints: x of gutters found on other pages.
    """
    numbers, zones = count(), count(1)
    units = units_of(sheet, pieces)
    edges = [x for u in units if u.inside for x in (u.x0 - EDGE_PT, u.x1 + EDGE_PT)]
    items = list(_items(units, (sheet.number, 0), [*hints, *edges], (numbers, zones)))
    return _with_right_edges(items, sheet.width)


def page_gutters(sheet: Sheet, pieces: Sequence[Piece]) -> list[float]:
    """Gutters that this page alone shows, left to right."""
    return gutters(units_of(sheet, pieces))


def units_of(sheet: Sheet, pieces: Sequence[Piece]) -> list[Unit]:
    """Pieces, grids, and sidebars with what stands in them."""
    units = [Unit(p.x0, p.top, p.x1, p.bottom, p) for p in pieces]
    units += [Unit(g.x0, g.top, g.x1, g.bottom, g, max(1, len(g.heights))) for g in sheet.grids]
    for panel in sorted(sheet.panels, key=lambda b: b.width * b.height):
        inside = [u for u in units if panel.holds(u, 0.0) and u.width <= panel.width + 4]
        lines = sum(u.weight for u in inside)
        if lines < SIDEBAR_LINES or lines > SIDEBAR_SHARE * max(1, len(pieces)) or any(isinstance(u.item, Grid) for u in inside):
            continue
        units = [u for u in units if u not in inside]
        units.append(Unit(panel.x0, panel.top, panel.x1, panel.bottom, None, lines, tuple(inside)))
    return units


def _items(
    units: Sequence[Unit], where: tuple[int, int], hints: Sequence[float], counters: tuple[count[int], count[int]]
) -> Iterator[Item]:
    page, zone = where
    for group in groups(units, hints):
        place = Place(page, zone, next(counters[0]), min(u.x0 for u in group), _right(group))
        row = list[Piece]()
        for unit in group:
            if row and not (isinstance(unit.item, Piece) and _same_row(row[-1], unit.item)):
                yield _line(row, place)
                row = []
            if isinstance(unit.item, Piece):
                row.append(unit.item)
            elif isinstance(unit.item, Grid):
                yield unit.item, place
            else:
                yield from _items(unit.inside, (page, next(counters[1])), (), counters)
        if row:
            yield _line(row, place)


def _right(group: Sequence[Unit]) -> float:
    """A column's right edge: where its lines end, if many end together; else the widest thing in it, such as a table between captions."""
    pieces = [u for u in group if isinstance(u.item, Piece)]
    edge = max((u.x1 for u in pieces), default=0.0)
    full = sum(edge - u.x1 < 1.5 * u.height for u in pieces)
    return edge if full >= max(2, FULL_SHARE * len(pieces)) else max(u.x1 for u in group)


def _same_row(before: Piece, piece: Piece) -> bool:
    return piece.x0 >= before.x0 and abs(before.middle - piece.middle) < 0.4 * min(before.height, piece.height)


def _line(row: Sequence[Piece], place: Place) -> Line:
    main = max(row, key=lambda p: p.width)
    words = [w for p in row for w in p.words]
    text = " ".join(p.text for p in row)
    behind_mark = next((w.x0 for w in words[1:2] if is_mark(words[0].text)), words[0].x0)
    return Line(
        min(p.x0 for p in row), min(p.top for p in row), max(p.x1 for p in row), max(p.bottom for p in row),
        text, main.size, main.font, all(p.bold for p in row), place, behind_mark,
        any(b.x0 - a.x1 > GAPPED_EM * main.size for a, b in pairwise(row)),
    )  # fmt: skip


def _with_right_edges(items: list[Item], width: float) -> list[Item]:
    """Columns whose own lines do not show their width get it from others.

    Groups of few lines take the right edge of a longer group with the same left edge. One with nothing to its right reaches over at least
    `LEAST_MEASURE` of the width between margins, so that a list of short lines is not taken for a paragraph in a narrow column.
    """
    lines: dict[int, list[Line]] = {}
    for item in items:
        if isinstance(item, Line):
            lines.setdefault(item.place.group, []).append(item)
    long = [found[0].place for found in lines.values() if len(found) >= 4]
    places = [found[0].place for found in lines.values()]
    edges = {}
    for group, found in lines.items():
        place = found[0].place
        wider = [p.right for p in long if abs(p.left - place.left) < 4 and p.right >= place.right - 3]
        if len(found) < 4 and wider:
            edges[group] = min(wider)
        elif not any(p.left >= place.right for p in places if p.zone == place.zone) and place.zone == 0:
            margin = min(p.left for p in places)
            edges[group] = max(place.right, place.left + LEAST_MEASURE * (width - margin - place.left))
    return [_moved(i, edges[i.place.group]) if isinstance(i, Line) and i.place.group in edges else i for i in items]


def _moved(line: Line, right: float) -> Line:
    place = Place(line.place.page, line.place.zone, line.place.group, line.place.left, max(right, line.place.right))
    return Line(line.x0, line.top, line.x1, line.bottom, line.text, line.size, line.font, line.bold, place, line.edge, line.gapped)


def column_rects(sheet: Sheet, pieces: Sequence[Piece], hints: Sequence[float] = ()) -> list[Rect]:
    """Boxes round each column, full-width stretch and grid of a page, in reading order."""
    boxes = list[Rect]()
    for group in groups(units_of(sheet, pieces), hints):
        boxes.append(Rect(min(u.x0 for u in group), min(u.top for u in group), max(u.x1 for u in group), max(u.bottom for u in group)))
    return boxes
