"""The support measures: found by need, audience, cost, district and words in any language, and as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, get_args

from ingest.structured import NEEDS, Measure
from rag.settings import Settings
from ui.shelf import Shelf, cited, open_shelf, text_of
from ui.support_search import ranked
from ui.words import PAGE_LANGS, Words

NEED_NAMES: tuple[str, ...] = get_args(NEEDS)
STATUSES = ("official", "digest", "reported")
COSTS = ("free", "stated")
# Groups of people by how the corpus words "for whom", in English; a measure may be for several, or for none of them.
AUDIENCES = {
    "jobseekers": r"job seekers|looking for work|without a job|expo participants",
    "talent": r"talent",
    "arrivals": r"new(ly)? arriv|newcomer|newly settled|returnees",
    "families": r"famil|parent|spouse|couple|dependant",
    "children": r"child|pupil|school|aged 6|young|student|teenager|primary one",
    "youth": r"young|youth|tertiary|universit|graduate|apprentice",
    "minorities": r"ethnic|non-chinese|diverse",
    "workers": r"trainee|working people|workforce|staff|at work|courses|finance|erb|income",
}
_FREE = re.compile(r"\bfree\b(?! of)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty value leaves that side open. `needs` and `audiences` are kept where any of them holds."""

    text: str = ""
    needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    provider: str = ""
    cost: str = ""
    district: str = ""
    statuses: tuple[str, ...] = ()

    @property
    def open_ended(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Wanted()


def districts(measure: Measure) -> list[tuple[str, str]]:
    """The districts a measure names, Chinese and English; one pair for a wording that does not split alike in both."""
    if measure.district is None:
        return []
    zh, en = measure.district.zh.split("、"), measure.district.en.split(", ")
    return list(zip(zh, en, strict=True)) if len(zh) == len(en) else [(measure.district.zh, measure.district.en)]


def is_free(measure: Measure) -> bool:
    """Whether the corpus says that it costs nothing."""
    return measure.cost is not None and bool(_FREE.search(measure.cost.en))


def audiences(measure: Measure) -> list[str]:
    """The keys of AUDIENCES its "for whom" names."""
    return [key for key, pattern in AUDIENCES.items() if re.search(pattern, measure.for_whom.en, re.IGNORECASE)]


def kept(measure: Measure, wanted: Wanted) -> bool:
    """Whether a measure passes the filters; its text is not looked at."""
    return (
        (not wanted.needs or measure.need in wanted.needs)
        and (not wanted.audiences or bool(set(wanted.audiences) & set(audiences(measure))))
        and (not wanted.provider or measure.provider.en == wanted.provider)
        and (not wanted.cost or (is_free(measure) if wanted.cost == "free" else measure.cost is not None))
        and (not wanted.district or wanted.district in [en for _, en in districts(measure)])
        and (not wanted.statuses or measure.status in wanted.statuses)
    )


def found(shelf: Shelf, wanted: Wanted) -> list[Measure]:
    """The measures that fit: by how well their words match when there is a text, else in the order of the needs."""
    if wanted.text.strip():
        return [m for m in ranked(shelf, wanted.text) if kept(m, wanted)]
    return sorted((m for m in shelf.measures if kept(m, wanted)), key=lambda m: NEED_NAMES.index(m.need))


def measures_as_data(settings: Settings, lang: str, need: str = "", text: str = "") -> list[dict[str, Any]]:
    """The measures that fit a need and a text, each dated and naming the section that backs it.

    Args:
        lang: one of PAGE_LANGS; any other counts as Traditional Chinese.
        need: one of NEED_NAMES, or "" for all; an unknown one fits nothing.
        text: words in any language or script, or "" for all; best match first.

    Returns:
        For each measure `id`, `name`, `need`, `need_name`, `for_whom`, `provider`, `reach`, `languages`, `cost`, `district`, `status`,
        and what `ui.shelf.cited` gives except its status. Texts the corpus does not have are "".

    Raises:
        CorpusError: a corpus file breaks the format.
    """
    shelf, words = open_shelf(settings.corpus), Words(lang if lang in PAGE_LANGS else "zh-Hant")
    measures = found(shelf, Wanted(text=text, needs=(need,) if need else ()))
    return [measure_as_data(shelf, measure, words) for measure in measures]


def measure_as_data(shelf: Shelf, measure: Measure, words: Words) -> dict[str, Any]:
    """One measure as `measures_as_data` gives it."""
    return cited(shelf, measure.section, measure.as_of, words) | {
        "id": measure.id,
        "name": text_of(measure.name, words),
        "need": measure.need,
        "need_name": words[f"support.need_{measure.need}"],
        "for_whom": text_of(measure.for_whom, words),
        "provider": text_of(measure.provider, words),
        "reach": words.of(measure.reach["zh"], measure.reach["en"]),
        "languages": text_of(measure.languages, words),
        "cost": text_of(measure.cost, words),
        "district": text_of(measure.district, words),
        "status": measure.status,
    }
