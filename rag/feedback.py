"""What people thought of an answer: one row an answer in a SQLite file of this machine, written only when somebody sends it.

Identifiers are masked before anything is written. An answer judged twice keeps the last verdict. `WENJIN_FEEDBACK` names the file.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import FeedbackError
from rag.mask import mask
from rag.settings import Settings
from rag.types import Status

VERDICTS = ("up", "down")
REASONS = ("", "wrong", "outdated", "incomplete", "unrelated", "missing", "unclear", "other")
LANGS = ("zh-Hant", "zh-Hans", "en")
SCHEMA = 1  # PRAGMA user_version; another schema is one step more in _STEPS
MAX_COMMENT = 500  # characters a person may write; longer ones are cut
MAX_SOURCES = 20  # passages kept of an answer; an answer cites some five
MAX_ID = 64
BUSY_S = 5.0  # seconds to wait for another writer; a row takes a millisecond
RETRY_S = 0.01
_STEPS = (
    """CREATE TABLE feedback (
        turn TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, understood TEXT NOT NULL, lang TEXT NOT NULL,
        status TEXT NOT NULL, sources TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
        reason TEXT NOT NULL, comment TEXT NOT NULL)""",
)


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
    with _opened(settings.feedback, write=True) as database:
        database.execute(statement, tuple(row.values()))


def read_feedback(path: Path) -> list[Feedback]:
    """Every verdict, oldest first; none without the file.

    Raises:
        FeedbackError: the file cannot be read.
    """
    if not path.exists():
        return []
    with _opened(path, write=False) as database:
        if _schema(database, path) == 0:
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
        "turn": record.turn,
        "at": record.at or datetime.now(UTC).isoformat(timespec="seconds"),
        "question": _masked(record.question, max_chars),
        "understood": _masked(record.understood, 2 * max_chars),
        "lang": record.lang,
        "status": record.status,
        "sources": json.dumps([s[:200] for s in record.sources[:MAX_SOURCES]], ensure_ascii=False),
        "verdict": record.verdict,
        "reason": record.reason,
        "comment": _masked(record.comment, MAX_COMMENT),
    }


def _masked(text: str, max_chars: int) -> str:
    """On one line, identifiers masked before it is cut, so that none is cut in two."""
    return mask(" ".join(text.split()))[:max_chars]


@contextmanager
def _opened(path: Path, write: bool) -> Iterator[sqlite3.Connection]:
    """The file, of this schema, in one transaction; made where there is none and it is to be written.

    Raises:
        FeedbackError: it cannot be opened or written, or a newer version wrote it.
    """
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)) as database:
            if write:
                _prepare(database, path)
                database.execute("BEGIN IMMEDIATE")
            yield database
            if write:
                database.execute("COMMIT")
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedbackError(
            f"cannot {'write' if write else 'read'} the feedback at {path} ({reason}); name a file that can be written with WENJIN_FEEDBACK"
        ) from None


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Write-ahead log, and the steps from the file's schema to ours; two at once wait for each other.

    Raises:
        FeedbackError: a newer version wrote it.
    """
    _write_ahead(database)
    if _schema(database, path) == SCHEMA:
        return
    database.execute("BEGIN IMMEDIATE")
    for step in _STEPS[_schema(database, path) :]:
        database.execute(step)
    database.execute(f"PRAGMA user_version = {SCHEMA}")
    database.execute("COMMIT")


def _write_ahead(database: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. SQLite does not wait for a lock here, so that two who make the file at once have to be waited for by us."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(RETRY_S)


def _schema(database: sqlite3.Connection, path: Path) -> int:
    """The file's schema, 0 for an empty one.

    Raises:
        FeedbackError: a newer version wrote it.
    """
    found = int(database.execute("PRAGMA user_version").fetchone()[0])
    if found > SCHEMA:
        raise FeedbackError(
            f"the feedback at {path} has schema {found}, this version knows {SCHEMA}; update Wenjin or name another file with WENJIN_FEEDBACK"
        )
    return found
