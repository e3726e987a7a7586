"""What a Word paragraph shows, what it is, and how the cells of a table lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.docx_numbering import Numbering, W
from ingest.grid import Cell
from ingest.lines import HEADING_WIDTH, join_all, width

# Not shown, or shown elsewhere: deletions, field codes, the copy for old readers, text boxes (read after their paragraph), phonetic marks.
UNSHOWN = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "txbxContent", "rt", "pPr", "rPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_HEADING_STYLE = re.compile(r"(?:heading|標題|标题)\s*([1-9])$", re.IGNORECASE)
_MAX_STYLE_CHAIN = 12


@dataclass(slots=True)
class Reader:
    """What is needed while the body is walked: the styles by id, list counters, the notes by kind and id."""

    styles: dict[str, Any]
    numbering: Numbering
    notes: dict[str, dict[str, str]]
    used: list[tuple[str, str]] = field(default_factory=list)  # (mark, text) of notes met in the block under way
    note_count: int = 0


def plain(paragraph: Any) -> str:
    """A paragraph's text without marks for notes."""
    return "".join(pieces(paragraph, None)).strip()


def pieces(element: Any, reader: Reader | None) -> Iterator[str]:
    """The shown text of a paragraph, piece by piece; with a reader, notes are marked [1], [2] … and remembered."""
    for child in element:
        tag = child.tag
        if tag in UNSHOWN or not isinstance(tag, str):
            continue
        if tag == f"{W}r" and _hidden(child):
            continue
        name = tag.removeprefix(W)
        match name:
            case "t":
                yield _raised(child)
            case "tab" | "ptab":
                yield "\t"
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
            case "sym":
                yield "•"
            case "footnoteReference" | "endnoteReference" if reader is not None:
                text = reader.notes.get(name, {}).get(str(child.get(f"{W}id")), "")
                if text:
                    reader.note_count += 1
                    reader.used.append((f"[{reader.note_count}]", text))
                    yield f"[{reader.note_count}]"
            case _:
                yield from pieces(child, reader)


def _raised(text: Any) -> str:
    """Text of a run; a raised number typed by hand is set apart, so that it never runs into a figure before it."""
    run = text.getparent()
    mark = run.find(f"{W}rPr/{W}vertAlign") if run is not None else None
    content = text.text or ""
    if mark is not None and mark.get(f"{W}val") == "superscript" and re.fullmatch(r"\s*\d{1,3}\s*", content):
        return f"[{content.strip()}]"
    return str(content)


def _hidden(run: Any) -> bool:
    found = run.find(f"{W}rPr/{W}vanish")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false")


def _style_chain(paragraph: Any, styles: dict[str, Any]) -> Iterator[Any]:
    """The paragraph's properties, then its style's and those the style is based on."""
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        yield properties
    named = properties.find(f"{W}pStyle") if properties is not None else None
    ident = named.get(f"{W}val") if named is not None else None
    for _ in range(_MAX_STYLE_CHAIN):
        style = styles.get(ident) if ident else None
        if style is None:
            return
        yield style
        base = style.find(f"{W}basedOn")
        ident = base.get(f"{W}val") if base is not None else None


def heading_level(paragraph: Any, styles: dict[str, Any]) -> int:
    """1 to 9; 0 for other paragraphs. A document's title is level 1 and its chapters too, as Word counts them."""
    for properties in _style_chain(paragraph, styles):
        outline = properties.find(f"{W}outlineLvl")
        if outline is None:
            outline = properties.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            value = str(outline.get(f"{W}val", "9"))
            return int(value) + 1 if value in tuple("012345678") else 0
        name = properties.find(f"{W}name")
        title = str(name.get(f"{W}val", "")) if name is not None else ""
        if found := _HEADING_STYLE.match(title):
            return int(found[1])
        if title.casefold() == "title":
            return 1
    return 0


def number_of(paragraph: Any, reader: Reader) -> str | None:
    """The number printed before the paragraph, "" for a bullet, None when it is in no list."""
    list_id, level = "", 0
    for properties in _style_chain(paragraph, reader.styles):
        found = properties.find(f"{W}numPr")
        if found is None:
            found = properties.find(f"{W}pPr/{W}numPr")
        if found is None:
            continue
        ident, depth = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        if depth is not None and not level:
            level = int(depth.get(f"{W}val", "0"))
        if ident is not None:
            list_id = str(ident.get(f"{W}val", ""))
            break
    return reader.numbering.next(list_id, level) if list_id and list_id != "0" else None


def stands_as_heading(paragraph: Any, text: str) -> bool:
    """A short paragraph all in bold and without a stop: how headings look where nobody used styles."""
    if width(text) > HEADING_WIDTH * 2 // 3 or text[-1] in "。！？；，：、,;:.!?" or not any(c.isalpha() for c in text):
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if "".join(pieces(run, None)).strip()]
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(b is not None and b.get(f"{W}val", "1") not in ("0", "false") for b in bold)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell of a row: its text, the columns it covers, and whether it continues the cell above."""

    text: str
    columns: int
    continues: bool


def row_of(row: Any, reader: Reader) -> list[_Placed]:
    """The cells of a table's row from left to right."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    out = [_Placed("", _span(before), False)] if before is not None else []
    for cell in row.iter(f"{W}tc"):
        if next(a for a in cell.iterancestors() if a.tag == f"{W}tr") is not row:
            continue
        texts = [
            join_all("".join(pieces(p, reader)).split("\n"))
            for p in cell.iter(f"{W}p")
            if not any(a.tag in UNSHOWN for a in p.iterancestors())
        ]
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        out.append(_Placed(join_all(texts), _span(cell.find(f"{W}tcPr/{W}gridSpan")), continues))
    return out


def _span(element: Any) -> int:
    value = str(element.get(f"{W}val", "1")) if element is not None else "1"
    return int(value) if re.fullmatch(r"\d{1,4}", value) else 1


def spanned(rows: list[list[_Placed]]) -> list[list[Cell]]:
    """Word marks every cell below a merged one as its continuation; here the first states how many rows it covers."""
    starts = [[sum(cell.columns for cell in row[:i]) for i in range(len(row))] for row in rows]
    continued = [{at for at, cell in zip(starts[i], row, strict=True) if cell.continues} for i, row in enumerate(rows)]
    out = list[list[Cell]]()
    for i, row in enumerate(rows):
        cells = list[Cell]()
        for at, cell in zip(starts[i], row, strict=True):
            if cell.continues and i:
                continue
            down = 1
            while i + down < len(rows) and at in continued[i + down]:
                down += 1
            cells.append(Cell(cell.text, cell.columns, down))
        out.append(cells)
    return out
