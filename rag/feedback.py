"""What people thought of an answer: one row an answer in a SQLite file of this machine, written only when somebody sends it.

Identifiers are masked before anything is written. An answer judged twice keeps the last verdict. `WENJIN_FEEDBACK` names the file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import FeedbackError
from rag.feedback_file import masked, opened, schema_of
from rag.settings import Settings
from rag.text import whole
from rag.types import LANGS, Status

VERDICTS = ("up", "down")
REASONS = ("", "wrong", "outdated", "incomplete", "unrelated", "missing", "unclear", "other")
MAX_COMMENT = 500  # characters a person may write; longer ones are cut
MAX_SOURCES = 20  # passages kept of an answer; an answer cites some five
MAX_ID = 64
MAX_ROWS = 20_000  # verdicts kept, some 10 MB; older ones make room, so that nobody can fill the disk
_OLDEST_OUT = "DELETE FROM feedback WHERE turn IN (SELECT turn FROM feedback ORDER BY at DESC, turn LIMIT -1 OFFSET ?)"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer.

    Attributes:
        turn: random id of the answer judged.
        question, understood: as asked, and as taken with the turns before it ("" when the same); masked when written.
        lang: of the answer, one of LANGS. status: one of `Status`.
        sources: ids of the passages cited.
        verdict: "up" or "down". reason: one of REASONS. comment: own words, masked when written.
        at: UTC, ISO 8601 to the second; "" is now.
    """

    turn: str
    question: str
    lang: str
    status: str
    verdict: str
    understood: str = ""
    sources: tuple[str, ...] = ()
    reason: str = ""
    comment: str = ""
    at: str = ""

    @property
    def line(self) -> str:
        """One line of JSON, as `wenjin eval add --feedback` takes it: the question stands alone."""
        fields = asdict(self) | {"sources": list(self.sources), "question": self.understood or self.question, "asked": self.question}
        return json.dumps(fields, ensure_ascii=False)


def save_feedback(settings: Settings, record: Feedback) -> None:
    """Write a verdict, in the place of an earlier one on the same answer.

    Raises:
        FeedbackError: a field is not one of those known, or the file cannot be written; nothing was changed.
    """
    row = _checked(record, settings.max_question_chars)
    columns = tuple(row)
    update = ", ".join(f"{c} = excluded.{c}" for c in columns if c != "turn")
    statement = (
        f"INSERT INTO feedback ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) ON CONFLICT (turn) DO UPDATE SET {update}"  # noqa: S608 names are this file's own
    )
    with opened(settings.feedback, write=True) as database:
        database.execute(statement, tuple(row.values()))
        database.execute(_OLDEST_OUT, (MAX_ROWS,))


def read_feedback(path: Path) -> list[Feedback]:
    """Every verdict, oldest first; none without the file.

    Raises:
        FeedbackError: the file cannot be read.
    """
    if not path.exists():
        return []
    with opened(path, write=False) as database:
        if schema_of(database, path) == 0:
            return []
        rows = database.execute(
            "SELECT turn, question, lang, status, verdict, understood, sources, reason, comment, at FROM feedback ORDER BY at, turn"
        ).fetchall()
    return [Feedback(t, q, la, st, v, u, tuple(json.loads(so)), r, c, at) for t, q, la, st, v, u, so, r, c, at in rows]


def _checked(record: Feedback, max_chars: int) -> dict[str, str]:
    """The row to write.

    Raises:
        FeedbackError: see `save_feedback`.
    """
    known = {"verdict": VERDICTS, "reason": REASONS, "lang": LANGS, "status": tuple(Status)}
    for name, values in known.items():
        given = getattr(record, name)
        if given not in values:
            raise FeedbackError(f"feedback has {name} {given!r}; give one of {', '.join(repr(str(v)) for v in values)}")
    if not 0 < len(record.turn) <= MAX_ID or not record.question.strip():
        raise FeedbackError("feedback names no answer or no question; send the turn's id and its question")
    return {
        "turn": whole(record.turn),
        "at": record.at or datetime.now(UTC).isoformat(timespec="seconds"),
        "question": masked(record.question, max_chars),
        "understood": masked(record.understood, 2 * max_chars),
        "lang": record.lang,
        "status": record.status,
        "sources": json.dumps([s[:200] for s in record.sources[:MAX_SOURCES]]),
        "verdict": record.verdict,
        "reason": record.reason,
        "comment": masked(record.comment, MAX_COMMENT),
    }
