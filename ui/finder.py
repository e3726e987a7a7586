"""The finder: answers to a short form, held against the rules of corpus/finder.toml. It says what a rule says and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ingest.finder_rules import ALWAYS, CHOICES, Route, Rule
from ingest.structured import Scheme
from rag.text import fold
from ui.shelf import Shelf

Answers = Mapping[str, str | float]  # by question; what is not answered is not in it
# The largest number taken as meant, by question (years, years, HK$, HK$).
MOST = {"age": 120.0, "experience": 80.0, "income": 1e12, "capital": 1e13}
_UNITS = {
    "": 1,
    "k": 10**3,
    "thousand": 10**3,
    "千": 10**3,
    "万": 10**4,
    "m": 10**6,
    "million": 10**6,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_NUMBER = re.compile(
    r"(?:hk|港币)?\$?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(k|thousand|千万|千|百万|万|million|m|亿)?"
    r"\s*(?:港元|港币|元|hkd|年|岁|years?|yrs?)?"
)


class Outcome(StrEnum):
    """What one rule says of the answers."""

    FITS = "fits"
    DEPENDS = "depends"
    MISSING = "missing"  # its question is not answered
    FAILS = "fails"


class Verdict(StrEnum):
    """What all rules of a scheme together leave, best first."""

    MAY = "may"
    DEPENDS = "depends"
    NO = "no"


_ORDER = list(Verdict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule with what it says."""

    rule: Rule
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a scheme. `route` is None for the only one; reasons: those that fail first, in the order of the rules."""

    route: Route | None
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def missing(self) -> list[str]:
        """The questions still to answer, each once."""
        return list(dict.fromkeys(r.rule.field for r in self.reasons if r.outcome is Outcome.MISSING))


@dataclass(frozen=True, slots=True)
class Match:
    """A scheme with its ways in, best first; its verdict is the best one's."""

    scheme: Scheme
    ways: tuple[Way, ...]

    @property
    def verdict(self) -> Verdict:
        """What the best way in leaves."""
        return self.ways[0].verdict


def read_answers(raw: Mapping[str, object]) -> tuple[dict[str, str | float], list[str]]:
    """What was filled in, as the finder takes it, and the questions whose number cannot be meant.

    An empty field, an unknown question or choice counts as not answered.
    """
    answers, strange = dict[str, str | float](), list[str]()
    for field, value in raw.items():
        if field not in CHOICES or value is None or not str(value).strip():
            continue
        if CHOICES[field]:
            if value in CHOICES[field]:
                answers[field] = str(value)
            continue
        number = number_of(str(value))
        if number is None or number > MOST[field]:
            strange.append(field)
        else:
            answers[field] = number
    return answers, strange


def number_of(typed: str) -> float | None:
    """A number as people type it (2,500,000; 250萬; HK$2.5m; 3 years); None when it is not surely one."""
    match = _NUMBER.fullmatch(fold(typed).strip())
    return float(match[1].replace(",", "")) * _UNITS[match[2] or ""] if match else None


def outcome(rule: Rule, answers: Answers) -> Outcome | None:
    """What a rule says of the answers; None when it says nothing of them."""
    if rule.field == ALWAYS:
        return Outcome.DEPENDS
    if rule.span is None and set(rule.fits) == set(CHOICES[rule.field]):
        return Outcome.FITS
    answer = answers.get(rule.field)
    if answer is None:
        return Outcome.MISSING if rule.fits or rule.span else None
    if rule.span:
        return Outcome.FITS if rule.span.holds(float(answer)) else Outcome.FAILS
    sides = ((Outcome.FITS, rule.fits), (Outcome.DEPENDS, rule.depends), (Outcome.FAILS, rule.fails))
    return next((side for side, choices in sides if answer in choices), None)


def _way(route: Route | None, rules: list[Rule], answers: Answers) -> Way:
    order = [Outcome.FAILS, Outcome.DEPENDS, Outcome.MISSING, Outcome.FITS]
    told = [Reason(rule, said) for rule in rules if (said := outcome(rule, answers)) is not None]
    outcomes = {reason.outcome for reason in told}
    open_ = outcomes & {Outcome.DEPENDS, Outcome.MISSING}
    verdict = Verdict.NO if Outcome.FAILS in outcomes else Verdict.DEPENDS if open_ or not told else Verdict.MAY
    return Way(route, verdict, tuple(sorted(told, key=lambda r: order.index(r.outcome))))


def match(shelf: Shelf, scheme: Scheme, answers: Answers) -> Match:
    """One scheme held against the answers, its ways in best first."""
    rules = [rule for rule in shelf.rules if rule.scheme == scheme.id]
    routes: list[Route | None] = [route for route in shelf.routes if route.scheme == scheme.id]
    ways = [_way(r, [x for x in rules if not x.route or (r and x.route == r.id)], answers) for r in routes or [None]]
    return Match(scheme, tuple(sorted(ways, key=lambda w: (_ORDER.index(w.verdict), len(w.missing)))))


def matches(shelf: Shelf, answers: Answers) -> list[Match]:
    """Every scheme that has rules: those that may fit first, then those with least left open."""
    ruled = {rule.scheme for rule in shelf.rules}
    found = [match(shelf, scheme, answers) for scheme in shelf.schemes if scheme.id in ruled]
    return sorted(found, key=lambda m: (_ORDER.index(m.verdict), len(m.ways[0].missing)))
