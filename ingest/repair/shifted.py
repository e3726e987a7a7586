"""Letters and commas that became other ASCII signs: in every Adobe collection CID 1 to 95 are the ASCII characters, moved by 31.

Such a glyph number looks like ordinary text ("45&\\"." is STEAM), so it is read only where nothing else makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ingest.repair.cid import coded, share_coded
from ingest.repair.signs import is_han

_OFFSET = 31
_TOKEN = re.compile(r"[!-~]+")
_WORD = re.compile(r"[A-Za-z]{4,}")
_POINTS = frozenset("，、。；：？！")
# A line in which most characters are glyph numbers is set in one damaged font, its commas too.
MIN_SHARE_CODED = 0.5


def latin_words(lines: Iterable[str]) -> frozenset[str]:
    """The Latin words of four letters or more that a document prints undamaged."""
    return frozenset(word for line in lines for word in _WORD.findall(line))


def shifted_words(line: str, known: frozenset[str]) -> list[tuple[int, int, str]]:
    """Start, end and reading of tokens that are no word as they stand and, moved by 31, a word the document prints elsewhere."""
    if not any(map(coded, line)):
        return []
    found = list[tuple[int, int, str]]()
    for match in _TOKEN.finditer(line):
        reading = "".join(chr(ord(c) + _OFFSET) for c in match[0])
        if not match[0].isalnum() and reading in known:
            found.append((match.start(), match.end(), reading))
    return found


def shifted_points(line: str, characters: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """Start, end and reading of lone small letters between glyph numbers that the collection reads as commas and full stops."""
    found = list[tuple[int, int, str]]()
    for at, char in enumerate(line):
        reading = characters.get(ord(char), "") if "`" <= char <= "z" else ""
        if reading not in _POINTS or not reading:
            continue
        before, after = line[at - 1 : at] if at else "", line[at + 1 : at + 2].strip()
        sides = [side for side in (before, after) if side]
        if before and any(map(coded, sides)) and all(coded(s) or is_han(s) for s in sides) and share_coded(line) >= MIN_SHARE_CODED:
            found.append((at, at + 1, reading))
    return found
