"""Passages and real questions made from the news set, for measuring size: the passages that questions are about come first."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import SettingsError
from rag.types import Passage, Source

MAX_CHARS = 324  # of a passage, as in evals.bench.speed, whose figures these go on from
HEADING_CHARS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the news set and the passages of the document it was written from, any of which is right."""

    question: str
    document: str


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a gzipped file of JSON lines.

    Raises:
        SettingsError: it is missing or damaged.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, EOFError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read ({error.__class__.__name__}); give the folder of the public sets with --data") from None


def news_questions(data: Path, count: int) -> list[Asked]:
    """The first questions of the set, each of another document.

    Raises:
        SettingsError: the file is missing or damaged.
    """
    first: dict[str, Asked] = {}
    for row in rows_of(data / "crud_qa.jsonl.gz"):
        first.setdefault(row["doc_id"], Asked(row["question"], row["doc_id"]))
    return list(itertools.islice(first.values(), count))


def news_passages(data: Path, count: int, first: frozenset[str]) -> list[Passage]:
    """Passages of at most 324 characters, whole documents, in the order of the file but those of the documents `first` before all.

    Raises:
        SettingsError: the file is missing or damaged, or holds fewer passages.
    """
    early, late = list[Passage](), list[Passage]()
    for row in rows_of(data / "crud_docs.jsonl.gz"):
        if row["id"] in first:
            early += _pieces(row["id"], row["text"])
        elif len(late) < count:
            late += _pieces(row["id"], row["text"])
    passages = (early + late)[:count]
    if len(passages) < count:
        raise SettingsError(f"the news set holds {len(passages)} passages, not {count}; ask for fewer with --sizes")
    return passages


def _pieces(name: str, text: str) -> list[Passage]:
    source = Source(name, {"zh-Hans": "news"}, {"zh-Hans": ""}, "undated", digest=False)
    heading = {"zh-Hans": text[:HEADING_CHARS]}
    return [
        Passage(f"{name}/{start}", source, str(start), heading, {"zh-Hans": text[start : start + MAX_CHARS]}, {"zh-Hans": ""}, "undated")
        for start in range(0, len(text), MAX_CHARS)
    ]
