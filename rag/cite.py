"""The check every shown sentence passes, whoever wrote it: its figures stand in the passage it cites."""

from __future__ import annotations

from rag.figures import figures
from rag.text import HAN
from rag.types import Citation, Passage, Sentence


def _passage_figures(passage: Passage) -> set[str]:
    found = set[str]()
    for lang, text in passage.texts.items():
        found |= figures(f"{passage.headings[lang]}\n{text}", lang)
    return found


def unsupported(sentence: Sentence, citations: dict[int, Citation], lang: str) -> set[str]:
    """Figures of a sentence that none of its cited passages holds; without a known citation, every figure."""
    held, written = set[str](), lang
    for n in sentence.citations:
        if n in citations:
            held |= _passage_figures(citations[n].passage)
            written = citations[n].lang if HAN.search(sentence.text) else "en"
    return figures(sentence.text, "en" if written == "en" else "zh-Hant") - held


def supported_only(
    sentences: tuple[Sentence, ...], citations: tuple[Citation, ...], lang: str
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The sentences that stand on what they cite, and those dropped: no citation, an unknown one, or a figure not there."""
    by_number = {c.n: c for c in citations}
    kept, dropped = list[Sentence](), list[Sentence]()
    for sentence in sentences:
        known = sentence.citations and all(n in by_number for n in sentence.citations)
        (kept if known and not unsupported(sentence, by_number, lang) else dropped).append(sentence)
    return tuple(kept), tuple(dropped)
