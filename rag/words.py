"""Function words and spoken wording: what carries no topic, and Cantonese as standard written Chinese."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import opencc

_DATA = Path(__file__).resolve().parent / "data"
# OpenCC folds the Cantonese 嗰 to a character outside the basic plane, which is no Han character to most patterns.
VARIANTS = str.maketrans("着爲衆淨峯羣裏麪綫啓\U00020bb6", "著为众净峰群里面线启嗰")


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _fold(word: str) -> str:
    return str(_converter().convert(word)).lower().translate(VARIANTS)


@functools.cache
def _spoken() -> tuple[dict[str, str], re.Pattern[str]]:
    table = {_fold(a): _fold(b) for a, b in (line.split("\t") for line in _lines("cantonese.tsv"))}
    return table, re.compile("|".join(re.escape(k) for k in sorted(table, key=len, reverse=True)))


@functools.cache
def _spoken_english() -> tuple[dict[str, str], re.Pattern[str]]:
    table = dict(line.split("\t") for line in _lines("english.tsv"))
    names = "|".join(re.escape(k) for k in sorted(table, key=len, reverse=True))
    return table, re.compile(rf"(?<![a-z])(?:{names})(?![a-z])")


def written(folded: str) -> str:
    """Folded text with Cantonese and other spoken words, Chinese and English, in the wording of public bodies."""
    table, pattern = _spoken()
    english, names = _spoken_english()
    return names.sub(lambda m: english[m[0]], pattern.sub(lambda m: table[m[0]], folded))


@functools.cache
def function_words() -> frozenset[str]:
    """Folded words that carry no topic."""
    return frozenset(_fold(word) for line in _lines("function_words.txt") for word in line.split())


@functools.cache
def english_stop_words() -> frozenset[str]:
    """English words left out of lexical tokens."""
    return frozenset(word for line in _lines("stop_words_en.txt") for word in line.split())


@functools.cache
def places() -> tuple[re.Pattern[str], ...]:
    """Places outside Hong Kong and the Mainland: one pattern each over folded text."""
    patterns = []
    for line in _lines("places.txt"):
        names = [_fold(name) for name in line.split("|")]
        parts = [re.escape(n) if not n[0].isascii() else rf"(?<![a-z]){re.escape(n)}(?![a-z])" for n in names]
        patterns.append(re.compile("|".join(parts)))
    return tuple(patterns)


def names_place(folded: str) -> bool:
    """Whether folded text names a place outside Hong Kong and the Mainland."""
    return any(names.search(folded) for names in places())
