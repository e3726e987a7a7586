"""Tables as sentences, so that each figure is found together with what it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Block, Kind

_CAPTION = re.compile(
    r"\s*(?:[表圖图][格表]?\s*[\d一二三四五六七八九十]|附[件錄录表]|(?:Table|Figure|Fig\.|Chart|Exhibit|Annex|Appendix)\s*[\dA-Z])",
    re.IGNORECASE,
)
_CAPTION_CHARS = 80  # a longer paragraph before a table is text about it


def row_sentences(block: Block, caption: str = "") -> list[str]:
    """One sentence for each row of a table below its header: caption, the row's label, then every value with its column's header.

    Empty cells say nothing; a column without a header gives its value alone; a label repeated in a spanning cell is said once. A block without
    rows gives none. Example: "表1：高端人才通行證計劃：申請數目 85 424；獲批數目 68 098。"
    """
    if len(block.rows) < 2:
        return []
    header = [_flat(cell) for cell in block.rows[0]]
    english = not any("\u4e00" <= c <= "\u9fff" for row in block.rows for cell in row for c in cell)
    colon, semicolon, stop = (": ", "; ", ".") if english else ("：", "；", "。")
    front = f"{_flat(caption).rstrip('：:。.')}{colon}" if caption.strip() else ""
    out = list[str]()
    for row in block.rows[1:]:
        cells = [_flat(cell) for cell in row]
        first = 1 if len(cells) > 1 else 0
        if len(cells) > 2 and re.fullmatch(r"[（(]?\w{1,3}[）).]?", cells[0]) and not header[0] and cells[1]:
            first = 2  # a running number in front of the label
        label = " ".join(c for c in cells[:first] if c)
        values = [f"{name} {value}".strip() for name, value in zip(header[first:], cells[first:], strict=True) if value]
        if label or values:
            text = front + label + (colon if label and values else "") + semicolon.join(values)
            out.append(text if text.endswith(("。", ".", "！", "？")) else text + stop)
    return out


def caption_of(blocks: Sequence[Block], index: int) -> str:
    """The caption of the table at `index`: a short block just before it, or after it, that begins as captions do; else ""."""
    near = [blocks[i] for i in (index - 1, index - 2, index + 1) if 0 <= i < len(blocks)]
    for block in near:
        if block.kind in (Kind.TEXT, Kind.HEADING) and len(block.text) <= _CAPTION_CHARS and _CAPTION.match(block.text):
            return block.text
    return ""


def _flat(text: str) -> str:
    return " ".join(text.split())
