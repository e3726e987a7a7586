"""Which figure is said of what: each figure of a sentence with the schemes, classes and dates of its own clause.

A figure can stand in a passage and still be said of the wrong thing: "A類首次逗留36個月，B類24個月" holds both lengths and both classes. So a
figure is held only where some clause of the passage says it of nothing else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.figure import Figure, Reading
from rag.held import currencies_in, held_readings, reads_as_held
from rag.lexicon import Lexicon
from rag.names import letters_in, named
from rag.readings import figures_of
from rag.text import fold, sentences

# Not the commas inside figures and English dates.
_CLAUSE = re.compile(r"[;；。!?！？]|[,，](?!\s?\d{3}(?!\d))(?!\s?(?:19|20)\d\d(?!\d))|(?<=[^\d]):(?=\s)|：")
_CONJUNCTION = re.compile(r"\s(?:and|while|but|whereas|versus|vs|compared with|against)\s|[和及與与而、]", re.IGNORECASE)

_ACTS = {
    "approved": re.compile(r"获批|批出|批准|approved|approvals?"),
    "refused": re.compile(r"拒绝|被拒|不获批|refused|rejected|refusals?"),
    "received": re.compile(r"收到|接获|received"),
    "pending": re.compile(r"处理中|正在处理|in process|pending"),
}
# Units that say what a figure is one of: money, shares, lengths of time. Plain counts are of anything.
_MEASURED = {"pct": "share", "mon": "time", "day": "time", "wday": "time", "min": "time"}


@dataclass(frozen=True, slots=True)
class About:
    """What a clause speaks of.

    Attributes:
        schemes, places: glossary ids.
        letters: of classes (A類).
        dates: as (year,) or (year, month).
        acts: what became of applications: received, approved, refused, pending.
        before, since: those of `dates` before or after which something holds.
    """

    schemes: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    dates: frozenset[tuple[int, ...]] = frozenset()
    acts: frozenset[str] = frozenset()
    before: frozenset[tuple[int, ...]] = frozenset()
    since: frozenset[tuple[int, ...]] = frozenset()

    def or_else(self, earlier: About) -> About:
        """What is missing taken over from an earlier clause."""
        return About(
            self.schemes or earlier.schemes,
            self.letters or earlier.letters,
            self.places or earlier.places,
            self.dates or earlier.dates,
            self.acts,
            self.before if self.dates else earlier.before,
            self.since if self.dates else earlier.since,
        )

    def agrees(self, held: About, with_dates: bool) -> bool:
        """Whether nothing said here is said of something else there."""
        for mine, theirs in (
            (self.schemes, held.schemes),
            (self.letters, held.letters),
            (self.places, held.places),
            (self.acts, held.acts),
        ):
            if mine and theirs and not mine & theirs:
                return False
        if not with_dates or not self.dates or not held.dates:
            return True
        if self.before & held.since - held.before or self.since & held.before - held.since:
            return False
        return any(a[:length] == b[:length] for a in self.dates for b in held.dates for length in [min(len(a), len(b))])


@dataclass(frozen=True, slots=True)
class Bound:
    """One clause's figures and what they are said of; `readings` is all that the clause holds, `beside` the figures of its sentence."""

    about: About
    figures: tuple[Figure, ...]
    readings: frozenset[Reading]
    beside: tuple[Figure, ...] = ()


def _pieces(sentence: str) -> list[str]:
    """Clauses; one that sets two figures side by side, each with its own subject, is two."""
    found = list[str]()
    for clause in _CLAUSE.split(sentence):
        parts = list[str]()
        for part in _CONJUNCTION.split(clause):
            alone = figures_of(part) and (letters_in(part) or re.search(r"[A-Z]{3,}|計劃|计划", part) or _acts(fold(part)))
            if parts and not alone:
                parts[-1] += f" {part}"  # no subject of its own: "between May and June"
            else:
                parts.append(part)
        sided = len(parts) > 1 and all(figures_of(p) for p in parts)
        found += parts if sided else [clause]
    return [piece for piece in found if piece.strip()]


def _acts(folded: str) -> frozenset[str]:
    return frozenset(act for act, pattern in _ACTS.items() if pattern.search(folded))


