import random

import pytest

from evals.planted import changes, plant
from rag.lexicon import Lexicon
from tests.fakes import make_passage


@pytest.mark.parametrize(
    "sentence",
    ["截至2024年5月，高才通的逗留期是36個月，必須在香港。", "TTPS holders in Japan pay HK$600 and cannot stay 24 months from 2024."],
)
def test_each_change_leaves_another_sentence(sentence: str) -> None:
    made = dict(changes(sentence, random.Random(1)))
    assert {"number", "year", "unit", "scheme", "contrary"} <= set(made)
    assert sentence not in made.values()


def test_a_sentence_without_anything_to_change_is_left_alone() -> None:
    assert dict(changes("沒有數字的一句。", random.Random(1))) == {}


def test_true_sentences_and_changed_ones_are_counted_apart() -> None:
    found = plant([make_passage(texts={"zh-Hant": "截至2024年5月，共批准25萬宗。\n| 7 | 8 |"})], Lexicon([]))
    assert (found["unchanged"].made, found["unchanged"].noticed) == (1, 0)
    assert (found["number"].made, found["number"].noticed) == (1, 1)
