"""The public reading sets as retrieval sets: every passage is a candidate, exactly one is right for a query."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.passage_index import Text
from rag.errors import SettingsError


@dataclass(frozen=True, slots=True)
class ReadingSet:
    """Passages, questions, and for each question its passage's number and its article's (order of first appearance)."""

    passages: list[Text]
    queries: list[str]
    gold: NDArray[np.int64]
    article: NDArray[np.int64]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except (OSError, EOFError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read ({error.__class__.__name__}); give the folder of the public sets with --data") from None


def read_set(data: Path, passages: str, queries: str, titles: bool) -> ReadingSet:
    """A set from `<passages>.passages.jsonl.gz` and `<queries>.jsonl.gz`.

    Raises:
        SettingsError: a file is missing or damaged.
    """
    rows = _rows(data / f"{passages}.passages.jsonl.gz")
    articles = {title: i for i, title in enumerate(dict.fromkeys(r["title"] for r in rows))}
    position = {r["passage_id"]: i for i, r in enumerate(rows)}
    asked = _rows(data / f"{queries}.jsonl.gz")
    gold = np.array([position[q["passage_id"]] for q in asked], np.int64)
    article = np.array([articles[rows[g]["title"]] for g in gold], np.int64)
    texts = [Text(r["passage_id"], r["text"], r["title"] if titles else "") for r in rows]
    return ReadingSet(texts, [q["query"] for q in asked], gold, article)


def ranks(scores: NDArray[np.float32], gold: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank of the right passage from 0 for each query, (queries,); ties count against it, and so does a score of 0.

    Args:
        scores: (queries, passages), higher is better.
    """
    own = scores[np.arange(len(gold)), gold]
    found = (scores >= own[:, None]).sum(axis=1) - 1
    return np.asarray(np.where(own > 0, found, scores.shape[1]), np.int64)
