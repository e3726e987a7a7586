"""Does the gate notice a broken part? `python -m evals.mutations [SET]` breaks the line one part at a time and holds each run against the unbroken one.

A part is broken in this process by `unittest.mock.patch` on the function that does it; the scorer keeps its own names, so that what
judges is never broken with what is judged. Exit code 1 when the gate misses a mutation.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import rag.answer
import rag.query
import rag.retrieve
import rag.text
from evals.cases import Case, read_cases
from evals.gate import Thresholds, accept, against_accepted, against_thresholds, read_thresholds
from evals.run import Run, run_set
from rag.answer import Engine, open_engine
from rag.cite import supported_only as check
from rag.compose import choose as chosen
from rag.compose import cite as numbered
from rag.evidence import best_evidence
from rag.index import query_vector
from rag.lexical import LexicalIndex
from rag.query import understand as understood
from rag.rerank import score as ranked
from rag.settings import ROOT, load_settings
from rag.types import Answer, Citation, Sentence

LIMIT = 120
Break = Callable[[Engine], ExitStack]
Cited = tuple[tuple[Sentence, ...], tuple[Citation, ...]]
_NEXT_DIGIT = str.maketrans("0123456789", "1234567890")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One part of the line broken: what is wrong, and the patches that make it so while their stack is open."""

    name: str
    broken: Break


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate said of one mutation: answers it changed, figures it moved significantly, thresholds it missed."""

    name: str
    changed: int
    worse: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether the gate would have failed."""
        return bool(self.worse or self.below)


def _patched(**changes: object) -> ExitStack:
    """Patches of rag.answer, which looks every stage up by name."""
    stack = ExitStack()
    for name, value in changes.items():
        stack.enter_context(patch.object(rag.answer, name, value))
    return stack


def _one(target: object, name: str, value: object) -> ExitStack:
    stack = ExitStack()
    stack.enter_context(patch.object(target, name, value))
    return stack


def unfolded(_: Engine) -> ExitStack:
    """Questions are searched as typed: `fold` does nothing anywhere in rag, over an index of folded text."""
    stack, real = ExitStack(), rag.text.fold
    for name, module in list(sys.modules.items()):
        if name.startswith("rag.") and getattr(module, "fold", None) is real:
            stack.enter_context(patch.object(module, "fold", lambda text: text))
    return stack


def off_by_one(_: Engine) -> ExitStack:
    """Sentences carry the number after the one of their passage when they reach the check."""

    def cite(*arguments: Any) -> Cited:
        said, citations = numbered(*arguments)
        return tuple(replace(s, citations=tuple(n + 1 for n in s.citations)) for s in said), citations

    return _patched(cite=cite)


def off_by_one_shown(_: Engine) -> ExitStack:
    """The check sees the right numbers, the text shows the ones after them."""

    def text(answer: Answer) -> str:
        gap = " " if answer.query.lang == "en" else ""
        body = gap.join(s.text + "".join(f"[{n + 1}]" for n in s.citations) for s in answer.sentences)
        return "\n".join(part for part in (body, answer.note) if part)

    return _one(Answer, "text", property(text))


def wrong_passage(engine: Engine) -> ExitStack:
    """Every citation leaves the line with another passage of the corpus, quote included."""
    passages = engine.index.passages

    def moved(citation: Citation) -> Citation:
        start = engine.index.positions[citation.passage.id] + len(passages) // 2
        around = (passages[(start + step) % len(passages)] for step in range(len(passages)))
        other = next(p for p in around if citation.lang in p.texts)
        quote = other.texts[citation.lang][:80]
        return replace(citation, passage=other, quote=quote, start=0, end=len(quote))

    def answer(*arguments: Any) -> Answer:
        made = Answer(*arguments)
        return replace(made, citations=tuple(moved(c) for c in made.citations))

    return _patched(Answer=answer)


def refuse_always(_: Engine) -> ExitStack:
    """No evidence is ever good enough."""
    return _patched(best_evidence=lambda *a: replace(best_evidence(*a), confidence=0.0))


def refuse_never(_: Engine) -> ExitStack:
    """Every evidence is good enough, and no question is declined."""
    return _patched(
        best_evidence=lambda *a: replace(best_evidence(*a), confidence=1.0), declined_category=lambda *_: None, elsewhere=lambda *_: False
    )


def stale_first(_: Engine) -> ExitStack:
    """The answer is made of the oldest passage kept."""

    def choose(index: Any, found: list[Any], *rest: Any) -> Any:
        oldest = min((c.hit.passage.as_of for c in found), default="")
        return chosen(index, [c for c in found if c.hit.passage.as_of == oldest], *rest)

    return _patched(choose=choose)


def no_bm25(_: Engine) -> ExitStack:
    """BM25 finds nothing, in sections and in entries."""
    return _one(LexicalIndex, "scores", lambda self, _: np.zeros(self.size, np.float32))


def no_vectors(_: Engine) -> ExitStack:
    """Every question has the zero vector."""
    return _one(rag.retrieve, "query_vector", lambda *a: np.zeros_like(query_vector(*a)))


def inverted_rerank(_: Engine) -> ExitStack:
    """The order of the candidates is turned round."""

    def score(*arguments: Any) -> NDArray[np.float32]:
        total = ranked(*arguments)
        return np.asarray(total.max(initial=0.0) + total.min(initial=0.0) - total, np.float32)

    return _one(rag.retrieve, "score", score)


