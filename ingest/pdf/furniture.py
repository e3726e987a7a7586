"""Running headers, footers and page numbers: found by what comes back at a page's edge, dropped, the printed number kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.text import squeeze
from ingest.pdf.types import Piece, Sheet

ZONE = 0.10  # of the page's height, at its head and at its foot
REPEAT_SHARE, REPEAT_LEAST = 0.30, 2  # of the pages; alternating and chapter headers come on fewer than half
LARGE = 1.25  # times the body's size: titles that come back on following slides are no headers ...
LARGE_SHARE = 0.60  # ... unless on so many pages
NUMBERED_SHARE = 0.4  # of the pages show their number at least: openings of chapters and plates may not
BAND_PT = 2.5  # running headers stand at one height
BAND_SHARE = 0.5  # of the pages have something there, and most of that repeats: then all of it is running matter
_ROMAN = r"[ivxlc]{1,6}|[IVXLC]{1,6}"
_NUMBER = rf"(?P<n>\d{{1,4}}|{_ROMAN})"
_BARE = re.compile(
    rf"(?:[-–—−~·|\s]*{_NUMBER}[-–—−~·|\s]*|第{_NUMBER.replace('<n>', '<a>')}[頁页]?(?:[，,/／]?共\d+[頁页])?|{_NUMBER.replace('<n>', '<b>')}(?:/|／|of)\d{{1,4}}"
    rf"|(?:[Pp]age|PAGE|[Pp]\.|[Pp]|頁|页|頁碼)[.:：]?{_NUMBER.replace('<n>', '<c>')}(?:(?:/|of|／)\d{{1,4}})?)"
)
_MARKED = re.compile(rf"[-–—−~|]{_NUMBER}[-–—−~|]|第\d+[頁页].*|(?:page|p\.)\d+.*|\d+/\d+", re.IGNORECASE)
_BESIDE = re.compile(r"(?P<a>\d{1,4})[|｜].+|.+[|｜](?P<b>\d{1,4})")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Furniture:
    """For each page (by number) the pieces to leave out, and the number printed on it."""

    dropped: dict[int, frozenset[int]]
    printed: dict[int, str]

    def kept(self, sheet: Sheet) -> list[Piece]:
        """A page's pieces without its running matter."""
        gone = self.dropped.get(sheet.number, frozenset())
        return [p for i, p in enumerate(sheet.pieces) if i not in gone]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A piece in a page's edge zone: its page, index, text without spaces, whether at the head, its height and size."""

    page: int
    index: int
    text: str
    head: bool
    middle: float
    size: float

    @property
    def key(self) -> tuple[bool, str]:
        return self.head, _DIGITS.sub("#", self.text)


def furniture(sheets: Sequence[Sheet], body: float) -> Furniture:
    """Running matter of a document whose body text is `body` points large. A file of one page keeps all but a marked page number."""
    edges = [e for sheet in sheets for e in _edges(sheet)]
    offset = _page_offset(edges, len(sheets))
    running = _repeating(edges, len(sheets), body, offset) if len(sheets) > 1 else set[_Edge]()
    running |= _banded([e for e in edges if e.size <= LARGE * body], running, len(sheets))
    larger = _headings(sheets, body)
    dropped: dict[int, set[int]] = defaultdict(set)
    printed: dict[int, str] = {}
    for edge in edges:
        number = bare_number(edge.text)
        named = _repeats_heading(edge, larger, len(sheets) == 1)
        alone = number and (_MARKED.fullmatch(edge.text) or (len(sheets) > 1 and _fits(number, edge.page, offset)))
        if alone or named or edge in running:
            dropped[edge.page].add(edge.index)
        beside = _BESIDE.fullmatch(edge.text)
        if alone:
            printed[edge.page] = number
        elif beside or edge in running:
            found = _number_beside(edge, beside, offset, len(sheets))
            if found:
                printed.setdefault(edge.page, found)
    return Furniture({page: frozenset(found) for page, found in dropped.items()}, printed)


