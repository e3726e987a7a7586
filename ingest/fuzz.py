"""Broken files by the hundred, read one after the other: `python -m ingest.fuzz FOLDER --count 300 --seed 1`.

Exit status 1 when a file took over the limits, brought a library down in a way that was not foreseen, or left the reader unable to go on.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingest.files import SUFFIXES
from ingest.limits import Limits
from ingest.worker import Reader
from rag.errors import DocumentError

_FLIPS = (1, 3, 10, 100, 1_000)


def broken(raw: bytes, others: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A file with one fault: bytes changed, cut off, a stretch missing, doubled, or taken from another file; with the fault's name."""
    kind = chance.choice(("flipped", "truncated", "hole", "doubled", "spliced"))
    size = len(raw)
    a, b = sorted((chance.randrange(size), chance.randrange(size)))
    if kind == "flipped":
        data = bytearray(raw)
        for _ in range(chance.choice(_FLIPS)):
            data[chance.randrange(size)] = chance.randrange(256)
        return kind, bytes(data)
    if kind == "truncated":
        return kind, raw[: b + 1]
    if kind == "hole":
        return kind, raw[:a] + raw[b:]
    if kind == "doubled":
        return kind, raw[:b] + raw[a : min(b, a + 100_000)] + raw[b:]
    other = chance.choice(others)
    at = chance.randrange(len(other))
    return kind, raw[:a] + other[at : at + (b - a)] + raw[b:]


def outcome(line: str) -> str:
    """What an error line says, without the file it is about."""
    return re.sub(r"\d[\d,]*", "#", re.sub(r"^\S+\s?", "", line))[:70]


def fuzz(folder: Path, count: int, seed: int) -> bool:
    """Break `count` files of a folder at random, read them and print a table of outcomes; True when none was out of bounds.

    Raises:
        DocumentError: the folder holds no readable file.
    """
    sources = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.stat().st_size]
    if not sources:
        raise DocumentError(f"{folder} holds no {', '.join(SUFFIXES)} file; name a folder with sound ones")
    chance, limits = random.Random(seed), Limits()  # noqa: S311 - repeatable, not secret
    raws = [path.read_bytes() for path in sources]
    results, slowest, unforeseen = Counter[tuple[str, str]](), 0.0, list[str]()
    with tempfile.TemporaryDirectory() as place, Reader(limits) as reader:
        for number in range(count):
            index = chance.randrange(len(sources))
            kind, data = broken(raws[index], raws, chance)
            path = Path(place) / f"{number}{sources[index].suffix}"
            path.write_bytes(data)
            start = time.monotonic()
            try:
                document = reader.read(path)
                result = "read" if document.blocks else "read, no text"
            except DocumentError as error:
                result = outcome(error.line)
            slowest = max(slowest, time.monotonic() - start)
            if ("Error)" in result and "cannot be read (" in result) or "too complex" in result:
                unforeseen.append(f"{sources[index].name} {kind} (file {number}): {result}")
            results[(sources[index].suffix + " " + kind, result)] += 1
            path.unlink()
        peak = reader.peak_kb
    _print(results, slowest, peak, unforeseen)
    return not unforeseen and slowest <= limits.seconds_cap and peak * 1024 <= limits.memory_bytes


def _print(results: Counter[tuple[str, str]], slowest: float, peak_kb: int, unforeseen: list[str]) -> None:
    console = Console(file=sys.stdout, width=120)
    table = Table("fault", "outcome", "files")
    for (fault, result), n in sorted(results.items(), key=lambda pair: (pair[0][0], -pair[1])):
        table.add_row(fault, result, str(n))
    console.print(table)
    console.print(f"slowest {slowest:.1f} s, most memory {peak_kb // 1024} MB, not foreseen {len(unforeseen)}")
    for line in unforeseen:
        console.print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with sound files to break")
    parser.add_argument("--count", type=int, default=300, help="files to make")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers")
    given = parser.parse_args()
    sys.exit(0 if fuzz(given.folder, given.count, given.seed) else 1)
