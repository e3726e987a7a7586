"""Weights of words as a file."""

from __future__ import annotations

from pathlib import Path

from rag.word_weights import read_weights, write_weights


def test_weights_come_back_to_two_places_in_the_order_of_their_words(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    write_weights(path, {"visa": -0.125, "#天气": 2.0}, "somebody")
    assert path.read_text(encoding="utf-8").splitlines() == ["# token\tweight; made by somebody", "#天气\t2.00", "visa\t-0.12"]
    assert read_weights(path) == {"visa": -0.12, "#天气": 2.0}
