"""The cases of an evaluation run as HTML: those that a filter picks, each with its question, gold, answer and what was found. Every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from evals.cases import Case
from evals.compare import Comparison
from evals.run import Run
from evals.score import Score
from rag.text import fold
from ui.evaluation_view import member_words
from ui.words import Words

SHOWN_CASES = 20  # at a time; a set has some two hundred
VERDICTS = ("", "wrong", "right", "unscored")  # "" for all
CHANGES = ("won", "lost")  # beside another run
_MISSING = re.compile(r"(?P<kind>missing|holds) (?P<what>.*)", re.DOTALL)
_REASONS = {"refused": "refused", "answered what the corpus does not hold": "answered", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are shown; "" lets every value through. `text` is looked for in question, answer and id."""

    verdict: str = "wrong"
    language: str = ""
    audience: str = ""
    kind: str = ""
    source: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its answer and its verdict."""

    case: Case
    row: Mapping[str, Any]
    score: Score

    @property
    def verdict(self) -> str:
        """ "right", "wrong" or "unscored"."""
        return "unscored" if self.score.unscored else "right" if self.score.right else "wrong"


def picked(run: Run, wanted: Filter, found: Comparison | None = None) -> list[Judged]:
    """The cases a filter lets through, in the order of the set."""
    every = [Judged(c, r, s) for c, r, s in zip(run.cases, run.rows, run.scores, strict=True)]
    return [one for one in every if _fits(one, wanted, found)]


def _fits(one: Judged, wanted: Filter, found: Comparison | None) -> bool:
    case = one.case
    changed = {"won": found.won, "lost": found.lost} if found else {}
    if wanted.verdict in CHANGES:
        if case.id not in changed.get(wanted.verdict, ()):
            return False
    elif wanted.verdict not in ("", one.verdict):
        return False
    pairs = ((wanted.language, case.lang), (wanted.audience, case.audience), (wanted.kind, case.kind))
    if any(want not in ("", has) for want, has in pairs):
        return False
    if wanted.source and wanted.source not in {e.source for e in case.evidence}:
        return False
    return not wanted.text.strip() or fold(wanted.text.strip()) in fold(f"{case.id}\n{case.question}\n{one.row['answer']}")


def last_start(cases: Sequence[Judged]) -> int:
    """Where the last part of the list begins, a multiple of SHOWN_CASES."""
    return max(0, (len(cases) - 1) // SHOWN_CASES * SHOWN_CASES)


def cases_html(cases: Sequence[Judged], start: int, words: Words) -> str:
    """The cases from `start` on, each folded to its question and verdict."""
    if not cases:
        return f'<p class="wj-empty" role="status">{escape(words["evaluation.no_cases"])}</p>'
    shown = cases[start : start + SHOWN_CASES]
    count = words.say("evaluation.count", n=len(cases), first=start + 1, last=start + len(shown))
    return f'<p class="wj-note" role="status">{escape(count)}</p>' + "".join(_case_html(one, words) for one in shown)


def _case_html(one: Judged, words: Words) -> str:
    case = one.case
    tags = (member_words("language", case.lang, words), member_words("kind", case.kind, words), reason_words(one.score, words))
    labels = "".join(f"<span>{escape(tag)}</span>" for tag in tags if tag)
    verdict = f'<strong class="wj-evaluation-{one.verdict}">{escape(words[f"evaluation.verdict_{one.verdict}"])}</strong>'
    return (
        f'<details class="wj-evaluation-case"><summary>{verdict} <span lang="{_lang(case)}">{escape(case.question)}</span>'
        f'<span class="wj-labels">{labels}</span></summary>{_inside(one, words)}</details>'
    )


def _lang(case: Case) -> str:
    return "zh-Hant-HK" if case.lang == "yue" else case.lang


def reason_words(score: Score, words: Words) -> str:
    """Why a case is not right, in the reader's language; "" when it is."""
    if score.unscored:
        return words["evaluation.reason_failed"]
    match = _MISSING.fullmatch(score.reason)
    if match:
        return words.say(f"evaluation.reason_{match['kind']}", what=match["what"])
    return words[f"evaluation.reason_{_REASONS.get(score.reason, 'other')}"] if score.reason else ""


def _inside(one: Judged, words: Words) -> str:
    """What one case asked, wanted and got."""
    case, row = one.case, one.row
    gold = [" / ".join(group) for group in case.gold]
    understood = str(row.get("standalone", ""))
    parts = (
        ("turns", case.turns),
        ("understood", [understood] if understood not in ("", case.question) else []),
        ("gold", gold or [words["evaluation.gold_none"]]),
        ("must_not", case.must_not),
        ("evidence", [f"{e.source} {e.place}: {e.fact}" for e in case.evidence]),
        ("answer", [str(row["answer"])]),
        ("citations", [f"[{c['n']}] {c['source']}/{c['section']}: {c.get('quote', '')}" for c in row["citations"]]),
    )
    body = "".join(_part(words[f"evaluation.case_{key}"], lines) for key, lines in parts if lines)
    status = words[f"evaluation.status_{row['status']}"]
    return f"<p>{escape(words['evaluation.case_id'])}: {escape(case.id)} · {escape(status)}</p>{body}{_hits_html(row['retrieved'], words)}"


def _part(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>"


def _hits_html(hits: Sequence[Mapping[str, Any]], words: Words) -> str:
    items = "".join(
        f"<li><b>{escape(str(h['source']))}/{escape(str(h['section']))}</b> · {float(h['score']):.3f}<br>{escape(str(h['text']))}</li>"
        for h in hits
    )
    return f"<details><summary>{escape(words['evaluation.case_retrieved'])}</summary><ol>{items}</ol></details>" if items else ""
