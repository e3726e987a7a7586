"""Paragraphs cut by a column, a page or something set between, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.paragraphs import INDENT_EM, SAME_SIZE, first_word
from ingest.pdf.text import CAPTION, MARK, ends
from ingest.pdf.types import Line, Part, Role

RAGGED_SHARE = 0.3  # of the column's width is the most that a ragged line leaves open; what word comes next decides within it
INDENTED_SHARE = 0.6  # of the paragraphs of three lines and more
REACH = 8  # parts looked at behind an unfinished paragraph; a page seldom sets more between
_OPEN = re.compile(r"[,，、（(「『《〈—–\-]$")


def stitched(parts: Sequence[Part]) -> list[Part]:
    """The parts with every unfinished paragraph joined to its rest, which stands in the next column or page of the same zone.

    Tables, sidebars, notes and captions may lie between; a heading, a list mark, an indent or another size ends the search.
    """
    left = list[Part | None](parts)
    indents = _indents(parts)
    out = list[Part]()
    for i in range(len(left)):
        part = left[i]
        if part is None:
            continue
        at = i
        while (found := _rest(part, left, at, indents)) is not None:
            rest = left[found]
            assert rest is not None
            part, left[found], at = replace(part, lines=part.lines + rest.lines), None, found
        out.append(part)
    return out


def _indents(parts: Sequence[Part]) -> bool:
    """Whether the document sets in its paragraphs' first lines; then a part that is not set in goes on from the one before."""
    long = [p for p in parts if p.role is Role.TEXT and len(p.lines) >= 3]
    return len(long) >= 4 and sum(_is_indented(p) for p in long) >= INDENTED_SHARE * len(long)


def _is_indented(part: Part) -> bool:
    first = part.lines[0]
    return first.x0 - min(line.x0 for line in (*part.lines[1:3], first)) > INDENT_EM * first.size


def _rest(part: Part, parts: Sequence[Part | None], at: int, indents: bool) -> int | None:
    if part.role not in (Role.TEXT, Role.ITEM, Role.NOTE) or not part.lines or not _unfinished(part, indents):
        return None
    last = part.lines[-1]
    for i in range(at + 1, min(len(parts), at + 1 + REACH)):
        following = parts[i]
        if following is None or following.role is Role.TABLE or (following.role is Role.NOTE) != (part.role is Role.NOTE):
            continue
        if following.place.page > last.place.page + 1 or following.role is Role.HEADING:
            return None
        if (following.place.zone == 0) != (part.place.zone == 0) or (part.place.zone and following.place.zone != part.place.zone):
            continue
        if not _alike(last, following.lines[0]):
            if following.lines[0].size < last.size:
                continue  # a caption or source line
            return None
        adjoining = following.place == last.place and i == at + 1 and following.order == part.order + 1
        if adjoining or not _goes_on(part, following) or (ends(last.text) and not _flush(following)):
            return None
        return i
    return None


def _unfinished(part: Part, indents: bool) -> bool:
    last = part.lines[-1]
    if last.gapped:
        return False
    if indents and part.role is Role.TEXT and last.place.right - last.x1 < last.size and len(part.lines) > 1:
        return True
    measure = last.place.right - last.place.left
    return not ends(last.text) and (_OPEN.search(last.text) is not None or last.place.right - last.x1 < RAGGED_SHARE * measure)


def _flush(part: Part) -> bool:
    """Whether a paragraph's first line stands at its column's left edge and is not alone, so that it shows no indent."""
    return part.role is Role.TEXT and not _is_indented(part) and part.lines[0].x0 - part.place.left < INDENT_EM * part.lines[0].size


def _alike(a: Line, b: Line) -> bool:
    small, large = sorted((a.size, b.size))
    return large <= SAME_SIZE * small


def _goes_on(part: Part, following: Part) -> bool:
    """Whether a part reads as the rest of another: no list mark, no first-line indent, as much bold."""
    first, last = following.lines[0], part.lines[-1]
    if CAPTION.match(first.text) or CAPTION.match(part.text):
        return False
    if following.role is Role.ITEM and part.role is not Role.NOTE and MARK.match(first.text):
        return False
    indented = first.x0 - first.place.left > INDENT_EM * first.size and (
        len(following.lines) < 2 or first.x0 - following.lines[1].x0 > INDENT_EM * first.size
    )
    if indented and part.role is not Role.ITEM:
        return False
    fits = last.place.right - last.x1 < first_word(first.text) * first.size + 1.5 * first.size or _OPEN.search(last.text) is not None
    return fits and (first.bold == last.bold or not (first.bold and all(line.bold for line in following.lines)))
