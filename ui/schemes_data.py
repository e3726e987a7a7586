"""The admission schemes as plain data, for the interfaces other programs use."""

from __future__ import annotations

from typing import Any

from ingest.structured import Facts
from rag.settings import Settings
from ui.shelf import Shelf, cited, open_shelf, text_of
from ui.words import PAGE_LANGS, Words

# The fields of a scheme in the order they are compared: conditions first, then the stay, then what comes with it.
FIELDS = (
    "who", "job_offer", "conditions", "quota", "excluded_nationalities", "first_stay", "extension_pattern", "top_tier", "when_to_renew",
    "apply_how", "fee", "processing_time", "change_of_employer", "dependants", "since", "official_channel",
)  # fmt: skip


def schemes_as_data(settings: Settings, lang: str) -> list[dict[str, Any]]:
    """Every scheme with its dated facts, each naming the section that backs it.

    Args:
        lang: one of PAGE_LANGS; any other counts as Traditional Chinese.

    Returns:
        For each scheme `id`, `abbr`, `name`, `job_offer_needed` (None where it depends), `facts` (by field of FIELDS, newest first,
        each `text` with what `ui.shelf.cited` gives) and `categories` with `id`, `name` and `facts` of their own.

    Raises:
        CorpusError: a corpus file breaks the format.
    """
    shelf, words = open_shelf(settings.corpus), Words(lang if lang in PAGE_LANGS else "zh-Hant")
    return [
        {
            "id": scheme.id,
            "abbr": scheme.abbr,
            "name": text_of(scheme.name, words),
            "job_offer_needed": scheme.job_offer_needed,
            "facts": _facts(shelf, scheme, words),
            "categories": [{"id": c.id, "name": text_of(c.name, words), "facts": _facts(shelf, c, words)} for c in scheme.category],
        }
        for scheme in shelf.schemes
    ]


def _facts(shelf: Shelf, facts: Facts, words: Words) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"text": text_of(v, words)} | cited(shelf, v.section, v.as_of, words) for v in getattr(facts, name)]
        for name in FIELDS
        if getattr(facts, name)
    }
