"""Lines read from a page's picture to headings, paragraphs and list items."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Block, Box, Kind
from ingest.lines import join
from ingest.scan import Scan

_ENDS = "。！？：；.!?:;」』”)）"
_LIST = re.compile(r"[•·●○◆■➤✓*]\s*|[(（][一二三四五六七八九十\divx]{1,3}[)）]|\d{1,2}[.、]\s*(?!\d)|[一二三四五六七八九十]{1,3}、")
_PITCH_SHARE = 1.2  # times the usual distance of lines: a paragraph's gap
_LARGE = 1.35  # times the usual height of a line: a heading
_HEADING_CHARS = 60
_MARGIN = 0.08  # of the page's height at head and foot where its furniture stands
_PAGE_NUMBER = re.compile(r"[-–—·•\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*[頁页])?[-–—·•\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read: its box on the page in points, its text, each character's confidence (0 to 100).

    `level` is its box on the straightened page, by which lines are compared; `column` counts the parts of the page read one by one.
    """

    box: Box
    level: Box
    text: str
    confidences: tuple[float, ...]
    column: int = 0


def to_blocks(lines: Sequence[ReadLine]) -> list[Block]:
    """Lines to headings, list items and paragraphs: by height, by what ends a line early, by the distance to the line above."""
    if not lines:
        return []
    normal = statistics.median(_height(line) for line in lines)
    steps = [_step(a, b) for a, b in pairwise(lines) if a.column == b.column and 0 < _step(a, b) < 4 * normal]
    pitch = sorted(steps)[len(steps) // 4] if steps else 2 * normal  # the lower quartile: few lines may all part paragraphs
    blocks, group = list[Block](), list[ReadLine]()
    for line in lines:
        if group and _begins(line, group, normal, pitch):
            blocks.append(_block(group, normal))
            group = []
        group.append(line)
    return [*blocks, _block(group, normal)]


def _height(line: ReadLine) -> float:
    return line.level.bottom - line.level.top


def _step(above: ReadLine, below: ReadLine) -> float:
    return (below.level.top + below.level.bottom - above.level.top - above.level.bottom) / 2


def _begins(line: ReadLine, group: Sequence[ReadLine], normal: float, pitch: float) -> bool:
    """Whether a line begins a paragraph; `pitch` is the usual distance of lines."""
    before = group[-1]
    if _large(line, normal) != _large(before, normal) or _LIST.match(line.text):
        return True
    if _large(line, normal) and abs(_height(line) - _height(before)) > 0.25 * normal:
        return True
    if line.column != before.column:
        # Over the end of a column a paragraph runs on when it has no stop.
        return before.text[-1] in _ENDS
    if _step(before, line) > _PITCH_SHARE * pitch:
        return True
    # A first line is set in; a last line ends before the others do.
    right = max(other.level.x1 for other in (*group, line))
    indented = line.level.x0 - before.level.x0 > 1.2 * normal
    short = right - before.level.x1 > 2 * normal
    return before.text[-1] in _ENDS and (indented or short)


def _large(line: ReadLine, normal: float) -> bool:
    # Brackets and stops make the boxes of short last lines tall.
    return _height(line) > _LARGE * normal and line.text[-1] not in "。，；、：）)，,;"


def _block(group: Sequence[ReadLine], normal: float) -> Block:
    text, starts = "", list[int]()
    for line in group:
        joined = join(text, line.text)
        starts.append(len(joined) - len(line.text))
        text = joined
    large = all(_large(line, normal) for line in group) and len(text) <= _HEADING_CHARS
    kind = Kind.HEADING if large else Kind.LIST if _LIST.match(text) else Kind.TEXT
    # The size of print tells a title from a subtitle only roughly.
    level = (1 if max(_height(line) for line in group) > 1.8 * normal else 2) if large else 0
    boxes = tuple(line.box for line in group)
    return Block(kind, text, level=level, page=boxes[0].page, boxes=boxes, line_starts=tuple(starts), ocr=True)


def without_furniture(lines: Sequence[ReadLine], scan: Scan) -> list[ReadLine]:
    """Without bare page numbers at head and foot, and without the running header over a rule across the page."""
    k, height = 72 / scan.dpi, scan.image.height * 72 / scan.dpi
    rule = max((y * k for y, length in scan.rules if y * k < _MARGIN * height and length > 0.5 * scan.image.width), default=0.0)
    out = list[ReadLine]()
    for line in lines:
        outside = line.level.bottom < _MARGIN * height or line.level.top > (1 - _MARGIN) * height
        if not (outside and _PAGE_NUMBER.fullmatch(line.text)) and line.level.bottom > rule + 2:
            out.append(line)
    return out
