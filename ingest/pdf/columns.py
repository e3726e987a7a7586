"""The order in which a page's pieces are read: columns, full-width lines between them, rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pdf.text import CAPTION, ends
from ingest.pdf.types import Grid, Piece, Rect

WIDE_SHARE = 0.62  # of the text's width: wider pieces are titles, tables or one-column text and say nothing about gutters
CROSSED_SHARE = 0.12  # of the densest stripe: so few pieces may reach into a gutter (a long address, a formula)
WIDER_SHARE = 0.8  # the same where nothing was found: a main column beside a narrow one
GUTTER_PT = 5.0  # narrowest gutter; printed ones are 10 and more
LEAST_PIECES = 4  # that end left and begin right of a gutter; fewer line up by chance
OUTER_SHARE = 0.15  # of the text's width: a stripe nearer to its edge parts list marks or note numbers, not columns
LEFT_REACH_PT, RIGHT_REACH_PT = 60.0, 40.0  # how far from a gutter ragged lines end and indented ones begin
LEFT_REACH_SHARE = 0.4  # the same for wide columns of short lines, of the width left of the gutter
CROSS_PT = 4.0  # a piece must reach so far over a gutter on both sides to cross it
NEARER = 0.8  # times the space above a heading is the most there is beneath it
BALANCED_LINES = 3.0  # columns that end so near to each other were balanced by the typesetter
ALIGNED_SHARE, LABEL_FULLNESS = 0.8, 0.6  # labels stand in rows with their values and do not fill their column; prose does


@dataclass(frozen=True, slots=True)
class Unit(Rect):
    """What is put in order: a piece, a grid, or a sidebar with the units inside it; `weight` is its number of lines."""

    item: Piece | Grid | None
    weight: int = 1
    inside: tuple[Unit, ...] = ()


def groups(units: Sequence[Unit], hints: Sequence[float] = ()) -> list[list[Unit]]:
    """Units in reading order, one list for each column or stretch of full-width text, each from top to bottom.

    Args:
        units: of one page or sidebar.
        hints: x of gutters known from the text around; where nothing crosses them they hold, however few pieces there are.
    """
    found = gutters(units, hints)
    if not found:
        cut = _cut_across(units)
        if cut is None:
            return [in_rows(units)] if units else []
        above = [u for u in units if u.middle < cut]
        return groups(above) + groups([u for u in units if u.middle >= cut])
    clean = [x for x in found if not any(crosses(u, x) for u in units)]
    if clean:
        early, late = _above_below(units, clean, None)
        if late:
            return groups(early, found) + groups(late)
        columns = [list[Unit]() for _ in range(len(clean) + 1)]
        for unit in units:
            columns[bisect_left(clean, (unit.x0 + unit.x1) / 2)].append(unit)
        return [g for column in columns if column for g in groups(column, found)]
    return _in_bands(units, found)


def gutters(units: Sequence[Unit], hints: Sequence[float] = ()) -> list[float]:
    """The x of stripes that hardly any piece crosses though text columns lie on both sides, from left to right."""
    if len(units) < 2:
        return []
    known = [x for x in hints if _holds(units, x)]
    return _found(units, known, WIDE_SHARE) or _found(units, known, WIDER_SHARE)


def _found(units: Sequence[Unit], known: Sequence[float], share: float) -> list[float]:
    low, high = min(u.x0 for u in units), max(u.x1 for u in units)
    narrow = [u for u in units if u.width < share * (high - low)]
    found = list(known)
    if sum(u.weight for u in narrow) < 2 * LEAST_PIECES:
        return found
    for start, end in _stripes(narrow, low, high):
        x = (start + end) / 2
        inner = start - low > OUTER_SHARE * (high - low) and high - end > OUTER_SHARE * (high - low)
        reach = max(LEFT_REACH_PT, LEFT_REACH_SHARE * (start - low))
        left = [u for u in narrow if start - reach < u.x1 <= x]
        right = [u for u in narrow if x <= u.x0 < end + RIGHT_REACH_PT]
        enough = sum(u.weight for u in left) >= LEAST_PIECES and sum(u.weight for u in right) >= LEAST_PIECES
        if end - start >= GUTTER_PT and inner and enough and not _labels(left, right) and all(abs(x - k) > GUTTER_PT for k in known):
            found.append(x)
    return sorted(found)


def crosses(unit: Unit, x: float) -> bool:
    """Whether a unit reaches over a gutter."""
    return unit.x0 < x - CROSS_PT and unit.x1 > x + CROSS_PT


def in_rows(units: Sequence[Unit]) -> list[Unit]:
    """Units from top to bottom, those on one printed line from left to right."""
    rows = list[list[Unit]]()
    for unit in sorted(units, key=lambda u: u.middle):
        last = rows[-1][-1] if rows else None
        if last is not None and abs(unit.middle - last.middle) < 0.4 * min(unit.height, last.height):
            rows[-1].append(unit)
        else:
            rows.append([unit])
    return [u for row in rows for u in sorted(row, key=lambda u: u.x0)]


def _holds(units: Sequence[Unit], x: float) -> bool:
    left = [u for u in units if not crosses(u, x) and (u.x0 + u.x1) / 2 < x]
    right = [u for u in units if not crosses(u, x) and (u.x0 + u.x1) / 2 >= x]
    return bool(left and right) and not (len(left) > 1 and len(right) > 1 and _labels(left, right))


def _stripes(narrow: Sequence[Unit], low: float, high: float) -> list[tuple[float, float]]:
    """Stretches of x that at most `CROSSED_SHARE` of the densest stripe's pieces cover."""
    first, cover = int(low), [0] * (int(high) - int(low) + 2)
    for unit in narrow:
        for x in range(int(unit.x0), int(unit.x1) + 1):
            cover[x - first] += unit.weight
    limit = max(1.0, CROSSED_SHARE * max(cover))
    stripes, start = list[tuple[float, float]](), -1
    for i, count in enumerate([*cover, limit + 1]):
        if count <= limit:
            start = i if start < 0 else start
        elif start >= 0:
            stripes.append((first + start, first + i))
            start = -1
    return stripes


