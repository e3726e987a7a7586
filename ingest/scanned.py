"""Pages without a usable text layer, read from their picture and put in their place among the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ingest.document import Block, Document, Health, Page
from rag.errors import DocumentError

ReadPages = Callable[[Sequence[int]], Mapping[int, "tuple[Block, ...] | DocumentError"]]


def unread(document: Document) -> list[int]:
    """Numbers of the pages that show text and gave none: scans, and pages whose text layer stays damaged."""
    return [page.number for page in document.pages if page.health in (Health.SCAN, Health.DAMAGED) and not page.ocr]


def with_scans(document: Document, read_pages: ReadPages) -> Document:
    """The document with the blocks of its unread pages, or with a warning for each reason why they have none.

    Args:
        read_pages: the blocks of each page asked for, 1-based, or the error that kept it from being read.
    """
    wanted = unread(document)
    if not wanted:
        return document
    found = read_pages(wanted)
    blocks = {number: read for number, read in found.items() if not isinstance(read, DocumentError)}
    pages = tuple(replace(page, ocr=True) if blocks.get(page.number) else page for page in document.pages)
    return replace(
        document,
        blocks=_merged(document.blocks, blocks),
        pages=pages,
        warnings=(*document.warnings, *_reasons(document.pages, found, blocks)),
    )


def _merged(blocks: Sequence[Block], read: Mapping[int, tuple[Block, ...]]) -> tuple[Block, ...]:
    """Each page's blocks before the first block of a later page."""
    out, waiting = list[Block](), sorted(read)
    for block in blocks:
        while waiting and block.page is not None and block.page > waiting[0]:
            out += read[waiting.pop(0)]
        out.append(block)
    return tuple(out + [block for number in waiting for block in read[number]])


def _reasons(
    pages: Sequence[Page], found: Mapping[int, tuple[Block, ...] | DocumentError], blocks: Mapping[int, tuple[Block, ...]]
) -> list[str]:
    """One line for each reason, with the pages it holds for."""
    by_reason = dict[str, list[int]]()
    for page in pages:
        if page.number not in found or blocks.get(page.number):
            continue
        error = found[page.number]
        reason = error.line.rsplit(" needs OCR: ", 1)[-1] if isinstance(error, DocumentError) else "no text was seen on its picture"
        state = "a scan" if page.health is Health.SCAN else "damaged in its text layer"
        by_reason.setdefault(f"{state} and could not be read: {reason}", []).append(page.number)
    return [f"page{'s' * (len(n) > 1)} {_ranges(n)} {'are' if len(n) > 1 else 'is'} {reason}" for reason, n in by_reason.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    runs = list[list[int]]()
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
