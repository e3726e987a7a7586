"""A figure with its unit, as it is read from a text.

Units that turn into each other share a kind of reading (3 years and 36 months, 2 weeks and 14 days); units that do not never meet, so
3 months are not held by "3 years". Kinds: n (count), bare (nothing tells of what), pct, mon, day, wday (working days), min, money:<code>
(money:cur without a currency), dom (day of a month), sequence and months (2+3+3), and of dates year, month, date, month-only, day-of.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Reading = tuple[str, Fraction | tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in the text, and all it may mean.

    Attributes:
        printed: folded and in digits.
        start, end: where it stands in `in_digits(fold(text))`.
        readings: what it may mean, none twice; a date's has a kind of dates first.
        face: the number without its unit; None for dates.
        side: "least" (at least, 以上, …), "most" (at most, 以下, …), "before" or "since" of dates, "" for the figure itself.
    """

    printed: str
    start: int
    end: int
    readings: tuple[Reading, ...]
    face: Fraction | None = None
    side: str = ""

    @property
    def is_date(self) -> bool:
        """Whether it says when."""
        return self.readings[0][0] in ("year", "month", "date", "month-only", "day-of")
