"""Opening a PDF and taking its pages apart into glyphs, grids and boxes. The only file that imports pdfplumber for reading."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager

from ingest.limits import Limits
from ingest.pdf.glyphs import by_direction, runs_of
from ingest.pdf.grids import grids_of
from ingest.pdf.lines import pieces_of
from ingest.pdf.mend import harm
from ingest.pdf.types import Grid, Rect, Sheet, Turn
from rag.errors import DocumentError

MAGIC, MAGIC_WITHIN = b"%PDF-", 1024  # readers accept up to 1 KB of other bytes in front
SMALLEST_PT = 1.0  # smaller text cannot be read by a person
WHITE = 0.98  # of full brightness
PANEL_LEAST_PT = 40.0  # a smaller box holds no sidebar
PANEL_MOST = 0.5  # of the page's area: a larger box is its background or frame

# pdfminer warns about every flaw of a font; what matters to a reader is reported through Document.warnings.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


class _WithoutToUnicode(PDFResourceManager):
    """Fonts without the file's own character map, so that an embedded TrueType font's table is used instead."""

    def get_font(self, objid: object, spec: Any) -> Any:
        """The font, read as if its map were absent."""
        kept = {key: value for key, value in spec.items() if key != "ToUnicode"}
        return super().get_font(objid, kept)


@contextmanager
def open_pdf(path: Path, password: str, limits: Limits) -> Iterator[Any]:
    """An open pdfplumber PDF.

    Raises:
        DocumentError: too large, not a PDF, locked, broken, without pages or with too many; also for whatever breaks while its pages are read.
    """
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise DocumentError(f"{path} has {size:,} bytes, more than {limits.max_bytes:,}; split it")
    with path.open("rb") as file:
        if MAGIC not in file.read(MAGIC_WITHIN):
            raise DocumentError(f"{path} does not begin as a PDF does; check what kind of file it is")
        file.seek(0)
        try:
            with pdfplumber.open(file, password=password) as pdf:
                _check_pages(path, pdf, limits)
                yield pdf
        except DocumentError:
            raise
        except RecursionError:
            raise DocumentError(f"{path} refers to itself without end; print it to a new PDF") from None
        except MemoryError:
            raise DocumentError(f"{path} is too complex to be read within the memory allowed; print it to a new PDF") from None
        except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble on
            raise _explained(path, error, password) from None


def _check_pages(path: Path, pdf: Any, limits: Limits) -> None:
    if not pdf.pages:
        raise DocumentError(f"{path} has no pages; it is cut short or damaged: open it in a PDF viewer and save it anew")
    if len(pdf.pages) > limits.max_pages:
        raise DocumentError(f"{path} has {len(pdf.pages):,} pages, more than {limits.max_pages:,}; split it")


def _explained(path: Path, error: Exception, password: str) -> DocumentError:
    if any(isinstance(e, PDFPasswordIncorrect) for e in (error, *error.args, error.__cause__, error.__context__)):
        if password:
            return DocumentError(f"{path} is locked and does not open with the password given; give the right one with --password")
        return DocumentError(f"{path} is locked with a password; give it with --password")
    return DocumentError(f"{path} is not a whole PDF ({error.__class__.__name__}); open it in a PDF viewer and save it anew")


def sheets(
    pdf: Any, path: Path, limits: Limits, only: frozenset[int] = frozenset(), on_page: Callable[[int, int], None] | None = None
) -> Iterator[Sheet]:
    """The pages one by one, each closed before the next; `only` names pages (1-based), none for all.

    Raises:
        DocumentError: a page or the file has more glyphs than allowed.
    """
    total, chars, broken = len(pdf.pages), 0, 0
    for number, page in enumerate(pdf.pages, 1):
        if only and number not in only:
            continue
        try:
            chars += _counted(path, number, page, limits)
            sheet = sheet_of(page, number, limits)
        except (DocumentError, MemoryError, RecursionError):
            raise
        except Exception as error:  # one broken page does not cost the others; a file of nothing else is given up
            sheet = Sheet(
                number, float(page.width), float(page.height), Turn.LEVEL, (), broken=f"it cannot be parsed ({error.__class__.__name__})"
            )
            broken += 1
            if broken == (len(only) or total):
                raise
        if chars > limits.max_chars:
            raise DocumentError(f"{path} has more than {limits.max_chars:,} characters; split it")
        yield sheet
        page.close()
        if on_page is not None:
            on_page(number, total)


def _counted(path: Path, number: int, page: Any, limits: Limits) -> int:
    glyphs = len(page.chars)
    if glyphs > limits.max_glyphs_per_page:
        raise DocumentError(
            f"{path} page {number} has {glyphs:,} characters, more than {limits.max_glyphs_per_page:,}; print it to a new PDF"
        )
    return glyphs


def reread(path: Path, password: str, limits: Limits, only: frozenset[int]) -> list[Sheet]:
    """Some pages once more, each font by its own embedded table where that reads better than the file's character map.

    Raises:
        DocumentError: as `open_pdf`.
    """
    out = list[Sheet]()
    with open_pdf(path, password, limits) as mapped, open_pdf(path, password, limits) as bare:
        bare.rsrcmgr = _WithoutToUnicode()
        for number in sorted(only):
            page, other = mapped.pages[number - 1], bare.pages[number - 1]
            _take_better(page.chars, other.chars)
            out.append(sheet_of(page, number, limits))
            page.close()
            other.close()
    return out


def _take_better(chars: list[Any], others: list[Any]) -> None:
    """Give the characters of each font the texts of the other reading where that is less damaged."""
    if len(chars) != len(others):
        return
    fonts: dict[str, list[int]] = {}
    for i, char in enumerate(chars):
        fonts.setdefault(char["fontname"], []).append(i)
    for places in fonts.values():
        now, then = ("".join(c[i]["text"] for i in places) for c in (chars, others))
        if harm(then) < harm(now):
            for i in places:
                chars[i]["text"] = others[i]["text"]


def sheet_of(page: Any, number: int, limits: Limits) -> Sheet:
    """One page as glyph pieces, grids, boxes and figures about it."""
    chars = list(page.chars)
    glyphs, aside_glyphs, turn = by_direction(chars, float(page.width), float(page.height))
    width, height = (page.width, page.height) if turn is Turn.LEVEL else (page.height, page.width)
    notes = list[str]()
    grids: tuple[Grid, ...] = ()
    drawn = len(page.rects) + len(page.lines) + len(page.curves)
    if drawn > limits.max_page_lines:
        notes.append(f"page {number} has {drawn:,} drawn lines; tables were not looked for")
    elif turn is Turn.LEVEL and drawn >= 2:
        grids = tuple(grids_of(page, glyphs))
        glyphs = [g for g in glyphs if not any(grid.holds(g) for grid in grids)]
    pieces = tuple(pieces_of(glyphs))
    return Sheet(
        number, float(width), float(height), turn, pieces, grids, _panels(page) if turn is Turn.LEVEL else (), tuple(runs_of(aside_glyphs)),
        _picture_share(page), _hidden(page, chars), tuple(notes),
    )  # fmt: skip


def _panels(page: Any) -> tuple[Rect, ...]:
    """Filled or framed boxes large enough for a sidebar and small enough not to be the page's background."""
    area = float(page.width) * float(page.height)
    found = dict[tuple[int, ...], Rect]()
    for shape in [*page.rects, *page.curves]:
        if not ((shape.get("fill") and not _is_white(shape.get("non_stroking_color"))) or shape.get("stroke")):
            continue
        box = Rect(float(shape["x0"]), float(shape["top"]), float(shape["x1"]), float(shape["bottom"]))
        if box.width > PANEL_LEAST_PT and box.height > PANEL_LEAST_PT and box.width * box.height < PANEL_MOST * area:
            found.setdefault(tuple(round(v / 2) for v in (box.x0, box.top, box.x1, box.bottom)), box)
    return tuple(found.values())


