"""Questions for the most or the least of a table: the row that holds it, so that the sentence of that row can be said."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.figures import figures
from rag.text import fold, table_cells
from rag.types import Hit, Query

_MOST = re.compile(r"最多|最高|最大|最长|居首|第一位|(?<![a-z])(most|highest|largest|biggest|greatest|longest|top)(?![a-z])")
_LEAST = re.compile(r"最少|最低|最小|最短|(?<![a-z])(fewest|lowest|smallest|least|shortest)(?![a-z])")
_TOTALS = re.compile(r"总|合计|总计|共|total|all schemes|sum")
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
MIN_ROWS = 3
STEM = 5  # letters: approved and approvals


def extreme(query: Query, hits: tuple[Hit, ...], lang_of: str) -> str:
    """The figure, as a plain decimal string, of the row asked for in the first table of the hits; "" when none is asked for.

    The column is the one whose heading shares most with the question; rows of totals are left out.

    Args:
        lang_of: language of the answer.
    """
    folded = fold(query.standalone)
    most, least = bool(_MOST.search(folded)), bool(_LEAST.search(folded))
    if most == least:
        return ""
    for hit in hits:
        lang = hit.passage.lang_for(lang_of)
        table = [table_cells(line) for line in hit.passage.texts[lang].splitlines() if line.startswith("|")]
        rows = [r for r in table[2:] if len(r) == len(table[0]) and not _TOTALS.search(fold(r[0]))] if len(table) > MIN_ROWS else []
        column = _column(table[0], rows, folded, lang) if len(rows) >= MIN_ROWS else 0
        if column:
            values = [value for row in rows if (value := _value(row[column], lang)) is not None]
            return format(max(values) if most else min(values), "f")
    return ""


def _value(cell: str, lang: str) -> Decimal | None:
    found = figures(cell, lang)
    return Decimal(next(iter(found))) if len(found) == 1 else None


def _column(heads: list[str], rows: list[list[str]], folded: str, lang: str) -> int:
    """Number of the column of figures whose heading shares most with the question; 0 where none shares anything."""
    asked = {word[:STEM] for word in _WORD.findall(folded)}
    best, most = 0, 0
    for number, head in enumerate(heads):
        if number == 0 or sum(_value(row[number], lang) is not None for row in rows) < MIN_ROWS:
            continue
        shared = len({word[:STEM] for word in _WORD.findall(fold(head))} & asked)
        if shared > most:
            best, most = number, shared
    return best
