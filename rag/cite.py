"""The check every shown sentence passes, whoever wrote it: what it says stands in the passages it cites.

Five things are held against the cited passages: figures with their units, names, which figure is said of what, plain contradictions, and
whether the words are the passages' at all. What is not caught: a false claim without a figure or a name, in the passages' own words.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from rag.bindings import Bound, bound_in, misbound
from rag.brevity import lead_in
from rag.figure import Reading
from rag.grounding import strange
from rag.held import currencies_in, held_readings, reads_as_held
from rag.lexicon import Lexicon
from rag.names import Holder, holder, names_of, not_held
from rag.polarity import contradicts
from rag.readings import figures_of
from rag.text import fold, sentences
from rag.types import Citation, Passage, Sentence

_NO_NAMES = Lexicon([])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cited passages hold together."""

    texts: tuple[str, ...]
    beside: tuple[str, ...]
    readings: frozenset[Reading]
    names: Holder
    bound: tuple[Bound, ...]


def _said(passage: Passage) -> tuple[str, ...]:
    """Headings and texts, in every language."""
    return tuple(f"{passage.headings[lang]}\n{text}" for lang, text in passage.texts.items())


def _beside(passage: Passage) -> tuple[str, ...]:
    """What is known of a passage beside its text: where it stands, and its dates."""
    source = passage.source
    dates = tuple(d for d in (passage.as_of, source.published) if d[:1].isdigit())
    return (*passage.where.values(), *source.title.values(), *source.publisher.values(), passage.about, *dates)


@functools.lru_cache(maxsize=256)
def _evidence(said: tuple[str, ...], beside: tuple[str, ...], lexicon: Lexicon) -> Evidence:
    lines = [text[a:b] for text in said for a, b in sentences(text)]
    # A number of a title or of a place ("table 4") is of nothing else.
    named = (r for text in beside for r in held_readings(text) if r[0] != "bare")
    readings = frozenset((*named, *(r for line in lines for r in held_readings(line))))
    # A heading packs several figures together, so it tells what a figure is said of only where no sentence does.
    bound = tuple(b for text in said for b in bound_in(text.split("\n", 1)[1], lexicon))
    return Evidence(said, beside, readings, holder((*said, *beside), lexicon), bound)


def evidence_of(passages: Iterable[Passage], lexicon: Lexicon = _NO_NAMES) -> Evidence:
    """What the passages hold together, in all their languages, with their titles, publishers and dates."""
    listed = list(passages)
    said = tuple(text for p in listed for text in _said(p))
    beside = tuple(text for p in listed for text in _beside(p) if text)
    return _evidence(said, beside, lexicon)


def faults(text: str, evidence: Evidence, lexicon: Lexicon = _NO_NAMES) -> list[str]:
    """What a sentence says that the evidence does not, each in a few words; empty when it stands."""
    figures = figures_of(text)
    currencies = currencies_in(figures)
    wrong = [f.printed for f in figures if not reads_as_held(f, evidence.readings, currencies)]
    wrong += not_held(names_of(text, lexicon), evidence.names)
    wrong += [f"{printed} of another" for printed in misbound(text, evidence.bound, lexicon)] if not wrong else []
    if not wrong and contradicts(text, list(evidence.texts)):
        wrong.append("the opposite")
    if not wrong and strange(text, evidence.texts, evidence.beside):
        wrong.append("other words altogether")
    return wrong


@functools.lru_cache(maxsize=1024)
def _folded_sentences(text: str, lang: str) -> frozenset[str]:
    """Every sentence, whole and without the name of its document, which an answer says once."""
    own = [text[a:b] for a, b in sentences(text)]
    return frozenset(fold(part) for s in own for part in (s, s[lead_in(s, lang) :]))


def _verbatim(text: str, passages: Iterable[Passage]) -> bool:
    """Whether a whole sentence of a passage says just this, in either script; a part of one may leave out its "not"."""
    folded = fold(text)
    return any(folded in _folded_sentences(own, lang) for p in passages for lang, own in p.texts.items())


def unsupported(sentence: Sentence, citations: dict[int, Citation], lexicon: Lexicon = _NO_NAMES) -> list[str]:
    """What a sentence says that none of the passages it cites does; unknown citations count for nothing."""
    passages = [citations[n].passage for n in sentence.citations if n in citations]
    # Most sentences are the passages' own; the others take some ten milliseconds a passage the first time.
    return [] if _verbatim(sentence.text, passages) else faults(sentence.text, evidence_of(passages, lexicon), lexicon)


def supported_only(
    sentences: tuple[Sentence, ...], citations: tuple[Citation, ...], lexicon: Lexicon = _NO_NAMES
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The sentences that stand on what they cite, and those dropped: no citation, an unknown one, or a claim that is not there."""
    by_number = {c.n: c for c in citations}
    kept, dropped = list[Sentence](), list[Sentence]()
    for sentence in sentences:
        known = sentence.citations and all(n in by_number for n in sentence.citations)
        (kept if known and not unsupported(sentence, by_number, lexicon) else dropped).append(sentence)
    return tuple(kept), tuple(dropped)
