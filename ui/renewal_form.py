"""What a person typed on the renewal page → a case, or what to put right in it."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from rag.dates import MONTH_STEMS
from ui.renewal import SITUATIONS, Case

# No stay pattern of the corpus is longer in all (2+3+3 years, 3+5 years): a date further off is a slip of the pen.
FAR_YEARS = 8
_STEMS = "|".join(MONTH_STEMS)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*[日号號]?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_SOLID = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DAY_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]*({_STEMS})[a-z]*[-/., ]*(\d{{4}})")
_NAMED_DAY = re.compile(rf"({_STEMS})[a-z]*[-/. ]*(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(\d{{4}})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was sent: `scheme` as "ttps/A" or "qmas/", the dates as typed."""

    scheme: str = ""
    expiry: str = ""
    situation: str = ""
    dependants: bool = False
    arrival: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What to put right. `field`: scheme, expiry, situation or arrival; `key`: the words' key, after "renew.problem_"; `values` fill them."""

    field: str
    key: str
    values: tuple[tuple[str, str], ...] = ()


def read_date(field: str, text: str) -> date | Problem:
    """A date as people write them, day before month where both are numbers: 2026-05-31, 31/5/2026, 31 May 2026, 2026年5月31日.

    Returns:
        the date, or the field's problem: missing, unreadable, or a day that does not exist.
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    if not folded:
        return Problem(field, "missing")
    found, typed = _parts(folded), (("text", text.strip()[:40]),)
    if found is None:
        return Problem(field, "unreadable", typed)
    year, month, day = found
    if not (1900 <= year <= 2999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return Problem(field, "impossible", typed)
    return date(year, month, day)


def _parts(folded: str) -> tuple[int, int, int] | None:
    if match := _YEAR_FIRST.fullmatch(folded) or _SOLID.fullmatch(folded):
        year, month, day = match.groups()
        return int(year), int(month), int(day)
    if match := _DAY_FIRST.fullmatch(folded):
        day, month, year = match.groups()
        # 05/31/2026 can only be month first.
        return (int(year), int(day), int(month)) if int(month) > 12 >= int(day) else (int(year), int(month), int(day))
    if match := _DAY_NAMED.fullmatch(folded):
        day, name, year = match.groups()
        return int(year), MONTH_STEMS.index(name) + 1, int(day)
    if match := _NAMED_DAY.fullmatch(folded):
        name, day, year = match.groups()
        return int(year), MONTH_STEMS.index(name) + 1, int(day)
    return None


def check(asked: Asked, schemes: frozenset[str], today: date) -> Case | tuple[Problem, ...]:
    """The case, or everything to put right in the order of the form.

    Args:
        schemes: the values that may be picked, such as "ttps/A".
    """
    situation = next((s for s in SITUATIONS if s == asked.situation), None)
    expiry = _expiry(asked.expiry, today)
    arrival = _arrival(asked.arrival, today, expiry) if asked.arrival.strip() else None
    problems = [Problem("scheme", "scheme")] if asked.scheme not in schemes else []
    problems += [expiry] if isinstance(expiry, Problem) else []
    problems += [Problem("situation", "situation")] if situation is None else []
    problems += [arrival] if isinstance(arrival, Problem) else []
    if problems or situation is None or isinstance(expiry, Problem) or isinstance(arrival, Problem):
        return tuple(problems)
    scheme, _, category = asked.scheme.partition("/")
    return Case(scheme, category, expiry, situation, asked.dependants, arrival)


def _expiry(text: str, today: date) -> date | Problem:
    found = read_date("expiry", text)
    if isinstance(found, date) and abs(found.year - today.year) > FAR_YEARS:
        return Problem("expiry", "far", (("day", found.isoformat()), ("years", str(FAR_YEARS))))
    return found


def _arrival(text: str, today: date, expiry: date | Problem) -> date | Problem:
    found = read_date("arrival", text)
    if isinstance(found, Problem):
        return found
    if found > today:
        return Problem("arrival", "arrival_ahead", (("day", found.isoformat()),))
    if isinstance(expiry, date) and found > expiry:
        return Problem("arrival", "arrival_after", (("day", found.isoformat()),))
    return found
