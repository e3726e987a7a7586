"""A query to passages in order: BM25 and window cosine summed, then a linear order of the first thirty by named features.

The features are of any passages; those of our own corpus (schemes, question lists, dates) are in rag/rerank.py. A query in
another language goes through evals/crosslingual.py instead.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from evals.crosslingual import COSINE_WEIGHT, Crossing, is_foreign
from evals.passage_index import PassageIndex
from rag.text import fold

Scores = NDArray[np.float32]
CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of each feature of a candidate; all features but `run_chars` lie in [0, 1], higher is better.

    Fitted by `python -m evals.fit_bench --data ../shared/data` (2026-11-21) on DRCD-dev and CMRC-trial, each with and without
    titles, with the encoder as it was before it saw their questions.

    Attributes:
        bm25_top: BM25 over the best passage's.
        bm25_idf: BM25 over the idf sum of the query's tokens.
        window: cosine of the best sentence window.
        passage: cosine of the whole passage.
        words: idf share of the query's content words that the passage holds.
        rarest: idf of the rarest content word held over that of the rarest one asked.
        run: longest common run of characters over the query's length.
        run_chars: the same run in tens of characters.
        sentence: idf share of the query's tokens in the best single sentence.
        title: share of the title's tokens that stand in the query.
    """

    bm25_top: float = 4.44
    bm25_idf: float = 0.88
    window: float = 4.76
    passage: float = 1.42
    words: float = 4.15
    rarest: float = 3.4
    run: float = 1.69
    run_chars: float = 2.91
    sentence: float = 4.23
    title: float = 1.84

    def vector(self) -> Scores:
        """(features,) in the order of NAMES."""
        return np.array([getattr(self, name) for name in NAMES], np.float32)


NAMES = tuple(f.name for f in fields(Weights))
WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Stages:
    """Scores of all passages for one query, (passages,) each."""

    bm25: Scores
    window: Scores
    passage: Scores

    @property
    def total(self) -> Scores:
        """BM25 over the best one's, plus the window's cosine."""
        top = float(self.bm25.max(initial=0.0))
        return np.asarray(self.bm25 / (top or 1.0) + np.maximum(self.window, 0), np.float32)


def stages(index: PassageIndex, query: str, tokens: list[str]) -> Stages:
    """BM25 and cosines of every passage."""
    bm25 = index.bm25.scores(tokens)
    return Stages(bm25, *index.cosines(index.encoder.encode([query])[0], bm25))


def longest_run(query: str, text: str) -> int:
    """Length of the longest run of characters of the query that stands in the text."""
    best = 0
    for start in range(len(query)):
        while start + best < len(query) and query[start : start + best + 1] in text:
            best += 1
    return best


def _word_weights(index: PassageIndex, words: list[str]) -> tuple[Scores, float]:
    """The idf of each query word at its id, (ids,), and the sum over all of them, unknown ones included."""
    weights, total = np.zeros(len(index.ids), np.float32), 0.0
    for word in dict.fromkeys(words):
        idf = index.bm25.idf(word)
        total += idf
        if word in index.ids:
            weights[index.ids[word]] = idf
    return weights, total


def features(index: PassageIndex, query: str, tokens: list[str], found: Stages, candidates: NDArray[np.int64]) -> Scores:
    """(candidates, features) in the order of NAMES."""
    folded = "".join(c for c in fold(query) if c.isalnum() or c == " ").strip()
    content = index.segmenter.content_words(query)
    token_weights, token_total = _word_weights(index, tokens)
    word_weights, word_total = _word_weights(index, content)
    asked = (token_weights > 0).astype(np.float32)
    rarest_asked = max((index.bm25.idf(w) for w in content), default=0.0)
    top = float(found.bm25.max(initial=0.0)) or 1.0
    rows = np.zeros((len(candidates), len(NAMES)), np.float32)
    for row, p in zip(rows, candidates.tolist(), strict=True):
        a, b = int(index.sentence_starts[p]), int(index.sentence_starts[p + 1])
        held = np.concatenate([index.sentences.between(a, b), index.titles.between(p, p + 1)])
        matched = word_weights[np.unique(held[word_weights[held] > 0])]
        run = longest_run(folded, index.folded[p])
        row[:] = (
            found.bm25[p] / top,
            found.bm25[p] / (token_total or 1.0),
            max(0.0, float(found.window[p])),
            max(0.0, float(found.passage[p])),
            matched.sum() / (word_total or 1.0),
            matched.max(initial=0.0) / (rarest_asked or 1.0),
            run / max(1, len(folded)),
            run / 10,
            index.sentences.sums(a, b, token_weights).max(initial=0.0) / (token_total or 1.0),
            index.titles.sums(p, p + 1, asked)[0] / max(1, len(index.titles.between(p, p + 1))),
        )
    return rows


def rerank(index: PassageIndex, query: str, tokens: list[str], found: Stages, weights: Weights = WEIGHTS) -> Scores:
    """Scores of all passages: the first thirty of the sum in their linear order, above the rest in the order of the sum."""
    total = found.total
    candidates = np.argsort(-total, kind="stable")[:CANDIDATES]
    linear = features(index, query, tokens, found, candidates) @ weights.vector()
    out = total.copy()
    out[candidates] = float(total.max(initial=0.0)) + 1.0 + linear - linear.min(initial=0.0)
    return out


def score(index: PassageIndex, crossing: Crossing, query: str) -> Scores:
    """Scores of all passages by the full line, (passages,); 0 where nothing is shared."""
    if is_foreign(index, query):
        groups = crossing.scores(query)
        window, _ = index.cosines(index.encoder.encode([query])[0], groups)
        top = float(groups.max(initial=0.0)) or 1.0
        return np.asarray(groups / top + COSINE_WEIGHT * np.maximum(window, 0), np.float32)
    tokens = index.segmenter.lexical_tokens(query)
    found = stages(index, query, tokens)
    return np.where(found.total > 0, rerank(index, query, tokens, found), 0.0).astype(np.float32)
