"""Fit rag/data/far_words.tsv: `python -m rag.training.make_far`.

For each content word, the logarithm of its share of the questions in rag/training/far.tsv (`language <TAB> question`, everyday
questions that have nothing to do with the corpus) over its share of the corpus's list questions. No evaluation set is read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from rich.console import Console

from rag.coverage import content_tokens
from rag.far import WEIGHTS
from rag.index import Index, open_index
from rag.settings import load_settings
from rag.training.questions import FAR, read_questions
from rag.word_weights import write_weights

UNSEEN = 0.3  # added to every count
LEAST = 0.5  # smaller weights are left out


def far_weights(index: Index, far: Iterable[str]) -> dict[str, float]:
    """The weight of each word that stands oftener in far questions than in the lists; 0 for any other that they hold."""
    listed = [q for passage in index.passages for q in passage.questions]
    away = [set(content_tokens(index, q)) for q in far]
    here = Counter(token for q in listed for token in set(content_tokens(index, q)))
    found = dict[str, float]()
    for token, count in Counter(token for tokens in away for token in tokens).items():
        weight = math.log((count + UNSEEN) / (len(away) + UNSEEN)) - math.log((here[token] + UNSEEN) / (len(listed) + UNSEEN))
        if not token.startswith("@"):
            found[token] = weight if weight >= LEAST else 0.0
    return found


def main() -> None:
    """Fit and write."""
    far = read_questions(FAR)
    found = far_weights(open_index(load_settings()), far)
    write_weights(WEIGHTS, found, "rag.training.make_far")
    Console().print(f"{len(found):,} words from {len(far):,} far questions")


if __name__ == "__main__":
    main()
