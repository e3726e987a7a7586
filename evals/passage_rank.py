"""A query to passages in order: BM25 and window cosine summed, then a linear order of the first thirty by named features.

The features are of any passages; those of our own corpus (schemes, question lists, dates) are in rag/rerank.py.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from evals.passage_index import PassageIndex
from rag.text import fold

Scores = NDArray[np.float32]
CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of each feature of a candidate; all features but `run_chars` lie in [0, 1], higher is better.

    Fitted by `python -m evals.fit_bench --data ../shared/data` on DRCD-dev and CMRC-trial, with and without titles, with the
    encoder as it was before it saw their questions (evals/bench/RESULTS.md).

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
        title: idf share of the query's tokens in the title.
        named: share of the title's tokens that stand in the query.
    """

    bm25_top: float = 3.7
    bm25_idf: float = 0.0
    window: float = 8.0
    passage: float = 2.0
    words: float = 4.0
    rarest: float = 1.0
    run: float = 3.0
    run_chars: float = 1.0
    sentence: float = 5.0
    title: float = 1.0
    named: float = 1.0


NAMES = tuple(f.name for f in fields(Weights))


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
    window, passage = index.cosines(index.encoder.encode([query])[0])
    return Stages(index.bm25.scores(tokens), window, passage)


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
    rarest_asked = max((index.bm25.idf(w) for w in content), default=0.0)
    query_tokens = (token_weights > 0).astype(np.float32)
    top = float(found.bm25.max(initial=0.0)) or 1.0
    rows = np.zeros((len(candidates), len(NAMES)), np.float32)
    for row, p in zip(rows, candidates.tolist(), strict=True):
        a, b = int(index.sentence_starts[p]), int(index.sentence_starts[p + 1])
        x, y = index.sentences.starts[a], index.sentences.starts[b]
        held = np.zeros(len(word_weights), bool)
        held[index.sentences.words[x:y]] = True
        held[index.titles.words[index.titles.starts[p] : index.titles.starts[p + 1]]] = True
        matched = word_weights[held]
        title_size = int(index.titles.starts[p + 1] - index.titles.starts[p])
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
            index.titles.sums(p, p + 1, token_weights)[0] / (token_total or 1.0),
            index.titles.sums(p, p + 1, query_tokens)[0] / max(1, title_size),
        )
    return rows
