"""How far a word is from what a corpus is about: the weather, a recipe, a joke.

The weights are log ratios of how often a word stands in everyday questions (rag/training/far.tsv) and in the corpus's question
lists, made by `python -m rag.training.make_far`.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from rag.word_weights import read_weights

WEIGHTS = Path(__file__).resolve().parent / "data" / "far_words.tsv"
UNMET = 2.0  # of a word met nowhere


def farness(token: str, vocabulary: Container[str]) -> float:
    """How far a content word is from the shipped corpus, 0 or above; `UNMET` for one that neither the index nor everyday questions know.

    Args:
        vocabulary: every word of the index.
    """
    if token.startswith("@"):
        return 0.0
    known = read_weights(WEIGHTS).get(token)
    if known is not None:
        return known
    return 0.0 if token in vocabulary else UNMET
