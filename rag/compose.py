"""Hits to answer sentences, offline: choose the passages' own sentences that together answer the question."""

from __future__ import annotations

from rag.coverage import content_shares
from rag.index import Index
from rag.messages import in_script
from rag.sentence_rank import Candidate
from rag.settings import Settings
from rag.text import length
from rag.types import Citation, Query, Sentence


def choose(index: Index, found: list[Candidate], query: Query, settings: Settings) -> list[Candidate]:
    """The sentences of the answer, in reading order.

    The best sentence comes first. Each further one must either complete it, from the same passage, or say something of the
    question that nothing chosen yet says; when several schemes are named, each gets its side.
    """
    if not found:
        return []
    many = bool({"list", "comparison"} & set(query.kinds)) or len(query.schemes) > 1
    limit = settings.max_list_sentences if many else settings.max_sentences
    sides = _one_side_each(found, query, settings)
    if sides:
        return _in_reading_order(sides[:limit])
    weight = content_shares(index, query.standalone)
    ordered = sorted(found, key=lambda c: -c.score)
    chosen, size = [ordered[0]], length(ordered[0].text)
    said = dict(ordered[0].held)
    while len(chosen) < limit:
        best, best_value = None, 0.0
        for candidate in ordered:
            if candidate in chosen or size + length(candidate.text) > settings.max_answer_chars:
                continue
            value = _worth(candidate, ordered[0], said, weight, settings)
            if value > best_value:
                best, best_value = candidate, value
        if best is None:
            break
        chosen.append(best)
        size += length(best.text)
        for word, strength in best.held.items():
            said[word] = max(said.get(word, 0.0), strength)
    return _in_reading_order(chosen)


def _worth(candidate: Candidate, best: Candidate, said: dict[str, float], weight: dict[str, float], settings: Settings) -> float:
    """What a further sentence adds; 0 when it is not worth its length."""
    gain = sum(weight[w] * max(0.0, strength - said.get(w, 0.0)) for w, strength in candidate.held.items())
    gap = best.score - candidate.score
    if candidate.hit is best.hit:
        return 1.0 + gain - gap if gap <= settings.same_passage_gap else 0.0
    if gain >= settings.new_passage_gain and gap <= settings.new_passage_gap:
        return gain - 0.1 * gap + 0.5
    return 0.0


def _one_side_each(found: list[Candidate], query: Query, settings: Settings) -> list[Candidate]:
    """For a question that names several schemes: the two best sentences on each, provided every scheme has one."""
    if len(query.schemes) < 2:
        return []
    sides = list[Candidate]()
    for scheme in query.schemes:
        own = sorted((c for c in found if scheme in c.schemes), key=lambda c: -c.score)
        if not own:
            return []
        best = [c for c in own if c.hit is own[0].hit and own[0].score - c.score <= settings.same_passage_gap][:2]
        sides += [c for c in best if c not in sides]
    return sides


def _in_reading_order(chosen: list[Candidate]) -> list[Candidate]:
    """Passages in the order of their first sentence, sentences in the order of their passage."""
    lead = {c.hit.passage.id: i for i, c in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda c: (lead[c.hit.passage.id], c.start))


def cite(chosen: list[Candidate], query: Query) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the passages in order of use; a passage's quote is its first chosen sentence, the text unchanged."""
    numbers: dict[str, int] = {}
    citations, said = list[Citation](), list[Sentence]()
    for candidate in chosen:
        passage = candidate.hit.passage
        if passage.id not in numbers:
            numbers[passage.id] = len(numbers) + 1
            citations.append(Citation(numbers[passage.id], passage, candidate.lang, candidate.text, candidate.start, candidate.end))
        said.append(Sentence(in_script(candidate.text, query.lang, candidate.lang), (numbers[passage.id],)))
    return tuple(said), tuple(citations)
