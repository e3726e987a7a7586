"""Printed lines to paragraphs, headings, list items and tables, for texts that mark none of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, Kind

HEADING_WIDTH = 60  # columns; a longer line is a sentence even without a full stop
_WRAP_SHARE = 0.75  # of the file's line width: a shorter line ends its paragraph
_WRAP_WIDEST = 160  # columns; files with longer lines are not wrapped by hand
_STOPS = "。！？；，、：,;:.!?…"
_WIDE = "WF"
_NUMERAL = "一二三四五六七八九十百"
# Styles of numbering, in no order: the file's own nesting decides their level.
_STYLES = {
    "chapter": re.compile(
        rf"第\s*[{_NUMERAL}\d]+\s*[章編编篇部卷](?![{_NUMERAL}\d])|(?:Chapter|Part|Annex|Appendix)\s+[\dA-Z]+\b|附[件錄录]\s*[{_NUMERAL}\d]*"
    ),
    "section": re.compile(rf"第\s*[{_NUMERAL}\d]+\s*[節节條条]"),
    "han": re.compile(rf"[{_NUMERAL}]+\s*[、.．]"),
    "han-bracket": re.compile(rf"[(（][{_NUMERAL}]+[)）]"),
    "decimal": re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s|[^\d\s.%,])|\d{1,2}\s*[.、．](?=\s|[^\d\s])"),
    "bracket": re.compile(r"[(（]?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[)）]"),
}
# Many a ".txt" carries these two marks of Markdown; left in, they would be printed in citations.
_ATX = re.compile(r"(#{1,6})\s+(?=\S)")
_STRONG = re.compile(r"\*\*(?=\S)([^*]+?)(?<=\S)\*\*")
_BULLET = re.compile(r"[•·●○◦▪■□◆◇➤►▶✓✔❖\uf020-\uf0ff]\s*|[-*–—]\s+")
_DOUBLE_LINES = 8  # so many lines, each followed by a blank one, are double spacing and no paragraphs of a line
_RULE = re.compile(r"\s*([-=_*~─═])(?:\s*\1){2,}\s*")
_HAN_EDGE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its indent, with the style of its number ("" if none) and what stands around it."""

    text: str
    style: str
    marker: str
    after_gap: bool
    before_gap: bool
    underlined: bool = False
    wrap: int = 0  # columns at which lines around it were broken by hand, 0 when they were not


def width(text: str) -> int:
    """Columns on a terminal: a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


def join(first: str, second: str) -> str:
    """Two lines of a paragraph as one: no space beside a Han character or mark, none after a hyphenated word's break."""
    if not first or not second:
        return first + second
    if _HAN_EDGE.match(first[-1]) or _HAN_EDGE.match(second[0]):
        return first + second
    if len(first) > 1 and first[-1] == "\u00ad":
        return first[:-1] + second
    return f"{first} {second}"


def join_all(lines: Sequence[str]) -> str:
    """A paragraph's lines as one, white space at their edges dropped."""
    out = ""
    for line in lines:
        out = join(out, line.strip())
    return out


def table_block(rows: Sequence[Sequence[str]], page: int | None = None) -> Block | None:
    """A table of at least two rows and columns, every row as long as the widest; None when it is smaller or empty."""
    filled = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    columns = max((len(row) for row in filled), default=0)
    if len(filled) < 2 or columns < 2:
        return None
    even = tuple(tuple(row + [""] * (columns - len(row))) for row in filled)
    return Block(Kind.TABLE, "\n".join(" | ".join(row) for row in even), rows=even, page=page)


def _style(text: str) -> tuple[str, str]:
    """Style and marker of a numbered line; ("", "") for others. Decimal numbers with dots count their depth: "decimal2" for 1.1."""
    if atx := _ATX.match(text):
        return f"atx{len(atx[1])}", atx[0]
    for name, pattern in _STYLES.items():
        found = pattern.match(text)
        if (found and found.end() < len(text.rstrip())) or (found and name in ("chapter", "section")):
            depth = len(re.findall(r"\d+", found[0])) if name == "decimal" else 0
            return name + (str(depth) if depth else ""), found[0]
    return "", ""


def _cells(line: str) -> list[str] | None:
    if "\t" in line.strip():
        return [cell.strip() for cell in line.strip("\r\n").split("\t")]
    if line.count("|") >= 2 or line.count("｜") >= 1:
        return [cell.strip() for cell in re.split(r"[|｜]", line.strip().strip("|｜"))]
    return None


def _is_divider(cells: Sequence[str]) -> bool:
    return all(re.fullmatch(r":?-+:?", cell) for cell in cells if cell) and any(cells)


def _table_at(lines: Sequence[str], start: int) -> tuple[int, Block | None]:
    """The end of the run of lines parted by tabs or bars into equally many cells, and its table."""
    rows, end = list[list[str]](), start
    while end < len(lines) and (cells := _cells(lines[end])) is not None and (not rows or abs(len(cells) - len(rows[0])) <= 1):
        if not _is_divider(cells):
            rows.append(cells)
        end += 1
    return end, table_block(rows) if len(rows) >= 2 else None


def _lines(raw: Sequence[str]) -> list[_Line]:
    """Lines with their surroundings; rules ("-----") and blank lines count as gaps."""
    blank = [not line.strip() or bool(_RULE.fullmatch(line)) for line in raw]
    out = list[_Line]()
    for i, line in enumerate(raw):
        if blank[i]:
            continue
        text = _STRONG.sub(r"\1", line.strip())
        style, marker = _style(text)
        bullet = _BULLET.match(text)
        if bullet and bullet.end() < len(text):
            style, marker = "bullet", bullet[0]
        underlined = i + 1 < len(raw) and bool(_RULE.fullmatch(raw[i + 1])) and len(raw[i + 1].strip()) >= 3
        out.append(_Line(text, style, marker, i == 0 or blank[i - 1], i + 1 == len(raw) or blank[i + 1], underlined))
    return out


