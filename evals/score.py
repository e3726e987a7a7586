"""Answers against gold: right, supported by what they cite, refused rightly. Matching ignores script, width, case and spacing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.cases import Case
from rag.text import HAN, fold

MAX_ANSWER_CHARS = 400


@dataclass(frozen=True, slots=True)
class Score:
    """The verdict on one case.

    Attributes:
        right: all asked facts in the first 400 Chinese characters, nothing forbidden; for an unanswerable case, refused.
        supported: every gold group stands in the cited passages; None where there is nothing to support.
        found_at: rank (1 is best) by which the retrieved passages together hold all gold; None when they never do.
        reason: why it is not right, "" when it is.
    """

    case: str
    right: bool
    supported: bool | None
    refused: bool
    found_at: int | None
    length: float
    reason: str


def plain(text: str) -> str:
    """Text for matching: folded, without white space, thousands commas and emphasis."""
    return re.sub(r"(?<=\d),(?=\d{3})|\s+|[*_]", "", fold(text))


def length(text: str) -> float:
    """Length in Chinese characters; three Latin letters count as one."""
    han = len(HAN.findall(text))
    return han + (len(text) - han) / 3


def head(text: str, limit: float = MAX_ANSWER_CHARS) -> str:
    """The beginning of a text up to a length in Chinese characters."""
    if length(text) <= limit:
        return text
    size = 0.0
    for i, char in enumerate(text):
        size += 1 if HAN.match(char) else 1 / 3
        if size > limit:
            return text[:i]
    return text


def holds(text: str, group: Sequence[str]) -> bool:
    """Whether the plain text holds one of the alternatives; a figure must not be part of a longer one."""
    for alternative in group:
        wanted = plain(alternative)
        pattern = re.escape(wanted)
        if wanted[:1].isdigit():
            pattern = r"(?<![\d.])" + pattern
        if wanted[-1:].isdigit():
            pattern += r"(?!\.?\d)"
        if re.search(pattern, text):
            return True
    return False


def found_rank(case: Case, retrieved: Sequence[Mapping[str, Any]]) -> int | None:
    """The smallest k for which the first k retrieved texts together hold every gold group."""
    seen = ""
    for rank, hit in enumerate(retrieved, 1):
        seen += "\n" + plain(str(hit.get("all_text") or hit["text"]))
        if all(holds(seen, group) for group in case.gold):
            return rank
    return None


def score(case: Case, row: Mapping[str, Any]) -> Score:
    """Score one answer line (the JSON contract)."""
    answer = plain(head(str(row["answer"])))
    refused = bool(row["refused"])
    size = length(str(row["answer"]))
    forbidden = [text for text in case.must_not if plain(text) in answer]
    if not case.answerable:
        right = refused and not forbidden
        return Score(case.id, right, None, refused, None, size, "" if right else "answered what the corpus does not hold")
    rank = found_rank(case, row["retrieved"])
    if refused or row["status"] == "failed":
        return Score(case.id, False, None, refused, rank, size, "refused" if refused else "failed")
    missing = [group[0] for group in case.gold if not holds(answer, group)]
    cited = plain("\n".join(str(c["text"]) for c in row["citations"]))
    supported = all(holds(cited, group) for group in case.gold if holds(answer, group))
    reason = f"missing {', '.join(missing)}" if missing else (f"holds {forbidden[0]}" if forbidden else "")
    return Score(case.id, not reason, supported, refused, rank, size, reason)
