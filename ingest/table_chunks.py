"""A table to texts of some rows each: caption and header in front, the rows as printed, and each row as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, Kind
from ingest.tables import row_sentences

MAX_CAPTION_CHARS = 80  # a longer line before a table is a sentence of the text
_NUMBERED = re.compile(r"^[(（]?\s*(?:表|附表|圖表|图表|Table|Schedule|Exhibit)\s*[\dA-Z一二三四五六七八九十]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TablePart:
    """Some rows of a table as text. `lines` are (offset in `text`, number of the table's row that begins there); `first` the first row
    below the header."""

    text: str
    lines: tuple[tuple[int, int], ...]
    first: int


def caption_before(blocks: Sequence[Block]) -> Block | None:
    """The block right before a table when it names the table: numbered as one, or short and not a sentence."""
    if not blocks or blocks[-1].kind is not Kind.TEXT:
        return None
    text = blocks[-1].text.strip()
    if len(text) > MAX_CAPTION_CHARS:
        return None
    return blocks[-1] if _NUMBERED.match(text) or not text.endswith(("。", "！", "？", ".", "!", "?", "；", "，", "、")) else None


def table_parts(block: Block, caption: str, subject: str, max_chars: int) -> Iterator[TablePart]:
    """The table in parts of at most `max_chars` characters, but never less than one row.

    Args:
        caption: printed above the table, "" if nothing is; repeated in each part.
        subject: what its rows are about, for their sentences: the caption or the heading it stands under.
    """
    printed = [" | ".join(row) for row in block.rows]
    # Row by row, so that each sentence is known to be its row's.
    told = ["".join(row_sentences(replace(block, rows=(block.rows[0], row)), subject)) for row in block.rows[1:]]
    head = [caption] if caption else []
    lead = sum(len(line) + 1 for line in (*head, printed[0]))
    rows, size = list[int](), lead
    for number in range(1, len(printed)):
        cost = len(printed[number]) + len(told[number - 1]) + 2
        if rows and size + cost > max_chars:
            yield _part(head, printed, told, rows)
            rows, size = [], lead
        rows.append(number)
        size += cost
    if rows or len(printed) == 1:
        yield _part(head, printed, told, rows)


def _part(head: list[str], printed: list[str], told: list[str], rows: list[int]) -> TablePart:
    marked = [(0, printed[0]), *((n, printed[n]) for n in rows), *((n, told[n - 1]) for n in rows if told[n - 1])]
    text, lines = "\n".join(head), list[tuple[int, int]]()
    for number, line in marked:
        text += "\n" if text else ""
        lines.append((len(text), number))
        text += line
    return TablePart(text, tuple(lines), rows[0] if rows else 0)
