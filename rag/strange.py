"""How much a question's words sound like questions that the corpus does not answer.

The weights are of a logistic regression over words and character pairs, fitted by `python -m rag.training.make_strange` on the
corpus's question lists against questions about the same things that it does not answer (rag/training/unanswered.tsv).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from rag.word_weights import read_weights

WEIGHTS = Path(__file__).resolve().parent / "data" / "strange_words.tsv"


def features(tokens: Iterable[str]) -> dict[str, float]:
    """What the score is a weighted sum of: each distinct token but names of the glossary, 1 over the root of their number."""
    words = sorted({t for t in tokens if not t.startswith("@")})
    return dict.fromkeys(words, 1 / math.sqrt(len(words))) if words else {}


def strangeness(tokens: Iterable[str]) -> float:
    """The log odds, prior aside, that a question is not answered, by its words alone; an unknown word counts nothing.

    Args:
        tokens: lexical tokens of the question.
    """
    known = read_weights(WEIGHTS)
    return sum(known.get(token, 0.0) * value for token, value in features(tokens).items())
