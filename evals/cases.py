"""Evaluation cases: JSON lines, one question each, with the facts a right answer holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import WenjinError

Kind = Literal[
    "fact", "number", "table", "list", "comparison", "temporal", "procedure", "situation", "paraphrase", "multi-passage", "follow-up",
    "unanswerable", "personal-data", "injection",
]  # fmt: skip


class CaseError(WenjinError):
    """A line of an evaluation set breaks its schema."""


class Evidence(BaseModel):
    """Where the gold comes from: source id, place in it, and the fact in our own words."""

    model_config = ConfigDict(extra="forbid")
    source: str
    place: str = ""
    fact: str


class Case(BaseModel):
    """One case. `gold` is a list of groups, all needed; each group lists alternatives, one of which is enough."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    turns: list[str] = []
    lang: Literal["zh-Hant", "zh-Hans", "yue", "en"]
    audience: Literal["newcomer", "social_worker", "evaluator"]
    kind: Kind
    answerable: bool
    gold: list[Annotated[list[Annotated[str, Field(pattern=r"\S")]], Field(min_length=1)]] = []
    must_not: list[Annotated[str, Field(pattern=r"\S")]] = []
    evidence: list[Evidence] = []
    tags: list[str] = []


def read_cases(path: Path) -> list[Case]:
    """Read a set.

    Raises:
        CaseError: unreadable file, a line that is no case, a repeated id, an answerable case without gold.
    """
    try:
        lines = path.read_text(encoding="utf-8").strip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} cannot be read ({error.__class__.__name__}); sets are in evals/sets") from None
    cases: list[Case] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate(json.loads(line))
        except json.JSONDecodeError:
            raise CaseError(f"{path}:{number}: not JSON") from None
        except ValidationError as error:
            fault = error.errors()[0]
            raise CaseError(f"{path}:{number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
        if any(c.id == case.id for c in cases):
            raise CaseError(f"{path}:{number}: id {case.id!r} is used twice")
        if case.answerable != bool(case.gold):
            raise CaseError(f"{path}:{number}: an answerable case has gold, an unanswerable one none")
        cases.append(case)
    return cases
