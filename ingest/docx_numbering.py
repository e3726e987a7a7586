"""The numbers Word prints before paragraphs: they stand nowhere in the text and are counted from the list definitions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_HAN_FORMATS = ("chinese", "taiwanese", "ideograph", "japanese")
_MOST = 9_999


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: number format, pattern with %1 to %9, first number."""

    form: str
    pattern: str
    start: int


def _value(parent: Any, name: str) -> str:
    found = parent.find(f"{W}{name}") if parent is not None else None
    return "" if found is None else str(found.get(f"{W}val", ""))


def _integer(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default


def _roman(number: int) -> str:
    out = ""
    for value, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True):
        out += sign * (number // value)
        number %= value
    return out


def _han(number: int) -> str:
    """A number below a hundred in Han numerals; larger ones digit by digit."""
    if number >= 100:
        return "".join(_HAN[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens]}十") + (_HAN[ones] if ones or not tens else "")


def printed(number: int, form: str) -> str:
    """A number in one of Word's formats ("decimal", "lowerRoman", "taiwaneseCountingThousand", …); decimal for formats unknown."""
    number = max(0, min(number, _MOST))
    letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""
    if form.startswith(_HAN_FORMATS):
        return _han(number)
    match form:
        case "lowerLetter":
            return letter
        case "upperLetter":
            return letter.upper()
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(0x2460 + number - 1)
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)


class Numbering:
    """Counts a document's lists while its paragraphs go by in order.

    Args:
        root: the numbering part's XML element, None for a document without lists.
    """

    def __init__(self, root: Any) -> None:
        abstract = dict[str, dict[int, _Level]]()
        self._lists = dict[str, tuple[str, dict[int, _Level]]]()
        self._counts = defaultdict[str, dict[int, int]](dict)
        for element in root.iterchildren(f"{W}abstractNum") if root is not None else ():
            abstract[element.get(f"{W}abstractNumId")] = {
                _integer(lvl.get(f"{W}ilvl", "0")): _Level(_value(lvl, "numFmt"), _value(lvl, "lvlText"), _integer(_value(lvl, "start"), 1))
                for lvl in element.iterchildren(f"{W}lvl")
            }
        for element in root.iterchildren(f"{W}num") if root is not None else ():
            ident, base = element.get(f"{W}numId"), _value(element, "abstractNumId")
            levels = dict(abstract.get(base, {}))
            counter = base
            for override in element.iterchildren(f"{W}lvlOverride"):
                start, level = _value(override, "startOverride"), _integer(override.get(f"{W}ilvl", "0"))
                if start and level in levels:
                    levels[level] = _Level(levels[level].form, levels[level].pattern, _integer(start, 1))
                    counter = f"{base}/{ident}"  # a list that starts anew counts by itself
            self._lists[ident] = (counter, levels)

    def next(self, list_id: str, level: int) -> str | None:
        """The number of the next paragraph of a list, as printed; "" for a bullet, None when there is no such list."""
        if list_id not in self._lists:
            return None
        counter, levels = self._lists[list_id]
        if level not in levels:
            return None
        counts = self._counts[counter]
        counts[level] = counts[level] + 1 if level in counts else levels[level].start
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        if levels[level].form in ("bullet", "none", ""):
            return ""

        def number(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            at = levels.get(n, levels[level])
            return printed(counts.get(n, at.start), at.form)

        return re.sub(r"%([1-9])", number, levels[level].pattern)
