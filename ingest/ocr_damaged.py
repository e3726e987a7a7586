"""A page whose text layer is damaged, read from its picture with the text layer as a second witness."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from PIL import Image

from ingest.document import Block, Box, Health
from ingest.limits import Limits
from ingest.ocr import LANGS, PRINT_DPI, Word, available, columns_of, read_parts, read_scanned, recognise, render
from ingest.ocr_blocks import ReadLine
from ingest.ocr_votes import Read, Seen, decide, merged, vote
from ingest.pdf.mend import all_pieces, harm, mended, state
from ingest.pdf.pages import open_pdf, reread, sheets
from ingest.pdf.read import column_boxes
from ingest.pdf.types import Sheet, Turn
from ingest.repair.signs import one_sign, standing
from ingest.scan import prepare
from ingest.scan_layout import regions
from rag.errors import DocumentError

_SCAN_SHARE = 0.5  # of the page that pictures cover: the text layer is then someone's OCR, not the page's own
_GLYPH = re.compile(r"\(cid:\d+\)|.", re.DOTALL)


def ocr_page(path: Path, page: int, password: str, limits: Limits, lang: str = "") -> list[Block]:
    """Blocks of a page, 1-based, that its text layer does not give: of a scan by its picture alone, of a damaged page by both.

    Raises:
        DocumentError: tesseract is missing or fails, or the page cannot be read or drawn.
    """
    if reason := available():
        raise DocumentError(f"{path}: page {page} needs OCR: {reason}")
    sheet = _sheet(path, page, password, limits)
    damaged = state(sheet)[0] is Health.DAMAGED and sheet.picture_share < _SCAN_SHARE
    return _damaged(path, sheet, password, limits, lang) if damaged else read_scanned(path, page, password, limits, lang)


def _damaged(path: Path, sheet: Sheet, password: str, limits: Limits, lang: str) -> list[Block]:
    """Layout and damaged glyphs by OCR, sound glyphs and columns by the text layer; `lang` of tesseract, "" for Traditional Chinese."""
    page = sheet.number
    layer = seen(sheet) if sheet.turn is Turn.LEVEL else []
    damaged = frozenset(g for line in layer for g in line.glyphs if standing(one_sign(g)) != "home")
    image, dpi = render(path, page, password, limits, PRINT_DPI)
    scan = prepare(image, dpi, noisy=False)
    parts = columns_of(scan, column_boxes(path, page, password, limits)) if layer else regions(scan)
    lines, calls = list[ReadLine](), list[list[Word]]()

    def record(picture: Image.Image, language: str, psm: int) -> list[Word]:
        calls.append(recognise(picture, language, psm))
        return calls[-1]

    def keep(read: list[ReadLine]) -> list[ReadLine]:
        lines.extend(read)
        return read

    def amend(read: list[ReadLine]) -> list[ReadLine]:
        return [replace(line, text=merged(_read(line), layer, damaged, readings)) for line in read]

    lang = lang or LANGS[0]
    read_parts(scan, parts, page, lang, record, keep)
    readings = decide(vote(layer, [_read(line) for line in lines], damaged))
    # Once more with all the page's votes in; tesseract's answers are played back.
    replayed = iter(calls)
    return read_parts(scan, parts, page, lang, lambda *_: next(replayed), amend)


def _read(line: ReadLine) -> Read:
    return Read(line.box, line.text, line.confidences)


def _sheet(path: Path, page: int, password: str, limits: Limits) -> Sheet:
    """The page by its text layer or by its fonts' own tables, whichever is less damaged."""
    only = frozenset({page})
    with open_pdf(path, password, limits) as pdf:
        found = mended(list(sheets(pdf, path, limits, only)))[0]
    again = mended(reread(path, password, limits, only))[0]
    return min((*found, *again), key=lambda s: harm("\n".join(p.text for p in all_pieces(s))))


def seen(sheet: Sheet) -> list[Seen]:
    """The lines of a page's text layer from the top, glyph by glyph."""
    return [
        Seen(Box(sheet.number, p.x0, p.top, p.x1, p.bottom), tuple(_GLYPH.findall(p.text)))
        for p in sorted(all_pieces(sheet), key=lambda p: (p.top, p.x0))
    ]
