"""Columns set so near to each other that their lines look like one: pieces cut where words of many lines leave the same gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.pdf.columns import Unit, crosses, gutters
from ingest.pdf.types import Piece, Word

LEAST_CUT = 6  # pieces that a narrow gutter runs through
CROSSED_SHARE = 0.15  # of the lines through it may have a word there: a title, a formula
LEAST_GAP_PT = 3.5
OUTSTANDING = 1.5  # times a line's other gaps: no space of a justified line is so much wider than the rest


def split_at_narrow_gutters(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those that run over a narrow gutter cut in two."""
    shown = gutters([Unit(p.x0, p.top, p.x1, p.bottom, p) for p in pieces])
    out = [half for piece in pieces for half in _cut_at_widest_gap(piece, shown)]
    for x in _candidates(out):
        cut = [half for piece in out for half in _cut(piece, x)]
        if len(cut) - len(out) < LEAST_CUT:
            continue
        units = [Unit(p.x0, p.top, p.x1, p.bottom, p) for p in cut]
        if any(abs(x - g) < 12 for g in gutters(units)):
            out = cut
    return out


def _cut_at_widest_gap(piece: Piece, shown: Sequence[float]) -> list[Piece]:
    """A piece over a gutter that other lines show, cut there if its one outstanding gap lies at it."""
    spaces = [b.x0 - a.x1 for a, b in pairwise(piece.words)]
    if not shown or not spaces:
        return [piece]
    widest = max(spaces)
    i = spaces.index(widest)
    others = max((s for j, s in enumerate(spaces) if j != i), default=0.0)
    before, after = piece.words[i].x1, piece.words[i + 1].x0
    if widest < max(LEAST_GAP_PT, OUTSTANDING * others) or not any(before - 3 <= x <= after + 3 for x in shown):
        return [piece]
    return _cut(piece, (before + after) / 2)


def _candidates(pieces: Sequence[Piece]) -> list[float]:
    """The x where word gaps of many pieces coincide and few words stand, best first, well apart."""
    gaps: dict[int, int] = {}
    words: dict[int, int] = {}
    for piece in pieces:
        for before, word in pairwise(piece.words):
            if word.x0 - before.x1 >= LEAST_GAP_PT:
                for x in range(int(before.x1) + 1, int(word.x0) + 1):
                    gaps[x] = gaps.get(x, 0) + 1
        for word in piece.words:
            for x in range(int(word.x0) + 1, int(word.x1) + 1):
                words[x] = words.get(x, 0) + 1
    good = [x for x, n in gaps.items() if n >= LEAST_CUT and words.get(x, 0) <= CROSSED_SHARE * (n + words.get(x, 0))]
    found = list[float]()
    for x in sorted(good, key=lambda x: (-gaps[x], x)):
        if all(abs(x - other) > 30 for other in found):
            found.append(float(x))
    return found[:3]


def _cut(piece: Piece, x: float) -> list[Piece]:
    if not crosses(Unit(piece.x0, piece.top, piece.x1, piece.bottom, piece), x):
        return [piece]
    left = tuple(w for w in piece.words if w.x1 <= x + 1)
    right = tuple(w for w in piece.words if w.x0 >= x - 1)
    if not left or not right or len(left) + len(right) != len(piece.words):
        return [piece]
    return [_half(piece, left), _half(piece, right)]


def _half(piece: Piece, words: tuple[Word, ...]) -> Piece:
    main = max(words, key=lambda w: len(w.text))
    size, bold = main.size or piece.size, sum(len(w.text) for w in words if w.bold) > 0.6 * sum(len(w.text) for w in words)
    return replace(piece, x0=words[0].x0, x1=max(w.x1 for w in words), words=words, size=round(size, 1), bold=bold)
