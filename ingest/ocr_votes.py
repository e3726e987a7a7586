"""OCR as witness for a damaged text layer: the layer keeps its order, its boxes and its sound glyphs, OCR says what the damaged ones are.

A broken font damages a character in the same way wherever it stands, so all places of one glyph vote on one reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Box

SHARE = 0.6  # of the votes a reading needs; 264 of 265, 135 of 135 and 154 of 156 readings right on three damaged files
DIGIT_CONFIDENCE = 85.0  # of 100: OCR takes an unclear stroke for a 1, and a wrong digit is worse than none
DIGIT_VOTES = 2  # and a digit is read the same so often, and never otherwise
LOST = "\ufffd"  # stands for any lost glyph, so no reading holds for all of them
_FIT = 0.25  # cost of a damaged glyph against any Han character or mark; a sound glyph against another one costs 1
_MIDDLE_SHARE = 0.5  # of the lower line's height by which the middles of two boxes of one printed line may differ
_MARKS = frozenset("「」『』《》〈〉、，。；：（）()%％！？")

Tally = dict[str, dict[str, list[float]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of the text layer: its box and its glyphs as extracted, each one character or one "(cid:N)"."""

    box: Box
    glyphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The same stretch of the page by OCR: box, characters, and each character's confidence (0 to 100)."""

    box: Box
    text: str
    confidences: tuple[float, ...]


def _may_be(char: str) -> bool:
    """Whether a character may stand for a damaged glyph: Han, its punctuation, a digit."""
    return "\u4e00" <= char <= "\u9fff" or char in _MARKS or char.isdigit()


def align(glyphs: Sequence[str], text: str, damaged: frozenset[str]) -> list[tuple[int, int]]:
    """Pairs (index of glyph, index of character) at the least number of edits, where a damaged glyph fits any Han character cheaply."""
    rows, columns = len(glyphs), len(text)
    cost = [[float(j) for j in range(columns + 1)]] + [[float(i)] + [0.0] * columns for i in range(1, rows + 1)]

    def pair(i: int, j: int) -> float:
        if glyphs[i] == text[j]:
            return 0.0
        return _FIT if glyphs[i] in damaged and _may_be(text[j]) else 1.0

    for i in range(rows):
        for j in range(columns):
            cost[i + 1][j + 1] = min(cost[i][j] + pair(i, j), cost[i][j + 1] + 1, cost[i + 1][j] + 1)
    i, j, out = rows, columns, list[tuple[int, int]]()
    while i and j:
        if cost[i][j] == cost[i - 1][j - 1] + pair(i - 1, j - 1):
            i, j = i - 1, j - 1
            out.append((i, j))
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return out[::-1]


def _beside(line: Seen, read: Iterable[Read]) -> list[Read]:
    """What OCR read on a line of the text layer, from left to right."""
    found = list[Read]()
    box = line.box
    for other in read:
        low = min(box.bottom - box.top, other.box.bottom - other.box.top)
        apart = abs((box.top + box.bottom) - (other.box.top + other.box.bottom)) / 2
        if apart <= _MIDDLE_SHARE * low and min(box.x1, other.box.x1) > max(box.x0, other.box.x0):
            found.append(other)
    return sorted(found, key=lambda r: r.box.x0)


def _without_spaces(read: Sequence[Read]) -> tuple[str, list[float]]:
    pairs = [(c, f) for r in read for c, f in zip(r.text, r.confidences, strict=True) if not c.isspace()]
    return "".join(c for c, _ in pairs), [f for _, f in pairs]


def vote(layer: Sequence[Seen], read: Sequence[Read], damaged: frozenset[str], tally: Tally | None = None) -> Tally:
    """The votes of a page, added to those of earlier pages: damaged glyph → reading → confidences, one for each place.

    Args:
        layer: lines of the page's text layer.
        read: lines OCR read on the page, boxes in the same points.
        damaged: the glyphs whose reading is not known.
        tally: votes so far; it is not changed.
    """
    out: Tally = {glyph: {char: list(votes) for char, votes in chars.items()} for glyph, chars in (tally or {}).items()}
    for line in layer:
        glyphs = [g for g in line.glyphs if not g.isspace()]
        wanted = damaged.intersection(glyphs) - {LOST}
        text, confidences = _without_spaces(_beside(line, read)) if wanted else ("", [])
        for i, j in align(glyphs, text, damaged) if text else ():
            if glyphs[i] in wanted and _may_be(text[j]):
                out.setdefault(glyphs[i], {}).setdefault(text[j], []).append(confidences[j])
    return out


def decide(tally: Mapping[str, Mapping[str, Sequence[float]]], share: float = SHARE) -> dict[str, str]:
    """The reading of each glyph that has one: the character read most often, by at least `share` of its votes.

    A digit takes more: at least two places, all of them read alike and clearly. U+FFFD is never read.
    """
    readings = dict[str, str]()
    for glyph, chars in tally.items():
        counts = Counter({char: len(votes) for char, votes in chars.items()})
        if glyph == LOST or not counts:
            continue
        char, most = counts.most_common(1)[0]
        clear = len(counts) == 1 and most >= DIGIT_VOTES and min(chars[char]) >= DIGIT_CONFIDENCE
        if most >= share * counts.total() and (clear or not char.isdigit()):
            readings[glyph] = char
    return readings


def merged(line: Read, layer: Sequence[Seen], damaged: frozenset[str], readings: Mapping[str, str]) -> str:
    """An OCR line with the sound glyphs of the text layer in place of what OCR took them for, and the voted readings of the damaged ones.

    A place that nothing was voted for keeps OCR's character, a digit's place too only where the text layer shows one. The line stays as
    OCR read it when the text layer has none there or says something else altogether.
    """
    beside = [s for s in layer if _beside(s, [line])]
    glyphs = [g for s in sorted(beside, key=lambda s: s.box.x0) for g in s.glyphs]
    if not glyphs:
        return line.text
    chars = [i for i, c in enumerate(line.text) if not c.isspace()]
    pairs = dict(align(glyphs, "".join(line.text[i] for i in chars), damaged))
    known = sum(1 for i, j in pairs.items() if glyphs[i] == line.text[chars[j]] or glyphs[i] in damaged)
    if known < 0.6 * len(glyphs) or len(pairs) < 0.6 * len(chars):
        return line.text
    out = list[str]()
    for i, glyph in enumerate(glyphs):
        if glyph not in damaged:
            out.append(glyph)
        elif glyph in readings:
            out.append(readings[glyph])
        elif i in pairs and not line.text[chars[pairs[i]]].isdigit():
            out.append(line.text[chars[pairs[i]]])
        else:
            out.append(LOST)
    return "".join(out)