def no_history(_: Engine) -> ExitStack:
    """Every question is taken as the first of its conversation."""
    return _one(rag.query, "standalone", lambda index, question, history: question)


def wrong_language(_: Engine) -> ExitStack:
    """English is answered in Chinese and Chinese in English."""

    def understand(*arguments: Any) -> Any:
        query = understood(*arguments)
        return replace(query, lang="zh-Hant" if query.lang == "en" else "en")

    return _patched(understand=understand)


def wrong_script(_: Engine) -> ExitStack:
    """Traditional is answered in Simplified and Simplified in Traditional."""
    other = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant", "en": "en"}

    def understand(*arguments: Any) -> Any:
        query = understood(*arguments)
        return replace(query, lang=other[query.lang])

    return _patched(understand=understand)


def altered_figures(_: Engine) -> ExitStack:
    """After the check every digit of the answer is one higher."""

    def supported_only(*arguments: Any) -> Any:
        kept, dropped = check(*arguments)
        return tuple(replace(s, text=s.text.translate(_NEXT_DIGIT)) for s in kept), dropped

    return _patched(supported_only=supported_only)


MUTATIONS = (
    Mutation("script folding does nothing", unfolded),
    Mutation("citation numbers off by one, before the check", off_by_one),
    Mutation("citation numbers off by one, as shown", off_by_one_shown),
    Mutation("citations of other passages", wrong_passage),
    Mutation("always refuses", refuse_always),
    Mutation("never refuses", refuse_never),
    Mutation("oldest value first", stale_first),
    Mutation("BM25 off", no_bm25),
    Mutation("vectors off", no_vectors),
    Mutation("reranking inverted", inverted_rerank),
    Mutation("earlier questions dropped", no_history),
    Mutation("answer in the other language", wrong_language),
    Mutation("answer in the other script", wrong_script),
    Mutation("figures altered after the check", altered_figures),
)


def picked(cases: list[Case], limit: int) -> list[Case]:
    """At most `limit` cases, one of each kind in turn, so that small kinds are there too; in the set's order."""
    by_kind: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_kind[case.kind].append(case)
    rounds = ((turn, i) for kind in by_kind.values() for turn, i in enumerate(cases.index(c) for c in kind))
    return [cases[i] for i in sorted(i for _, i in sorted(rounds)[:limit])]


def _names(lines: list[str]) -> tuple[str, ...]:
    """Figures that the gate's lines begin with."""
    return tuple("unscored" if line[0].isdigit() else line.split()[0] for line in lines)


@contextmanager
def quick_set(set_path: Path, limit: int) -> Iterator[tuple[Path, Path]]:
    """A shorter set under the same name, and a folder for its runs; both are removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wenjin-mutations-") as folder:
        path = Path(folder) / set_path.name
        path.write_text("".join(c.model_dump_json() + "\n" for c in picked(read_cases(set_path), limit)), encoding="utf-8")
        yield path, Path(folder)


def judge(whole: Run, broken: Run, name: str, accepted: Path, thresholds: Thresholds) -> Verdict:
    """Hold a broken run against the unbroken one; thresholds the unbroken run misses itself do not count."""
    known = set(_names(against_thresholds(whole, thresholds)))
    below = tuple(n for n in _names(against_thresholds(broken, thresholds)) if n not in known)
    changed = sum(a["answer"] != b["answer"] or a["citations"] != b["citations"] for a, b in zip(whole.rows, broken.rows, strict=True))
    return Verdict(name, changed, _names(against_accepted(broken, accepted)), below)


def mutate(engine: Engine, set_path: Path, folder: Path, thresholds: Thresholds) -> Iterator[Verdict]:
    """Run the set unbroken, then once for each mutation."""
    whole = run_set(engine, set_path, folder / "whole")
    accepted = folder / "accepted.json"
    accept(whole, accepted)
    yield judge(whole, whole, "nothing broken", accepted, thresholds)
    for number, mutation in enumerate(MUTATIONS):
        with mutation.broken(engine):
            broken = run_set(engine, set_path, folder / str(number))
        yield judge(whole, broken, mutation.name, accepted, thresholds)


def main() -> None:
    """Break, run, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=ROOT / "evals" / "sets" / "dev.jsonl")
    parser.add_argument("--limit", type=int, default=LIMIT, help="cases, taken from all kinds in turn")
    arguments = parser.parse_args()
    thresholds = read_thresholds(ROOT / "evals" / "thresholds.toml", arguments.set.stem)
    table = Table("mutation", "answers changed", "caught", "significantly worse than unbroken", "below its threshold")
    with quick_set(arguments.set, arguments.limit) as (path, folder):
        verdicts = list(mutate(open_engine(load_settings()), path, folder, thresholds))
    for v in verdicts:
        table.add_row(v.name, str(v.changed), "yes" if v.caught else "no", ", ".join(v.worse) or "-", ", ".join(v.below) or "-")
    console = Console()
    console.print(table)
    missed = [v.name for v in verdicts[1:] if not v.caught]
    console.print(f"{len(MUTATIONS) - len(missed)} of {len(MUTATIONS)} caught" + (f"; missed: {', '.join(missed)}" if missed else ""))
    if missed or verdicts[0].caught:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
