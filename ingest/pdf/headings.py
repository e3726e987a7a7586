"""Which paragraphs are headings, and their levels, by size, weight, face and numbering against the document's body text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.text import CAPTION, MARK, is_wide, letters
from ingest.pdf.types import Line, Part, Piece, Role, Sheet

LARGER = 1.12  # times the body's size: a heading by size alone
LONGEST = 60.0  # Han widths; longer paragraphs are no headings
MOST_LINES = 3
SLIDE_LARGER = 1.05  # times the body's size, for a slide's title and its bold headings
LEVELS = 6  # deeper levels count as the sixth, as in HTML
SLIDE_SHARE = 0.6  # of the pages landscape, and
SLIDE_CHARS = 700  # at most so many characters on half of them: a deck of slides
TITLE_ZONE = 0.35  # of a slide's height in which its title begins
_COUNT = "一二三四五六七八九十百零〇\\d"
_CHAPTER = re.compile(
    rf"(?:第[{_COUNT}]{{1,4}}[章編编篇部卷節节]|附[件錄录][{_COUNT}甲乙丙]{{0,2}}(?:\s|$|[：:])|(?:Chapter|Part|Annex|Appendix|Section)\s+[\dA-Z]+\b)",
    re.IGNORECASE,
)
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)")
_NOT_LAST = "。；;，,、"


@dataclass(frozen=True, slots=True)
class Style:
    """The body text of a document: size in points, whether bold, its font; and whether the document is a deck of slides."""

    size: float
    bold: bool
    font: str
    slides: bool


def style_of(sheets: Sequence[Sheet]) -> Style:
    """What most characters of a document look like."""
    weights = Counter[tuple[float, bool, str]]()
    sizes = Counter[float]()
    for piece in _pieces(sheets):
        weights[round(piece.size * 2) / 2, piece.bold, piece.font] += len(piece.text)
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    if not sizes:
        return Style(10.0, False, "", False)
    size = sizes.most_common(1)[0][0]
    _, bold, font = max((k for k in weights if k[0] == size), key=lambda k: weights[k])
    wide = sum(s.width > s.height for s in sheets)
    chars = sorted(sum(len(p.text) for p in s.pieces) for s in sheets)
    slides = wide >= SLIDE_SHARE * len(sheets) and chars[len(chars) // 2] <= SLIDE_CHARS
    return Style(size, bold, font, slides)


def _pieces(sheets: Sequence[Sheet]) -> Iterable[Piece]:
    return (p for s in sheets for p in s.pieces)


def with_headings(parts: Sequence[Part], style: Style, heights: dict[int, float]) -> list[Part]:
    """The parts, headings marked with their level; `heights` are the pages' heights by number."""
    titles = _slide_titles(parts, style, heights) if style.slides else set[int]()
    found = {i for i, p in enumerate(parts) if i in titles or is_heading(p, style)}
    looks = sorted({_look(parts[i].lines[0], style) for i in found - titles}, reverse=True)
    first = 2 if titles else 1
    out = list(parts)
    for i in found:
        level = 1 if i in titles else first + looks.index(_look(parts[i].lines[0], style)) + _depth(parts[i].text)
        out[i] = replace(parts[i], role=Role.HEADING, level=min(level, LEVELS))
    return out


def is_heading(part: Part, style: Style) -> bool:
    """Whether a paragraph stands out as a heading does: short, no clause's end, and larger, bolder, in another face or numbered as a chapter."""
    if part.role not in (Role.TEXT, Role.ITEM) or len(part.lines) > MOST_LINES or (part.place.zone and style.slides):
        return False
    text = part.text
    if letters(text) > LONGEST or text[-1] in _NOT_LAST or text.endswith(".") or not any(c.isalpha() for c in text) or CAPTION.match(text):
        return False
    mark = MARK.match(text)
    if mark and (mark.group("bullet") or mark.end() >= len(text)):
        return False
    size = min(line.size for line in part.lines)
    if size >= LARGER * style.size:
        return True
    bold = all(line.bold for line in part.lines) and not style.bold
    if style.slides or size < 0.9 * style.size:
        return bold and size >= SLIDE_LARGER * style.size
    if bold or len(part.lines) > 1:
        return bold
    other_face = _face(part.lines[0].font) != _face(style.font) and any(is_wide(c) for c in text)
    return (other_face and size >= style.size and not mark) or (_CHAPTER.match(text) is not None and letters(text) <= LONGEST / 2)


def _look(line: Line, style: Style) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.bold


def _face(font: str) -> str:
    return re.split(r"[-,]", font.rsplit("+", 1)[-1])[0].lower()


def _depth(text: str) -> int:
    """How many levels below its fellows a decimal number puts a heading: 0 for "2", 1 for "2.1"."""
    found = _DEPTH.match(text)
    return found.group(1).count(".") if found else 0


def _slide_titles(parts: Sequence[Part], style: Style, heights: dict[int, float]) -> set[int]:
    """The first text of each slide that is as large as any on it, stands out from the body and, but on the first, stands near the head."""
    largest: dict[int, float] = {}
    for part in parts:
        page = part.place.page
        largest[page] = max([largest.get(page, 0.0), *(line.size for line in part.lines)])
    titles = dict[int, int]()
    for i, part in enumerate(parts):
        page = part.place.page
        if page in titles or part.role is not Role.TEXT:
            continue
        first = part.lines[0]
        placed = not titles or first.top <= TITLE_ZONE * heights[page]
        stands_out = first.size >= SLIDE_LARGER * style.size or (first.bold and not style.bold)
        if placed and stands_out and first.size >= 0.97 * largest[page] and letters(part.text) <= LONGEST:
            titles[page] = i
    return set(titles.values())
