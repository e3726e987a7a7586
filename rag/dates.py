"""Dates as written in questions and sentences: years, with the month where one is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
MONTH_STEMS = tuple(name[:3].lower() for name in MONTHS)
YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"  # 1900 to 2099 standing alone
_MONTH = rf"({'|'.join(MONTH_STEMS)})[a-z]*\.?"
_CHINESE = re.compile(YEAR + r"年(?:(1[0-2]|[1-9])月|(底|年底|年尾|尾|末))?")
_ISO = re.compile(YEAR + r"[-/.](0?[1-9]|1[0-2])(?!\d)")
_ENGLISH = re.compile(rf"(?<![a-z]){_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? {YEAR}")
_PLAIN = re.compile(YEAR)
# 25年12月 and 24年底 are years of this century; 25年經驗 is a length of time.
_SHORT = re.compile(r"(?<![\d第])([12]\d)年(?=(?:1[0-2]|[1-9])月|底|年底|尾|年尾|年初|年中|初)")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A year, and the month from 1 to 12; 0 where none is said."""

    year: int
    month: int = 0

    @property
    def iso(self) -> str:
        """2024 or 2024-05."""
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)

    def agrees(self, other: Date) -> bool:
        """Whether both can be the same time: the same year, and the same month or one without."""
        return self.year == other.year and (self.month == other.month or not self.month or not other.month)


def with_full_years(text: str) -> str:
    """The text with 25年12月 written as 2025年12月."""
    return _SHORT.sub(r"20\1年", text)


def dates_in(folded: str) -> tuple[Date, ...]:
    """Dates of folded text, without doubles, ascending; a year said with a month does not count again alone."""
    found = {Date(int(y), int(m) if m else 12 if end else 0) for y, m, end in _CHINESE.findall(folded)}
    found |= {Date(int(y), int(m)) for y, m in _ISO.findall(folded)}
    found |= {Date(int(y), MONTH_STEMS.index(name) + 1) for name, y in _ENGLISH.findall(folded)}
    years = {d.year for d in found if d.month}
    found = {d for d in found if d.month or d.year not in years}
    years |= {d.year for d in found}
    found |= {Date(int(y)) for y in _PLAIN.findall(folded) if int(y) not in years}
    return tuple(sorted(found))


def clash(asked: tuple[Date, ...], said: tuple[Date, ...]) -> bool:
    """Whether dates are said and none of them agrees with one asked about."""
    return bool(asked and said) and not any(a.agrees(s) for a in asked for s in said)
