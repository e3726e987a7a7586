"""The seam to ingest.repair: damaged characters of a page's pieces read, each glyph staying in its box."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ingest.document import Health, Repair
from ingest.pdf.text import LOST, without_cids
from ingest.pdf.types import Piece, Sheet
from ingest.repair.detect import damage, health, judge
from ingest.repair.repair import Plan, plan

LOST_MOST = 0.05  # of a page's characters: with more of them lost the page is damaged, with fewer it is read and the gaps stay marked
_GLYPH = re.compile(r"\(cid:\d+\)|.", re.DOTALL)


def harm(text: str) -> float:
    """How damaged a text is, in [0, 1], lower is better; 1 for no text."""
    share = damage(text)
    return 1.0 if share is None else share


def mended(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Repair]]:
    """The sheets with what can be read with certainty read, and one repair for each piece changed."""
    how = plan([p.text for s in sheets for p in all_pieces(s)])
    repairs = list[Repair]()
    out = [_mapped(sheet, lambda piece, page=sheet.number: _mended(piece, how, page, repairs)) for sheet in sheets]  # type: ignore[misc]
    return out, repairs


def all_pieces(sheet: Sheet) -> Iterable[Piece]:
    """The pieces of a sheet, those in its grids' cells too."""
    yield from sheet.pieces
    yield from (p for grid in sheet.grids for cell in grid.cells for p in cell.pieces)


def state(sheet: Sheet) -> tuple[Health, str]:
    """How a sheet's text layer is, and why. A few lost glyphs alone do not condemn a page."""
    if sheet.broken:
        return Health.DAMAGED, sheet.broken
    text = "\n".join(p.text for p in all_pieces(sheet))
    found, reason = health(text, sheet.picture_share)
    marked, lost = with_lost_marked(sheet)
    if not lost or found in (Health.SCAN, Health.SHORT):
        return found, reason
    plain = "\n".join(p.text for p in all_pieces(marked))
    rest = plain.replace(LOST, "")
    if found is Health.OK or (lost <= LOST_MOST * max(1, len(rest)) and not judge(rest)[0]):
        return Health.OK, f"{lost} of {len(plain):,} characters could not be read"
    return found, reason


def with_lost_marked(sheet: Sheet) -> tuple[Sheet, int]:
    """The sheet with each glyph that has no character as U+FFFD, and how many there are; one that opens a line by itself is a bullet."""
    marked = _mapped(sheet, lambda piece: _marked(piece) if "(cid:" in piece.text else piece)
    return marked, sum(p.text.count(LOST) for p in all_pieces(marked))


def _mended(piece: Piece, how: Plan, page: int, repairs: list[Repair]) -> Piece:
    before = piece.text
    readings = how.glyph_map(before)
    if not readings:
        return piece
    new = _translated(piece, lambda text: "".join(readings.get(g, g) for g in _GLYPH.findall(text)))
    if new.text != before:
        rules = [rule for rule, _, _ in how.apply(before)[1]]
        repairs.append(Repair("+".join(dict.fromkeys(rules)) or "glyphs", page, before, new.text))
    return new


def _marked(piece: Piece) -> Piece:
    first = piece.words[0]
    if len(piece.words) > 1 and without_cids(first.text) == LOST:
        piece = replace(piece, words=(replace(first, text="•"), *piece.words[1:]))
    return _translated(piece, without_cids)


def _translated(piece: Piece, change: Callable[[str], str]) -> Piece:
    return replace(piece, words=tuple(replace(word, text=change(word.text)) for word in piece.words))


def _mapped(sheet: Sheet, change: Callable[[Piece], Piece]) -> Sheet:
    """The sheet with every piece changed, also those in tables."""
    grids = tuple(
        replace(grid, cells=tuple(replace(cell, pieces=tuple(change(p) for p in cell.pieces)) for cell in grid.cells))
        for grid in sheet.grids
    )
    return replace(sheet, pieces=tuple(change(p) for p in sheet.pieces), grids=grids)
