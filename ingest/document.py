"""What travels from a file to its passages: pages, blocks, repairs. Frozen, slotted, read-only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a page's text layer was found; `reason` beside it says why."""

    OK = "ok"
    SHORT = "short"  # little text and no large picture: a title page, a divider
    SCAN = "scan"  # a picture of text, nothing to read
    DAMAGED = "damaged"  # text that does not say what the page shows


class Kind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the upper left corner; `page` is 1-based."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Repair:
    """One change a repair rule made. `page` is 1-based, None for files without pages."""

    rule: str
    page: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, one list item, a table or a footnote, in reading order.

    Attributes:
        text: as printed after repair, without line breaks inside a paragraph; of a table its rows, a line each, cells parted by " | ".
        level: of a heading, from 1; else 0.
        rows: of a table, its cells as printed, the header row first; else empty.
        page: 1-based page it begins on; None for files without pages.
        boxes: where it stands: one a printed line (of a table one a row), in the order of the text; empty when unknown.
        line_starts: offsets in `text` at which each of `boxes` begins, as many as boxes.
        ocr: read from a picture.
    """

    kind: Kind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    line_starts: tuple[int, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file: its size in points, the number printed on it ("" if none), and the state of its text layer."""

    number: int
    printed: str
    width: float
    height: float
    health: Health
    reason: str = ""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its metadata where the file states them ("" where not), its blocks in reading order, and what was done to read it.

    `pages` accounts for every page of the file, also for those nothing could be read from; it is empty for files without pages.
    """

    name: str
    title: str
    publisher: str
    date: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()
