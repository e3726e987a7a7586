"""Questions about documents that somebody added: `python -m evals.added --data ../shared/data` prints how many are refused.

Passages of public sets, in whole sentences of at most 400 Chinese characters, join those of the shipped corpus in a scratch index. Even
articles (in order of first appearance) may be fitted on (`python -m evals.fit_gate … --far`), odd ones are reported; XQuAD asks for that split.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.bench.news import rows_of
from rag.answer import Engine, open_engine, search_only
from rag.settings import load_settings
from rag.text import pack
from rag.types import Passage, Source
from rag.write import write_generation

LANGS = {"drcd_dev": "zh-Hant", "cmrc_trial": "zh-Hans", "xquad_en": "en"}
SETS = tuple(LANGS)
PIECE = {"zh-Hant": 400, "zh-Hans": 400, "en": 1_200}  # characters
PASSAGES = 80  # of each set
QUESTIONS = 150


@dataclass(frozen=True, slots=True)
class Added:
    """Passages of one set, and questions about them."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[str, ...]


def read_added(data: Path, name: str, odd: bool) -> Added:
    """The first passages of every other article of a set, and questions spread over them.

    Raises:
        SettingsError: a file of the set is missing or damaged.
    """
    articles = dict[str, list[dict[str, Any]]]()
    for passage in rows_of(data / f"{name}.passages.jsonl.gz"):
        articles.setdefault(passage["title"], []).append(passage)
    taken = list[dict[str, Any]]()
    for title in list(articles)[int(odd) :: 2]:
        taken += articles[title][: PASSAGES - len(taken)]
    ids = {p["passage_id"] for p in taken}
    asked = [row["query"] for row in rows_of(data / f"{name}.queries.jsonl.gz") if row["passage_id"] in ids]
    step = max(1, len(asked) // QUESTIONS)
    lang = LANGS[name]
    passages = [
        Passage(f"{name}/{row['passage_id']}-{number}", Source(name, {lang: row["title"]}, {lang: ""}, "undated", digest=False),
                f"{row['passage_id']}-{number}", {lang: row["title"]}, {lang: text}, {lang: ""}, "undated", digest=False)
        for row in taken
        for number, text in enumerate(pack(row["text"], PIECE[lang]))
    ]  # fmt: skip
    return Added(name, tuple(passages), tuple(asked[::step][:QUESTIONS]))


@contextmanager
def over_added(engine: Engine, sets: list[Added]) -> Iterator[Engine]:
    """An engine over the passages of another with those of the sets beside them."""
    with tempfile.TemporaryDirectory(prefix="wenjin-added-") as name:
        settings = engine.settings.model_copy(update={"index": Path(name)})
        passages = [*engine.index.passages, *(passage for one in sets for passage in one.passages)]
        write_generation(settings, passages, "", Console(quiet=True))
        yield open_engine(settings)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--even", action="store_true", help="the articles that may be fitted on")
    args = parser.parse_args()
    console = Console()
    sets = [read_added(args.data, name, not args.even) for name in SETS]
    with over_added(open_engine(load_settings()), sets) as engine:
        for one in sets:
            sure = [search_only(engine, question).evidence.confidence for question in one.questions]
            refused = sum(value < engine.settings.min_confidence for value in sure)
            console.print(f"{one.name}: {refused} of {len(sure)} questions refused, {len(one.passages)} passages added")


if __name__ == "__main__":
    main()
