"""Typing errors put right before a question is searched for: scheme names by sound or by a letter, English words by a letter or two.

Only words that the index does not hold are touched, and the corrected question is shown to the asker.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.index import Index
from rag.lexicon import Lexicon
from rag.static_rows import StaticRows
from rag.text import HAN, Folded, fold_mapped, script_of, stem
from rag.words import english_stop_words

_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")
MIN_LETTERS = 4  # of an abbreviation that may have a letter wrong; of other words one more
LONG_LETTERS = 8  # from here two letters may be wrong
MIN_COUNT = 3
MAX_REMEMBERED = 4
LOOKED_AT = 5_000  # passages read for the words they hold
MIN_ABBREVIATION = 3  # "TTP" for TTPS


def corrected(index: Index, question: str) -> str:
    """The question with typing errors put right; unchanged where nothing is surely one."""
    mapped = fold_mapped(question)
    taken = frozenset(at for m in index.lexicon.mentions(mapped.text) for at in range(m.start, m.end))
    changes = {
        **_scheme_names(index.lexicon, mapped.text, taken, script_of(question) == "zh-Hans"),
        **_english(index, mapped, question, taken),
    }
    for (start, end), word in sorted(changes.items(), reverse=True):
        question = question[: mapped.offsets[start]] + word + question[mapped.offsets[end] :]
    return question


@functools.lru_cache(maxsize=8)
def _sounds(lexicon: Lexicon) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Chinese scheme names by how they sound, without tones: (folded, as written)."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for term in lexicon.terms.values():
        if term.scheme:
            for name in (term.zh_hant, *term.colloquial):
                folded = fold_mapped(name).text
                if len(folded) >= 2 and all(HAN.match(c) for c in folded):
                    found.setdefault(tuple(lazy_pinyin(folded)), []).append((folded, name))
    return found


def _scheme_names(lexicon: Lexicon, folded: str, taken: frozenset[int], simplified: bool) -> dict[tuple[int, int], str]:
    """Places where characters sound like a scheme's name and share one with it at its place (高材通, 優材); longest first.

    Args:
        taken: offsets that belong to a name already.
    """
    sounds = _sounds(lexicon)
    said = [sound for char in folded for sound in lazy_pinyin(char)]
    changes: dict[tuple[int, int], str] = {}
    if len(said) != len(folded):
        return changes
    used = set(taken)
    for size in sorted({len(s) for s in sounds}, reverse=True):
        for start in range(len(folded) - size + 1):
            end, own = start + size, folded[start : start + size]
            if not used.isdisjoint(range(start, end)):
                continue
            for name, written in sounds.get(tuple(said[start:end]), []):
                if name != own and any(a == b for a, b in zip(name, own, strict=True)):
                    changes[start, end] = name if simplified else written
                    used.update(range(start, end))
                    break
    return changes


@functools.lru_cache(maxsize=8)
def _abbreviations(lexicon: Lexicon) -> dict[str, str]:
    """Scheme abbreviations, folded, as written."""
    names = (a for t in lexicon.terms.values() if t.scheme for a in t.abbr)
    return {fold_mapped(a).text: a for a in names if len(a) >= MIN_LETTERS and fold_mapped(a).text.isalpha()}


_words_of: dict[Path, tuple[str, ...]] = {}  # by generation folder, whose content never changes


def _vocabulary(index: Index) -> tuple[str, ...]:
    """English words that stand at least three times in the first passages, names among them."""
    if index.folder not in _words_of:
        counts = Counter[str]()
        for passage in index.passages[:LOOKED_AT]:
            counts.update(_LATIN.findall(f"{passage.headings.get('en', '')} {passage.texts.get('en', '')}".lower()))
        if len(_words_of) >= MAX_REMEMBERED:
            _words_of.clear()
        _words_of[index.folder] = tuple(sorted(w for w, n in counts.items() if n >= MIN_COUNT and len(w) >= MIN_LETTERS and "'" not in w))
    return _words_of[index.folder]


def _known(index: Index, word: str) -> bool:
    """Whether the index or the encoder has met the word, or it carries no topic."""
    if word in english_stop_words() or {word, stem(word)} & index.thesaurus.vocabulary:
        return True
    return isinstance(index.encoder, StaticRows) and stem(word) in index.encoder.index


def _english(index: Index, mapped: Folded, printed: str, taken: frozenset[int]) -> dict[tuple[int, int], str]:
    """Unknown Latin words that are a letter (long ones: two) away from one the index holds, or from a scheme's abbreviation.

    A word that begins with a capital may be a name and stays.
    """
    changes: dict[tuple[int, int], str] = {}
    abbreviations = _abbreviations(index.lexicon)
    for match in _LATIN.finditer(mapped.text):
        word, span = match[0], match.span()
        if len(word) < MIN_ABBREVIATION or not taken.isdisjoint(range(*span)) or _known(index, word):
            continue
        near = process.extractOne(word, abbreviations.keys(), scorer=OSA.distance, score_cutoff=1)
        if near and (len(word) >= MIN_LETTERS or near[0].startswith(word)):
            changes[span] = abbreviations[near[0]]
        elif len(word) >= MIN_LETTERS and word.isalpha() and not printed[mapped.offsets[span[0]]].isupper():
            allowed = 2 if len(word) >= LONG_LETTERS else 1
            best = process.extractOne(word, _vocabulary(index), scorer=OSA.distance, score_cutoff=allowed)
            if best and best[0][0] == word[0] and (len(word) > MIN_LETTERS or len(best[0]) > len(word)):
                changes[span] = best[0]
    return changes
