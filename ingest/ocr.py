"""Text from the picture of a page, by tesseract. Optional: the extra `ocr` and the tesseract program with its Chinese data."""

from __future__ import annotations

import importlib.util
import re
import statistics
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ingest.document import Block, Box, Kind
from ingest.grid import Cell, table
from ingest.limits import Limits
from ingest.lines import join_all, table_block
from ingest.ocr_blocks import ReadLine, to_blocks, without_furniture
from ingest.scan import Area, Frame, Scan, prepare, turn_back
from ingest.scan_layout import Region, regions
from rag.errors import DocumentError

LANGS = ("chi_tra", "chi_sim", "eng")
CALL_S = 60  # seconds for one call of tesseract
SCAN_DPI = 200.0  # what scanners for text are set to; pictures of more are brought down to it, which also takes off noise
PRINT_DPI = 300.0  # for pages a computer drew, and what pictures are brought up to for tesseract: its models were trained at about this
_LEAST_DPI = 72.0
_SURE = 88.0  # mean confidence (0 to 100) of the first pass above which its language is taken as it is
_LEAST_CONFIDENCE = 25.0  # a line below it is a picture or dirt
_SPACE_SHARE = 0.28  # of a line's height: a wider gap between two Latin words or numbers is a space
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
INSTALL = "install the ocr extra (pip install 'wenjin[ocr]') and tesseract with its data chi_tra, chi_sim and eng"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read: its place in the crop, its confidence (0 to 100) and the number of the line it stands on."""

    text: str
    area: Area
    confidence: float
    line: tuple[int, int, int]


Amend = Callable[[list[ReadLine]], list[ReadLine]]


# What reads a picture, tesseract or a fake in tests: picture, language and page segmentation mode to words in reading order.
Recogniser = Callable[[Image.Image, str, int], list[Word]]


def available() -> str | None:
    """None when pages can be read; else why not and what to do."""
    if importlib.util.find_spec("pytesseract") is None or importlib.util.find_spec("pypdfium2") is None:
        return f"OCR is not installed; {INSTALL}"
    import pytesseract

    try:
        found = pytesseract.get_languages(config="")
    except (pytesseract.TesseractNotFoundError, OSError, RuntimeError):
        return f"the program tesseract was not found; {INSTALL}"
    missing = [lang for lang in LANGS if lang not in found]
    return f"tesseract lacks the data {', '.join(missing)}; {INSTALL}" if missing else None


def recognise(image: Image.Image, lang: str, psm: int) -> list[Word]:
    """Words of a picture by tesseract, with a fixed argument list and a time limit.

    Raises:
        DocumentError: tesseract fails or takes longer than `CALL_S`.
    """
    import pytesseract

    try:
        data = pytesseract.image_to_data(image, lang=lang, config=f"--psm {psm}", timeout=CALL_S, output_type=pytesseract.Output.DICT)
    except RuntimeError as error:
        late = "timeout" in str(error).lower()
        raise DocumentError(
            f"tesseract {f'took over {CALL_S} s on a page' if late else 'failed on a page'}; lower the resolution of the scan"
        ) from None
    out = list[Word]()
    for i, text in enumerate(data["text"]):
        confidence = float(data["conf"][i])
        if text.strip() and confidence >= 0:
            x, y, w, h = (int(data[key][i]) for key in ("left", "top", "width", "height"))
            line = (int(data["block_num"][i]), int(data["par_num"][i]), int(data["line_num"][i]))
            out.append(Word(text.strip(), Area(x, y, x + w, y + h), confidence, line))
    return out


def render(path: Path, page: int, password: str, limits: Limits, dpi: float) -> tuple[Image.Image, float]:
    """A page's picture and its dots an inch: as asked for, or fewer where the page is too large.

    Raises:
        DocumentError: no such page, or it cannot be drawn.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path, password=password or None) as pdf:
            if not 1 <= page <= len(pdf):
                raise DocumentError(f"{path} has {len(pdf)} page(s), not page {page}")
            sheet = pdf[page - 1]
            width, height = sheet.get_size()
            most = (limits.max_page_pixels / max(1.0, width * height)) ** 0.5 * 72
            if most < _LEAST_DPI:
                raise DocumentError(
                    f"{path}: page {page} is {width / 72:.0f} by {height / 72:.0f} inches, too large to be read from its picture"
                )
            dpi = min(dpi, most)
            return sheet.render(scale=dpi / 72).to_pil(), dpi
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"{path}: page {page} cannot be drawn ({error}); open and save the file anew") from None


