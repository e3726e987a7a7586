"""finder.toml: the conditions of the schemes that a short form can check, each with its reason and the section that backs it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.corpus import SCHEMES
from ingest.facts import Value, checked
from rag.errors import CorpusError

# The questions of the finder. A number is asked for where there are no choices; units: age and work in years, money in HK$.
CHOICES: dict[str, tuple[str, ...]] = {
    "age": (),
    "origin": ("mainland", "overseas", "chinese-abroad", "macao", "taiwan"),
    "nationality": ("none", "three", "six"),
    "degree": ("none", "technical", "bachelor", "higher"),
    "listed": ("yes", "no", "unsure"),
    "stem": ("yes", "no", "unsure"),
    "studied": ("hk", "gba", "vtc", "elsewhere"),
    "graduated": ("6-months", "12-months", "5-years", "longer"),
    "experience": (),
    "income": (),
    "offer": ("yes", "no"),
    "trade": ("research", "listed", "other"),
    "capital": (),
    "second": ("yes", "no"),
}
ALWAYS = "always"  # the field of a rule that no question decides: it leaves the scheme open


class Span(BaseModel):
    """Numbers from `least` to `most`, both included, or short of `below`."""

    model_config = ConfigDict(extra="forbid")
    least: int | None = None
    most: int | None = None
    below: int | None = None

    @property
    def bounds(self) -> list[int]:
        """The figures it is drawn by."""
        return [b for b in (self.least, self.most, self.below) if b is not None]

    def holds(self, number: float) -> bool:
        """Whether a number lies in it."""
        return (
            (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
            and (self.below is None or number < self.below)
        )


class Rule(Value):
    """One condition of a scheme, or of one of its routes.

    Attributes:
        route: a key of `[[route]]`; "" for what holds for the whole scheme.
        field: the question that decides it, or ALWAYS.
        fits, depends, fails: the choices that meet it, leave it open and fail it; of a choice in none of them it says nothing.
        span: of a number, what meets it; another number fails it.
        zh, en, as_of, section: the reason as shown, and what backs it.
    """

    scheme: str
    route: str = ""
    field: str
    fits: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def id(self) -> str:
        """What it is called in a finding."""
        return f"{self.scheme}{'.' + self.route if self.route else ''} {self.field}"

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        named = [*self.fits, *self.depends, *self.fails]
        if self.scheme not in SCHEMES:
            raise ValueError(f"unknown scheme {self.scheme!r}")
        if self.field == ALWAYS:
            if named or self.span:
                raise ValueError("a rule that no question decides has neither choices nor a span")
            return self
        if self.field not in CHOICES:
            raise ValueError(f"unknown field {self.field!r}; one of {', '.join(CHOICES)}")
        choices = CHOICES[self.field]
        if choices and (self.span or not named or len(named) != len(set(named)) or set(named) - set(choices)):
            raise ValueError(f"a rule on {self.field} names some of its choices, each once: {', '.join(choices)}")
        if not choices and (named or self.span is None or not self.span.bounds):
            raise ValueError(f"a rule on {self.field} has a span with at least one bound, and no choices")
        return self

    def spans(self) -> list[int]:
        """The numbers it is decided by, which its reason must state."""
        return self.span.bounds if self.span else []


class Route(BaseModel):
    """One of several ways into a scheme, any of which will do."""

    model_config = ConfigDict(extra="forbid")
    scheme: str
    id: str = Field(pattern=r"^[a-z0-9-]+$|^[ABC]$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


def read_routes(path: Path) -> list[Route]:
    """The routes of finder.toml, in their order.

    Raises:
        CorpusError: see `ingest.facts.checked`; also a route named twice.
    """
    routes = checked(path, "route", Route)
    named = [(r.scheme, r.id) for r in routes]
    twice = next((n for n in named if named.count(n) > 1), None)
    if twice:
        raise CorpusError(path, 0, f"route {twice[1]!r} of {twice[0]!r} is named twice")
    return routes


def read_rules(path: Path) -> list[Rule]:
    """The rules of finder.toml, in their order.

    Raises:
        CorpusError: see `ingest.facts.checked`; also a rule of a route that is not there.
    """
    rules, routes = checked(path, "rule", Rule), {(r.scheme, r.id) for r in read_routes(path)}
    for rule in rules:
        if rule.route and (rule.scheme, rule.route) not in routes:
            raise CorpusError(path, 0, f"{rule.id}: no [[route]] {rule.route!r} of {rule.scheme!r}")
    return rules
