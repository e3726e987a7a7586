"""How likely a reading of damaged text is: a word model from jieba's dictionary, with a rough one for kana and Hangul."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from ingest.repair.signs import is_han
from rag.text import to_simplified

MAX_WORD = 6  # characters; longer entries are sayings that add nothing
# The commonest signs of Japanese and Korean running text: about two thirds and one half of it.
_COMMON_KANA = frozenset("のにはをたがでてとしれさいるなかあらりもこうんくすきまっけえよ、。")
_COMMON_HANGUL = frozenset("이다는의에을가고하지한로기도사를은자아인리어대서나시수그부일여정스해전상보으만장들있원과성")
_KANA = (math.log(0.02), math.log(0.001))
_HANGUL = (math.log(0.01), math.log(0.0003))


@dataclass(frozen=True, slots=True)
class WordModel:
    """Words with their log probability, the beginnings of words, and the log probability of a character in none."""

    words: Mapping[str, float]
    beginnings: frozenset[str]
    unknown: float

    def score(self, text: str) -> float:
        """Log probability (natural, below 0) of the text's most likely division into words; white space is left out."""
        text = to_simplified(re.sub(r"\s+", "", text))
        best = [0.0] * (len(text) + 1)
        for start in range(len(text) - 1, -1, -1):
            value = self._single(text, start) + best[start + 1]
            end = start + 2
            while end <= len(text) and text[start : end - 1] in self.beginnings:
                word = self.words.get(text[start:end])
                if word is not None:
                    value = max(value, word + best[end])
                end += 1
            best[start] = value
        return best[0]

    def _single(self, text: str, at: int) -> float:
        char = text[at]
        known = self.words.get(char)
        if known is not None:
            return known
        if "\u3040" <= char <= "\u30ff":
            return _KANA[char not in _COMMON_KANA]
        # Korean of today does not mix Hangul and Han characters in a word.
        if "\uac00" <= char <= "\ud7a3" and not any(map(is_han, text[max(0, at - 1) : at + 2])):
            return _HANGUL[char not in _COMMON_HANGUL]
        return self.unknown


@functools.cache
def word_model() -> WordModel:
    """The model over jieba's own dictionary; half a second when first needed.

    Asking for a package's data imports the package: rag.text, imported above, has by then imported jieba under the guard it needs.
    """
    return make_model(files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines())


def make_model(rows: Iterable[str]) -> WordModel:
    """A model from rows of word, frequency and anything else, parted by spaces."""
    counts = dict[str, int]()
    for row in rows:
        word, count = row.split(" ")[:2]
        if len(word) <= MAX_WORD:
            counts[word] = max(1, int(count))
    total = math.log(sum(counts.values()))
    beginnings = frozenset(word[:end] for word in counts for end in range(1, len(word)))
    return WordModel({word: math.log(count) - total for word, count in counts.items()}, beginnings, -total - 1)
