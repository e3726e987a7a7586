"""What OCR read put into a document whose text layer could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, Document, Health


def pages_needing_ocr(document: Document) -> list[int]:
    """Pages (1-based, in order) that hold text which the text layer does not give: scans and damaged pages not read by OCR yet."""
    return [p.number for p in document.pages if p.health in (Health.SCAN, Health.DAMAGED) and not p.ocr]


def with_ocr(document: Document, page_number: int, blocks: Sequence[Block]) -> Document:
    """The document with one page's blocks replaced by those read from its picture, and the page marked as read by OCR.

    The blocks get that page's number where they have none. Its health stays, as it describes the text layer.
    """
    read = tuple(replace(b, page=b.page or page_number, ocr=True) for b in blocks)
    before = tuple(b for b in document.blocks if (b.page or 0) < page_number)
    after = tuple(b for b in document.blocks if (b.page or 0) > page_number)
    pages = tuple(replace(p, ocr=True) if p.number == page_number else p for p in document.pages)
    return replace(document, pages=pages, blocks=(*before, *read, *after))
