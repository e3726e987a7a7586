"""Lines in reading order to paragraphs and list items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pdf.flow import Item
from ingest.pdf.tables import table_of
from ingest.pdf.text import MARK, ends, is_wide, letters
from ingest.pdf.types import Line, Part, Role

GAP = 1.3  # times the usual distance of lines: a wider one parts paragraphs
USUAL_PITCH = 1.6  # em between lines where a page shows no usual distance
INDENT_EM = 0.8  # first lines are set in by 1 or 2 em
SAME_SIZE = 1.08  # ratio up to which two lines count as equally large
LONG_ITEM = 80.0  # Han widths; a longer numbered paragraph is text that happens to be numbered
CENTRED_EM = 1.0  # how far a centred line's middle may lie from its column's
RAGGED_SHARE = 0.6  # of the column's width: a line that ends with a comma this far out still goes on


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page's columns are set: the usual distance of lines by group and rounded size, and the groups whose paragraphs hang, that is begin
    flush and go on indented."""

    pitches: Mapping[tuple[int, int], float]
    hanging: frozenset[int] = frozenset()


def parts_of(items: Sequence[Item]) -> list[Part]:
    """Paragraphs, list items and tables of one page's flow, in order."""
    all_lines = [i for i in items if isinstance(i, Line)]
    layout = Layout(_pitches(all_lines), _hanging(all_lines))
    parts, open_lines = list[Part](), list[Line]()
    for i, item in enumerate(items):
        if not isinstance(item, Line):
            grid, place = item
            parts += _closed(open_lines, len(parts))
            open_lines = []
            table = table_of(grid, place.page)
            if table is not None:
                parts.append(Part(Role.TABLE, (), place, len(parts), table=table))
            continue
        following = next((n for n in items[i + 1 : i + 2] if isinstance(n, Line) and n.place == item.place), None)
        if open_lines and (open_lines[-1].place != item.place or begins_new(open_lines, item, following, layout)):
            parts += _closed(open_lines, len(parts))
            open_lines = []
        open_lines.append(item)
    return parts + _closed(open_lines, len(parts))


def begins_new(lines: Sequence[Line], line: Line, following: Line | None, layout: Layout) -> bool:
    """Whether a line begins a new paragraph after `lines` of the same column; `following` is the line after it there."""
    before = lines[-1]
    pitch = layout.pitches.get((line.place.group, round(line.size)), USUAL_PITCH * line.size)
    step = line.middle - before.middle
    if step <= 0 or step > GAP * pitch or before.gapped or line.gapped or _other_style(before, line):
        return True
    title = line.bold or (line.size > 0 and _centred(before) and _centred(line))
    if title and _centred(before) and _centred(line) and before.x0 - before.place.left > INDENT_EM * before.size:
        return ends(before.text)
    mark = MARK.match(line.text)
    if mark and (mark.group("bullet") or ends(before.text) or is_short(before, line) or _outdented(lines, line)):
        return True
    if is_short(before, line):
        return not _goes_on(before)
    return _indent_begins(lines, line, following, layout.hanging)


def is_short(before: Line, line: Line) -> bool:
    """Whether the next line's first word would have had room at the end of a line: then its author ended it there."""
    return before.place.right - before.x1 > first_word(line.text) * line.size + 0.5 * line.size


def first_word(text: str) -> float:
    """Width in em of what could not be broken at the start of a line: a Latin word, or a Han character with marks about it."""
    if not text or is_wide(text[0]):
        return 2.0
    word = text.split(maxsplit=1)[0] if text.split() else ""
    for i, char in enumerate(word):
        if is_wide(char):
            return 0.55 * i + 1.0
    return 0.55 * len(word) + 0.5


def _goes_on(before: Line) -> bool:
    """A ragged line that stops at a comma, say, in the outer part of its column."""
    reached = before.x1 - before.place.left > RAGGED_SHARE * (before.place.right - before.place.left)
    return reached and before.text[-1] in ",，、（(「《-" and not ends(before.text)


def _other_style(before: Line, line: Line) -> bool:
    small, large = sorted((before.size, line.size))
    full = not is_short(before, line) and not ends(before.text)
    if large > SAME_SIZE * small and not (full and large < 1.2 * small and before.bold == line.bold):
        return True
    return before.bold != line.bold and not full


def _outdented(lines: Sequence[Line], line: Line) -> bool:
    """A mark left of the text before it, or under the mark that began the item before it."""
    first = lines[0]
    if MARK.match(first.text) and abs(line.x0 - first.x0) < 0.5 * line.size:
        return True
    return len(lines) > 1 and line.x0 < lines[-1].x0 - 0.5 * line.size


def _indent_begins(lines: Sequence[Line], line: Line, following: Line | None, hanging: frozenset[int]) -> bool:
    before, first, em = lines[-1], lines[0], INDENT_EM * line.size
    marked = MARK.match(first.text) is not None
    if line.x0 > before.x0 + em:
        if marked and len(lines) == 1 and line.x0 <= max(first.edge, first.x0 + 3 * line.size) + em:
            return False
        if not ends(before.text) or line.place.group in hanging:
            return False
        return following is None or abs(following.x0 - line.x0) > em / 2
    if line.x0 < before.x0 - em:
        return ends(before.text) or (len(lines) > 1 and not marked)
    return False


def _centred(line: Line) -> bool:
    middle = (line.place.left + line.place.right) / 2
    return abs((line.x0 + line.x1) / 2 - middle) < CENTRED_EM * line.size and line.x0 - line.place.left > CENTRED_EM * line.size


def _hanging(lines: Sequence[Line]) -> frozenset[int]:
    """Groups where most paragraphs, as told by the short line before them, begin at the left edge though others lines are indented."""
    flush: dict[int, int] = defaultdict(int)
    for before, line in pairwise(lines):
        if before.place == line.place and is_short(before, line) and not MARK.match(line.text):
            flush[line.place.group] += 1 if line.x0 - line.place.left < INDENT_EM * line.size else -1
    return frozenset(group for group, count in flush.items() if count > 0)


def _pitches(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """The usual distance of lines for each column and size, in points."""
    steps: dict[tuple[int, int], list[float]] = defaultdict(list)
    overall: dict[int, list[float]] = defaultdict(list)
    for a, b in pairwise(lines):
        step = b.middle - a.middle
        if a.place == b.place and max(a.size, b.size) <= SAME_SIZE * min(a.size, b.size) and 0.8 * b.size < step < 2.6 * b.size:
            steps[b.place.group, round(b.size)].append(step)
            overall[round(b.size)].append(step)
    usual = {size: _low_median(found) for size, found in overall.items()}
    out = {}
    for key in {(line.place.group, round(line.size)) for line in lines}:
        found = steps[key]
        if len(found) >= 3:
            out[key] = _low_median(found)
        elif key[1] in usual:
            out[key] = min(usual[key[1]], _low_median(found)) if found else usual[key[1]]
    return out


def _low_median(steps: Sequence[float]) -> float:
    """The median of the narrower half: on pages of short paragraphs most distances are gaps between them."""
    low = sorted(steps)
    return median(low[: (len(low) + 1) // 2 + 1])


def _closed(lines: Sequence[Line], order: int) -> list[Part]:
    if not lines:
        return []
    found = Part(Role.TEXT, tuple(lines), lines[0].place, order)
    mark = MARK.match(lines[0].text)
    if mark and (
        mark.group("bullet") or mark.group("number")[:1] in "(（" or (letters(found.text) <= LONG_ITEM and "。" not in found.text)
    ):
        return [Part(Role.ITEM, found.lines, found.place, order)]
    return [found]
