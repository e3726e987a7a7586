"""Sentences of the kept passages, scored against the question: a linear score over named features.

Weights are fitted by evals/fit_sentences.py on development cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rag.coverage import content_shares
from rag.dates import MONTHS, Date, dates_in
from rag.index import Index
from rag.lexicon import Term
from rag.pointed import pointed, question_cover
from rag.rerank import about_past
from rag.settings import Settings
from rag.text import fold, prose_spans
from rag.types import Hit, Query
from rag.words import names_place

# What a sentence must hold to be the kind of answer asked for; matched on the folded sentence.
_FITS = {
    "number": re.compile(r"\d"),
    "date": re.compile(rf"(19|20)\d\d|\d+月|\b({'|'.join(MONTHS).lower()})\b"),
    "duration": re.compile(r"\d+ ?-?(个月|年|星期|周|天|日|小时|month|year|week|day|hour)"),
    "money": re.compile(r"\d ?(元|万|亿|港元|人民币)|hk\$|\$ ?\d|free of charge|免费|收费|不收"),
    "place": re.compile(r"[号楼区道路街]|www\.|\.hk|网上|线上|online|floor|road|street|website"),
    "phone": re.compile(r"\d{4} ?\d{4}|(?<!\d)1\d{4}(?!\d)"),
    "reason": re.compile(r"因|由于|原因|以便|为了|because|since|in order|so that|reason|due to"),
}


# Rules that a sentence itself says are no longer in force; matched on folded text.
_FORMER = re.compile(
    r"之前的(规定|做法|安排)|以前是|当时的|旧(规定|安排|制)|已经?过时|不再适用|(rule|limit|arrangement)s? before |used to be|formerly|out of date|outdated|no longer appl"
)


PERSONS = frozenset({"person", "named"})  # kinds of glossary terms: roles such as a spouse, and people by name


@dataclass(frozen=True, slots=True)
class Features:
    """What a sentence's score is made from; higher is better.

    Attributes:
        hit: its passage's score over the best passage's, in [0, 1].
        top: 1 when its passage is the best one.
        words: idf share of the question's content words it holds, in [0, 1].
        near: the same, near words counting by their similarity, in [0, 1].
        cosine: of its vector and the question's, at least 0.
        fits: share of the kinds of answer asked for that it can be, in [0, 1]; 0 when nothing tells.
        year: share of the years asked about that it holds, in [0, 1].
        asked: cosine of the question and the list question most like it that the sentence answers; its own cosine where no list tells.
        asked_near: share of the question's content that such a list question holds, near words included; its own `near` likewise.
    """

    hit: float
    top: float
    words: float
    near: float
    cosine: float
    fits: float
    year: float
    asked: float
    asked_near: float


NAMES = tuple(f.name for f in fields(Features))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a kept passage, at [start, end) of its text in `lang`.

    `held` maps the question's content words to how well the sentence holds each, in (0, 1]; `schemes` and `dates` are those it names.
    """

    hit: Hit
    lang: str
    start: int
    end: int
    score: float
    features: Features
    held: dict[str, float]
    schemes: frozenset[str]
    dates: tuple[Date, ...]

    @property
    def text(self) -> str:
        """The sentence as printed in its passage."""
        return self.hit.passage.texts[self.lang][self.start : self.end]


def beside(folded: str, named: list[Term], asked: _Asked, settings: Settings) -> float:
    """What a sentence loses for being about what was not asked: another place, a former rule, one person's story."""
    elsewhere = not asked.names_place and names_place(folded)
    former = not asked.about_past and bool(_FORMER.search(folded))
    persons = {t.id for t in named if t.kind in PERSONS}
    story = bool(persons) and not persons & asked.terms
    return settings.say_elsewhere * elsewhere + settings.say_former * former + settings.say_story * story


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question as sentences are held against it: its content words with their idf shares and near words."""

    shares: dict[str, float]
    near: dict[str, dict[str, float]]
    vector: NDArray[np.float32]
    names_place: bool
    about_past: bool
    terms: frozenset[str]

    def held(self, tokens: set[str]) -> dict[str, float]:
        found = {}
        for word in self.shares:
            strength = 1.0 if word in tokens else max((s for other, s in self.near[word].items() if other in tokens), default=0.0)
            if strength:
                found[word] = strength
        return found


def _asked(index: Index, query: Query) -> _Asked:
    shares = content_shares(index, query.standalone)
    folded = fold(query.standalone)
    return _Asked(
        shares,
        {w: dict(index.thesaurus.near(w)) for w in shares},
        index.encoder.encode([query.standalone])[0],
        names_place(folded),
        bool(query.years) or about_past(folded),
        frozenset(query.terms),
    )


def candidates(index: Index, query: Query, hits: tuple[Hit, ...], settings: Settings) -> list[Candidate]:
    """Every prose sentence of the hits in the language of the answer, scored, in reading order."""
    asked = _asked(index, query)
    weights = np.array([getattr(settings, f"say_{name}") for name in NAMES])
    wanted = [k for k in query.kinds if k in _FITS]
    covered = question_cover(index, asked.shares)
    out = list[Candidate]()
    for rank, hit in enumerate(hits):
        lang = hit.passage.lang_for(query.lang)
        text = hit.passage.texts[lang]
        spans = prose_spans(text)
        vectors = index.encoder.encode([text[a:b] for a, b in spans])
        told = pointed(index, hit.passage, len(spans), asked.vector, covered)
        for place, ((a, b), own) in enumerate(zip(spans, vectors, strict=True)):
            folded = fold(text[a:b])
            held = asked.held(set(index.tokens(text[a:b])))
            terms = [m.term for m in index.lexicon.mentions(folded)]
            named = frozenset(t.scheme for t in terms if t.scheme)
            near = sum(asked.shares[w] * strength for w, strength in held.items())
            cosine = max(0.0, float(own @ asked.vector))
            features = Features(
                hit=hit.score / hits[0].score if hits[0].score else 0.0,
                top=float(rank == 0),
                words=sum(asked.shares[w] for w, strength in held.items() if strength == 1.0),
                near=near,
                cosine=cosine,
                fits=sum(bool(_FITS[k].search(folded)) for k in wanted) / len(wanted) if wanted else 0.0,
                year=sum(str(y) in folded for y in query.years) / len(query.years) if query.years else 0.0,
                asked=float(told.cosine[place]) if told else cosine,
                asked_near=float(told.near[place]) if told else near,
            )
            score = float(np.array([getattr(features, n) for n in NAMES]) @ weights) - beside(folded, terms, asked, settings)
            out.append(Candidate(hit, lang, a, b, score, features, held, named, dates_in(folded)))
    return out
