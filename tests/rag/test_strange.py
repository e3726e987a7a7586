"""The words of questions that the corpus does not answer."""

from __future__ import annotations

import math

import pytest

from rag.answer import Engine
from rag.strange import features, strangeness


def test_each_word_counts_once_and_all_together_have_length_one() -> None:
    found = features(["fee", "fee", "visa", "@ttps"])
    assert found == {"fee": 1 / math.sqrt(2), "visa": 1 / math.sqrt(2)}


@pytest.mark.parametrize("tokens", [[], ["@ttps"], ["zzzzunknown"]])
def test_nothing_known_is_neither_strange_nor_familiar(tokens: list[str]) -> None:
    assert strangeness(tokens) == 0.0


@pytest.mark.parametrize(
    ("familiar", "strange"),
    [
        ("How many TTPS applications were approved?", "What was the average age of TTPS holders in each district last week?"),
        ("高才通續簽要交什麼文件？", "高才通申請人平均交幾多頁文件？"),
    ],
)
def test_a_breakdown_nobody_published_sounds_stranger_than_a_common_question(engine: Engine, familiar: str, strange: str) -> None:
    tokens = engine.index.tokens
    assert strangeness(tokens(familiar)) < strangeness(tokens(strange))