def read_scanned(path: Path, page: int, password: str, limits: Limits, lang: str = "") -> list[Block]:
    """Blocks of a page from its picture, 1-based; `lang` of tesseract, "" to find it out.

    Raises:
        DocumentError: tesseract fails, or the page cannot be drawn.
    """
    image, dpi = render(path, page, password, limits, SCAN_DPI)
    return read_page(image, dpi, page, lang)


def read_page(image: Image.Image, dpi: float, page: int, lang: str = "", recogniser: Recogniser = recognise) -> list[Block]:
    """Blocks of a scanned page in reading order, with boxes in points on page number `page`, each marked as read by OCR.

    Text is cut into columns first; a ruled table is read as one and its words are put into the cells they stand in.
    """
    scan = prepare(image, dpi, noisy=True)
    parts = regions(scan)
    return read_parts(scan, parts, page, lang or _language(scan, parts, recogniser), recogniser)


def columns_of(scan: Scan, boxes: Sequence[Box]) -> list[Region]:
    """Regions for columns known from a text layer, in points; a ruled table takes the place of the box it fills."""
    k, out = scan.dpi / 72, list[Region]()
    for box in boxes:
        area = _within(Area(int(box.x0 * k) - 12, int(box.top * k) - 8, int(box.x1 * k) + 12, int(box.bottom * k) + 8), scan)
        frame = next((f for f in scan.frames if _holds(area, f.area) and f.area.bottom - f.area.top > 0.7 * (area.bottom - area.top)), None)
        out.append(Region(area if frame is None else frame.area, frame))
    return out


def read_parts(
    scan: Scan, parts: Sequence[Region], page: int, lang: str, recogniser: Recogniser = recognise, amend: Amend | None = None
) -> list[Block]:
    """Blocks of a page's parts, one after the other; `amend` may change the lines of a part before they become blocks."""
    lines, blocks = list[ReadLine](), list[Block]()
    for column, part in enumerate(parts):
        words = _words(scan, part.area, lang, recogniser, 6)
        if part.frame is None:
            read = without_furniture(_lines(words, scan, page, column), scan)
            lines += amend(read) if amend else read
            continue
        blocks += to_blocks(lines)
        lines = []
        block = _table(part.frame, words, scan, page, amend)
        blocks += [block] if block else to_blocks(_lines(words, scan, page, column))
    return blocks + to_blocks(lines)


def _within(area: Area, scan: Scan) -> Area:
    return Area(max(0, area.x0), max(0, area.top), min(scan.image.width, area.x1), min(scan.image.height, area.bottom))


def _words(scan: Scan, area: Area, lang: str, recogniser: Recogniser, psm: int) -> list[Word]:
    """Words of an area, in the picture's pixels; small pictures are enlarged for tesseract."""
    if area.x1 - area.x0 < 4 or area.bottom - area.top < 4:
        return []
    crop = scan.image.crop((area.x0, area.top, area.x1, area.bottom))
    grow = max(1.0, min(2.5, PRINT_DPI / scan.dpi))
    if grow > 1:
        crop = crop.resize((round(crop.width * grow), round(crop.height * grow)), Image.Resampling.BICUBIC)
    out = list[Word]()
    for word in recogniser(crop, lang, psm):
        a = word.area
        place = Area(*(round(v / grow) + o for v, o in zip((a.x0, a.top, a.x1, a.bottom), (area.x0, area.top) * 2, strict=True)))
        out.append(Word(word.text, place, word.confidence, word.line))
    return out


