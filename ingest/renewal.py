"""renewal.toml: when each scheme's renewal window opens, and what the renewal page says, each line naming the section that backs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ingest.corpus import SCHEMES
from ingest.facts import Value, checked
from rag.errors import CorpusError

Situation = Literal["employed", "business", "commission", "studying", "out_of_work"]


class Line(Value):
    """One line of a renewal plan and whom it is for; empty means everyone.

    Attributes:
        dependants: only for who renews with dependants.
        former: a rule no longer in force.
        url: a page to go to, that of the section's source; "" if none.
        years: counted from the first arrival, where the line is such a rule.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    schemes: tuple[str, ...] = ()
    categories: tuple[Literal["A", "B", "C"], ...] = ()
    situations: tuple[Situation, ...] = ()
    dependants: bool = False
    former: bool = False
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    years: int | None = Field(default=None, ge=1, le=20)

    def spans(self) -> list[int]:
        """The numbers dates are counted with."""
        return [self.years] if self.years else []


class Window(Line):
    """When renewal may be applied for: `months` or `weeks` before expiry, by the scheme's own rule or a general notice."""

    months: int | None = Field(default=None, ge=1, le=24)
    weeks: int | None = Field(default=None, ge=1, le=104)
    basis: Literal["scheme", "general"]

    @model_validator(mode="after")
    def _one_span(self) -> Window:
        if (self.months is None) == (self.weeks is None):
            raise ValueError("expected either months or weeks")
        return self

    def spans(self) -> list[int]:
        """The numbers dates are counted with."""
        return [n for n in (self.months, self.weeks) if n]


PARTS = ("window_note", "file", "criterion", "prepare", "fee", "pitfall", "after", "expired", "abode", "ask")


@dataclass(frozen=True, slots=True)
class Renewal:
    """What renewal.toml holds: the windows, and the other lines by part (each of PARTS), in the order written."""

    windows: tuple[Window, ...]
    parts: dict[str, tuple[Line, ...]]

    def lines(self) -> Iterator[Line]:
        """Every line, windows first."""
        yield from self.windows
        for lines in self.parts.values():
            yield from lines


def read_renewal(path: Path) -> Renewal:
    """The renewal rules.

    Raises:
        CorpusError: broken TOML, a part missing, a wrong key or value, an unknown scheme, an id used twice.
    """
    found = Renewal(tuple(checked(path, "window", Window)), {part: tuple(checked(path, part, Line)) for part in PARTS})
    seen = set[str]()
    for line in found.lines():
        if line.id in seen:
            raise CorpusError(path, 0, f"line id {line.id!r} is used twice")
        if unknown := set(line.schemes) - SCHEMES:
            raise CorpusError(path, 0, f"{line.id}: unknown scheme {sorted(unknown)[0]!r}")
        seen.add(line.id)
    return found
