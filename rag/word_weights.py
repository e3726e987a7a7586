"""Weights of words as a file: `token <TAB> weight`, the first line a comment that says what made it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path


@functools.cache
def read_weights(path: Path) -> Mapping[str, float]:
    """The weight of each token, read once."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {word: float(weight) for word, weight in (line.split("\t") for line in lines if not line.startswith("# "))}


def write_weights(path: Path, weights: Mapping[str, float], made_by: str) -> None:
    """Write them in the order of the tokens, to two places."""
    rows = [f"{word}\t{weight:.2f}" for word, weight in sorted(weights.items())]
    path.write_text("\n".join([f"# token\tweight; made by {made_by}", *rows]) + "\n", encoding="utf-8")
