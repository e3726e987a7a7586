"""Query to hits: BM25 over whole sections, BM25 and cosine of the best entry, and a linear order over them.

Scores are summed, not ranks: reciprocal rank fusion loses seven points, since the ranking by vectors is much the weaker one.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from rag.coverage import cover
from rag.index import Index, query_vector
from rag.rerank import NAMES, features, score
from rag.settings import Settings
from rag.types import Hit, Query, Retrieval

Scores = NDArray[np.float32]


def best_entry_scores(index: Index, tokens: tuple[str, ...]) -> Scores:
    """BM25 of each passage's best section text or question, (passages,)."""
    scores = index.entry.scores(tokens)
    out = np.zeros(len(index.passages), np.float32)
    np.maximum.at(out, index.entries.passage[index.entries.lexical], scores)
    return out


def dense_candidates(index: Index, vector: Scores, k: int) -> list[int]:
    """Passage numbers of the k entries that Chroma finds nearest, nearest first."""
    if not vector.any():
        return []
    found = index.store.similarity_search_by_vector(vector.tolist(), k=min(k, index.manifest.entries))
    return list(dict.fromkeys(index.positions[d.metadata["passage"]] for d in found))


def exact_dense(index: Index, vector: Scores, candidates: NDArray[np.int64]) -> Scores:
    """The best entry's cosine in [-1, 1] for each candidate passage, from the stored vectors."""
    starts = index.entries.starts
    out = np.zeros(len(candidates), np.float32)
    for i, passage in enumerate(candidates):
        block = index.vectors[starts[passage] : starts[passage + 1]].astype(np.float32)
        out[i] = (block @ vector).max() if len(block) else 0.0
    return out


def _scaled(scores: Scores) -> Scores:
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else scores


def _top(scores: Scores, k: int) -> NDArray[np.int64]:
    order = np.argsort(-scores, kind="stable")[:k]
    return order[scores[order] > 0]


def retrieve(index: Index, query: Query, settings: Settings) -> Retrieval:
    """The passages for a question, best first; `kept` go to the answer, `rejected` are the other candidates."""
    clock = time.perf_counter()
    vector = query_vector(index, query.standalone)
    encoded = time.perf_counter()
    bag, entry = index.bag.scores(query.tokens), best_entry_scores(index, query.tokens)
    lexical = time.perf_counter()
    near = dense_candidates(index, vector, settings.dense_candidates)
    pool = np.unique(np.concatenate([_top(bag, settings.candidates * 3), _top(entry, settings.candidates * 3), np.array(near, np.int64)]))
    cosine = exact_dense(index, vector, pool)
    dense = time.perf_counter()
    coverage = cover(index, query)
    found = features([index.passages[i] for i in pool], query, (_scaled(bag)[pool], _scaled(entry)[pool], cosine), coverage, pool)
    total = score(found, settings)
    order = np.argsort(-total, kind="stable")[: settings.candidates]
    hits = tuple(
        Hit(
            index.passages[pool[i]],
            float(total[i]),
            {
                "bm25_bag": float(bag[pool[i]]),
                "bm25_entry": float(entry[pool[i]]),
                **{name: float(getattr(found, name)[i]) for name in NAMES},
            },
        )
        for i in order
    )
    seconds = {"encode": encoded - clock, "lexical": lexical - encoded, "dense": dense - lexical, "rerank": time.perf_counter() - dense}
    kept = keep(hits, query, settings.kept)
    return Retrieval(kept, tuple(h for h in hits if h not in kept), seconds)


def keep(hits: tuple[Hit, ...], query: Query, size: int) -> tuple[Hit, ...]:
    """The first hits, with the best one of each scheme the question names among them, in order of score."""
    kept = list(hits[:size])
    if len(query.schemes) > 1:
        sides = [next((h for h in hits if scheme in h.passage.schemes), None) for scheme in query.schemes]
        missing = [h for h in sides if h is not None and h not in kept]
        kept = kept[: size - len(missing)] + missing if len(missing) < size else kept
    return tuple(sorted(kept, key=lambda h: -h.score))
