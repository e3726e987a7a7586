"""A Word document to a document: headings, numbered lists, tables with merged cells in place, notes after what they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.parser import parse_xml

from ingest.document import Block, Document, Kind
from ingest.docx_archive import check_archive
from ingest.docx_numbering import Numbering, W
from ingest.docx_text import UNSHOWN, Reader, heading_level, number_of, pieces, plain, row_of, spanned, stands_as_heading
from ingest.grid import table
from ingest.limits import Limits
from ingest.lines import join_all, table_block
from ingest.mend import mend_blocks
from rag.errors import DocumentError

_NOTES = {"footnoteReference": RELATION.FOOTNOTES, "endnoteReference": RELATION.ENDNOTES}
_MAX_NESTING = 20  # tables in tables


def load_docx(path: Path, limits: Limits) -> Document:
    """A .docx file. Headers and footers are dropped, relations to files elsewhere are not followed, macros not looked at.

    Title and date are the core properties', the publisher is the company's.

    Raises:
        DocumentError: locked, damaged, over a limit, hostile, or without text.
    """
    check_archive(path, limits)
    try:
        with path.open("rb") as file:
            document = docx.Document(file)
        reader = _reader(document)
        blocks = list(_body(document.element.body, reader, 0))
        about = _about(document)
    except MemoryError:
        raise
    except Exception as error:  # python-docx raises whatever a damaged part makes it stumble on
        raise DocumentError(f"{path} cannot be read as .docx ({error.__class__.__name__}); open it in Word and save it anew") from None
    if sum(len(block.text) for block in blocks) > limits.max_chars:
        raise DocumentError(f"{path} has more than {limits.max_chars:,} characters; split it")
    if not blocks:
        raise DocumentError(f"{path} holds no text; if it shows pictures of pages, save it as PDF and use OCR")
    mended, repairs, warnings = mend_blocks(blocks)
    title = about[0] or next((b.text for b in mended if b.kind is Kind.HEADING and b.level == 1), "")
    return Document(path.name, title, about[1], about[2], (), mended, repairs, warnings)


def _reader(document: Any) -> Reader:
    part = document.part
    styles = {s.get(f"{W}styleId"): s for s in part.styles.element.iterchildren(f"{W}style")}
    related = {relation.reltype: relation for relation in part.rels.values() if not relation.is_external}
    numbering = related.get(RELATION.NUMBERING)
    notes = dict[str, dict[str, str]]()
    for reference, kind in _NOTES.items():
        if kind in related:
            root = parse_xml(related[kind].target_part.blob)
            notes[reference] = {
                str(note.get(f"{W}id")): join_all([plain(p) for p in note.iter(f"{W}p")])
                for note in root
                if note.get(f"{W}type") in (None, "normal")
            }
    return Reader(styles, Numbering(numbering.target_part.element if numbering else None), notes)


def _about(document: Any) -> tuple[str, str, str]:
    """Title, publisher and date as the file's properties state them; python-docx would make some up where there are none."""
    package = document.part.package
    kinds = {relation.reltype: relation for relation in package.rels.values() if not relation.is_external}
    company = ""
    if RELATION.EXTENDED_PROPERTIES in kinds:
        found = re.search(rb"<Company>([^<]{1,200})</Company>", kinds[RELATION.EXTENDED_PROPERTIES].target_part.blob)
        company = found[1].decode("utf-8", "ignore").strip() if found else ""
    if RELATION.CORE_PROPERTIES not in kinds:
        return "", company, ""
    core = document.core_properties
    moment = core.modified or core.created
    return (core.title or "").strip(), company, f"{moment:%Y-%m-%d}" if moment else ""


def _body(container: Any, reader: Reader, depth: int) -> Iterator[Block]:
    """Blocks of a body, a cell or a text box, in order; content controls and insertions are looked into."""
    if depth > _MAX_NESTING:
        return
    for child in container:
        if child.tag == f"{W}p":
            yield from _paragraph(child, reader)
            for box in child.iter(f"{W}txbxContent"):
                if not any(a.tag in UNSHOWN for a in box.iterancestors() if a is not child):
                    yield from _body(box, reader, depth + 1)
        elif child.tag == f"{W}tbl":
            yield from _table(child, reader, depth)
        elif child.tag in {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}:
            yield from _body(child, reader, depth)


def _notes(reader: Reader) -> list[Block]:
    blocks = [Block(Kind.FOOTNOTE, f"{mark} {text}") for mark, text in reader.used]
    reader.used.clear()
    return blocks


def _paragraph(paragraph: Any, reader: Reader) -> Iterator[Block]:
    text = join_all(re.sub(r"[ \t\xa0]+", " ", "".join(pieces(paragraph, reader))).split("\n")).strip()
    level = heading_level(paragraph, reader.styles)
    number = number_of(paragraph, reader)
    if text:
        shown = f"{number} {text}" if number else text
        if level or (number is None and stands_as_heading(paragraph, text)):
            yield Block(Kind.HEADING, shown, level=level or 2)
        else:
            yield Block(Kind.TEXT if number is None else Kind.LIST, shown)
    yield from _notes(reader)


def _table(element: Any, reader: Reader, depth: int) -> Iterator[Block]:
    """The table with merged cells in place, its notes after it; a table of one row or column is read as text."""
    rows = [row_of(row, reader) for row in element.iter(f"{W}tr") if row.getparent() is element or _is_control(row, element)]
    title, filled = table(spanned(rows))
    block = table_block(filled)
    if block is not None:
        yield from ([Block(Kind.TEXT, title)] if title else [])
        yield block
        yield from _notes(reader)
        return
    reader.used.clear()
    for cell in element.iter(f"{W}tc"):
        if next(a for a in cell.iterancestors() if a.tag == f"{W}tbl") is element:
            yield from _body(cell, reader, depth + 1)


def _is_control(row: Any, element: Any) -> bool:
    parent = next(a for a in row.iterancestors() if a.tag not in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"))
    return parent is element
