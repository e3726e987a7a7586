"""The repair of damaged text, for files that have no pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, Kind, Repair
from ingest.repair.repair import repair_text


def mend_text(text: str) -> tuple[str, tuple[Repair, ...], tuple[str, ...]]:
    """The text repaired, what was changed, and a warning where it was damaged."""
    found = repair_text(text)
    left = f"; {found.unknown:,} character(s) could not be read" if found.unknown else ""
    warnings = (f"the text is damaged: {found.reason}{left}",) if found.damaged else ()
    return found.text, found.repairs, warnings


def mend_blocks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Repair, ...], tuple[str, ...]]:
    """Blocks with their texts and cells repaired together, since one line is too little to tell damage by."""
    lines = [line for block in blocks for line in _lines(block)]
    mended, repairs, warnings = mend_text("\n".join(lines))
    new = mended.split("\n")
    if new == lines or len(new) != len(lines):
        return tuple(blocks), (), warnings
    out, at = list[Block](), 0
    for block in blocks:
        count = len(_lines(block))
        out.append(_with_lines(block, new[at : at + count]))
        at += count
    return tuple(out), repairs, warnings


def _lines(block: Block) -> list[str]:
    return [cell.replace("\n", " ") for row in block.rows for cell in row] if block.kind is Kind.TABLE else [block.text.replace("\n", " ")]


def _with_lines(block: Block, lines: Sequence[str]) -> Block:
    if block.kind is not Kind.TABLE:
        return replace(block, text=lines[0])
    columns = len(block.rows[0])
    rows = tuple(tuple(lines[i : i + columns]) for i in range(0, len(lines), columns))
    return replace(block, rows=rows, text="\n".join(" | ".join(row) for row in rows))
