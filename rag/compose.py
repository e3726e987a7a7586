"""Hits to answer sentences, offline: choose the passages' own sentences that together answer the question."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from rag.brevity import without_repeat
from rag.dates import MONTHS, clash
from rag.figures import figures
from rag.index import Index
from rag.messages import in_script
from rag.sentence_rank import Candidate, candidates
from rag.settings import Settings
from rag.superlative import extreme
from rag.text import fold, length, sentences, traits
from rag.types import Citation, Hit, Query, Retrieval, Sentence

WIDE_KINDS = frozenset({"list", "comparison", "howto"})
COMPLETE_KINDS = frozenset({"list", "comparison"})  # of little use in part
NEAR_THE_BEST = 1.5  # in sentence scores
FAR_AHEAD = 0.6  # in passage scores: the passage asked for, whatever its sides find
MAX_BACKING = 3  # other passages cited for one sentence
BACKING_SHARE = 0.3  # of a sentence's words in one with the same figures
BACKING_SHARE_PLAIN = 0.85  # the same for a sentence without figures: "An undated page says that …" alone is half of many
REPEATS = 0.8  # of a sentence's words in one already chosen: it says the same again
REPEATS_FIGURES = 0.45  # the same where a sentence has figures, all of which the other has

_ANNOUNCES = re.compile(
    r"([2-9])[個个項项種种類类]?(?:原因|理由|角色|面向|方面|步驟|步骤|條件|条件|類別|类别|做法|途徑|途径|問題|问题|挑戰|挑战|建議|建议|好處|好处|因素|範疇|范畴)"
    r"|\b([2-9]) (?:reasons|roles|aspects|sides|steps|conditions|kinds|categories|ways|problems|challenges|suggestions|benefits|factors|areas|dimensions|facets)\b"
)
_GOES_ON = re.compile(
    r"^[^，。]{0,24}(?:又指|又說|又说|又認為|還|还|也|亦|另外|此外)|^[^,.]{0,60}?\b(?:also|adds|further|then|later|in turn)\b"
)
_DATED = re.compile(
    r"(19|20)\d\d年(\d{1,2}月)?(\d{1,2}日)?|\d{1,2}月\d{1,2}日|第\d+期|"
    rf"(\d{{1,2}} )?({'|'.join(MONTHS)})( (19|20)\d\d)?|(?<=in )(19|20)\d\d|(?<=of )(19|20)\d\d|issue \d+"
)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A candidate with how far it scores below the best one of the part it answers."""

    candidate: Candidate
    gap: float


def choose(index: Index, query: Query, retrieval: Retrieval, settings: Settings) -> list[Candidate]:
    """The sentences of the answer: the best one first, then the others by passage in reading order.

    Each part of the question, and each scheme it names, has its best sentence among them. Others follow by score while they are
    near enough to the best, say something new and fit the length: a short one when the best sentence stands out, a long one
    when it does not or when a list, a comparison or a way to do something is asked for.
    """
    parts = list(zip(query.parts, retrieval.parts, strict=True)) or [(query, retrieval.kept)]
    if len(parts) > 1 and all(part.asked == query.asked for part, _ in parts) and _stands_out(retrieval):
        parts.insert(0, (query, retrieval.kept[:1]))  # a passage that compares the sides itself
    ranked = [sorted(candidates(index, part, hits, settings), key=lambda c: -c.score) for part, hits in parts]
    ranked = [_of_the_date(some, query) for some in ranked if some]
    if not ranked:
        return []
    chosen = _firsts(ranked, query)
    wanted = extreme(query, retrieval.kept, query.lang)
    row = next((c for some in ranked for c in some if wanted and wanted in _amounts(c.text, c.lang)), None)
    if row is not None and not any(_same(row, c) for c in chosen):
        chosen.insert(0, row)
    items = _announced(chosen, ranked)
    budget = settings.max_list_chars if items else _budget(ranked, query, settings)
    rest = sorted((_Ranked(c, 0.0 if c in items else some[0].score - c.score) for some in ranked for c in some), key=lambda r: r.gap)
    size = sum(length(c.text) for c in chosen)
    wider = settings.list_gaps if COMPLETE_KINDS & set(query.kinds) else 1.0
    for each in rest:
        own = any(each.candidate.hit.passage.id == c.hit.passage.id for c in chosen)
        if each.gap > wider * (settings.same_passage_gap if own else settings.new_passage_gap):
            continue
        more = length(_after(chosen, each.candidate))
        if size + more > budget or any(_repeats(each.candidate, c) for c in chosen):
            continue
        chosen.append(each.candidate)
        size += more
    return in_order(chosen)


def _stands_out(retrieval: Retrieval) -> bool:
    """Whether the first passage is far ahead of the second."""
    kept = retrieval.kept
    return len(kept) > 1 and kept[0].score - kept[1].score >= FAR_AHEAD


def _of_the_date(ranked: list[Candidate], query: Query) -> list[Candidate]:
    """Without the sentences of other dates, where the best sentence, or a near one when a month is asked about, is of the date asked about.

    Where it is not, the question tells a date for another reason ("approved in 2023, can I renew?").
    """
    if not query.dates:
        return ranked
    near = NEAR_THE_BEST if any(d.month for d in query.dates) else 0.0
    of_it = [c for c in ranked if c.dates and not clash(query.dates, c.dates)]
    if not of_it or of_it[0].score < ranked[0].score - near:
        return ranked
    return [c for c in ranked if not clash(query.dates, c.dates)]


