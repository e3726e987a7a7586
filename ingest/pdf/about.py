"""A document's title and date, from what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from ingest.document import Block, Kind
from ingest.pdf.text import letters

TITLE_LONGEST = 80.0  # Han widths
_TOOLS = re.compile(
    r"microsoft (word|powerpoint|excel)|untitled|未命名|無標題|无标题|^(document|presentation|slide|layout)\s*\d*$|about:blank",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(docx?|pptx?|xlsx?|html?|indd|pdf|qxd|ai|odt|rtf|txt|tex|dvi)\b|[\\/]|^[\w\-.]*\d{4,}[\w\-.]*$|^[a-z0-9_\-.]+$", re.IGNORECASE
)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(f"{m}|{m[:3]}\\.?" for m in _MONTHS)
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_HAN_DATE = re.compile(
    r"([一二][〇零○一二三四五六七八九]{3})\s*年\s*([一二三四五六七八九十]{1,2})\s*月(?:\s*([一二三四五六七八九十廿]{1,3})\s*日)?"
)
_DAY_FIRST = re.compile(rf"(?<!\d)(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTH})\s+((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(rf"({_MONTH})\s+(\d{{1,2}}),?\s+((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_ALONE = 24.0  # Han widths: a date so nearly alone in its block is the document's own
_VERBS = re.compile(r"會議|会议|發布|发布|出版|印發|更新|修訂|dated|published|issued|updated|revised|meeting|press release", re.IGNORECASE)


def title_of(info: Mapping[str, object], blocks: Sequence[Block]) -> str:
    """The title in the file's properties where it names the document, else the largest heading of the first page with text, else ""."""
    stated = " ".join(str(info.get("Title") or "").replace("\0", "").split())
    if stated and not _TOOLS.search(stated) and not _FILE.search(stated) and "\ufffd" not in stated and letters(stated) >= 2:
        return stated
    headings = [b for b in blocks if b.kind is Kind.HEADING]
    first = [b for b in headings if b.page == headings[0].page] if headings else []
    opening = list(takewhile(lambda b: b.kind is Kind.HEADING, blocks[blocks.index(first[0]) :])) if first else []
    named = [b for b in opening if not date_in(b.text) and letters(b.text) >= 3] or first
    best = min(named, key=lambda b: (b.level, -letters(b.text)), default=None)  # among a paper's opening lines the title is the longest
    return best.text if best is not None and letters(best.text) <= TITLE_LONGEST else ""


def date_of(blocks: Sequence[Block], pages: int) -> str:
    """The date the document gives itself, "2024-06-24" or "2024-06", or "".

    It must stand nearly alone, or beside a word such as "published", on one of the first two pages or the last; the first page goes first.
    """
    for page in dict.fromkeys((1, 2, pages)):
        for block in blocks:
            if block.page == page and block.kind is not Kind.TABLE:
                found = date_in(block.text)
                if found and (letters(block.text) <= _ALONE or (_VERBS.search(block.text) and letters(block.text) <= 2 * _ALONE)):
                    return found
    return ""


def date_in(text: str) -> str:
    """The first date in a text as YYYY-MM-DD or YYYY-MM, or ""."""
    if m := _NUMERIC.search(text) or _ISO.search(text):
        return _iso(int(m[1]), int(m[2]), int(m[3] or 0))
    if m := _HAN_DATE.search(text):
        return _iso(int("".join(str(_HAN[c]) for c in m[1])), _han_number(m[2]), _han_number(m[3] or ""))
    if m := _MONTH_FIRST.search(text):
        return _iso(int(m[3]), _month(m[1]), int(m[2]))
    if m := _DAY_FIRST.search(text):
        return _iso(int(m[3]), _month(m[2]), int(m[1] or 0))
    return ""


def _iso(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12 or not 0 <= day <= 31:
        return ""
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _month(name: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name.rstrip(".")[:3]))


def _han_number(text: str) -> int:
    """Numbers up to 39 in Han figures; 0 for ""."""
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, units = text.partition("十")
        return 10 * (_HAN[tens] if tens else 1) + (_HAN[units] if units else 0)
    return _HAN.get(text, 0)
