"""schemes.toml, measures.toml, renewal.toml and finder.toml held against the sections that back them; the first two as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.corpus import SCHEMES, Bilingual, CorpusDate
from ingest.facts import SECTION, Values, checked
from ingest.facts import Value as Value
from ingest.finder_rules import Rule, read_rules
from ingest.renewal import Line, read_renewal
from rag.errors import CorpusError
from rag.figures import figures

NEEDS = Literal[
    "work", "training", "language", "family", "children", "school", "mental-health", "health-care", "housing", "money",
    "integration", "legal-safety", "business", "information",
]  # fmt: skip


class Facts(BaseModel):
    """What is known of a scheme or one of its categories; an empty list means the corpus says nothing."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$|^[ABC]$")
    name: Bilingual
    who: Values = []
    job_offer: Values = []
    conditions: Values = []
    quota: Values = []
    first_stay: Values = []
    extension_pattern: Values = []
    top_tier: Values = []
    when_to_renew: Values = []
    apply_how: Values = []
    fee: Values = []
    processing_time: Values = []
    change_of_employer: Values = []
    dependants: Values = []
    since: Values = []
    excluded_nationalities: Values = []
    official_channel: Values = []

    def values(self) -> Iterator[Value]:
        """Every value, field by field."""
        for name in Facts.model_fields:
            if name not in ("id", "name"):
                yield from getattr(self, name)


class Scheme(Facts):
    """One admission scheme. `job_offer_needed` is absent where it depends or the corpus does not say."""

    abbr: str
    job_offer_needed: bool | None = None
    category: list[Facts] = []


class Measure(BaseModel):
    """One support measure. `status`: official page, as reported, or from a digest of another source."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Bilingual
    need: NEEDS
    for_whom: Bilingual
    provider: Bilingual
    reach: dict[Literal["zh", "en"], str]
    languages: Bilingual | None = None
    cost: Bilingual | None = None
    district: Bilingual | None = None
    status: Literal["official", "reported", "digest"]
    as_of: CorpusDate
    section: str = Field(pattern=SECTION)


def read_schemes(path: Path) -> list[Scheme]:
    """Every scheme.

    Raises:
        CorpusError: broken TOML, a wrong key or value, an unknown scheme id.
    """
    schemes = checked(path, "scheme", Scheme)
    unknown = {s.id for s in schemes} - SCHEMES
    if unknown:
        raise CorpusError(path, 0, f"unknown scheme {sorted(unknown)[0]!r}")
    return schemes


def read_measures(path: Path) -> list[Measure]:
    """Every support measure.

    Raises:
        CorpusError: broken TOML, a wrong key or value, an id used twice.
    """
    measures = checked(path, "measure", Measure)
    seen = set[str]()
    for measure in measures:
        if measure.id in seen:
            raise CorpusError(path, 0, f"measure id {measure.id!r} is used twice")
        seen.add(measure.id)
    return measures


@dataclass(frozen=True, slots=True)
class _Backed:
    """What is checked of one entry: texts that must hold the same figures, sections with their dates, numbers the texts must say."""

    id: str
    pairs: list[tuple[str, str]]
    backing: list[tuple[str, str]]
    spans: list[int]


def _of_scheme(scheme: Scheme) -> _Backed:
    values = [v for facts in (scheme, *scheme.category) for v in facts.values()]
    return _Backed(scheme.id, [(v.zh, v.en) for v in values], [(v.section, v.as_of) for v in values], [])


def _of_measure(item: Measure) -> _Backed:
    pairs = [(item.name.zh, item.name.en), (item.for_whom.zh, item.for_whom.en), (item.reach["zh"], item.reach["en"])]
    return _Backed(item.id, pairs, [(item.section, item.as_of)], [])


def _of_line(line: Line) -> _Backed:
    return _Backed(line.id, [(line.zh, line.en)], [(line.section, line.as_of)], line.spans())


def _of_rule(rule: Rule) -> _Backed:
    return _Backed(rule.id, [(rule.zh, rule.en)], [(rule.section, rule.as_of)], rule.spans())


def _entries(folder: Path) -> Iterator[tuple[Path, Iterable[_Backed]]]:
    """The entries of each file there is."""
    schemes, measures, renewal, finder = (folder / f"{name}.toml" for name in ("schemes", "measures", "renewal", "finder"))
    if schemes.exists():
        yield schemes, map(_of_scheme, read_schemes(schemes))
    if measures.exists():
        yield measures, map(_of_measure, read_measures(measures))
    if renewal.exists():
        yield renewal, map(_of_line, read_renewal(renewal).lines())
    if finder.exists():
        yield finder, map(_of_rule, read_rules(finder))


def structured_findings(folder: Path, sections: dict[str, str]) -> list[str]:
    """Values whose section does not exist or has another date, figures that differ between the languages, numbers a text does not say.

    Args:
        folder: the corpus folder.
        sections: as_of by `source/section`.
    """
    return [f"{path}: {item.id}: {fault}" for path, items in _entries(folder) for item in items for fault in _faults(item, sections)]


def _faults(item: _Backed, sections: dict[str, str]) -> Iterator[str]:
    for section, as_of in item.backing:
        if sections.get(section) != as_of:
            state = "does not exist" if section not in sections else f"is as of {sections[section]}, not {as_of}"
            yield f"section {section!r} {state}"
    for zh, en in item.pairs:
        if figures(zh, "zh-Hant") != figures(en, "en"):
            yield f"figures differ between {zh!r} and {en!r}"
        for span in item.spans:
            if str(span) not in figures(zh, "zh-Hant"):
                yield f"{span} counts here, which {zh!r} does not say"
