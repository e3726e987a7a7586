"""A passage's text as HTML: prose and Markdown tables, every character escaped, spans of it marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rag.text import table_cells

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")  # the line under a table's heading

_FIGURE = re.compile(r"[\d\s,.%+–-]+")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text at [start, end)."""

    text: str
    start: int
    end: int

    @property
    def of_table(self) -> bool:
        return self.text.lstrip().startswith("|")


Spans = Sequence[tuple[int, int]]  # [start, end) each, ascending, none overlapping


def text_html(text: str, lang: str, spans: Spans = ()) -> str:
    """The text with the spans marked: a table row wholly, prose to the character.

    Lines that begin with "|" are a table when the second of them is a rule of dashes; else they stay as they are.
    """
    blocks, prose, at = list[str](), list[_Line](), 0
    lines = list[_Line]()
    for raw in text.split("\n"):
        lines.append(_Line(raw, at, at + len(raw)))
        at += len(raw) + 1
    i = 0
    while i < len(lines):
        rows = _table_at(lines, i)
        if not rows:
            prose.append(lines[i])
            i += 1
            continue
        blocks += [*_prose(prose, lang, spans), _table(rows, lang, spans)]
        prose, i = [], i + len(rows)
    return "".join([*blocks, *_prose(prose, lang, spans)])


def _table_at(lines: list[_Line], i: int) -> list[_Line]:
    """The lines of the table that begins there; none when none does."""
    if not (lines[i].of_table and i + 1 < len(lines) and _RULE.fullmatch(lines[i + 1].text.strip())):
        return []
    end = i
    while end < len(lines) and lines[end].of_table:
        end += 1
    return lines[i:end]


def _prose(lines: list[_Line], lang: str, spans: Spans) -> list[str]:
    """A paragraph of the lines; none for blank ones."""
    if not any(line.text.strip() for line in lines):
        return []
    shown = "\n".join(_marked(line, spans) for line in lines).strip("\n")
    return [f'<p class="wj-text" lang="{escape(lang)}">{shown}</p>']


def _marked(line: _Line, spans: Spans) -> str:
    shown, at = "", 0
    for start, end in spans:
        a, b = max(start, line.start) - line.start, min(end, line.end) - line.start
        if at <= a < b:
            shown += f"{escape(line.text[at:a])}<mark>{escape(line.text[a:b])}</mark>"
            at = b
    return shown + escape(line.text[at:])


def _table(rows: list[_Line], lang: str, spans: Spans) -> str:
    head, body = table_cells(rows[0].text), rows[2:]
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = list[str]()
    for row in body:
        marked = ' class="wj-marked"' if any(max(start, row.start) < min(end, row.end) for start, end in spans) else ""
        lines.append(f"<tr{marked}>" + "".join(_cell(cell) for cell in table_cells(row.text)) + "</tr>")
    return f'<div class="wj-table" tabindex="0"><table lang="{escape(lang)}"><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _cell(cell: str) -> str:
    """A cell; one that holds nothing but a figure stays on one line."""
    return f'<td class="wj-num">{escape(cell)}</td>' if _FIGURE.fullmatch(cell) else f"<td>{escape(cell)}</td>"