def _stretches(raw: Sequence[str]) -> list[list[str]]:
    """The lines, cut where double spacing begins or ends; in double-spaced stretches the blank lines between are taken out."""
    gaps = list[bool]()  # whether a line is followed by exactly one blank line and then another line
    for i, line in enumerate(raw):
        gaps.append(bool(line.strip()) and i + 2 < len(raw) and not raw[i + 1].strip() and bool(raw[i + 2].strip()))
    out, i = [list[str]()], 0
    while i < len(raw):
        end = i
        while end < len(raw) and gaps[end]:
            end += 2
        lines = [line for line in raw[i : end + 1] if line.strip()]
        if end - i >= 2 * _DOUBLE_LINES and _wrap_width(_lines(lines)):
            out += [lines, []]
        else:
            out[-1] += raw[i : end + 1]
        i = end + 1
    return [stretch for stretch in out if stretch]


def _wrap_width(lines: Sequence[_Line]) -> int:
    """Columns at which the file's lines were broken by hand; 0 when they were not.

    Broken by hand: of the lines followed by another one without a gap, a third and more end without a stop and near the same width.
    """
    inner = [line for line in lines if not line.before_gap]
    widths = sorted(width(line.text) for line in inner)
    if len(inner) < 2 or widths[-1] > _WRAP_WIDEST:
        return 0
    full = widths[int(len(widths) * 0.8)]
    running = sum(width(line.text) >= _WRAP_SHARE * full and line.text[-1] not in "。！？.!?：:" for line in inner)
    return full if full >= 20 and running >= max(1, len(inner) / 3) else 0


def _is_heading(line: _Line, after: _Line | None) -> bool:
    """Short, alone, without a stop, and with something under it that is no sibling of a list."""
    if line.style.startswith("atx"):
        return True
    if after is None or width(line.text) > HEADING_WIDTH or line.text[-1] in _STOPS or line.style in ("bullet", "bracket"):
        return False
    if not any(c.isalpha() for c in line.text) or "\t" in line.text:
        return False
    if any(c in line.text for c in "。；！？") or line.text.count("，") > 1:
        return False
    if line.style:
        # Items of a list of short entries stand side by side; a heading has its text or a lower heading under it.
        return after.style != line.style and (line.before_gap or line.after_gap or width(after.text) > HEADING_WIDTH)
    return line.underlined or (line.after_gap and line.before_gap and width(line.text) <= HEADING_WIDTH * 2 // 3)


def to_blocks(text: str) -> list[Block]:
    """Blocks of a plain text in reading order: headings by number or standing, list items, tables, paragraphs with their lines joined.

    Heading levels follow the file's own nesting: a style of numbering first seen under another one is one level lower.
    """
    raw = text.replace("\f", "\n\n").splitlines()
    blocks, pending, i = list[Block](), list[str](), 0
    styles = list[str]()
    # Tables are cut out first: their lines are no evidence about how prose was wrapped.
    while i <= len(raw):
        end, table = _table_at(raw, i) if i < len(raw) and _cells(raw[i]) is not None else (i, None)
        if table is None and i < len(raw):
            pending.append(raw[i])
            i += 1
            continue
        blocks += _prose(pending, styles)
        pending.clear()
        if table is None:
            break
        blocks.append(table)
        i = end
    return blocks


def _prose(raw: Sequence[str], styles: list[str]) -> list[Block]:
    """Blocks of a stretch without tables; `styles` is the stack of heading styles in force and is kept up."""
    lines = list[_Line]()
    for stretch in _stretches(raw):
        own = _lines(stretch)
        wrap = _wrap_width(own)
        lines += [replace(line, wrap=wrap) for line in own]
    blocks, paragraph, kind = list[Block](), list[str](), Kind.TEXT

    def close() -> None:
        if paragraph:
            blocks.append(Block(kind, join_all(paragraph)))
        paragraph.clear()

    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else None
        before = lines[i - 1] if i else None
        heading = _is_heading(line, after) or _is_dense_heading(line, before, after)
        if paragraph and not heading and _continues(line, before):
            paragraph.append(line.text)
            continue
        close()
        if heading:
            style = line.style or "plain"
            if style in styles:
                del styles[styles.index(style) + 1 :]
            else:
                styles.append(style)
            text = line.text[len(line.marker) :].rstrip("# ") if style.startswith("atx") else line.text
            blocks.append(Block(Kind.HEADING, text, level=min(len(styles), 6)))
            continue
        kind = Kind.LIST if line.style in ("bullet", "bracket", "han-bracket") or line.style.startswith("decimal") else Kind.TEXT
        paragraph.append(line.text[len(line.marker) :] if line.style == "bullet" else line.text)
    close()
    return blocks


def _continues(line: _Line, before: _Line | None) -> bool:
    """Whether a line goes on where the one before was broken: because that was full, not because its paragraph ended."""
    if before is None or line.after_gap or line.style or not before.wrap:
        return False
    full = width(before.text) >= _WRAP_SHARE * before.wrap
    return full and not (before.text[-1] in "。！？" and width(before.text) < 0.95 * before.wrap)


def _is_dense_heading(line: _Line, before: _Line | None, after: _Line | None) -> bool:
    """In wrapped text without gaps: a short line without a stop between the end of a paragraph and a list item."""
    if not line.wrap or line.style or after is None or not after.style or width(line.text) > 0.6 * line.wrap:
        return False
    ended = before is None or before.text[-1] in "。！？）)"
    return ended and line.text[-1] not in _STOPS + "）)" and any(c.isalpha() for c in line.text)
