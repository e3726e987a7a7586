"""Footnotes at a page's foot, and pull quotes that repeat the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.pdf.flow import flow
from ingest.pdf.paragraphs import parts_of
from ingest.pdf.text import squeeze
from ingest.pdf.types import Line, Part, Piece, Role, Sheet

SMALL = 0.86  # times the page's usual size: notes are set at 0.6 to 0.85 of it
FOOT = 0.5  # of the page's height: notes begin below
NUMBER = re.compile(
    r"(?:[⁰¹²³⁴-⁹]{1,3}|\d{1,2}(?!\s*[\d.,%/:年月日|｜])|[*†‡§＊※]{1,3}|\[\d{1,2}\]|[（(]\d{1,2}[)）]|註\s*\d{0,2}|注\s*\d{0,2}|[①-⑳])"
)
COLUMN_EM = 6.0  # narrower is a note's mark, not a column
QUOTE_LEAST = 12  # characters without spaces; a shorter repeat is a term
QUOTE_LATIN = 30
_QUOTED = re.compile(r"[“”„‟\"❝❞「」『』〝〞]")
_CLAUSE = re.compile(r"[，。,；;]|\.\s")


def note_pieces(sheet: Sheet, pieces: Sequence[Piece], body: float) -> list[Piece]:
    """Small print with nothing larger beneath it, from the topmost that begins with a note's mark."""
    if not pieces:
        return []
    usual = min(body, median(p.size for p in pieces for _ in range(len(p.text))))
    large = [p for p in pieces if p.size > SMALL * usual] + list(sheet.grids)
    small = [
        p
        for p in pieces
        if p.size <= SMALL * usual
        and p.middle > FOOT * sheet.height
        and not any(b.top > p.top and b.x0 < p.x1 and p.x0 < b.x1 for b in large)
    ]
    kept = list[Piece]()
    for piece in sorted(small, key=lambda p: (p.middle, p.x0)):
        beneath = any(k.x0 < piece.x1 + 6 and piece.x0 < k.x1 + 6 and k.middle < piece.middle + 2 for k in kept)
        if beneath or (NUMBER.match(piece.text) and _is_mark(piece.text)):
            kept.append(piece)
    return kept


def _is_mark(text: str) -> bool:
    found = NUMBER.match(text)
    return found is not None and len(text) > found.end()


def notes_of(sheet: Sheet, pieces: Sequence[Piece]) -> list[Part]:
    """One part for each footnote, in order."""
    bare = replace(sheet, grids=(), panels=())
    lines = [line for column in _columns(pieces) for part in parts_of(flow(bare, column)) for line in part.lines]
    notes = list[list[Line]]()
    last = 0
    for line in lines:
        found = NUMBER.match(line.text)
        number = _value(found.group()) if found else 0
        if not notes or (found and (number in (0, last + 1) or line.text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹")):
            notes.append([])
            last = number
        notes[-1].append(line)
    return [Part(Role.NOTE, tuple(note), note[0].place, i) for i, note in enumerate(notes)]


def _columns(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Notes at the foot of each column apart, from left to right; marks that stand alone stay with the text behind them."""
    columns, right = list[list[Piece]](), 0.0
    for piece in sorted(pieces, key=lambda p: p.x0):
        if not columns or (piece.x0 > right and max(p.width for p in columns[-1]) > COLUMN_EM * piece.size):
            columns.append([])
        columns[-1].append(piece)
        right = max(right, piece.x1)
    return columns


def _value(mark: str) -> int:
    digits = re.sub(r"\D", "", squeeze(mark))
    return int(digits) if digits else 0


def without_quotes(parts: Sequence[Part], body: float) -> tuple[list[Part], list[str]]:
    """The parts without pull quotes, and a line about each one dropped.

    A pull quote is set larger than the body, reads as a sentence (quote marks or a clause's end) and stands word for word in the body of its
    page or a neighbouring one.
    """
    around: dict[int, str] = {}
    for part in parts:
        if part.lines and part.role in (Role.TEXT, Role.ITEM) and part.lines[0].size < 1.1 * body:
            around[part.place.page] = around.get(part.place.page, "") + _bare(part.text)
    kept, dropped = list[Part](), list[str]()
    for part in parts:
        near = "".join(around.get(part.place.page + d, "") for d in (-1, 0, 1))
        if part.lines and min(line.size for line in part.lines) >= 1.1 * body and _repeats(part.text, near):
            dropped.append(f"page {part.place.page}: left out a pull quote that repeats the body: {part.text}")
        else:
            kept.append(part)
    return kept, dropped


def _repeats(text: str, body: str) -> bool:
    bare = _bare(text)
    latin = sum(c.isascii() for c in bare) > len(bare) / 2
    if len(bare) < (QUOTE_LATIN if latin else QUOTE_LEAST) or not (_QUOTED.search(text) or _CLAUSE.search(text)):
        return False
    return all(piece in body for piece in re.split(r"…+|\.{3}", bare) if piece)


def _bare(text: str) -> str:
    return re.sub(r"[\s“”„‟\"❝❞「」『』〝〞'‘’]", "", squeeze(text)).rstrip("。.,，")
