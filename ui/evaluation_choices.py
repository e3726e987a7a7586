"""What can be chosen on the evaluation page: (what is read, what stands for it), "" for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from evals.cases import Kind
from evals.run import Run
from ui.evaluation_cases import CHANGES, VERDICTS
from ui.evaluation_runs import run_names, set_names, set_path
from ui.evaluation_view import member_words
from ui.words import Words

KINDS: tuple[str, ...] = get_args(Kind)
Choices = list[tuple[str, str]]


def run_choices(words: Words, none: bool = False) -> Choices:
    """The finished runs, the latest first; with `none` the choice of no run before them."""
    first = [(words["evaluation.no_before"], "")] if none else []
    return [*first, *((name, name) for name in run_names())]


def set_choices(words: Words) -> Choices:
    """The sets that can be run, each with how many cases it holds."""
    found = Choices()
    for name in set_names():
        path = set_path(name)
        size = sum(1 for line in path.read_text(encoding="utf-8").split("\n") if line.strip()) if path else 0
        found.append((words.say("evaluation.set_size", name=name, n=size), name))
    return found


def verdict_choices(words: Words, beside: bool = False) -> Choices:
    """How a case ended; `beside` another run also whether it did better or worse there."""
    offered = [*VERDICTS, *(CHANGES if beside else ())]
    return [(words[f"evaluation.verdict_{verdict}"] if verdict else words["evaluation.all"], verdict) for verdict in offered]


def word_choices(slice_name: str, keys: Sequence[str], words: Words) -> Choices:
    """All, then each value in words."""
    return [(words["evaluation.all"], ""), *((member_words(slice_name, key, words), key) for key in keys)]


def source_choices(run: Run | None, words: Words) -> Choices:
    """All, then the sources that a run's cases stand on."""
    found = sorted({e.source for case in run.cases for e in case.evidence}) if run else []
    return word_choices("source", found, words)