def _repeats_heading(edge: _Edge, larger: dict[str, float], alone: bool) -> bool:
    """A small header or footer that says what a larger heading says, with or without a number beside it ("12 | Title"), which it must have
    on the only page of a file."""
    beside = _BESIDE.fullmatch(edge.text)
    rest = _DIGITS.sub("", edge.text).strip("|｜") if beside else edge.text
    return larger.get(rest, 0.0) > LARGE * edge.size and (not alone or (beside is not None and not edge.head))


def _headings(sheets: Sequence[Sheet], body: float) -> dict[str, float]:
    """The size of each text of three characters or more that is set larger than the body."""
    sizes: dict[str, float] = {}
    for piece in (p for s in sheets for p in s.pieces if p.size > 1.05 * body):
        text = squeeze(piece.text)
        if len(text) >= 3:
            sizes[text] = max(piece.size, sizes.get(text, 0.0))
    return sizes


def bare_number(text: str) -> str:
    """The page number in text that is nothing else ("- 4 -", "第4頁", "4/10", "Page 4 of 10", "iv"), or ""."""
    found = _BARE.fullmatch(re.sub(r"\s", "", text))
    return next((v for v in found.groupdict().values() if v), "") if found else ""


def _edges(sheet: Sheet) -> list[_Edge]:
    out = list[_Edge]()
    for i, piece in enumerate(sheet.pieces):
        head, foot = piece.middle < ZONE * sheet.height, piece.middle > (1 - ZONE) * sheet.height
        if head or foot:
            out.append(_Edge(sheet.number, i, squeeze(piece.text), head, piece.middle, piece.size))
    return out


def _page_offset(edges: Sequence[_Edge], pages: int) -> int | None:
    """What to add to the page's place in the file to get the number printed on it; None when pages do not show one."""
    votes = Counter[int]()
    for edge in edges:
        for digits in {int(d) for d in _DIGITS.findall(edge.text) if len(d) <= 4}:
            votes[digits - edge.page] += 1
    if not votes:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count >= max(2, NUMBERED_SHARE * pages) else None


def _fits(number: str, page: int, offset: int | None) -> bool:
    """Whether a bare number can be this page's: the one expected, or Roman as in front matter."""
    if not number.isdigit():
        return len(number) > 1 or number in "ivx"
    return offset is None or int(number) - page == offset or int(number) == page


def _repeating(edges: Sequence[_Edge], pages: int, body: float, offset: int | None) -> set[_Edge]:
    """Edge pieces whose text, digits masked, comes back; differing digits must be the page's number, or "Annex 1" and "Annex 2" would match."""
    by_key: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_key[edge.key].append(edge)
    out = set[_Edge]()
    for found in by_key.values():
        texts = Counter(e.text for e in found)
        same = [e for e in found if texts[e.text] > 1 or (offset is not None and str(e.page + offset) in _DIGITS.findall(e.text))]
        here = len({e.page for e in same})
        share = LARGE_SHARE if same and same[0].size > LARGE * body else REPEAT_SHARE
        if here >= max(REPEAT_LEAST, share * pages):
            out |= set(same)
    return out


def _banded(edges: Sequence[_Edge], running: set[_Edge], pages: int) -> set[_Edge]:
    """Chapter names in running headers: each on few pages, but all at one height, where most texts come back."""
    if pages < 4:
        return set()
    texts = Counter(e.key for e in edges)
    bands: dict[tuple[bool, int, int], list[_Edge]] = defaultdict(list)
    for edge in edges:
        for shift in (0, 1):  # bands overlap by half, so that none is cut in two
            bands[edge.head, int(edge.middle / BAND_PT + shift) // 2 * 2 - shift, round(edge.size)].append(edge)
    out = set[_Edge]()
    for band in bands.values():
        back = sum(texts[e.key] > 1 or e in running for e in band)
        if len({e.page for e in band}) >= BAND_SHARE * pages and back >= 0.7 * len(band) and len({e.key for e in band}) < 0.6 * len(band):
            out |= set(band)
    return out


def _number_beside(edge: _Edge, beside: re.Match[str] | None, offset: int | None, pages: int) -> str:
    if offset is not None and str(edge.page + offset) in _DIGITS.findall(edge.text):
        return str(edge.page + offset)
    if beside and (pages == 1 or offset is None) and not edge.head:
        return beside.group("a") or beside.group("b")
    return ""
