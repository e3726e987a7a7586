"""Answers against gold: right, complete, supported, refused rightly, found. Matching ignores script, width, case and spacing.

"Could not score" is its own value (`unscored`), never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, nDCG

from evals.cases import Case
from rag.followup import question_lang
from rag.text import HAN, fold, length, script_of

MAX_ANSWER_CHARS = 400
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Score:
    """The verdict on one case; None where a figure does not apply.

    Attributes:
        right: all asked facts in the first 400 Chinese characters and nothing forbidden; for an unanswerable case, refused.
        complete: share of gold groups in those characters, in [0, 1].
        supported: every gold group the answer holds stands in the cited passages.
        marked: share of the answer's sentences that stand in a passage their own markers lead to, in [0, 1]; for extractive answers.
        in_language: the answer is in the language and script of the question.
        citation_precision: share of the citations that hold a gold group, in [0, 1].
        refused: whether the system declined to answer.
        stale: whether the answer holds a forbidden (superseded, leaked) string.
        found_at: rank (1 is best) by which the retrieved passages together hold all gold.
        recall_1, recall_5, recall_10: share of gold groups within the first k retrieved passages, in [0, 1].
        rr_10, ndcg_10: of the retrieved passages, one being relevant when it holds a gold group; judged within what was
            retrieved, so nDCG's ideal is the best order of these.
        length: characters of the answer, Chinese ones; three Latin letters count as one.
        reason: why it is not right, "" when it is.
        unscored: why it could not be scored, "" when it was.
    """

    case: str
    right: bool = False
    complete: float | None = None
    supported: bool | None = None
    citation_precision: float | None = None
    refused: bool = False
    stale: bool = False
    found_at: int | None = None
    recall_1: float | None = None
    recall_5: float | None = None
    recall_10: float | None = None
    rr_10: float | None = None
    ndcg_10: float | None = None
    length: float = 0.0
    latency_ms: float = 0.0
    confidence: float | None = None
    reason: str = ""
    unscored: str = ""
    marked: float | None = None
    in_language: bool | None = None


def plain(text: str) -> str:
    """Text for matching: folded, without thousands separators, emphasis, and white space except between two figures."""
    bare = re.sub(r"(?<=\d)[ ,\u2009\u00a0](?=\d{3}(?!\d))|[*_]", "", fold(text))
    return re.sub(r"\s+(?!\d)|(?<!\d)\s+", "", bare)


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
        if not wanted:
            continue
        # A long number, such as a telephone's, may be printed in groups.
        pattern = r"\s?".join(wanted) if wanted.isdigit() and len(wanted) > 6 else re.escape(wanted)
        if wanted[:1].isdigit():
            pattern = r"(?<![\d.])" + pattern
        if wanted[-1:].isdigit():
            pattern += r"(?!\.?\d)"
        if re.search(pattern, text):
            return True
    return False


_SAID = re.compile(r"([^\[\]]+)((?:\[\d+\])+)")


def marked_share(said: str, citations: Sequence[Mapping[str, Any]]) -> float | None:
    """Share of the sentences before a marker that stand in the text of a citation of that number; None without any."""
    texts = {int(c.get("n", 0)): plain(str(c["text"])) for c in citations}
    found = [any(plain(s) in texts.get(int(n), "") for n in re.findall(r"\d+", marks)) for s, marks in _SAID.findall(said) if plain(s)]
    return sum(found) / len(found) if found else None


def written_in(said: str) -> str:
    """Language and script of an answer: "en" when it has more Latin words than Han characters."""
    if len(HAN.findall(said)) < len(re.findall(r"[A-Za-z]+", said)):
        return "en"
    return script_of(said)


@dataclass(frozen=True, slots=True)
class _Found:
    """Which gold groups each retrieved passage holds, best passage first."""

    groups: tuple[frozenset[int], ...]
    wanted: int

    def recall(self, k: int) -> float:
        return len(frozenset().union(*self.groups[:k])) / self.wanted

    def complete_at(self) -> int | None:
        return next((k for k in range(1, len(self.groups) + 1) if self.recall(k) == 1.0), None)

    def ranking(self) -> tuple[float, float]:
        """RR@10 and nDCG@10; 0 when nothing relevant was retrieved."""
        judged = [Qrel("q", str(i), 1) for i, held in enumerate(self.groups) if held]
        if not judged:
            return 0.0, 0.0
        run = [ScoredDoc("q", str(i), float(-i)) for i in range(len(self.groups))]
        values = ir_measures.calc_aggregate([RR @ DEPTH, nDCG @ DEPTH], judged, run)
        return float(values[RR @ DEPTH]), float(values[nDCG @ DEPTH])


def _found(case: Case, retrieved: Sequence[Mapping[str, Any]]) -> _Found:
    held = []
    for hit in retrieved:
        text = plain(str(hit.get("all_text") or hit["text"]))
        held.append(frozenset(i for i, group in enumerate(case.gold) if holds(text, group)))
    return _Found(tuple(held), len(case.gold))


def score(case: Case, row: Mapping[str, Any]) -> Score:
    """Score one answer line (the JSON contract)."""
    if row["status"] == "failed":
        return Score(case.id, reason="failed", unscored=str(row["answer"])[:200])
    text = str(row["answer"])
    answer = plain(head(text))
    refused = bool(row["refused"])
    forbidden = [item for item in case.must_not if holds(answer, [item])]
    confidence = row.get("confidence")
    common: dict[str, Any] = {
        "refused": refused,
        "stale": bool(forbidden),
        "length": length(text),
        "latency_ms": float(row.get("latency_ms") or 0.0),
        "confidence": None if confidence is None else float(confidence),
    }
    if not case.answerable:
        right = refused and not forbidden
        return Score(case.id, right, reason="" if right else "answered what the corpus does not hold", **common)
    found = _found(case, row["retrieved"])
    rr, ndcg = found.ranking()
    common |= {
        "found_at": found.complete_at(),
        "recall_1": found.recall(1),
        "recall_5": found.recall(5),
        "recall_10": found.recall(10),
        "rr_10": rr,
        "ndcg_10": ndcg,
    }
    if refused:
        return Score(case.id, complete=0.0, reason="refused", **common)
    held = [holds(answer, group) for group in case.gold]
    missing = [group[0] for group, there in zip(case.gold, held, strict=True) if not there]
    cited = [plain(str(c["text"])) for c in row["citations"]]
    supported = all(holds("\n".join(cited), group) for group, there in zip(case.gold, held, strict=True) if there)
    precise = [any(holds(c, group) for group in case.gold) for c in cited]
    lines = text.split("\n")
    said = next((line for line in lines if "[" in line), lines[0])  # a verdict may stand on a line of its own before it
    common |= {"marked": marked_share(said, row["citations"]), "in_language": written_in(said) == question_lang(case.question)}
    reason = f"missing {', '.join(missing)}" if missing else (f"holds {forbidden[0]}" if forbidden else "")
    return Score(
        case.id,
        right=not reason,
        complete=sum(held) / len(held),
        supported=supported if any(held) else None,
        citation_precision=sum(precise) / len(precise) if precise else None,
        reason=reason,
        **common,
    )
