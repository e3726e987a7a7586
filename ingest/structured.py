"""schemes.toml and measures.toml: conditions and support measures as data, every value naming the section that backs it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.corpus import SCHEMES, Bilingual, CorpusDate
from rag.errors import CorpusError
from rag.figures import figures

_SECTION = r"^[a-z0-9-]+/[a-z0-9-]+$"
NEEDS = Literal[
    "work", "training", "language", "family", "children", "school", "mental-health", "health-care", "housing", "money",
    "integration", "legal-safety", "business", "information",
]  # fmt: skip


class Value(BaseModel):
    """One dated fact in both languages and the section that backs it."""

    model_config = ConfigDict(extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    as_of: CorpusDate
    section: str = Field(pattern=_SECTION)


# A single value may stand for a list of one; several are newest first.
Values = Annotated[list[Value], BeforeValidator(lambda v: [v] if isinstance(v, dict) else v)]


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
    section: str = Field(pattern=_SECTION)


def _read(path: Path, key: str) -> list[dict[str, object]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))[key]
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CorpusError(path, 0, f"cannot be read, or has no [[{key}]] ({error.__class__.__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(path, 0, f"not valid TOML: {error}") from None
    return list(found)


Model = TypeVar("Model", bound=BaseModel)


def _checked(path: Path, key: str, model: type[Model]) -> list[Model]:
    out = []
    for number, raw in enumerate(_read(path, key), 1):
        try:
            out.append(model.model_validate(raw))
        except ValidationError as error:
            fault = error.errors()[0]
            raise CorpusError(path, 0, f"{key} {number} ({raw.get('id')}): {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    return out


def read_schemes(path: Path) -> list[Scheme]:
    """Every scheme.

    Raises:
        CorpusError: broken TOML, a wrong key or value, an unknown scheme id.
    """
    schemes = _checked(path, "scheme", Scheme)
    unknown = {s.id for s in schemes} - SCHEMES
    if unknown:
        raise CorpusError(path, 0, f"unknown scheme {sorted(unknown)[0]!r}")
    return schemes


def read_measures(path: Path) -> list[Measure]:
    """Every support measure.

    Raises:
        CorpusError: broken TOML, a wrong key or value, an id used twice.
    """
    measures = _checked(path, "measure", Measure)
    seen = set[str]()
    for measure in measures:
        if measure.id in seen:
            raise CorpusError(path, 0, f"measure id {measure.id!r} is used twice")
        seen.add(measure.id)
    return measures


def structured_findings(folder: Path, sections: dict[str, str]) -> list[str]:
    """Values whose section does not exist or has another date, and figures that differ between the languages.

    Args:
        folder: the corpus folder.
        sections: as_of by `source/section`.
    """
    found = []
    for path, items in ((folder / "schemes.toml", read_schemes), (folder / "measures.toml", read_measures)):
        if not path.exists():
            continue
        for item in items(path):
            facts = [item, *item.category] if isinstance(item, Scheme) else []
            values = [v for f in facts for v in f.values()]
            if isinstance(item, Measure):
                pairs = [(item.name.zh, item.name.en), (item.for_whom.zh, item.for_whom.en), (item.reach["zh"], item.reach["en"])]
                backing = [(item.section, item.as_of)]
            else:
                pairs, backing = [(v.zh, v.en) for v in values], [(v.section, v.as_of) for v in values]
            for section, as_of in backing:
                if sections.get(section) != as_of:
                    state = "does not exist" if section not in sections else f"is as of {sections[section]}, not {as_of}"
                    found.append(f"{path}: {item.id}: section {section!r} {state}")
            for zh, en in pairs:
                if figures(zh, "zh-Hant") != figures(en, "en"):
                    found.append(f"{path}: {item.id}: figures differ between {zh!r} and {en!r}")
    return found