def _picture_share(page: Any) -> float:
    """Share of the page that pictures cover, counting overlaps twice, at most 1."""
    width, height = float(page.width), float(page.height)
    covered = 0.0
    for image in page.images:
        across = min(float(image["x1"]), width) - max(float(image["x0"]), 0.0)
        down = min(float(image["bottom"]), height) - max(float(image["top"]), 0.0)
        covered += max(0.0, across) * max(0.0, down)
    return min(1.0, covered / (width * height)) if width * height else 0.0


def _hidden(page: Any, chars: list[Any]) -> int:
    """Characters nobody sees: too small, or white where nothing dark or coloured lies beneath."""
    dark = [s for s in [*page.rects, *page.curves] if s.get("fill") and not _is_white(s.get("non_stroking_color"))] + list(page.images)
    count = 0
    for char in chars:
        if not char["text"].strip():
            continue
        if float(char["size"]) < SMALLEST_PT:
            count += 1
        elif _is_white(char.get("non_stroking_color")):
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            count += not any(s["x0"] <= x <= s["x1"] and s["top"] <= y <= s["bottom"] for s in dark)
    return count


def _is_white(colour: Any) -> bool:
    """Whether a grey, RGB or CMYK colour is white; patterns and named colours are not."""
    parts = [colour] if isinstance(colour, (int, float)) else list(colour or ())
    if not parts or not all(isinstance(p, (int, float)) for p in parts):
        return False
    return all(p <= 1 - WHITE for p in parts) if len(parts) == 4 else all(p >= WHITE for p in parts)
