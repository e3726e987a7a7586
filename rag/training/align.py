"""Word translation probabilities by IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation")."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.training.texts import Pair

ITERATIONS = 6


@dataclass(frozen=True, slots=True)
class WordTable:
    """Translation probabilities, one entry per (Chinese token, English token) seen together.

    `english_given_chinese[k]` is t(english[k] | chinese[k]), and the other way round; each in (0, 1].
    """

    chinese: NDArray[np.int64]
    english: NDArray[np.int64]
    english_given_chinese: NDArray[np.float64]
    chinese_given_english: NDArray[np.float64]


def _expectation_maximisation(
    cell: NDArray[np.int64], target_cell: NDArray[np.int64], source_of_cell: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """t(target | source) for every (source, target) cell.

    Args:
        cell: cell number of each co-occurrence.
        target_cell: number of the (pair, target token) each co-occurrence explains.
        source_of_cell: source token of each cell.
        size: vocabulary size.
    """
    table = np.ones(len(source_of_cell))
    for _ in range(ITERATIONS):
        weight = table[cell]
        share = weight / np.bincount(target_cell, weight)[target_cell]
        counts = np.bincount(cell, share, minlength=len(source_of_cell))
        table = counts / np.bincount(source_of_cell, counts, minlength=size)[source_of_cell]
    return table


def word_table(pairs: list[Pair], is_word: NDArray[np.bool_]) -> WordTable:
    """Learn both directions from Chinese-English pairs (left Chinese, right English).

    Args:
        pairs: token ids; single characters inside a pair are used only when it has no longer word.
        is_word: per vocabulary id, whether it is longer than one character.
    """
    size = len(is_word)
    chinese, english, number = list[NDArray[np.int64]](), list[NDArray[np.int64]](), list[NDArray[np.int64]]()
    for index, pair in enumerate(pairs):
        left = np.unique(pair.left[is_word[pair.left]] if is_word[pair.left].any() else pair.left).astype(np.int64)
        right = np.unique(pair.right).astype(np.int64)
        chinese.append(np.repeat(left, len(right)))
        english.append(np.tile(right, len(left)))
        number.append(np.full(len(left) * len(right), index, np.int64))
    c, e, n = np.concatenate(chinese), np.concatenate(english), np.concatenate(number)
    keys, cell = np.unique(c * size + e, return_inverse=True)
    sources, targets = keys // size, keys % size
    _, english_cell = np.unique(n * size + e, return_inverse=True)
    _, chinese_cell = np.unique(n * size + c, return_inverse=True)
    return WordTable(
        sources,
        targets,
        _expectation_maximisation(cell, english_cell, sources, size),
        _expectation_maximisation(cell, chinese_cell, targets, size),
    )
