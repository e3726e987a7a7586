"""Whether a text holds a figure: what a sentence holds follows from what it says."""

from __future__ import annotations

import functools
import re
from fractions import Fraction

from rag.figure import Figure, Reading
from rag.numerals import loose_values
from rag.readings import figures_of
from rag.text import fold


def reads_as_held(figure: Figure, held: frozenset[Reading] | set[Reading], currencies: frozenset[str] = frozenset()) -> bool:
    """Whether one of a figure's readings is among those held, see `held_readings`.

    Args:
        currencies: those its sentence names, any of which may be meant by a sum that names none.
    """
    wanted = {r for r in figure.readings if r[0] != "bare"}
    wanted |= {(c, value) for kind, value in figure.readings if kind == "money:cur" for c in currencies}
    return bool(wanted & held) or (figure.face is not None and ("bare", figure.face) in held)


def currencies_in(figures: tuple[Figure, ...]) -> frozenset[str]:
    """The currencies a text names, as the kinds of readings."""
    return frozenset(kind for f in figures for kind, _ in f.readings if kind.startswith("money:") and kind != "money:cur")


@functools.lru_cache(maxsize=4096)
def held_readings(text: str) -> frozenset[Reading]:
    """What one sentence holds: its readings with all that follow from them.

    A full date holds its year and its month; a month without a year, the years of its sentence; a sum without a currency, Hong Kong
    dollars and the currencies its sentence names. Numbers in words count however they are used.
    """
    figures = figures_of(text)
    found = {r for f in figures for r in f.readings}
    years = {parts[0] for kind, parts in found if kind in ("year", "month", "date") and isinstance(parts, tuple)}
    currencies = {"money:hkd", *currencies_in(figures)}
    months = {parts[:2] for kind, parts in found if kind in ("month", "date") and isinstance(parts, tuple)}
    alone = {parts[0] for kind, parts in found if kind in ("month-only", "day-of") and isinstance(parts, tuple)}
    months |= {(y, m) for y in years for m in alone}
    for kind, value in list(found):
        if kind == "dom" and isinstance(value, Fraction):
            found |= {("date", (*month, int(value))) for month in months} | {("day-of", (m, int(value))) for m in alone}
        elif isinstance(value, tuple) and kind not in ("sequence", "months"):
            found |= _dates_within(kind, value, years)
        elif kind == "money:cur":
            found |= {(code, value) for code in currencies}
        elif kind == "money:hkd":
            found.add(("money:cur", value))
    found |= {("mon", Fraction(n)) for n in _one_of(text)}
    return frozenset(found | loose_counts(text))


def _one_of(text: str) -> list[int]:
    """Months in "a year" and "a month"."""
    return [12 if unit == "year" else 1 for unit in re.findall(r"(?<![a-z])(?<!half )an?[ -](year|month)(?![a-z])", fold(text))]


def _dates_within(kind: str, parts: tuple[int, ...], years: set[int]) -> set[Reading]:
    found = set[Reading]()
    if kind in ("month", "date"):
        found |= {("year", parts[:1]), ("month", parts[:2]), ("month-only", parts[1:2])}
    if kind == "date":
        found |= {("day-of", parts[1:]), ("dom", Fraction(parts[2]))}
    if kind in ("month-only", "day-of"):
        found |= {("month-only", parts[:1])} | {("month", (y, parts[0])) for y in years}
    if kind == "day-of":
        found |= {("dom", Fraction(parts[1]))} | {("date", (y, *parts)) for y in years}
    return found


def loose_counts(text: str) -> frozenset[Reading]:
    """Counts a text may be said to hold in words, however they are used."""
    return frozenset(("n", Fraction(v)) for v in loose_values(fold(text)))
