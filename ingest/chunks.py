"""Sections to chunks: sentences packed to a size limit, tables by rows, footnotes each alone; never across a section."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Block, Box, Kind
from ingest.sections import Section
from ingest.table_chunks import caption_before, table_parts
from ingest.tables import caption_of
from rag.text import sentences

WordEnds = Callable[[str], Sequence[int]]
_CLAUSE_END = re.compile(r"[，、；：）)」』]\s*|[,;:](?!\d)\s*|(?<!\d)\s+|\s+(?!\d)")  # not inside 85 424, 85,424 or 10:30
_CLAUSE_SHARE = 0.5  # of the limit; a clause that ends before it would leave pieces too short to stand alone
_OPENS = ("：", ":")  # a line that opens a list stays with its first item


@dataclass(frozen=True, slots=True)
class Chunk:
    """What becomes one passage.

    Attributes:
        text: as printed, blocks on lines of their own; of a table its caption, header, some rows, and the rows as sentences.
        headings: heading path, outermost first.
        page: 1-based page it begins on; None for files without pages.
        boxes: where it stands: one a printed line, in the order of the text; empty when unknown.
        line_starts: offsets in `text` at which each of `boxes` begins.
        ocr: some of it was read from a picture.
    """

    text: str
    headings: tuple[str, ...]
    kind: Kind
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    line_starts: tuple[int, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of a block: `block.text[start:end]`."""

    block: Block
    start: int
    end: int

    @property
    def length(self) -> int:
        """Characters."""
        return self.end - self.start


def chunk_section(section: Section, max_chars: int, word_ends: WordEnds) -> list[Chunk]:
    """The section's chunks in reading order, each of at most `max_chars` characters.

    Sentences stay whole; a longer one is cut after a clause or, where there is none, between words. A table's caption and header
    stand in each of its chunks, which may make these longer than the limit when one row does.

    Args:
        word_ends: offsets of a text at which it can be cut without cutting a word.
    """
    chunks, waiting = list[Chunk](), list[Block]()

    def flush() -> None:
        chunks.extend(join(slices, section.headings) for slices in pack_blocks(waiting, max_chars, word_ends))
        waiting.clear()

    footnotes = list[Block]()
    for number, block in enumerate(section.blocks):
        if block.kind is Kind.FOOTNOTE:  # stands at the page's foot: the sentence it interrupts goes on after it
            footnotes.append(block)
        elif block.kind is Kind.TABLE and block.rows:
            caption = caption_before(waiting)
            if caption is not None:
                waiting.pop()
            flush()
            title = caption.text if caption else caption_of(section.blocks, number)
            chunks += _table_chunks(block, (title, caption), section.headings, max_chars)
        else:
            waiting.append(block)
    flush()
    for block in footnotes:
        chunks += [join(slices, section.headings) for slices in pack_blocks([block], max_chars, word_ends)]
    return chunks


def _table_chunks(block: Block, named: tuple[str, Block | None], headings: tuple[str, ...], max_chars: int) -> Iterator[Chunk]:
    title, caption = named
    for part in table_parts(block, title, title or (headings[-1] if headings else ""), max_chars):
        lines = [(start, block.boxes[row]) for start, row in part.lines if row < len(block.boxes)]
        page = next((box.page for start, box in lines[1:]), block.page)
        if caption and caption.boxes:
            lines.insert(0, (0, caption.boxes[0]))
        boxes, starts = tuple(box for _, box in lines), tuple(start for start, _ in lines)
        yield Chunk(part.text, headings, Kind.TABLE, page, boxes, starts, block.ocr)


def cut_long(text: str, start: int, end: int, max_chars: int, word_ends: WordEnds) -> Iterator[tuple[int, int]]:
    """Spans of at most `max_chars` that make up `text[start:end]`: cut after a clause, else between words, and only then anywhere."""
    ends: Sequence[int] | None = None
    while end - start > max_chars:
        clauses = [m.end() for m in _CLAUSE_END.finditer(text, start + int(max_chars * _CLAUSE_SHARE), start + max_chars)]
        if clauses:
            cut = clauses[-1]
        else:
            ends = word_ends(text) if ends is None else ends
            at = bisect.bisect_right(ends, start + max_chars) - 1
            cut = ends[at] if at >= 0 and ends[at] > start else start + max_chars
        yield start, cut
        start = cut
    yield start, end


def _slices(blocks: Sequence[Block], max_chars: int, word_ends: WordEnds) -> Iterator[Slice]:
    for block in blocks:
        spans = sentences(block.text) or ([(0, len(block.text))] if block.text.strip() else [])
        for start, end in spans:
            for a, b in cut_long(block.text, start, end, max_chars, word_ends):
                yield Slice(block, a, b)


def pack_blocks(blocks: Sequence[Block], max_chars: int, word_ends: WordEnds) -> list[list[Slice]]:
    """Sentences of the blocks packed to groups of at most `max_chars`, neighbours of one block joined to one slice."""
    groups, group = list[list[Slice]](), list[Slice]()
    for piece in _slices(blocks, max_chars, word_ends):
        grown = _grown(group, piece)
        if group and _length(grown) > max_chars:
            carried = [group.pop()] if len(group) > 1 and _opens(group[-1]) and group[-1].length + piece.length < max_chars else []
            groups.append(group)
            grown = [*carried, piece]
        group = grown
    return [*groups, group] if group else groups


def _opens(part: Slice) -> bool:
    return part.start == 0 and part.end == len(part.block.text) and part.block.text.rstrip().endswith(_OPENS)


def _grown(group: list[Slice], piece: Slice) -> list[Slice]:
    if group and group[-1].block is piece.block:
        return [*group[:-1], Slice(piece.block, group[-1].start, piece.end)]
    return [*group, piece]


def _length(group: list[Slice]) -> int:
    return sum(part.length for part in group) + len(group) - 1


def join(slices: Sequence[Slice], headings: tuple[str, ...]) -> Chunk:
    """One chunk of some slices, each on its own line, with the boxes of the printed lines they touch."""
    parts, boxes, starts, offset = list[str](), list[Box](), list[int](), 0
    for part in slices:
        block = part.block
        parts.append(block.text[part.start : part.end])
        for i, (begin, box) in enumerate(zip(block.line_starts, block.boxes, strict=False)):
            until = block.line_starts[i + 1] if i + 1 < len(block.line_starts) else len(block.text)
            if begin < part.end and until > part.start:
                boxes.append(box)
                starts.append(offset + max(0, begin - part.start))
        offset += part.length + 1
    first = slices[0].block
    page = boxes[0].page if boxes else first.page
    ocr = any(part.block.ocr for part in slices)
    return Chunk("\n".join(parts), headings, first.kind, page, tuple(boxes), tuple(starts), ocr)
