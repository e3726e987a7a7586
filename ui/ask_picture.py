"""The page a citation stands on, as a picture with the quoted words boxed: for PDF files somebody added, while they are where they were."""

from __future__ import annotations

import base64
import functools
import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.ledger import FileRecord, read_ledger
from rag.answer import Engine
from rag.errors import WenjinError
from rag.log import logger
from rag.settings import ROOT
from rag.types import Passage
from ui.ask_turn import Turn, shown
from ui.words import Words

DRAW_S = 15.0  # seconds for one page; 0.4 on an idle machine, most of it to start
MAX_PICTURES = 4  # of one answer; each is some 80 KB on the page
KEPT_PICTURES = 32  # in memory
MARGIN_PT = 1.5  # round a box, so that its line does not touch the words

_STOPS = ",;:!?"

Box = tuple[int, float, float, float, float]  # page (from 1), x0, top, x1, bottom in points, as `Passage.boxes`


class _About(BaseModel):
    """What the drawing process says of a page."""

    model_config = ConfigDict(frozen=True)
    width: float = Field(gt=0)
    height: float = Field(gt=0)
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's picture as a data: address. Measures in points; `left` and `top` are the corner's own place, subtracted from every box."""

    address: str
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0


class _NotDrawnError(Exception):
    """The page could not be drawn this time; raised so that the cache does not keep it."""


def pictures_html(engine: Engine, turn: Turn, words: Words) -> str:
    """The pages of a turn's citations, out of sight; "" when there are none. The page's script shows each in its citation's card."""
    figures = "".join(f'<div data-picture="{n}">{html}</div>' for n, html in pictures(engine, turn, words).items())
    return f'<div data-turn="{escape(turn.id)}">{figures}</div>' if figures else ""


def pictures(engine: Engine, turn: Turn, words: Words) -> dict[int, str]:
    """By citation number, the page as HTML; only for citations of a PDF somebody added whose file is unchanged."""
    out = dict[int, str]()
    for cited in turn.citations:
        found = shown(engine.index, cited)
        if found.passage is None or found.end <= found.start or len(out) == MAX_PICTURES:
            continue
        boxes = quote_boxes(found.passage, found.lang, found.start, found.end)
        path = file_of(engine, found.passage) if boxes else None
        if path is None:
            continue
        page = boxes[0][0]
        picture = picture_of(path, page, "crop" if found.passage.ocr else "media")
        if picture is not None:
            out[cited.n] = figure_html(picture, [b for b in boxes if b[0] == page], words)
    return out


def quote_boxes(passage: Passage, lang: str, start: int, end: int) -> list[Box]:
    """Where [start, end) of the text stands, a box a printed line; a line of which only a part is quoted is cut by the widths of its characters.

    Rows of tables and lines that run from head to foot are boxed whole.
    """
    text, starts = passage.texts[lang], passage.line_starts
    out = list[Box]()
    for i, (begin, box) in enumerate(zip(starts, passage.boxes, strict=False)):
        until = starts[i + 1] if i + 1 < len(starts) else len(text)
        a, b = max(start, begin), min(end, until)
        line = text[begin:until]
        if a >= b or not text[a:b].strip():
            continue
        page, x0, top, x1, bottom = box
        if "|" not in line and x1 - x0 > bottom - top:
            total = _width(line.rstrip()) or 1
            x0, x1 = (x0 + (x1 - x0) * min(1.0, _width(line[: at - begin]) / total) for at in (a, b))
        out.append((page, x0, top, x1, bottom))
    return out


def _width(text: str) -> int:
    """Of a text set in one size: two for a Han character and for a stop after one, which OCR gives in its narrow form; one for any other."""
    total, wide = 0, False
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF" or (wide and c in _STOPS)
        total += 2 if wide else 1
    return total


def file_of(engine: Engine, passage: Passage) -> Path | None:
    """The PDF a passage was read from, while it is as it was; None for the corpus, other kinds of file, and files gone or changed."""
    if passage.digest or passage.page is None:
        return None
    try:
        records = _files(engine.settings.index, engine.index.folder.name).get(passage.source.id, ())
    except WenjinError as error:
        logger.warning("no page is shown: %s", error.line)
        return None
    return next((Path(r.path) for r in records if r.path.lower().endswith(".pdf") and _as_it_was(r)), None)


@functools.lru_cache(maxsize=2)
def _files(index: Path, generation: str) -> dict[str, tuple[FileRecord, ...]]:
    """The files of each source: the one that was read, and those with the same bytes.

    Raises:
        BrokenIndexError: see `read_ledger`.
    """
    records = read_ledger(index)
    twins = {r.source: [t for t in records if t.same_as == r.path] for r in records if r.source}
    return {r.source: (r, *twins[r.source]) for r in records if r.source}


def _as_it_was(record: FileRecord) -> bool:
    try:
        stat = Path(record.path).stat()
    except OSError:
        return False
    return stat.st_size == record.size and stat.st_mtime_ns == record.mtime_ns


def picture_of(path: Path, page: int, frame: str) -> Picture | None:
    """A page's picture, drawn once; None when it cannot be drawn."""
    try:
        return _drawn(path, path.stat().st_mtime_ns, page, frame)
    except (_NotDrawnError, OSError):
        logger.warning("page %d of a document could not be drawn", page)
        return None


@functools.lru_cache(maxsize=KEPT_PICTURES)
def _drawn(path: Path, changed_ns: int, page: int, frame: str) -> Picture:
    command = [sys.executable, "-m", "ui.page_child", str(path.resolve()), str(page), frame]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=DRAW_S, check=True)  # noqa: S603 fixed program, no shell
        head, _, image = done.stdout.partition(b"\n")
        about = _About.model_validate(json.loads(head))
    except (subprocess.SubprocessError, ValueError, ValidationError) as error:
        raise _NotDrawnError(str(error)) from None
    address = "data:image/webp;base64," + base64.b64encode(image).decode("ascii")
    return Picture(address, about.width, about.height, about.left, about.top)


def figure_html(picture: Picture, boxes: Sequence[Box], words: Words) -> str:
    """The page with its boxes drawn over it, which can be enlarged."""
    marks = "".join(_mark(picture, box) for box in boxes)
    caption = words.say("ask.page_picture", page=boxes[0][0])
    return (
        f'<figure class="wj-ask-page"><button type="button" data-act="enlarge" data-close="{escape(words["ask.close"])}"'
        f' aria-label="{escape(words["ask.enlarge"])}: {escape(caption)}">'
        f'<span class="wj-ask-sheet" style="aspect-ratio: {picture.width:.1f} / {picture.height:.1f}">'
        f'<img src="{picture.address}" alt="">{marks}</span></button>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _mark(picture: Picture, box: Box) -> str:
    _, x0, top, x1, bottom = box
    left, upper = x0 - picture.left - MARGIN_PT, top - picture.top - MARGIN_PT
    places = {
        "left": left / picture.width,
        "top": upper / picture.height,
        "width": (x1 - x0 + 2 * MARGIN_PT) / picture.width,
        "height": (bottom - top + 2 * MARGIN_PT) / picture.height,
    }
    style = "; ".join(f"{name}: {100 * share:.2f}%" for name, share in places.items())
    return f'<span class="wj-ask-box" style="{style}"></span>'
