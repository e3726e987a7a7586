"""Hits to answer sentences, offline: choose the passages' own sentences that answer the question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.index import Index
from rag.messages import in_script
from rag.settings import Settings
from rag.text import HAN, fold, sentences
from rag.types import Citation, Hit, Query, Sentence

_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"(19|20)\d\d|\d+月|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b")
_DURATION = re.compile(r"\d+ ?-?(个月|年|星期|周|天|日|小时|month|year|week|day|hour)", re.IGNORECASE)
_PLACE = re.compile(r"[号楼区道路街]|www\.|\.hk|网上|线上|online|floor|road|street|website")
_REASON = re.compile(r"因|由于|原因|以便|为了|because|since|in order|so that|reason|due to", re.IGNORECASE)
_FITS = {"number": _DIGIT, "date": _DATE, "duration": _DURATION, "place": _PLACE, "reason": _REASON}


SIDE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a kept passage.

    `score` is higher for a better answer; `rank` is the hit's place, 0 the best; `schemes` are the schemes the sentence names.
    """

    hit: Hit
    rank: int
    lang: str
    start: int
    end: int
    score: float
    schemes: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The sentence as printed in its passage."""
        return self.hit.passage.texts[self.lang][self.start : self.end]


def _length(text: str) -> float:
    """Length in Chinese characters; three Latin letters count as one."""
    han = len(HAN.findall(text))
    return han + (len(text) - han) / 3


def candidates(index: Index, query: Query, hits: tuple[Hit, ...]) -> list[Candidate]:
    """Every prose sentence of the hits in the language of the answer, scored against the question."""
    words = set(index.segmenter.content_words(query.standalone)) | {f"@{t}" for t in query.terms}
    total = sum(index.bag.idf(w) for w in words) or 1.0
    vector = index.encoder.encode([query.standalone])[0]
    best = hits[0].score if hits else 1.0
    out = list[Candidate]()
    for rank, hit in enumerate(hits):
        lang = hit.passage.lang_for(query.lang)
        text = hit.passage.texts[lang]
        spans = [(a, b) for a, b in sentences(text) if not text[a:b].startswith("|")]
        if not spans:
            spans = sentences(text)
        vectors = index.encoder.encode([text[a:b] for a, b in spans])
        for (a, b), own in zip(spans, vectors, strict=True):
            sentence = text[a:b]
            held = set(index.tokens(sentence))
            coverage = sum(index.bag.idf(w) for w in words if w in held) / total
            folded = fold(sentence)
            fits = sum(bool(_FITS[k].search(folded if k != "date" else sentence)) for k in query.kinds if k in _FITS)
            years = sum(str(y) in sentence for y in query.years)
            score = hit.score / best + coverage + float(own @ vector) + 0.25 * fits + 0.25 * years
            named = frozenset(m.term.scheme for m in index.lexicon.mentions(folded) if m.term.scheme)
            out.append(Candidate(hit, rank, lang, a, b, score, named))
    return out


def choose(found: list[Candidate], query: Query, settings: Settings) -> list[Candidate]:
    """The sentences of the answer: those of the passage with the best sentence first, in its own order.

    Sections are short and on one topic, so their further sentences complete an answer; those of other passages join only when
    they score almost as high, or when a list or a comparison was asked for.
    """
    if not found:
        return []
    many = bool({"list", "comparison"} & set(query.kinds)) or len(query.schemes) > 1
    limit = settings.max_list_sentences if many else settings.max_sentences
    sides = _one_side_each(found, query)
    if sides:
        return _in_reading_order(sides[:limit])
    best = max(found, key=lambda c: c.score)
    same = [c for c in found if c.hit is best.hit and c.score >= settings.same_passage_share * best.score]
    other = [c for c in found if c.hit is not best.hit and c.score >= settings.other_passage_share * best.score]
    chosen, length = list[Candidate](), 0.0
    for candidate in (*sorted(same, key=lambda c: -c.score), *sorted(other, key=lambda c: -c.score)):
        if len(chosen) == limit:
            break
        if not chosen or length + _length(candidate.text) <= settings.max_answer_chars:
            chosen.append(candidate)
            length += _length(candidate.text)
    return _in_reading_order(chosen)


def _one_side_each(found: list[Candidate], query: Query) -> list[Candidate]:
    """For a question that names several schemes: the two best sentences on each, provided every scheme has one."""
    if len(query.schemes) < 2:
        return []
    sides = list[Candidate]()
    for scheme in query.schemes:
        own = sorted((c for c in found if scheme in c.schemes), key=lambda c: -c.score)
        if not own:
            return []
        best = [c for c in own if c.hit is own[0].hit and c.score >= SIDE_SHARE * own[0].score][:2]
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
        said.append(Sentence(in_script(candidate.text, query.lang), (numbers[passage.id],)))
    return tuple(said), tuple(citations)
