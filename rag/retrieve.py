"""Query to hits: BM25 over whole sections, BM25 and cosine of the best entry, and a linear order over them.

Scores are summed, not ranks: reciprocal rank fusion loses seven points, since the ranking by vectors is much the weaker one.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.alike import with_likeness
from rag.coverage import content_shares, cover, translated_scores
from rag.cross_encoder import PassageJudge
from rag.figures import figures
from rag.index import Index, nearest_entries, query_vector
from rag.rerank import NAMES, features, score
from rag.settings import Settings
from rag.text import traits
from rag.types import Hit, Passage, Query, Retrieval

Scores = NDArray[np.float32]
PART_HITS = 3  # passages a part of a question is answered from
SAME_SHARE = 0.9  # of character pairs and words in common: two passages say the same, unless their figures differ


def best_entry_scores(index: Index, tokens: tuple[str, ...]) -> Scores:
    """BM25 of each passage's best section text or question, (passages,)."""
    scores = index.entry.scores(tokens)
    out = np.zeros(len(index.passages), np.float32)
    np.maximum.at(out, index.entries.passage[index.entries.lexical], scores)
    return out


def dense_candidates(index: Index, vector: Scores, k: int, tokens: tuple[str, ...] = ()) -> list[int]:
    """Passage numbers of the k entries that Chroma finds nearest, nearest first."""
    return list(dict.fromkeys(index.entries.passage[nearest_entries(index, vector, k, tokens)].tolist()))


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


def first_scores(scores: Scores, k: int) -> NDArray[np.int64]:
    """Numbers of the k greatest scores above 0, greatest first, equal ones in order."""
    if len(scores) > k:  # to order them all would take longer than all the rest, from some 100,000 passages on
        least = np.partition(scores, -k)[-k]
        found = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    else:
        found = np.flatnonzero(scores > 0)
    return np.asarray(found[np.argsort(-scores[found], kind="stable")[:k]], np.int64)


def retrieve(index: Index, query: Query, settings: Settings, judge: PassageJudge | None = None) -> Retrieval:
    """The passages for a question, best first; `kept` go to the answer, `rejected` are the other candidates.

    Each part of a question that asks several things has its best passage among those kept.

    Args:
        judge: a model that reads question and passage together; None leaves it out.
    """
    whole = _retrieve(index, query, settings, judge)
    found = [_retrieve(index, part, settings, judge) if part.standalone != query.standalone else whole for part in query.parts]
    firsts = tuple(part.kept[0] for part in found if part.kept and part is not whole)
    parts = tuple(part.kept[:PART_HITS] for part in found)
    return replace(_with(whole, firsts, settings.kept) if firsts else whole, parts=parts)


def _with(whole: Retrieval, firsts: tuple[Hit, ...], size: int) -> Retrieval:
    """The retrieval with the parts' best passages among those kept; one from outside gets the score of the last hit kept at most."""
    ids = {h.passage.id for h in whole.kept}
    new = list({h.passage.id: h for h in firsts if h.passage.id not in ids}.values())[: size - 1]
    if not new:
        return whole
    stays = _first_but(whole.kept, {h.passage.id for h in firsts} | {whole.kept[0].passage.id}, size - len(new))
    last = whole.kept[-1].score
    kept = stays + tuple(replace(h, score=min(h.score, last)) for h in new)
    ids = {h.passage.id for h in kept}
    rest = sorted((h for h in (*whole.kept, *whole.rejected) if h.passage.id not in ids), key=lambda h: -h.score)
    return replace(whole, kept=tuple(sorted(kept, key=lambda h: -h.score)), rejected=tuple(rest))


def _first_but(hits: tuple[Hit, ...], needed: set[str], size: int) -> tuple[Hit, ...]:
    """The first `size` hits; the last of the others make room for those needed, by passage id."""
    out = list(hits)
    for hit in reversed(hits):
        if len(out) > size and hit.passage.id not in needed:
            out.remove(hit)
    return tuple(out[:size])


def _retrieve(index: Index, query: Query, settings: Settings, judge: PassageJudge | None) -> Retrieval:
    clock = time.perf_counter()
    vector = query_vector(index, query.standalone)
    encoded = time.perf_counter()
    bag, entry = index.bag.scores(query.tokens), best_entry_scores(index, query.tokens)
    if not index.spoken.all():
        bag = np.maximum(bag, translated_scores(index, query))
    lexical = time.perf_counter()
    near = dense_candidates(index, vector, settings.dense_candidates, query.tokens)
    pool = np.unique(
        np.concatenate([first_scores(bag, settings.candidates * 3), first_scores(entry, settings.candidates * 3), np.array(near, np.int64)])
    )
    cosine = exact_dense(index, vector, pool)
    dense = time.perf_counter()
    coverage = cover(index, query)
    found = features([index.passages[i] for i in pool], query, (_scaled(bag)[pool], _scaled(entry)[pool], cosine), coverage, pool)
    total = score(found, settings)
    if judge is not None:
        total = judged(total, judge, query, [index.passages[i] for i in pool], settings)
    order = np.argsort(-total, kind="stable")[: settings.candidates]
    hits = tuple(
        Hit(
            index.passages[pool[i]],
            float(total[i]),
            {
                "bm25_bag": float(bag[pool[i]]),
                "bm25_entry": float(entry[pool[i]]),
                "far": float(coverage.far[pool[i]]),
                **{name: float(getattr(found, name)[i]) for name in NAMES},
            },
        )
        for i in order
    )
    seconds = {"encode": encoded - clock, "lexical": lexical - encoded, "dense": dense - lexical, "rerank": time.perf_counter() - dense}
    kept = keep(hits, query, settings.kept)
    ids = {h.passage.id for h in kept}
    told = with_likeness(index, query, kept, content_shares(index, query.standalone), vector)
    return Retrieval(told, tuple(h for h in hits if h.passage.id not in ids), seconds)


def judged(total: Scores, judge: PassageJudge, query: Query, passages: list[Passage], settings: Settings) -> Scores:
    """The scores with the judge's opinion, in [0, 1], of the first `candidates` of them added by its weight."""
    first = np.argsort(-total, kind="stable")[: settings.candidates]
    out = total.copy()
    out[first] += settings.rank_judge * judge.opinions(
        query.standalone, [passages[i].texts[passages[i].lang_for(query.lang)] for i in first]
    )
    return out


def keep(hits: tuple[Hit, ...], query: Query, size: int) -> tuple[Hit, ...]:
    """The first hits but near-duplicates, with the best one of each scheme the question names among them, in order of score."""
    kept = list[Hit]()
    for hit in hits:
        if len(kept) == size:
            break
        if not any(_says_the_same(hit.passage, other.passage) for other in kept):
            kept.append(hit)
    if len(query.schemes) > 1:
        sides = [next((h for h in hits if scheme in h.passage.schemes), None) for scheme in query.schemes]
        missing = [h for h in sides if h is not None and h not in kept]
        if len(missing) < size:
            needed = {h.passage.id for h in sides if h is not None}
            kept = [*_first_but(tuple(kept), needed, size - len(missing)), *missing]
    return tuple(sorted(kept, key=lambda h: -h.score))


def _says_the_same(one: Passage, other: Passage) -> bool:
    """Whether one passage's text is hardly more than the other's, in a language both have: the same page added twice."""
    for lang in one.texts.keys() & other.texts.keys():
        a, b = traits(one.texts[lang]), traits(other.texts[lang])
        if (
            a
            and b
            and len(a & b) >= SAME_SHARE * max(len(a), len(b))
            and figures(one.texts[lang], lang) == figures(other.texts[lang], lang)
        ):
            return True
    return False
