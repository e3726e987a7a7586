"""What reaches the user of a model that lies: `python -m evals.lying_model` plays each sentence of lying.jsonl over HTTP and counts.

Every sentence is one reply of a language model that was given its passage and three others. A falsehood should never be shown, a true
sentence nearly always. Passages are those of the index in use. Exit code 1 when a falsehood is shown or fewer than 95% of the true ones.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from evals.chat_server import ChatServer, Play
from rag.chat import ChatWriter, open_chat_model
from rag.errors import WenjinError
from rag.generation import read_manifest, read_passages
from rag.lexicon import Lexicon, read_lexicon
from rag.model_answer import drafts
from rag.settings import Settings, load_settings
from rag.types import Answer, Hit, Passage, Query, Retrieval, Status

CASES = Path(__file__).resolve().parent / "lying.jsonl"
OTHERS = 3  # passages beside the one the sentence is about
LEAST_TRUE = 0.95  # share of true sentences that must be shown


class Case(BaseModel):
    """One sentence a model might write. `kind` is "true" or what is false about it; `cites` the passage it cites if not its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    passage: str
    lang: str
    kind: str
    text: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence and whether the user saw it."""

    case: Case
    shown: bool


def read_cases(path: Path = CASES) -> list[Case]:
    """The sentences, in order."""
    return [Case.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def offered(case: Case, ids: list[str]) -> list[str]:
    """Ids of the passages the model is given: its own first, the one it cites, then the next ones of the file."""
    start = ids.index(case.passage)
    around = [case.cites, *(ids[(start + step) % len(ids)] for step in range(1, len(ids)))]
    return list(dict.fromkeys([case.passage, *filter(None, around)]))[: 1 + OTHERS]


def shown(case: Case, chat: ChatWriter, passages: Mapping[str, Passage], ids: list[str], lexicon: Lexicon) -> bool:
    """Whether the sentence stands in any answer the user gets to see."""
    query = Query(asked="?", standalone="?", lang=case.lang, tokens=())
    hits = tuple(Hit(passages[name], 1.0) for name in offered(case, ids))
    plain = Answer(query, Status.ANSWERED, (), (), Retrieval(hits, ()))
    return any(draft.sentences for draft in drafts(chat, plain, (), lexicon, 2_000))


def play(cases: list[Case], passages: Mapping[str, Passage], lexicon: Lexicon) -> list[Outcome]:
    """Every sentence as a reply, through the same client, parser and check as any model's."""
    ids = list(dict.fromkeys(case.passage for case in cases))
    replies = [f"{case.text} [{offered(case, ids).index(case.cites or case.passage) + 1}]" for case in cases]
    said = iter(replies)
    with ChatServer(lambda _: Play(next(said))) as server:
        chat = open_chat_model(Settings(chat_model="openai:played", chat_base_url=server.url))
        assert chat is not None
        return [Outcome(case, shown(case, chat, passages, ids, lexicon)) for case in cases]


def _report(outcomes: list[Outcome], console: Console) -> bool:
    """Print the counts; whether they are as they should be."""
    table = Table("kind", "sentences", "shown")
    for kind, count in Counter(o.case.kind for o in outcomes).most_common():
        table.add_row(kind, str(count), str(sum(o.shown for o in outcomes if o.case.kind == kind)))
    console.print(table)
    true, false = ([o for o in outcomes if (o.case.kind == "true") is wanted] for wanted in (True, False))
    for outcome in outcomes:
        if outcome.shown != (outcome.case.kind == "true"):
            console.print(f"{'shown' if outcome.shown else 'not shown'}: {outcome.case.kind}: {outcome.case.text}", markup=False)
    through, kept = sum(o.shown for o in false), sum(o.shown for o in true)
    console.print(f"falsehoods shown: {through} of {len(false)}; true sentences shown: {kept} of {len(true)} ({kept / len(true):.1%})")
    return through == 0 and kept >= LEAST_TRUE * len(true)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--index", type=Path, help="folder of the index")
    options: Any = parser.parse_args(arguments)
    console = Console()
    try:
        folder, _ = read_manifest(load_settings(index=options.index).index)
        passages = {p.id: p for p in read_passages(folder / "passages.jsonl")}
        outcomes = play(read_cases(), passages, read_lexicon(folder / "glossary.toml"))
    except WenjinError as error:
        Console(stderr=True).print(error.line, markup=False)
        return 1
    return 0 if _report(outcomes, console) else 1


if __name__ == "__main__":
    sys.exit(main())
