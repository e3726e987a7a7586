"""Whether a sentence speaks of what its passages speak of at all: the share of its words that they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text import HAN, bigrams, fold, stem
from rag.words import english_stop_words

# Shares of a sentence's words below which it is about something else. Restatements in own words hold .38 and more of their character
# pairs and .46 of their English words (evals/lying.jsonl); orders smuggled into a passage, none and at most .25.
LEAST_PAIRS = 0.2
LEAST_WORDS = 0.34
JUDGED = 3  # pairs or words; fewer tell nothing


def _stems(folded: str) -> list[str]:
    return [stem(w) for w in re.findall(r"[a-z]+", folded) if w not in english_stop_words()]


def _chinese(text: str) -> bool:
    return 3 * len(HAN.findall(text)) > len(re.findall("[A-Za-z]", text))


def strange(sentence: str, texts: Sequence[str], beside: Sequence[str] = ()) -> bool:
    """Whether a sentence has hardly a word in common with what it cites; False where the texts are in another language.

    Args:
        beside: titles and the like, which words may come from too.
    """
    chinese = _chinese(sentence)
    if all(_chinese(text) != chinese for text in texts):
        return False
    said = fold("\n".join((*texts, *beside)))
    own, held, least = (
        (bigrams(fold(sentence)), set(bigrams(said)), LEAST_PAIRS) if chinese else (_stems(fold(sentence)), set(_stems(said)), LEAST_WORDS)
    )
    return len(own) >= JUDGED and sum(word in held for word in own) < least * len(own)
