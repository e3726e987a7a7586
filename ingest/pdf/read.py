"""A PDF to a document: the straight line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ingest.document import Block, Box, Document, Health, Page, Repair
from ingest.limits import Limits
from ingest.pdf.about import date_of, title_of
from ingest.pdf.aligned import with_aligned_tables
from ingest.pdf.blocks import block_of, paper
from ingest.pdf.flow import column_rects, flow, page_gutters
from ingest.pdf.furniture import Furniture, furniture
from ingest.pdf.glyphs import turned_back
from ingest.pdf.headings import Style, style_of, with_headings
from ingest.pdf.mend import all_pieces, harm, mended, state, with_lost_marked
from ingest.pdf.narrow import split_at_narrow_gutters
from ingest.pdf.notes import note_pieces, notes_of, without_quotes
from ingest.pdf.pages import open_pdf, reread, sheets
from ingest.pdf.paragraphs import parts_of
from ingest.pdf.stitch import stitched
from ingest.pdf.tables import continued
from ingest.pdf.types import Part, Piece, Sheet, Turn
from rag.errors import DocumentError

SAME_GUTTER_PT = 6.0  # gutters of two pages nearer than this are one layout's
HINT_SHARE = 0.34  # of the pages that have gutters: so common a gutter also holds where a page has few lines
DEFAULTS = Limits()


def read_pdf(path: Path, password: str = "", limits: Limits = DEFAULTS, on_page: Callable[[int, int], None] | None = None) -> Document:
    """The document a PDF holds. Pages that are scans or stay damaged give no blocks; their health says why.

    Args:
        path: the file.
        password: of a locked file, "" for none.
        limits: what the file may cost.
        on_page: called with the page's number and the count of pages, after each.

    Raises:
        DocumentError: not a PDF, locked, broken, or over a limit; the message says what to do.
    """
    with open_pdf(path, password, limits) as pdf:
        info: Mapping[str, object] = dict(pdf.metadata or {})
        raw = list(sheets(pdf, path, limits, on_page=on_page))
    found, repairs = _repaired(raw, path, password, limits)
    pages, warnings = list[Page](), list[str]()
    readable = list[Sheet]()
    states = {sheet.number: state(sheet) for sheet in found}
    for i, sheet in enumerate(found):
        found[i], lost = with_lost_marked(sheet)
        health, reason = states[sheet.number]
        warnings += _warnings(found[i], lost if health not in (Health.DAMAGED, Health.SCAN) else 0)
        if health not in (Health.DAMAGED, Health.SCAN):
            readable.append(found[i])
    style = style_of(readable)
    running = furniture(readable, style.size)
    blocks, dropped = _blocks(readable, running, style)
    for sheet in found:
        health, reason = states[sheet.number]
        width, height = paper(sheet)
        pages.append(Page(sheet.number, running.printed.get(sheet.number, ""), width, height, health, reason))
    return Document(
        path.name, title_of(info, blocks), "", date_of(blocks, len(pages)), tuple(pages), tuple(blocks), tuple(repairs), (*warnings, *dropped)
    )  # fmt: skip


def column_boxes(path: Path, page_number: int, password: str = "", limits: Limits = DEFAULTS) -> list[Box]:
    """Boxes round a page's columns, full-width stretches and tables in reading order, by its text layer; one box, the page, where there is none.

    Raises:
        DocumentError: as `read_pdf`, or the file has no such page.
    """
    with open_pdf(path, password, limits) as pdf:
        if not 1 <= page_number <= len(pdf.pages):
            raise DocumentError(f"{path} has no page {page_number}, only {len(pdf.pages)}; name one of those")
        sheet = next(sheets(pdf, path, limits, frozenset({page_number})))
    width, height = paper(sheet)
    rects = [turned_back(r, sheet.turn, width, height) for r in column_rects(sheet, split_at_narrow_gutters(sheet.pieces))]
    return [Box(page_number, r.x0, r.top, r.x1, r.bottom) for r in rects] or [Box(page_number, 0.0, 0.0, width, height)]


def _repaired(raw: Sequence[Sheet], path: Path, password: str, limits: Limits) -> tuple[list[Sheet], list[Repair]]:
    """The sheets repaired: glyph numbers first; pages that stay bad are read again by their fonts' own tables, where those survived."""
    found, repairs = mended(raw)
    bad = frozenset(s.number for s in found if state(s)[0] is Health.DAMAGED or any("(cid:" in p.text for p in all_pieces(s)))
    if not bad:
        return found, repairs
    again, more = mended(reread(path, password, limits, bad))
    for sheet in again:
        before = next(s for s in found if s.number == sheet.number)
        if _harm(sheet) < _harm(before):
            found[sheet.number - 1] = sheet
            repairs = [r for r in repairs if r.page != sheet.number] + [r for r in more if r.page == sheet.number]
            repairs.append(Repair("embedded font table", sheet.number, _sample(raw[sheet.number - 1]), _sample(sheet)))
    return found, repairs


def _harm(sheet: Sheet) -> float:
    return harm("\n".join(p.text for p in all_pieces(sheet)))


def _sample(sheet: Sheet) -> str:
    return next((p.text for p in all_pieces(sheet)), "")[:40]


def _warnings(sheet: Sheet, lost: int) -> list[str]:
    out = list(sheet.notes)
    if lost:
        out.append(f"page {sheet.number}: {lost} character(s) could not be read and are shown as \ufffd")
    if sheet.hidden:
        out.append(f"page {sheet.number}: {sheet.hidden} character(s) are hidden on the page (white or tiny) but are read as text")
    if sheet.turn is not Turn.LEVEL:
        out.append(f"page {sheet.number}: the text is set sideways or vertically; tables on it were not looked for")
    if sheet.aside:
        out.append(f"page {sheet.number}: left out text set at an angle: {' / '.join(sheet.aside)[:80]}")
    return out


def _blocks(found: Sequence[Sheet], running: Furniture, style: Style) -> tuple[list[Block], list[str]]:
    """The blocks of all readable pages, and a line about each pull quote left out."""
    kept = {s.number: split_at_narrow_gutters(running.kept(s)) for s in found}
    notes = {s.number: note_pieces(s, kept[s.number], style.size) for s in found}
    bodies = {n: _without(kept[n], notes[n]) for n in kept}
    tabled: dict[int, tuple[Sheet, list[Piece]]] = {}
    for sheet in found:
        above = tabled[sheet.number - 1][0].grids if sheet.number - 1 in tabled else ()
        tabled[sheet.number] = with_aligned_tables(sheet, bodies[sheet.number], above[-1] if above else None)
    hints = _hints([page_gutters(sheet, pieces) for sheet, pieces in tabled.values()])
    parts = list[Part]()
    for sheet in found:
        parts += parts_of(flow(*tabled[sheet.number], hints)) + notes_of(sheet, notes[sheet.number])
    heights = {s.number: s.height for s in found}
    parts, dropped = without_quotes(with_headings(parts, style, heights), style.size)
    by_number = {s.number: s for s in found}
    return [block_of(p, by_number) for p in stitched(continued(parts))], dropped


def _without(pieces: Sequence[Piece], gone: Sequence[Piece]) -> list[Piece]:
    ids = {id(p) for p in gone}
    return [p for p in pieces if id(p) not in ids]


def _hints(gutters: Sequence[Sequence[float]]) -> list[float]:
    """Gutters that many pages share."""
    rounded = Counter(round(x / SAME_GUTTER_PT) for page in gutters for x in page)
    pages = sum(bool(page) for page in gutters)
    return [k * SAME_GUTTER_PT for k, n in rounded.items() if n >= max(2, HINT_SHARE * pages)]
