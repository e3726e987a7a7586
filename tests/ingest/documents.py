"""Documents as readers would give them, built by hand."""

from typing import Any

from ingest.document import Block, Box, Document, Health, Kind, Page


def heading(text: str, level: int = 1, page: int | None = None) -> Block:
    return Block(Kind.HEADING, text, level, page=page)


def text(text: str, page: int | None = None, **more: Any) -> Block:
    return Block(Kind.TEXT, text, page=page, **more)


def item(text: str) -> Block:
    return Block(Kind.LIST, text)


def footnote(text: str, page: int | None = None) -> Block:
    return Block(Kind.FOOTNOTE, text, page=page)


def table(*rows: tuple[str, ...], **more: Any) -> Block:
    return Block(Kind.TABLE, "\n".join(" | ".join(row) for row in rows), rows=rows, **more)


def lines(count: int, page: int = 1) -> tuple[Box, ...]:
    """Boxes of printed lines, one under the other."""
    return tuple(Box(page, 50.0, 100.0 + 20 * i, 400.0, 115.0 + 20 * i) for i in range(count))


def page(number: int, printed: str = "", health: Health = Health.OK, wide: bool = False, **more: Any) -> Page:
    width, height = (800.0, 450.0) if wide else (595.0, 842.0)
    return Page(number, printed, width, height, health, **more)


def document(*blocks: Block, pages: tuple[Page, ...] = (), **more: Any) -> Document:
    about = {"name": "note.md", "title": "", "publisher": "", "date": ""} | more
    return Document(pages=pages, blocks=blocks, **about)
