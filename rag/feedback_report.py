"""What people ask, do not find and dislike: the kept questions and the verdicts as groups, figures and weeks. Pure: records in, values out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.asked import Asked
from rag.feedback import Feedback
from rag.text import Segmenter, fold
from rag.types import Status
from rag.words import written

REFUSED = (Status.NO_EVIDENCE, Status.PARTIAL, Status.DECLINED)
Key = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Notice:
    """One event of the report, from a kept question or from a verdict; `verdict` is "" for a question nobody judged."""

    question: str
    lang: str
    status: str
    day: str
    verdict: str = ""
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings of one question.

    Attributes:
        question: the wording used most, of several the newest.
        count: how often; langs: the same by language, most first.
        last: the newest day. reasons: of verdicts, most first. comments: people's own words, newest first, none twice.
    """

    question: str
    count: int
    langs: dict[str, int]
    last: str
    reasons: dict[str, int]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """What one ISO week brought in one language: questions kept, those without an answer, verdicts up and down."""

    week: str
    lang: str
    kept: int
    unanswered: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """The whole report. `kept` and `judged` count what it stands on; groups are most frequent first, weeks newest first."""

    kept: int
    judged: int
    asked: tuple[Group, ...]
    refused: tuple[Group, ...]
    disliked: tuple[Group, ...]
    weeks: tuple[Week, ...]


def question_key(segmenter: Segmenter) -> Key:
    """Two wordings with the same content words in the same order are one question; figures and names count, script and function words do not."""

    def key(question: str) -> tuple[str, ...]:
        words = segmenter.content_words(question)
        return tuple(words) or ("".join(c for c in written(fold(question)) if c.isalnum()),)

    return key


def notices(asked: Iterable[Asked], judged: Iterable[Feedback], since: str = "", lang: str = "") -> tuple[list[Notice], list[Notice]]:
    """Kept questions and verdicts, each as it stands alone, from a day on ("" for all) and in one language ("" for all)."""
    kept = [Notice(a.understood or a.question, a.lang, a.status, a.day) for a in asked]
    said = [Notice(f.understood or f.question, f.lang, f.status, f.at[:10], f.verdict, f.reason, f.comment) for f in judged]
    return tuple([n for n in found if n.day >= since and lang in ("", n.lang)] for found in (kept, said))  # type: ignore[return-value]


def grouped(found: Iterable[Notice], key: Key) -> list[Group]:
    """The groups of some notices, most frequent first, then newest."""
    groups = dict[tuple[str, ...], list[Notice]]()
    for notice in found:
        groups.setdefault(key(notice.question), []).append(notice)
    return sorted((_group(members) for members in groups.values()), key=lambda g: (g.count, g.last), reverse=True)


def _group(members: Sequence[Notice]) -> Group:
    newest = sorted(members, key=lambda n: n.day, reverse=True)
    return Group(
        question=Counter(n.question for n in newest).most_common(1)[0][0],
        count=len(members),
        langs=dict(Counter(n.lang for n in members).most_common()),
        last=newest[0].day,
        reasons=dict(Counter(n.reason for n in members if n.reason).most_common()),
        comments=tuple(dict.fromkeys(n.comment for n in newest if n.comment)),
    )


def make_report(kept: Sequence[Notice], judged: Sequence[Notice], key: Key, top: int) -> FeedbackReport:
    """The report over notices of `notices`. Where no question was kept, what is asked and refused is read from the verdicts.

    Args:
        top: groups of each kind.
    """
    basis = kept or judged
    return FeedbackReport(
        kept=len(kept),
        judged=len(judged),
        asked=tuple(grouped(basis, key)[:top]),
        refused=tuple(grouped((n for n in basis if n.status in REFUSED), key)[:top]),
        disliked=tuple(grouped((n for n in judged if n.verdict == "down"), key)[:top]),
        weeks=_weeks(kept, judged),
    )


def _weeks(kept: Sequence[Notice], judged: Sequence[Notice]) -> tuple[Week, ...]:
    rows = dict[tuple[str, str], Counter[str]]()
    for notice in (*kept, *judged):
        year, number, _ = date.fromisoformat(notice.day).isocalendar()
        row = rows.setdefault((f"{year}-W{number:02}", notice.lang), Counter())
        row[notice.verdict or "kept"] += 1
        row["unanswered"] += not notice.verdict and notice.status in REFUSED
    order = sorted(rows, key=lambda at: at[1])
    order.sort(key=lambda at: at[0], reverse=True)
    return tuple(Week(*at, *(rows[at][name] for name in ("kept", "unanswered", "up", "down"))) for at in order)


def draft_line(group: Group) -> str:
    """A group as a line of JSON that `wenjin eval add --feedback` starts a case from. It holds no gold: a person has to find that in the sources."""
    fields = {
        "review": "needed",
        "question": group.question,
        "lang": next(iter(group.langs)),
        "gold": [],
        "count": group.count,
        "langs": group.langs,
        "last": group.last,
        "reasons": group.reasons,
        "comments": list(group.comments),
    }
    return json.dumps(fields, ensure_ascii=False)
