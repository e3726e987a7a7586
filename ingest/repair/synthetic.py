"""Damage made on purpose, for measuring and testing: some characters of a sound text replaced, the same one always by the same sign."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping

from ingest.repair.cid import table
from ingest.repair.signs import is_han

_SURROGATES = range(0xD800, 0xE000)


def cid_codes(collection: str) -> dict[str, str]:
    """For each Han character of an Adobe collection, its glyph number as a code point."""
    codes = dict[str, str]()
    for cid, char in sorted(table(collection).items()):
        if is_han(char) and 0x100 <= cid < 0x2000 and cid not in _SURROGATES:
            codes.setdefault(char, chr(cid))
    return codes


def random_letters(first: int, last: int) -> list[str]:
    """The assigned letters and private-use characters of a range of code points."""
    return [
        chr(code)
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)) in ("Lo", "Ll", "Lu", "Co") and not is_han(chr(code))
    ]


def replace_some(text: str, share: float, sign: Callable[[str], str | None], chance: random.Random) -> tuple[str, Mapping[str, str]]:
    """The text with a share of its distinct Han characters replaced throughout, at least one, and what stands for what.

    Args:
        text: sound text.
        share: of the distinct Han characters, in (0, 1].
        sign: what stands for a character; None leaves it.
        chance: source of the choice.
    """
    distinct = sorted({char for char in text if is_han(char)})
    chance.shuffle(distinct)
    wanted = max(1, round(share * len(distinct)))
    swaps = dict[str, str]()
    for char in distinct:
        new = sign(char)
        if new is not None and len(swaps) < wanted:
            swaps[char] = new
    return "".join(swaps.get(char, char) for char in text), swaps


def random_signs(letters: list[str], chance: random.Random) -> Callable[[str], str | None]:
    """Distinct letters at random, each character of a text always the same."""
    left = list(letters)
    chance.shuffle(left)
    given = dict[str, str]()
    return lambda char: given.setdefault(char, left[len(given) % len(left)])