def _labels(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Whether the left pieces are labels of the right ones, row by row, rather than a column of prose."""
    if any(u.weight > 1 for u in (*left, *right)):
        return False
    top, bottom = max(min(u.top for u in s) for s in (left, right)), min(max(u.bottom for u in s) for s in (left, right))
    left, right = ([u for u in side if top <= u.middle <= bottom] for side in (left, right))
    if not left or not right:
        return False
    mids = sorted(u.middle for u in right)
    rows = sum(bool(mids) and min(abs(u.middle - m) for m in mids) < 0.4 * u.height for u in left)
    if rows < ALIGNED_SHARE * min(len(left), len(right)):
        return False
    return any(median(u.width for u in side) < LABEL_FULLNESS * max(u.width for u in side) for side in (left, right)) or _short(left)


def _short(left: Sequence[Unit]) -> bool:
    """Labels of much the same width, such as years: under eight characters wide."""
    return max(u.width for u in left) < 8 * median(u.height for u in left)


def _in_bands(units: Sequence[Unit], found: Sequence[float]) -> list[list[Unit]]:
    """Columns between the units that cross the most gutters."""
    most = max(sum(crosses(u, x) for x in found) for u in units)
    out, band, wide = list[list[Unit]](), list[Unit](), list[Unit]()
    ordered = sorted(units, key=lambda u: u.middle)
    for unit in ordered:
        if sum(crosses(unit, x) for x in found) == most or (not band and wide and _last_line(unit, wide[-1], ordered)):
            out += _band(band, found, unit)
            band = []
            wide.append(unit)
        else:
            out += [in_rows(wide)] if wide else []
            wide = []
            band.append(unit)
    return out + _band(band, found, None) + ([in_rows(wide)] if wide else [])


def _band(units: Sequence[Unit], found: Sequence[float], following: Unit | None) -> list[list[Unit]]:
    """Columns between two full-width stretches, the second beginning with `following`.

    What stands at the left below the other columns is text across the page that happens to be short: a heading where the columns above it
    are balanced, a sidebar ends or a sentence breaks off for the next column; a caption; or a line nearer to what follows.
    """
    if not units:
        return []
    early, late = _above_below(units, found, following)
    return [*groups(early, found), *([in_rows(late)] if late else [])]


def _above_below(units: Sequence[Unit], found: Sequence[float], following: Unit | None) -> tuple[list[Unit], list[Unit]]:
    """The units in columns, and those of short text across the page below them."""
    first = _leaders(in_rows([u for u in units if (u.x0 + u.x1) / 2 < found[0]]))
    others = [u for u in units if (u.x0 + u.x1) / 2 >= found[0]]
    below = _below_columns(first, others, following) if first and others else None
    if below is None:
        return list(units), []
    top = below.middle - 0.5 * below.height
    return [u for u in units if u.middle < top], [u for u in units if u.middle >= top]


def _below_columns(first: Sequence[Unit], others: Sequence[Unit], following: Unit | None) -> Unit | None:
    """The unit of the first column with which text across the page begins below all columns; None where columns go on to the end."""
    end = max(u.bottom for u in others)
    usual = median([b.top - a.bottom for a, b in pairwise(first)] or [0.0])
    for above, below in pairwise(first):
        gap = below.top - above.bottom
        balanced = abs(above.bottom - end) < BALANCED_LINES * above.height and gap > max(0.5 * above.height, 1.6 * usual)
        near = following is not None and below is first[-1] and (following.top - below.bottom < NEARER * gap or _captions(below, following))
        stops = (balanced and following is not None) or all(u.inside for u in others) or _unfinished(above)
        if below.top > end and (near or (_heading(below, first) and stops)):
            return below
    return None


def _leaders(units: Sequence[Unit]) -> list[Unit]:
    """The first unit of each row, of units in rows."""
    return [u for i, u in enumerate(units) if i == 0 or u.x0 <= units[i - 1].x0 or u.top >= units[i - 1].bottom]


def _unfinished(unit: Unit) -> bool:
    return isinstance(unit.item, Piece) and not ends(unit.item.text)


def _captions(unit: Unit, following: Unit) -> bool:
    return isinstance(following.item, Grid) and isinstance(unit.item, Piece) and CAPTION.match(unit.item.text) is not None


def _heading(unit: Unit, column: Sequence[Unit]) -> bool:
    """Whether a piece is larger or bolder than most of its column."""
    pieces = [u.item for u in column if isinstance(u.item, Piece)]
    if not isinstance(unit.item, Piece):
        return False
    larger = unit.item.size > 1.08 * median(p.size for p in pieces)
    return larger or (unit.item.bold and sum(p.bold for p in pieces) < len(pieces) / 3)


def _last_line(unit: Unit, wide: Unit, units: Sequence[Unit]) -> bool:
    """Whether a short line is the end of the full-width paragraph above it: set close beneath, alone in its row."""
    if unit.item is None or not isinstance(unit.item, Piece) or not isinstance(wide.item, Piece):
        return False
    alike = abs(unit.item.size - wide.item.size) < 0.5 and abs(unit.x0 - wide.x0) < 3 * unit.item.size
    close = 0 < unit.middle - wide.middle < 2.2 * unit.item.size
    return alike and close and not any(u is not unit and abs(u.middle - unit.middle) < 0.8 * unit.height for u in units)


def _cut_across(units: Sequence[Unit]) -> float | None:
    """A y between two rows that parts text in columns from text without; None when no such cut helps."""
    rows = sorted(units, key=lambda u: u.top)
    gaps, bottom = list[tuple[float, float]](), rows[0].bottom if rows else 0.0
    for before, unit in pairwise(rows):
        bottom = max(bottom, before.bottom)
        if unit.top > bottom:
            gaps.append((unit.top - bottom, (unit.top + bottom) / 2))
    for _, y in sorted(gaps, reverse=True)[:6]:
        above, below = [u for u in units if u.middle < y], [u for u in units if u.middle >= y]
        if (len(above) >= 2 and gutters(above)) or (len(below) >= 2 and gutters(below)):
            return y
    return None
