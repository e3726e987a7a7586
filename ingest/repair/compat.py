"""Characters that are the same letter in another dress: radicals and compatibility forms of Han characters, full-width letters and digits.

Not touched: superscripts, circled and fraction signs, square units, full-width punctuation, half-width kana. Changing those changes what is said.
"""

from __future__ import annotations

import functools
import unicodedata

BULLET = "•"
# Radicals that stand for whole characters and that NFKC leaves (Unicode's EquivalentUnifiedIdeograph.txt pairs them): fonts whose
# tables were made from outlines name the radical.
_RADICALS = {
    pair[0]: pair[1]
    for pair in (
        "⺒巳 ⺜日 ⺝月 ⺠民 ⺩王 ⺬示 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻲亀"
    ).split()
}
_HAN_FORMS = ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
_FULL_WIDTH = ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
# Private-use characters by which office files print the glyphs of Symbol and Wingdings.
_SYMBOL_FIRST, _SYMBOL_LAST = "\uf020", "\uf0ff"


@functools.lru_cache(maxsize=4096)
def plain(char: str) -> str:
    """The ordinary form of one character, or the character itself."""
    if char in _RADICALS:
        return _RADICALS[char]
    code = ord(char)
    if any(first <= code <= last for first, last in (*_HAN_FORMS, *_FULL_WIDTH)):
        return unicodedata.normalize("NFKC", char)
    return char


def bullets(line: str) -> list[int]:
    """Offsets of symbol-font signs that serve as bullets: they open the line or stand alone between white space."""
    return [
        at
        for at, char in enumerate(line)
        if _SYMBOL_FIRST <= char <= _SYMBOL_LAST
        and (not line[:at].strip() or (line[at - 1].isspace() and (at + 1 == len(line) or line[at + 1].isspace())))
    ]


def plain_edits(line: str) -> list[tuple[int, int, str]]:
    """Start, end and ordinary form of each character of a line that is to be replaced."""
    if line.isascii():
        return []
    opening = set(bullets(line))
    return [(at, at + 1, BULLET if at in opening else plain(char)) for at, char in enumerate(line) if at in opening or plain(char) != char]
