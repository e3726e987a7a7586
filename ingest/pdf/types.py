"""What travels between the stages of the PDF reader. Lengths in points from the page's upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.pdf.text import joined


class Turn(StrEnum):
    """How a page's text runs. All but LEVEL are turned so that lines run left to right while they are read, and turned back for boxes."""

    LEVEL = "level"
    UP = "up"  # lines run from foot to head, as in a table set sideways
    DOWN = "down"  # lines run from head to foot: sideways the other way, or vertical Chinese


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on one page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent from left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2

    def holds(self, other: Rect, slack: float = 1.0) -> bool:
        """Whether the centre of `other` lies inside, give or take `slack` points."""
        x, y = (other.x0 + other.x1) / 2, other.middle
        return self.x0 - slack <= x <= self.x1 + slack and self.top - slack <= y <= self.bottom + slack


@dataclass(frozen=True, slots=True)
class Glyph(Rect):
    """One printed character. `size` is its height in points, `spaced` says that the file writes a space before it."""

    text: str
    size: float
    font: str
    bold: bool
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs set without a gap; `space` says that a space parts it from the word before, `size` and `bold` are those of its first glyph."""

    text: str
    x0: float
    x1: float
    space: bool
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Piece(Rect):
    """Words on one line without a wide gap between them; `size`, `font` and `bold` are those of most of its glyphs."""

    words: tuple[Word, ...]
    size: float
    font: str
    bold: bool

    @property
    def text(self) -> str:
        """The words in order."""
        return "".join((" " if w.space and i else "") + w.text for i, w in enumerate(self.words))


@dataclass(frozen=True, slots=True)
class Cell(Rect):
    """A cell of a grid: first row and column it covers (from 0), how many of each, and the pieces inside."""

    row: int
    column: int
    row_span: int
    column_span: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Grid(Rect):
    """A table found on a page. `columns` are the x positions of its column edges; `heights` the top and bottom of its rows."""

    cells: tuple[Cell, ...]
    columns: tuple[float, ...]
    heights: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as printed, before its order is known.

    Attributes:
        number: 1-based.
        width, height: of the page as its text runs, that is exchanged when `turn` is not LEVEL.
        panels: filled or framed boxes that may hold a sidebar.
        aside: text set at an angle, such as a watermark, one entry a run.
        picture_share: of the page's area that pictures cover, in [0, 1].
        hidden: characters drawn white on white or too small to see.
        notes: warnings about the page.
        broken: why the page could not be taken apart; "" when it could.
    """

    number: int
    width: float
    height: float
    turn: Turn
    pieces: tuple[Piece, ...]
    grids: tuple[Grid, ...] = ()
    panels: tuple[Rect, ...] = ()
    aside: tuple[str, ...] = ()
    picture_share: float = 0.0
    hidden: int = 0
    notes: tuple[str, ...] = ()
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the flow something stands: page, zone (0 the body, from 1 its sidebars), the column or full-width stretch, and its edges."""

    page: int
    zone: int
    group: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line(Rect):
    """One printed line inside one column; `edge` is where its text begins behind a list mark, `gapped` says that a wide gap parts its pieces."""

    text: str
    size: float
    font: str
    bold: bool
    place: Place
    edge: float
    gapped: bool = False


class Role(StrEnum):
    """What a part of the flow is."""

    TEXT = "text"
    ITEM = "item"
    HEADING = "heading"
    NOTE = "note"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph's lines, or a table, in reading order; after stitching the lines may lie in several columns and pages.

    Attributes:
        order: position in the page's flow, so that neighbours can be told from parts with something between them.
        level: of a heading, from 1; else 0.
    """

    role: Role
    lines: tuple[Line, ...]
    place: Place
    order: int
    level: int = 0
    table: Table | None = None

    @property
    def text(self) -> str:
        """The lines joined as one paragraph reads."""
        return joined(line.text for line in self.lines)[0]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows as texts, the header first, with one box a row (page, box) and its column edges."""

    rows: tuple[tuple[str, ...], ...]
    boxes: tuple[tuple[int, Rect], ...]
    columns: tuple[float, ...]
