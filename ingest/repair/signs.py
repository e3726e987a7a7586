"""Which characters of a text are at home in Chinese and English, and which look as if a broken font had put them there.

A reader that lacks a glyph's Unicode value prints some number in its place, so damage shows as letters of unrelated scripts amid Han
characters. A name in Thai or a phonetic transcription looks different: it is a whole word of one script.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

CID = re.compile(r"\(cid:(\d{1,5})\)")
LOST = "\ufffd"
# Where the sign that stands for a whole (cid:N) goes: the last private-use character, which no font of ours uses.
_STAND_IN = "\uf8ff"

# (first, last) of the ranges that Chinese, Japanese and English pages use, in order; what they hold is never damage by itself.
_HOME = (
    (0x00, 0x7F),
    (0x85, 0x85),  # a line break
    (0xA0, 0x24F),  # Latin
    (0x1E00, 0x1EFF),  # Latin with several marks: Vietnamese, pinyin
    (0x2000, 0x2BFF),  # punctuation, arrows, mathematics, shapes
    (0x2E80, 0x312F),  # radicals, punctuation, kana, bopomofo
    (0x3190, 0x33FF),
    (0x4DC0, 0x9FFF),
    (0xF020, 0xF0FF),  # the private corner that symbol fonts of office files use, mostly for bullets
    (0xF900, 0xFAFF),
    (0xFE00, 0xFE6F),
    (0xFEFF, 0xFFFC),
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0x1F000, 0x1FAFF),  # emoji
    (0xE0000, 0xE01EF),  # tags and variation selectors
)
# Foreign too, but met in sound Chinese text: Greek and Cyrillic, Hangul, rare Han, and the private use of old Hong Kong fonts.
_GUEST = ((0x370, 0x52F), (0x3400, 0x4DBF), (0xAC00, 0xD7A3), (0xE000, 0xF01F), (0xF100, 0xF8FE), (0x20000, 0x323AF))
_WORD_LETTERS = 3
_PHONETIC = frozenset({"LATIN", "MODIFIER", "COMBINING", "GREEK"})


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    at = bisect_right(ranges, (code, 0x110000)) - 1
    return at >= 0 and code <= ranges[at][1]


@lru_cache(maxsize=8192)
def standing(char: str) -> str:
    """What a character is to a Chinese or English page: "home", "guest" (foreign, but met there), "stranger" or "lost".

    Digits and symbols of foreign scripts are strangers too: glyph numbers fall on them as well.
    """
    code = ord(char)
    if char in (LOST, _STAND_IN) or (0x80 <= code < 0xA0 and code != 0x85):
        return "lost"
    if _within(code, _GUEST):
        return "guest"
    # Joiners and direction marks are invisible and harmless.
    return "home" if _within(code, _HOME) or unicodedata.category(char) == "Cf" else "stranger"


def is_han(char: str) -> bool:
    """Whether the character is a Han character of the common block or a compatibility form of one."""
    return "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


@lru_cache(maxsize=8192)
def script(char: str) -> str:
    """The script a letter belongs to, by the first word of its Unicode name; phonetic letters and their marks count as LATIN."""
    name = unicodedata.name(char, "").split(" ")[0].split("-")[0]
    return "LATIN" if name in _PHONETIC and not _within(ord(char), ((0x370, 0x52F),)) else name or f"UNNAMED {ord(char) >> 7}"


def one_sign(text: str) -> str:
    """The text with every (cid:N) as one private-use character, so that a glyph counts once."""
    return CID.sub(_STAND_IN, text) if "(cid:" in text else text


def foreign_words(text: str) -> set[int]:
    """Offsets of the letters that belong to words of one foreign script.

    A word has three letters or more, or holds an ASCII letter too, or stands apart from Han characters in a text that has longer words of its
    script. Chance alone hardly ever puts three damaged glyphs of the same script side by side.
    """
    runs = _runs(text)
    pieces = [piece for start, end in runs for piece in _pieces(text, start, end)]
    words = [piece for piece in pieces if piece.is_word]
    scripts = {piece.family for piece in words}
    words += [piece for piece in pieces if not piece.is_word and piece.whole and piece.family in scripts and not _beside_han(text, piece)]
    return {i for piece in words for i in range(piece.start, piece.end)}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of letters of one script; `whole` when no other letters touch it."""

    start: int
    end: int
    family: str
    whole: bool
    is_word: bool


def _runs(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch of foreign letters, Latin ones around them included."""
    found = list[tuple[int, int]]()
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and _in_word(text[end]):
            end += 1
        if not text[at:end].isascii():
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    """A run split where the script changes."""
    found = list[_Piece]()
    first = start
    while first < end:
        family = script(text[first])
        last = first + 1
        while last < end and script(text[last]) == family:
            last += 1
        whole = last - first == end - start
        letters = sum(unicodedata.category(c)[0] == "L" or family != "LATIN" for c in text[first:last])
        latin = family == "LATIN" and any(c.isascii() or "\u00c0" <= c <= "\u00ff" for c in text[first:last])
        long = letters >= _WORD_LETTERS
        named = family != "CJK" and not family.startswith("UNNAMED")
        found.append(_Piece(first, last, family, whole, named and ((long and whole) or (latin and (long or whole)))))
        first = last
    return found


def _beside_han(text: str, piece: _Piece) -> bool:
    return any(map(is_han, text[max(0, piece.start - 1) : piece.start] + text[piece.end : piece.end + 1]))


def _latin(char: str) -> bool:
    return (char.isascii() and char.isalpha()) or "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff"


def _in_word(char: str) -> bool:
    return standing(char) in ("guest", "stranger") or _latin(char)
