"""Candidates to an order: a linear score over few named features, with weights fitted by evals/fit_rerank.py."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rag.coverage import Coverage
from rag.dates import YEAR
from rag.settings import Settings
from rag.text import fold
from rag.types import Passage, Query
from rag.words import names_place

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """What the order is made from; each is (candidates,), higher is better unless said otherwise.

    Attributes:
        bag: BM25 of the whole section over the best one's, in [0, 1].
        entry: BM25 of the best entry over the best one's, in [0, 1].
        dense: cosine of the best entry, at least 0.
        words: idf share of the question's content words in the passage.
        near: the same with near words.
        heading: the same in the heading.
        scheme: 1 where the passage is about a scheme the question names.
        clash: 1 where it is about schemes, and none of those the question names (lower is better).
        year: share of the question's years that stand in the passage or its date; a year between two that do counts 0.8.
        elsewhere: 1 where the heading is about another place, and the question names none (lower is better).
        recent: how new the passage's facts are, 0 for 2020 or before, 1 for 2027; 0 for every passage when the question
            asks about the past, 0.5 for undated ones.
    """

    bag: Scores
    entry: Scores
    dense: Scores
    words: Scores
    near: Scores
    heading: Scores
    scheme: Scores
    clash: Scores
    year: Scores
    elsewhere: Scores
    recent: Scores

    def matrix(self) -> NDArray[np.float32]:
        """(candidates, features) in the order of NAMES."""
        return np.stack([getattr(self, name) for name in NAMES], axis=1)


NAMES = tuple(f.name for f in fields(Features))
BETWEEN_YEARS = 0.8
_YEARS = re.compile(YEAR)

_PAST = re.compile(
    r"以前|之前|当时|当年|原本|原先|最初|起初|首份|早前|旧|首批|第一份|before|originally|at first|initial|used to|back then|at the time|first list"
)


def recency(as_of: str) -> float:
    """Linear from 2020 to 2027 in [0, 1]; 0.5 for an undated passage."""
    parts = as_of.split("-")
    if not parts[0].isdigit():
        return 0.5
    year = int(parts[0]) + (int(parts[1]) - 0.5) / 12 if len(parts) > 1 else int(parts[0]) + 0.5
    return min(1.0, max(0.0, (year - 2020) / 7))


@functools.lru_cache(maxsize=16_384)
def _names_place(text: str) -> bool:
    return names_place(fold(text))


@functools.lru_cache(maxsize=256)
def about_past(text: str) -> bool:
    """Whether a question asks about former times."""
    return bool(_PAST.search(fold(text)))


def _holds_year(year: int, text: str) -> float:
    """1 where the year stands in the text, 0.8 where it lies between two that do, as in a list of dated values; else 0."""
    years = [int(y) for y in _YEARS.findall(text)]
    if year in years:
        return 1.0
    return BETWEEN_YEARS if years and min(years) < year < max(years) else 0.0


def _about(passage: Passage, query: Query) -> tuple[float, float, float, float, float]:
    """Scheme, clash, year, elsewhere and recent of one passage."""
    wanted = set(query.schemes)
    shared = bool(wanted & set(passage.schemes))
    clash = bool(wanted and passage.schemes) and not shared
    text = " ".join((passage.as_of, *passage.texts.values()))
    year = sum(_holds_year(y, text) for y in query.years) / len(query.years) if query.years else 0.0
    elsewhere = not _names_place(query.standalone) and any(_names_place(h) for h in passage.headings.values())
    past = bool(query.years) or about_past(query.standalone)
    return float(shared), float(clash), year, float(elsewhere), 0.0 if past else recency(passage.as_of)


def features(
    passages: list[Passage], query: Query, scores: tuple[Scores, Scores, Scores], coverage: Coverage, numbers: NDArray[np.int64]
) -> Features:
    """Features of candidate passages.

    Args:
        scores: scaled bag and entry BM25, and cosine, each (candidates,).
        coverage: of every passage of the index.
        numbers: passage numbers of the candidates.
    """
    about = np.array([_about(p, query) for p in passages], np.float32).reshape(-1, 5)
    return Features(
        scores[0],
        scores[1],
        np.maximum(scores[2], 0),
        coverage.words[numbers],
        coverage.near[numbers],
        coverage.heading[numbers],
        about[:, 0],
        about[:, 1],
        about[:, 2],
        about[:, 3],
        about[:, 4],
    )


def score(found: Features, settings: Settings) -> Scores:
    """The weighted sum, (candidates,)."""
    weights = np.array([getattr(settings, f"rank_{name}") for name in NAMES], np.float32)
    return np.asarray(found.matrix() @ weights, np.float32)
