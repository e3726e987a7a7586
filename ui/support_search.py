"""Words in any language or script → the support measures they fit: tolerant of spelling, spoken wording and other names of one thing."""

from __future__ import annotations

import difflib
import functools
import math
import re
from collections import Counter

from ingest.structured import Measure
from rag.lexicon import Lexicon
from rag.text import HAN, bigrams, fold, stem
from rag.words import english_stop_words, function_words, written
from ui.shelf import Shelf
from ui.words import Words

# How much a word tells by where it stands, the name first; the questions people ask lead to a measure but seldom name it.
WEIGHTS = {"name": 3.0, "facts": 2.0, "passage": 1.0, "also": 0.8, "questions": 0.6}
MIN_COVERAGE = 0.2  # share of what was asked, by rarity, that a measure must hold
KEPT_SHARE = 0.25  # of the best score; what lies below is about something else
STRANGE = 0.2  # weight of a word no measure holds, as a share of the rarest: most are two halves of words side by side
MAX_ASKED = 300  # characters of a text that are looked at
MIN_LETTERS = 4  # of an English word that may be misspelt
CLOSE = 0.8  # difflib ratio from which two words count as one
_LATIN = re.compile(r"[a-z][a-z0-9]+|[0-9]{3,}")
_RUN = re.compile(rf"{HAN.pattern}+")


def tokens(text: str, lexicon: Lexicon) -> list[str]:
    """Stems of Latin words, pairs of Han characters (a lone one by itself), and one `@id` for each glossary term.

    Function words of one character stay: they are parts of words as well (中文, 學會).
    """
    folded = written(fold(text))
    latin = [stem(w) for w in _LATIN.findall(folded) if w not in english_stop_words()]
    content = _function_words().sub(" ", folded)
    lone = [run for run in _RUN.findall(content) if len(run) == 1]
    return [*latin, *bigrams(content), *lone, *lexicon.tokens(folded)]


@functools.cache
def _function_words() -> re.Pattern[str]:
    words = sorted((w for w in function_words() if len(w) > 1 and _RUN.fullmatch(w)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@functools.lru_cache(maxsize=2)
def _table(shelf: Shelf) -> tuple[list[dict[str, float]], dict[str, float]]:
    """For each measure its words with their weights, and how rare each word is (natural log of measures over measures with it)."""
    rows = [_row(shelf, measure) for measure in shelf.measures]
    held = Counter(word for row in rows for word in row)
    return rows, {word: math.log((len(rows) + 1) / n) for word, n in held.items()}


def _row(shelf: Shelf, measure: Measure) -> dict[str, float]:
    texts = {"name": f"{measure.name.zh} {measure.name.en}"}
    needs, also = (" ".join(Words(lang)[f"support.{kind}_{measure.need}"] for lang in ("zh-Hant", "en")) for kind in ("need", "also"))
    texts["also"] = also
    facts = [measure.for_whom, measure.provider, measure.languages, measure.cost, measure.district]
    texts["facts"] = " ".join([needs, *(f"{f.zh} {f.en}" for f in facts if f), *measure.reach.values()])
    passage = shelf.passages.get(measure.section)
    if passage:
        texts["passage"] = " ".join([*passage.headings.values(), *passage.texts.values()])
        texts["questions"] = " ".join(passage.questions)
    row = dict[str, float]()
    for place, text in texts.items():
        for word in tokens(text, shelf.lexicon):
            row[word] = max(row.get(word, 0.0), WEIGHTS[place])
    return row


def _known(word: str, rarity: dict[str, float]) -> str:
    """The word, or the one of the measures that is spelt nearly so."""
    if word in rarity or len(word) < MIN_LETTERS or not word.isascii():
        return word
    near = difflib.get_close_matches(word, [w for w in rarity if w.isascii() and w[0] == word[0]], 1, CLOSE)
    return near[0] if near else word


def ranked(shelf: Shelf, text: str) -> list[Measure]:
    """The measures that hold enough of the words, best first; none where nothing of the text is among them."""
    rows, rarity = _table(shelf)
    asked = list(dict.fromkeys(_known(word, rarity) for word in tokens(text[:MAX_ASKED], shelf.lexicon)))
    strange = math.log(len(rows) + 1) * STRANGE
    whole = sum(rarity.get(word, strange) for word in asked)
    scored = list[tuple[float, int]]()
    for number, row in enumerate(rows):
        held = [word for word in asked if word in row]
        if held and sum(rarity[word] for word in held) >= MIN_COVERAGE * whole:
            scored.append((sum(rarity[word] * row[word] for word in held), -number))
    best = max((score for score, _ in scored), default=0.0)
    return [shelf.measures[-number] for score, number in sorted(scored, reverse=True) if score >= KEPT_SHARE * best]