def _dates(figures: Iterable[Figure]) -> frozenset[tuple[int, ...]]:
    """Years and months said; a month without a year with each year said beside it."""
    said = [(kind, v) for f in figures for kind, v in f.readings if isinstance(v, tuple)]
    found = {v[:2] for kind, v in said if kind in ("year", "month", "date")}
    alone = {v[0] for kind, v in said if kind in ("month-only", "day-of")}
    return frozenset(found | {(d[0], month) for d in found for month in alone})


def _sided(figures: Iterable[Figure], side: str) -> frozenset[tuple[int, ...]]:
    return _dates(f for f in figures if f.side == side)


def _about(clause: str, lexicon: Lexicon) -> About:
    mentions = [m.term for m in named(fold(clause), lexicon)]
    return About(
        frozenset(t.id for t in mentions if t.kind == "scheme"),
        letters_in(clause),
        frozenset(t.id for t in mentions if t.kind == "place" and t.en[0].isupper()),
        _dates(figures_of(clause)),
        _acts(fold(clause)),
        _sided(figures_of(clause), "before"),
        _sided(figures_of(clause), "since"),
    )


def _bound(sentence: str, lexicon: Lexicon, before: About) -> list[Bound]:
    found, about, beside = list[Bound](), before, figures_of(sentence)
    for clause in _pieces(sentence):
        about = _about(clause, lexicon).or_else(about)
        found.append(Bound(about, figures_of(clause), held_readings(clause), beside))
    return found


def _framed(clauses: list[Bound]) -> list[Bound]:
    """With the dates of clauses that say when or by whom and nothing else ("據2024年6月文件，…") for every clause of the sentence."""
    frames = frozenset(d for b in clauses if all(f.is_date for f in b.figures) for d in _dates(b.figures))
    return [replace(b, about=replace(b.about, dates=b.about.dates | frames)) if b.about.dates else b for b in clauses]


@functools.lru_cache(maxsize=2048)
def bound_in(text: str, lexicon: Lexicon) -> tuple[Bound, ...]:
    """Every clause of a passage; a clause without a scheme of its own takes over the one said last."""
    found, about = list[Bound](), About()
    for start, end in sentences(text):
        clauses = _framed(_bound(text[start:end], lexicon, About(schemes=about.schemes)))
        about = clauses[-1].about if clauses else about
        found += clauses
    return tuple(found)


def _measures(figures: Iterable[Figure]) -> dict[str, set[Reading]]:
    """Measured readings by what they measure: money, share, time."""
    found = dict[str, set[Reading]]()
    for kind, value in (r for f in figures for r in f.readings):
        measure = "money" if kind.startswith("money:") else _MEASURED.get(kind)
        if measure:
            found.setdefault(measure, set()).add(("money" if measure == "money" else kind, value))
    return found


def _beside_agrees(figure: Figure, mine: tuple[Figure, ...], theirs: tuple[Figure, ...]) -> bool:
    """Whether one of the other figures of each measure is among those of the other sentence: 600 dollars for 180 days, not for 181."""
    own, held = _measures(mine), _measures(theirs)
    same = set(_measures([figure]))
    return all(not held.get(measure) or bool(readings & held[measure]) for measure, readings in own.items() if measure not in same)


def _side_agrees(figure: Figure, held: Bound) -> bool:
    """Whether "less than 20,000" meets no "more than 20,000"."""
    sides = {f.side for f in held.figures if set(f.readings) & set(figure.readings)}
    return not figure.side or not sides or figure.side in sides or "" in sides


def misbound(sentence: str, held: Iterable[Bound], lexicon: Lexicon) -> list[str]:
    """Figures of a sentence that its passages hold, but say of another scheme, class, place, date, outcome or measure only."""
    wrong, clauses = list[str](), list(held)
    for bound in _bound(sentence, lexicon, About()):
        currencies = currencies_in(bound.figures)
        for figure in bound.figures:
            holding = [b for b in clauses if reads_as_held(figure, b.readings, currencies)]
            exact = [
                b
                for b in holding
                if figure.side and any(f.side == figure.side and set(f.readings) & set(figure.readings) for f in b.figures)
            ]
            if holding and not any(
                bound.about.agrees(b.about, with_dates=not figure.is_date)
                and (figure.is_date or _beside_agrees(figure, bound.beside, b.beside))
                and _side_agrees(figure, b)
                for b in exact or holding
            ):
                wrong.append(figure.printed)
    return wrong
