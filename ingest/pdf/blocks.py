"""Parts to the blocks that leave the reader: text, and a box for every printed line."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.document import Block, Box, Kind
from ingest.pdf.glyphs import turned_back
from ingest.pdf.text import joined
from ingest.pdf.types import Part, Rect, Role, Sheet, Turn

_KINDS = {Role.TEXT: Kind.TEXT, Role.ITEM: Kind.LIST, Role.HEADING: Kind.HEADING, Role.NOTE: Kind.FOOTNOTE, Role.TABLE: Kind.TABLE}


def block_of(part: Part, sheets: Mapping[int, Sheet]) -> Block:
    """The block a part becomes; `sheets` by page number, for turning boxes back. A table of one row or column becomes text."""
    if part.table is not None:
        rows, boxes = part.table.rows, tuple(_box(page, rect, sheets[page]) for page, rect in part.table.boxes)
        if len(rows) < 2 or len(rows[0]) < 2:
            text, starts = joined(" ".join(c for c in row if c) for row in rows)
            return Block(Kind.TEXT, text, page=boxes[0].page, boxes=boxes, line_starts=starts)
        texts, starts_at, at = list[str](), list[int](), 0
        for row in rows:
            starts_at.append(at)
            texts.append(" | ".join(row))
            at += len(texts[-1]) + 1
        return Block(Kind.TABLE, "\n".join(texts), rows=rows, page=boxes[0].page, boxes=boxes, line_starts=tuple(starts_at))
    text, starts = joined(line.text for line in part.lines)
    boxes = tuple(_box(line.place.page, line, sheets[line.place.page]) for line in part.lines)
    return Block(_KINDS[part.role], text, part.level, page=boxes[0].page, boxes=boxes, line_starts=starts)


def _box(page: int, rect: Rect, sheet: Sheet) -> Box:
    width, height = paper(sheet)
    back = turned_back(rect, sheet.turn, width, height)
    return Box(page, round(back.x0, 2), round(back.top, 2), round(back.x1, 2), round(back.bottom, 2))


def paper(sheet: Sheet) -> tuple[float, float]:
    """A page's width and height as it lies on paper."""
    return (sheet.width, sheet.height) if sheet.turn is Turn.LEVEL else (sheet.height, sheet.width)
