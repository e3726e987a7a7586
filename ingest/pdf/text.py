"""Characters and list marks: what is Han, what begins an item, how two lines of a paragraph join."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]")
LOST = "\ufffd"  # stands for a glyph whose character the file does not say; never a guess
_CID = re.compile(r"\(cid:\d+\)")
_BULLET = r"[•·‧●○◦■□▪▫◆◇▶►▸➤➢➔✓✔☑★☆※‣⁃∙]|[-–—*](?=\s)"
_COUNT = "一二三四五六七八九十百甲乙丙丁戊己庚辛壬癸"
_NUMBER = (
    rf"\[\d{{1,3}}\]|[（(](?:[{_COUNT}]{{1,3}}|\d{{1,3}}|[a-zA-Z]|[ivxIVX]{{1,5}})[)）]"
    rf"|\d{{1,3}}(?:[、．]|[.)](?!\d))|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?(?=\s)|[a-zA-Z][)](?=\s)|[a-z][.](?=\s)"
    rf"|[ivx]{{1,5}}[.)](?=\s)|[{_COUNT}]{{1,3}}、|[\u2460-\u2473\u2474-\u2487\u3220-\u3229]"
)
CAPTION = re.compile(r"\s*(?:[表圖图][格表]?\s*[\d一二三四五六七八九十]|(?:Table|Figure|Fig\.|Chart|Exhibit)\s*\d)", re.IGNORECASE)
MARK = re.compile(rf"\s*(?:(?P<bullet>{_BULLET})|(?P<number>{_NUMBER}))\s*")
END = re.compile(r"[。！？!?：:；;…][」』”’\"'）)》〉\]]*\s*[¹²³⁰-⁹]{0,3}$|[.][”’\"')\]]*\s*[¹²³⁰-⁹]{0,3}$|[。！？][0-9]{1,2}$")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def is_wide(char: str) -> bool:
    """Whether a character is Han or other full-width script or punctuation, beside which lines join without a space."""
    return WIDE.match(char) is not None


def clean(text: str) -> str:
    """One glyph's text as it should read: symbol-font bullets as "•", soft hyphens as hyphens, no zero-width characters."""
    if len(text) == 1 and 0xF020 <= ord(text) <= 0xF0FF:
        return "•"
    if "\ufb00" <= text <= "\ufb06":
        return unicodedata.normalize("NFKC", text)
    return text.replace("\u00ad", "-").replace("\u200b", "").replace("\ufeff", "")


def without_cids(text: str) -> str:
    """The text with each "(cid:N)", a glyph whose character the file does not say, as U+FFFD."""
    return _CID.sub(LOST, text)


def raised(text: str) -> str:
    """Digits set small and high, so that a note's number does not read as part of the figure before it."""
    return text.translate(_SUPERSCRIPT)


def squeeze(text: str) -> str:
    """NFKC without any white space: what two texts are compared by."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def is_mark(text: str) -> bool:
    """Whether the text is a list mark and nothing else."""
    found = MARK.match(f"{text} ")
    return len(text) <= 6 and found is not None and found.end() > len(text)


def ends(text: str) -> bool:
    """Whether a sentence or clause that leads on to something new ends here."""
    return END.search(text) is not None


def glue(before: str, after: str) -> str:
    """What stands between two lines of a paragraph, " " or ""; a hyphen at a Latin line's end is dropped by `join`."""
    if not before or not after or is_wide(before[-1]) or is_wide(after[0]):
        return ""
    tail = before.rsplit(maxsplit=1)[-1]
    if ("://" in tail or tail.startswith("www.")) and (tail[-1] in "/-_.?=&%" or not after[0].isupper()) and not after.startswith("("):
        return ""
    return " "


def join(before: str, after: str) -> tuple[str, int]:
    """Two lines of a paragraph as one text, and the offset in it at which the second begins."""
    before, after = before.rstrip(), after.lstrip()
    if re.search(r"[A-Za-z]{2}[-\u2010]$", before) and re.match(r"[a-z]{2}", after) and "://" not in before.rsplit(maxsplit=1)[-1]:
        return before[:-1] + after, len(before) - 1
    between = glue(before, after)
    return before + between + after, len(before) + len(between)


def letters(text: str) -> float:
    """Length in Han widths: a Latin letter counts half."""
    return sum(1.0 if is_wide(c) else 0.5 for c in text)


def joined(texts: Iterable[str]) -> tuple[str, tuple[int, ...]]:
    """Lines as one paragraph, and the offset at which each begins."""
    out, starts = "", list[int]()
    for text in texts:
        if starts:
            out, start = join(out, text)
            starts.append(start)
        else:
            out = text.strip()
            starts.append(0)
    return out, tuple(starts)