def _firsts(ranked: list[list[Candidate]], query: Query) -> list[Candidate]:
    """The best sentence of each part, and of each scheme named when there are several."""
    chosen = list[Candidate]()
    wanted = [some[0] for some in ranked]
    if len(query.schemes) > 1:
        everything = sorted((c for some in ranked for c in some), key=lambda c: -c.score)
        wanted += [c for scheme in query.schemes for c in [next((c for c in everything if scheme in c.schemes), None)] if c]
    for candidate in wanted:
        if not any(_repeats(candidate, c) for c in chosen):
            chosen.append(candidate)
    return chosen


def _announced(chosen: list[Candidate], ranked: list[list[Candidate]]) -> list[Candidate]:
    """The sentences after one chosen that announces a number of things ("for 2 reasons", 分成4個面向), as many as it announces."""
    found = list[Candidate]()
    for lead in chosen:
        match = _ANNOUNCES.search(lead.text)
        if match:
            same = (
                c
                for some in ranked
                for c in some
                if c.hit.passage.id == lead.hit.passage.id and c.lang == lead.lang and c.start > lead.start
            )
            following = sorted({c.start: c for c in same}.values(), key=lambda c: c.start)
            found += following[: int(next(g for g in match.groups() if g))]
    return found


def _budget(ranked: list[list[Candidate]], query: Query, settings: Settings) -> float:
    """Length the answer may have, Chinese characters."""
    if len(ranked) > 1 or len(query.schemes) > 1 or WIDE_KINDS & set(query.kinds):
        return settings.max_list_chars
    best, second = ranked[0][0], ranked[0][1] if len(ranked[0]) > 1 else None
    clear = second is None or best.score - second.score >= settings.clear_gap
    return settings.max_answer_chars if clear else settings.max_unsure_chars


def _after(before: list[Candidate], candidate: Candidate) -> str:
    """A sentence as shown after others: without the name of its document where they have said it for the same passage."""
    said = [c.text for c in before if c.hit.passage.id == candidate.hit.passage.id and c.lang == candidate.lang]
    return without_repeat(candidate.text, said, candidate.lang)


def _same(one: Candidate, other: Candidate) -> bool:
    return one.hit.passage.id == other.hit.passage.id and one.start == other.start and one.lang == other.lang


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence says hardly anything that the other does not."""
    words, others = _traits(one.text), _traits(other.text)
    amounts = _amounts(one.text, one.lang)
    share = REPEATS_FIGURES if amounts else REPEATS
    return len(words & others) >= share * len(words) and amounts <= _amounts(other.text, other.lang)


def in_order(chosen: list[Candidate]) -> list[Candidate]:
    """The best sentence first; then passages in the order they were chosen, sentences in the order of their passage.

    A best sentence that goes on from another ("… also …") stands in its passage's order when what it goes on from is said too.
    """
    lead = {c.hit.passage.id: i for i, c in reversed(list(enumerate(chosen)))}
    ordered = sorted(chosen, key=lambda c: (lead[c.hit.passage.id], c.start))
    if _GOES_ON.search(chosen[0].text):
        return ordered
    return [chosen[0], *(c for c in ordered if c is not chosen[0])]


def cite(chosen: list[Candidate], query: Query, kept: tuple[Hit, ...] = ()) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the passages in order of use; a passage's quote is its first chosen sentence, the text unchanged.

    A document is named once: a later sentence of the same passage is shown without that clause.

    A sentence also carries the numbers of other kept passages that say the same, each quoted by the sentence that says it.
    """
    citations: dict[str, Citation] = {}
    said = list[Sentence]()

    def number(hit: Hit, lang: str, start: int, end: int) -> int:
        passage = hit.passage
        if passage.id not in citations:
            citations[passage.id] = Citation(len(citations) + 1, passage, lang, passage.texts[lang][start:end], start, end)
        return citations[passage.id].n

    for place, candidate in enumerate(chosen):
        own = number(candidate.hit, candidate.lang, candidate.start, candidate.end)
        others = [number(hit, candidate.lang, *span) for hit, span in _backed_by(candidate, kept)]
        said.append(Sentence(in_script(_after(chosen[:place], candidate), query.lang, candidate.lang), (own, *others)))
    return tuple(said), tuple(citations.values())


def _backed_by(candidate: Candidate, kept: tuple[Hit, ...]) -> list[tuple[Hit, tuple[int, int]]]:
    """Other passages with a sentence that says the same: all its figures but dates, and most of its words; at most MAX_BACKING."""
    wanted = _amounts(candidate.text, candidate.lang)
    words = _traits(candidate.text)
    found = list[tuple[Hit, tuple[int, int]]]()
    for hit in kept:
        text = hit.passage.texts.get(candidate.lang, "")
        if hit.passage.id == candidate.hit.passage.id or not text or len(found) == MAX_BACKING:
            continue
        share, span = max(
            (
                (len(words & _traits(text[a:b])) / len(words), (a, b))
                for a, b in sentences(text)
                if wanted <= _amounts(text[a:b], candidate.lang)
            ),
            default=(0.0, (0, 0)),
        )
        if share >= (BACKING_SHARE if wanted else BACKING_SHARE_PLAIN):
            found.append((hit, span))
    return found


@functools.lru_cache(maxsize=4096)  # a sentence is held against many others
def _amounts(text: str, lang: str) -> frozenset[str]:
    """Figures of a sentence that are no part of a date."""
    return frozenset(figures(_DATED.sub(" ", text), lang))


def _traits(text: str) -> frozenset[str]:
    """Character pairs of Chinese, words of English; a sentence of figures alone is one trait."""
    return traits(text) or frozenset({fold(text)})
