"""Dates of a text, in Chinese and English, and what is left of it for other figures."""

from __future__ import annotations

import re
from fractions import Fraction

from rag.dates import MONTH_STEMS, MONTHS
from rag.figure import Figure, Reading

_MONTH = (
    rf"(?<![a-z])({'|'.join((*MONTHS, *MONTH_STEMS)).lower()}|sept)\.?"
    r"(?![a-z])"
)
_YEAR = r"(?<!\d)(?<!\d[.,])(?<!\$)((?:19|20)\d\d)(?![\d%])(?![.,]\d)"
_DAY = r"(?<!\d)(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_PERIOD = re.compile(rf"{_YEAR}年?(?:度)?\s*(?:[-–—/~]|至|到)\s*((?:20)?\d\d)(?!\d)(?!-\d)(?![月%])年?")
_ISO = re.compile(rf"{_YEAR}-(1[0-2]|0[1-9])(?:-(3[01]|[12]\d|0[1-9]))?(?!\d)")
_ZH_DATE = re.compile(rf"{_YEAR}年(?:(底|末|尾|年底|年末|年尾)|(1[0-2]|0?[1-9])月(?:(3[01]|[12]\d|0?[1-9])[日号])?)?")
_ZH_MONTHS = re.compile(rf"(?:{_YEAR}年)?(?<!\d)(?<!\d\.)(1[0-2]|0?[1-9])月?(?:至|到|-|–|、|和|及)(1[0-2]|0?[1-9])月(?!\d)")
_ZH_MONTH = re.compile(r"(?<![\d个])(?<!\d\.)(1[0-2]|0?[1-9])月(?:(3[01]|[12]\d|0?[1-9])[日号])?")
_EN_DAY_FIRST = re.compile(rf"{_DAY}(?:\s*(?:-|–|to|and)\s*{_DAY})?\s+(?:of )?{_MONTH}(?:,?\s+{_YEAR})?")
_EN_MONTH_FIRST = re.compile(rf"{_MONTH}(?:\s+{_DAY}(?!\s*{_MONTH}))?(?:,?\s+(?:of )?{_YEAR})?")
_PLAIN_YEAR = re.compile(_YEAR + r"(?!\s*(?:个|元|宗|人|名|项|件|万|亿|million|billion|cases|applications|people|persons))")
_MAY = re.compile(r"(?<![a-z])(?:in|by|since|until|till|from|of|end|early|late|mid|between)[ -]$")


def _month(name: str) -> int:
    return MONTH_STEMS.index(name[:3]) + 1


def _of(*parts: int | None) -> Reading:
    """The reading of a date of which year, month and day are known in that order."""
    numbers = tuple(p for p in parts if p is not None)
    return (("year", "month", "date")[len(numbers) - 1], numbers)


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _period(m: re.Match[str]) -> tuple[Reading, ...]:
    first, last = int(m[1]), int(m[2]) if len(m[2]) == 4 else int(m[1]) // 100 * 100 + int(m[2])
    return (_of(first), _of(last)) if first < last <= first + 60 else ()


def _en_day_first(m: re.Match[str]) -> tuple[Reading, ...]:
    month, year = _month(m[3]), _int(m[4])
    days = [int(d) for d in (m[1], m[2]) if d]
    return tuple(_of(year, month, d) if year else ("day-of", (month, d)) for d in days)


def _en_month_first(m: re.Match[str]) -> tuple[Reading, ...]:
    month, day, year = _month(m[1]), _int(m[2]), _int(m[4])
    if m[1] in ("may", "march", "mar") and day is None and year is None and not _MAY.search(m.string[: m.start()]):
        return ()
    if year:
        return (_of(year, month, day),)
    return (("day-of", (month, day)),) if day else (("month-only", (month,)),)


def _zh_date(m: re.Match[str]) -> tuple[Reading, ...]:
    return (_of(int(m[1]), _int(m[3]), _int(m[4])),)


def _zh_month(m: re.Match[str]) -> tuple[Reading, ...]:
    return (("day-of", (int(m[1]), int(m[2]))),) if m[2] else (("month-only", (int(m[1]),)),)


def _zh_months(m: re.Match[str]) -> tuple[Reading, ...]:
    months = (int(m[2]), int(m[3]))
    return tuple(_of(int(m[1]), month) if m[1] else ("month-only", (month,)) for month in months)


_DATES = (
    (_ISO, lambda m: (_of(int(m[1]), int(m[2]), _int(m[3])),)),
    (_PERIOD, _period),
    (_ZH_MONTHS, _zh_months),
    (_ZH_DATE, _zh_date),
    (_EN_DAY_FIRST, _en_day_first),
    (_EN_MONTH_FIRST, _en_month_first),
    (_ZH_MONTH, _zh_month),
    (_PLAIN_YEAR, lambda m: (_of(int(m[1])),)),
)


def blanked(text: str, start: int, end: int) -> str:
    """The text with a part of it made unreadable, offsets kept."""
    return text[:start] + "\x00" * (end - start) + text[end:]


def _date_side(text: str, match: re.Match[str]) -> str:
    ahead, behind = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    if re.match(r"(?:之前|以前|前(?!后))", behind) or re.search(r"(?<![a-z])(?:before|until|prior to|up to)$", ahead):
        return "before"
    if re.match(r"(?:起|之后|以后|后)", behind) or re.search(r"(?<![a-z])(?:since|from|after|starting|自|由)$", ahead):
        return "since"
    return ""


def take_dates(text: str) -> tuple[list[Figure], str]:
    """The dates of a folded text in digits, and the text without them.

    Every date of a period is a figure of its own, since each must be held; a plain 2024 may also be a count.
    """
    found = list[Figure]()
    for pattern, read in _DATES:
        for match in list(pattern.finditer(text)):
            readings = read(match)
            if not readings:
                continue
            plain: tuple[Reading, ...] = (("n", Fraction(int(match[1]))),) if pattern is _PLAIN_YEAR else ()
            side = _date_side(text, match)
            found += [Figure(match[0].strip(), match.start(), match.end(), (r, *plain), None, side) for r in readings]
            text = blanked(text, match.start(), match.end())
    return found, text
