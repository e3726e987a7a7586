"""Make the Chinese-English word table: `python -m rag.training.make_words --data ../shared/data`.

From CC-CEDICT (CC BY-SA 4.0) and Tatoeba sentence pairs (CC BY 2.0 FR) by IBM Model 1; the table keeps CC BY-SA 4.0. Takes
about a minute and needs no GPU. XQuAD and the other retrieval sets are not read.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np
from rich.console import Console

from rag.settings import load_settings
from rag.text import Segmenter
from rag.training.align import word_table
from rag.training.texts import Pair, cedict, rows
from rag.word_table import TABLE
from rag.words import english_stop_words

PER_WORD = 16
MIN_STRENGTH = 0.03


class _Ids:
    """Token numbers in order of first appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, tokens: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array([self.numbers.setdefault(t, len(self.numbers)) for t in tokens], np.int32)


def read_pairs(data: Path, segmenter: Segmenter, ids: _Ids) -> list[Pair]:
    """Headword and gloss, sentence and translation, as token ids; English stop words are left out."""

    def pair(chinese: str, english: str) -> Pair:
        words = [w for w in segmenter.encoder_tokens(english) if w not in english_stop_words()]
        return Pair(ids.of(segmenter.encoder_tokens(chinese)), ids.of(words))

    found = [pair(head, gloss) for head, glosses in cedict(data / "cedict_ts.u8.gz") for gloss in glosses]
    found += [pair(row["zh"], row["en"]) for row in rows(data / "tatoeba_en_zh.jsonl.gz")]
    return [p for p in found if len(p.left) and len(p.right)]


def strongest(pairs: list[Pair], words: list[str]) -> list[tuple[str, str, float]]:
    """(Chinese, English, strength): the geometric mean of both directions' probabilities; the best 16 of each word."""
    table = word_table(pairs, np.array([len(w) > 1 for w in words]))
    strength = np.sqrt(table.english_given_chinese * table.chinese_given_english)
    kept = np.zeros(len(strength), bool)
    for side in (table.chinese, table.english):
        order = np.lexsort((-strength, side))
        rank = np.arange(len(order)) - np.searchsorted(side[order], side[order])
        kept[order[rank < PER_WORD]] = True
    kept &= strength >= MIN_STRENGTH
    lines = [(words[c], words[e], float(s)) for c, e, s in zip(table.chinese[kept], table.english[kept], strength[kept], strict=True)]
    return sorted((c, e, s) for c, e, s in lines if not c.isascii() and e.isascii())


def main() -> None:
    """Read, align, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with cedict_ts.u8.gz and tatoeba_en_zh.jsonl.gz")
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    ids = _Ids()
    lines = strongest(read_pairs(args.data, Segmenter(cache_dir=load_settings().cache), ids), list(ids.numbers))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{c}\t{e}\t{s:.2f}\n" for c, e, s in lines)
    args.out.write_bytes(gzip.compress(text.encode(), mtime=0))
    Console(stderr=True).print(f"{len(lines):,} pairs, {args.out.stat().st_size / 1e6:.2f} MB → {args.out}")


if __name__ == "__main__":
    main()
