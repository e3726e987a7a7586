"""Exact search gives what comparing every vector gives, block by block."""

from __future__ import annotations

import numpy as np
import pytest

from rag import nearest
from rag.nearest import ExactSearch


@pytest.fixture
def vectors(monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    monkeypatch.setattr(nearest, "BLOCK", 7)
    rows = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.mark.parametrize("k", [1, 6, 40, 100])
def test_the_k_greatest_cosines_come_first_to_last(vectors: np.ndarray, k: int) -> None:
    cosines = vectors.astype(np.float32) @ vectors[3].astype(np.float32)
    found = ExactSearch(vectors).nearest(vectors[3].astype(np.float32), k)
    assert found.tolist() == np.argsort(-cosines, kind="stable")[:k].tolist()
    assert found[0] == 3


def test_equal_vectors_come_in_the_order_of_their_numbers() -> None:
    same = np.ones((5, 4), np.float16) / 2
    assert ExactSearch(same).nearest(same[0].astype(np.float32), 5).tolist() == [0, 1, 2, 3, 4]


def test_nothing_is_found_among_no_vectors() -> None:
    assert ExactSearch(np.zeros((0, 4), np.float16)).nearest(np.ones(4, np.float32), 3).tolist() == []
