"""How much of what is changed in a true sentence the check notices: `python -m evals.planted` changes every sentence of the index.

One change at a time, of each kind that the sentence allows, held against the sentence's own passage; and the sentences unchanged, none of
which may be dropped. Changes are drawn with a fixed seed. A change can hit upon something else that is true, or upon nothing anybody could
find in the passage, so not all can be noticed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rag.cite import evidence_of, faults
from rag.errors import WenjinError
from rag.generation import read_manifest, read_passages
from rag.lexicon import Lexicon, read_lexicon
from rag.settings import load_settings
from rag.text import sentences
from rag.types import Passage

SEED = 3
SWAPS = {
    "unit": "個月 年|星期 個月|天 個月|港元 美元|港元 新加坡元|HK$ US$|HK$ RMB|months years|years months|weeks months|days weeks",
    "scheme": "高端人才通行證計劃 優秀人才入境計劃|優秀人才入境計劃 一般就業政策|高才通 優才|優才 高才通|IANG TechTAS|TTPS QMAS|QMAS IANG",
    "name": "入境事務處 勞工處|教育局 社會福利署|灣仔 沙田|日本 新加坡|內地 澳門|Japan Singapore|Mainland Macao",
    "contrary": "必須 不必|毋須 須|不能 能|可以 不可以|增至 減至|至少 最多|超過 少於|must mustn't|cannot can|rose fell",
}
_PAIRS = {kind: [tuple(pair.split(" ")) for pair in pairs.split("|")] for kind, pairs in SWAPS.items()}


@dataclass(slots=True)
class Tally:
    """Changes of one kind: how many, how many noticed, and some that were not."""

    made: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)


def changes(sentence: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence with one thing changed, and what kind of thing."""
    figures = list(re.finditer(r"\d+", sentence))
    if figures:
        figure = draw.choice(figures)
        place = draw.randrange(figure.start(), figure.end())
        digit = str((int(sentence[place]) + draw.randrange(1, 10)) % 10)
        if digit != "0" or place > figure.start() or len(figure[0]) == 1:
            yield "number", sentence[:place] + digit + sentence[place + 1 :]
    years = re.findall(r"20[12]\d", sentence)
    if years:
        year = draw.choice(years)
        yield "year", sentence.replace(year, str(int(year) - 1))
    for kind, pairs in _PAIRS.items():
        beside = r"\d\s?{0}|{0}\s?\d" if kind == "unit" else "{0}"
        fitting = [(a, b) for a, b in pairs if re.search(beside.format(re.escape(a)), sentence)]
        if fitting:
            old, new = draw.choice(fitting)
            yield kind, sentence.replace(old, new)


def plant(passages: Iterable[Passage], lexicon: Lexicon) -> dict[str, Tally]:
    """Counts by kind; "unchanged" counts the true sentences, noticed where they are wrongly dropped."""
    draw, found = random.Random(SEED), defaultdict[str, Tally](Tally)  # noqa: S311 a sample, no secret
    for passage in passages:
        evidence = evidence_of([passage], lexicon)
        for text in passage.texts.values():
            for start, end in sentences(text):
                if text[start] == "|":
                    continue
                for kind, said in (("unchanged", text[start:end]), *changes(text[start:end], draw)):
                    tally, noticed = found[kind], bool(faults(said, evidence, lexicon))
                    tally.made += 1
                    tally.noticed += noticed
                    if noticed == (kind == "unchanged"):
                        tally.missed.append(f"{passage.id}: {said}")
    return dict(found)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--index", type=Path, help="folder of the index")
    parser.add_argument("--show", type=int, default=0, help="print so many of each kind that went wrong")
    options: Any = parser.parse_args(arguments)
    console = Console()
    try:
        folder, _ = read_manifest(load_settings(index=options.index).index)
        found = plant(read_passages(folder / "passages.jsonl"), read_lexicon(folder / "glossary.toml"))
    except WenjinError as error:
        Console(stderr=True).print(error.line, markup=False)
        return 1
    table = Table("kind", "sentences", "noticed", "share")
    for kind, tally in found.items():
        table.add_row(kind, f"{tally.made:,}", f"{tally.noticed:,}", f"{tally.noticed / tally.made:.1%}")
        for line in tally.missed[: options.show]:
            console.print(f"{kind}: {line}", markup=False)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
