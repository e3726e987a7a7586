"""Characters as the file gives them to glyphs that stand along one direction."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

from ingest.pdf.text import clean
from ingest.pdf.types import Glyph, Rect, Turn

ASIDE_DEGREES = 3.0  # text tilted more than this is a watermark or set sideways
TURNED_SHARE = 0.6  # of a page's glyphs running one way: the whole page is set that way
BELOW_BASELINE = 0.12  # em; Han letters reach so far below, Latin descenders a little farther
LOWEST_DESCENT, HIGHEST_DESCENT = 0.3, 0.13  # em; descents that fonts state lie within these of `BELOW_BASELINE`
# str.isspace would also drop control codes, which damaged files write for real characters.
_BLANK = re.compile(r"[ \t\n\r\xa0\u2000-\u200b\u202f\u205f\u3000\ufeff]*")


def by_direction(chars: list[Any], width: float, height: float) -> tuple[list[Glyph], list[Glyph], Turn]:
    """The page's glyphs along its main direction, those set otherwise, and that direction."""
    printed = [(g, _angle(c)) for c, g in zip(chars, _glyphs(chars), strict=True) if g is not None]
    if not printed:
        return [], [], Turn.LEVEL
    turn = Turn.LEVEL
    if _vertical([g for g, _ in printed]):
        turn = Turn.DOWN
        # Latin words in vertical Chinese lie on their side.
        printed = [(g, -90.0 if min(abs(a), abs(a + 90.0)) < ASIDE_DEGREES else 45.0) for g, a in printed]
    else:
        for angle, kind in ((90.0, Turn.UP), (-90.0, Turn.DOWN)):
            if sum(abs(a - angle) < ASIDE_DEGREES for _, a in printed) > TURNED_SHARE * len(printed):
                turn = kind
    main = {Turn.LEVEL: 0.0, Turn.UP: 90.0, Turn.DOWN: -90.0}[turn]
    along = [turned(g, turn, width, height) for g, a in printed if abs(a - main) < ASIDE_DEGREES]
    return along, [g for g, a in printed if abs(a - main) >= ASIDE_DEGREES], turn


def turned(glyph: Glyph, turn: Turn, width: float, height: float) -> Glyph:
    """A glyph where it would stand if its page's lines ran from left to right."""
    if turn is Turn.LEVEL:
        return glyph
    if turn is Turn.UP:
        box = (height - glyph.bottom, glyph.x0, height - glyph.top, glyph.x1)
    else:
        box = (glyph.top, width - glyph.x1, glyph.bottom, width - glyph.x0)
    # pdfminer takes a glyph's height on paper for its size, which is its width once turned.
    return Glyph(*box, glyph.text, box[3] - box[1], glyph.font, glyph.bold, glyph.spaced)


def turned_back(box: Rect, turn: Turn, width: float, height: float) -> Rect:
    """A box of a turned page where it stands on paper; `width` and `height` are the page's on paper."""
    if turn is Turn.LEVEL:
        return box
    if turn is Turn.UP:
        return Rect(box.top, height - box.x1, box.bottom, height - box.x0)
    return Rect(width - box.bottom, box.x0, width - box.top, box.x1)


def _glyphs(chars: list[Any]) -> list[Glyph | None]:
    """A glyph for each printed character; None for white space and for a character drawn twice to look bold."""
    out, spaced = list[Glyph | None](), False
    drawn = dict[tuple[str, int, int], Glyph]()
    for char in chars:
        text = clean(char["text"])
        if _BLANK.fullmatch(text):
            out.append(None)
            spaced = True
            continue
        size = float(char["size"]) or float(char["height"])
        rise = _rise(char, size)
        x0, top, font = float(char["x0"]), float(char["top"]) - rise, char["fontname"]
        key = (text, round(x0 / 3), round(top / 3))
        twin = drawn.get(key)
        if twin is not None and abs(twin.x0 - x0) < 0.12 * size and abs(twin.top - top) < 0.12 * size:
            out.append(None)
            continue
        glyph = Glyph(x0, top, float(char["x1"]), float(char["bottom"]) - rise, text, size, font, _is_bold(font), spaced)
        drawn[key] = glyph
        out.append(glyph)
        spaced = False
    return out


def _rise(char: Any, size: float) -> float:
    """How far a glyph's box is to be moved up so that it stands `BELOW_BASELINE` under its baseline.

    pdfminer sets the box by the font's stated descent, which differs between fonts of one line and from what is drawn. A larger deviation is
    raised or lowered text and stays.
    """
    a, b, _, _, _, baseline = char["matrix"]
    if b or a <= 0 or not size or "y0" not in char:
        return 0.0
    off = float(baseline) - BELOW_BASELINE * size - float(char["y0"])
    return off if -LOWEST_DESCENT < -off / size < HIGHEST_DESCENT else 0.0


def _is_bold(font: str) -> bool:
    name = font.rsplit("+", 1)[-1].lower()
    return any(word in name for word in ("bold", "black", "heavy", "demi", "semibold", "simhei", "-w7", "-w8", "-w9", "dfhei-bd"))


def _angle(char: Any) -> float:
    """Degrees from the horizontal at which a character's line runs, counter-clockwise, in (-180, 180]."""
    a, b = char["matrix"][0], char["matrix"][1]
    return math.degrees(math.atan2(b, a)) if a or b else 0.0


def _vertical(glyphs: list[Glyph]) -> bool:
    """Whether most glyphs stand under the one before them, as in vertical Chinese."""
    steps = list(pairwise(glyphs))
    under = sum(abs((a.x0 + a.x1) - (b.x0 + b.x1)) < 0.5 * a.size and 0.5 * a.size < b.top - a.top < 2 * a.size for a, b in steps)
    return len(steps) >= 20 and under > TURNED_SHARE * len(steps)


def runs_of(glyphs: list[Glyph]) -> list[str]:
    """Text set aslant, in the file's order, cut where the font or its size changes."""
    runs = list[str]()
    before: Glyph | None = None
    for glyph in glyphs:
        same = before is not None and before.font == glyph.font and abs(before.size - glyph.size) < 0.1 * glyph.size
        if same and before is not None and math.dist((before.x0, before.top), (glyph.x0, glyph.top)) < 4 * glyph.size:
            runs[-1] += (" " if glyph.spaced else "") + glyph.text
        else:
            runs.append(glyph.text)
        before = glyph
    return runs