def _language(scan: Scan, parts: Sequence[Region], recogniser: Recogniser) -> str:
    """The language whose model is surest on a sample of the page; Traditional Chinese unless another one is surer."""
    text = [p.area for p in parts if p.frame is None] or [p.area for p in parts]
    if not text:
        return LANGS[0]
    largest = max(text, key=lambda a: (a.x1 - a.x0) * (a.bottom - a.top))
    # A dozen lines tell; more would cost a second for each language.
    sample = Area(largest.x0, largest.top, largest.x1, min(largest.bottom, largest.top + round(scan.dpi * 2.2)))
    first = _words(scan, sample, LANGS[0], recogniser, 6)
    sure = {LANGS[0]: _confidence(first)}
    letters = "".join(w.text for w in first)
    latin = sum(c in string.ascii_letters for c in letters) > 0.6 * max(1, len(letters))
    if sure[LANGS[0]] >= _SURE and not latin:
        return LANGS[0]
    for lang in LANGS[1:]:
        sure[lang] = _confidence(_words(scan, sample, lang, recogniser, 6))
    return max(sure, key=lambda lang: (sure[lang], -LANGS.index(lang)))


def _confidence(words: Sequence[Word]) -> float:
    total = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / total if total else 0.0


def _spaced(words: Sequence[Word]) -> tuple[str, tuple[float, ...]]:
    """Words of a line from left to right; a space where Latin words or numbers stand apart, none beside a Han character."""
    text, confidences = "", list[float]()
    height = statistics.median(w.area.bottom - w.area.top for w in words)
    for i, word in enumerate(words):
        if i and not _HAN.match(text[-1]) and not _HAN.match(word.text[0]):
            gap = word.area.x0 - words[i - 1].area.x1
            if gap > _SPACE_SHARE * height or (text[-1].isalpha() and word.text[0].isalpha()):
                text, confidences = text + " ", [*confidences, 100.0]
        text += word.text
        confidences += [word.confidence] * len(word.text)
    return text, tuple(confidences)


def _level(areas: Sequence[Area], scan: Scan, page: int) -> Box:
    """The box around a line's words, in points on the straightened page; as high as most of them, since single ones reach into other lines."""
    k = 72 / scan.dpi
    middle = statistics.median((a.top + a.bottom) / 2 for a in areas) * k
    tall = statistics.median(a.bottom - a.top for a in areas) * k
    return Box(page, min(a.x0 for a in areas) * k, middle - tall / 2, max(a.x1 for a in areas) * k, middle + tall / 2)


def _box(areas: Sequence[Area], scan: Scan, page: int) -> Box:
    """The same box turned back about its middle's place: on the page as it was scanned, still upright."""
    level, k = _level(areas, scan, page), 72 / scan.dpi
    x, y = turn_back((level.x0 + level.x1) / 2 / k, (level.top + level.bottom) / 2 / k, scan)
    half, tall = (level.x1 - level.x0) / 2, (level.bottom - level.top) / 2
    return Box(page, max(0.0, x * k - half), max(0.0, y * k - tall), x * k + half, y * k + tall)


def _lines(words: Sequence[Word], scan: Scan, page: int, column: int) -> list[ReadLine]:
    lines = dict[tuple[int, int, int], list[Word]]()
    for word in words:
        lines.setdefault(word.line, []).append(word)
    out = list[ReadLine]()
    for group in lines.values():
        text, confidences = _spaced(group)
        areas = [w.area for w in group]
        if _confidence(group) >= _LEAST_CONFIDENCE and any(c.isalnum() for c in text):
            out.append(ReadLine(_box(areas, scan, page), _level(areas, scan, page), text, confidences, column))
    return out


def _table(frame: Frame, words: Sequence[Word], scan: Scan, page: int, amend: Amend | None = None) -> Block | None:
    """A ruled table with each word in the cell its middle lies in; None where the cells hold no table."""
    rows = list[list[Cell]]()
    for row in frame.rows:
        cells = list[Cell]()
        for area, across, down in row:
            lines = _lines([w for w in words if _holds(area, w.area)], scan, page, 0)
            cells.append(Cell(join_all([line.text for line in (amend(lines) if amend else lines)]), across, down))
        rows.append(cells)
    title, filled = table(rows)
    block = table_block([[title], *filled] if title else filled)
    if block is None:
        return None
    return Block(Kind.TABLE, block.text, rows=block.rows, page=page, boxes=(_box([frame.area], scan, page),), line_starts=(0,), ocr=True)


def _holds(outer: Area, inner: Area) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x < outer.x1 and outer.top <= y < outer.bottom
