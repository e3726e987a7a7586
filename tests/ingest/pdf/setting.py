"""Glyphs, pieces, lines and parts set by hand."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.lines import pieces_of
from ingest.pdf.text import is_wide
from ingest.pdf.types import Glyph, Line, Part, Piece, Place, Role, Sheet, Turn


def glyphs(
    text: str, x: float = 50, top: float = 100, size: float = 10, bold: bool = False, font: str = "Song", gap: float = 0
) -> list[Glyph]:
    """A line of glyphs: Han 1 em wide, Latin half, each followed by `gap` points; a space moves on by a quarter em."""
    out, spaced = list[Glyph](), False
    for char in text:
        if char == " ":
            x, spaced = x + size / 4, True
            continue
        width = size if is_wide(char) else size / 2
        out.append(Glyph(x, top, x + width, top + size, char, size, font, bold, spaced))
        x, spaced = x + width + gap, False
    return out


def piece(text: str, x: float = 50, top: float = 100, size: float = 10, bold: bool = False, font: str = "Song") -> Piece:
    """One piece of a line."""
    (found,) = pieces_of(glyphs(text, x, top, size, bold, font))
    return found


def column(texts: Sequence[str], x: float = 50, top: float = 100, size: float = 10, leading: float = 16) -> list[Piece]:
    """Pieces one under another."""
    return [piece(text, x, top + i * leading, size) for i, text in enumerate(texts)]


def sheet(pieces: Sequence[Piece], number: int = 1, width: float = 600, height: float = 800) -> Sheet:
    return Sheet(number, width, height, Turn.LEVEL, tuple(pieces))


def line(
    text: str, x0: float = 50, x1: float = 250, top: float = 100, size: float = 10, bold: bool = False, place: Place | None = None
) -> Line:
    """A line in a column that reaches from 50 to 250 on page 1."""
    return Line(x0, top, x1, top + size, text, size, "Song", bold, place or Place(1, 0, 0, 50, 250), x0)


def part(*lines: Line, role: Role = Role.TEXT, order: int = 0, level: int = 0) -> Part:
    return Part(role, lines, lines[0].place, order, level)
