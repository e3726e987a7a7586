"""The SQLite file of verdicts and kept questions: opening it, its schema, and the steps that lead to it. `WENJIN_FEEDBACK` names it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from rag.errors import FeedbackError
from rag.mask import masked_line

BUSY_S = 5.0  # seconds to wait for another writer; a row takes a millisecond
RETRY_S = 0.01
_STEPS = (
    """CREATE TABLE feedback (
        turn TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, understood TEXT NOT NULL, lang TEXT NOT NULL,
        status TEXT NOT NULL, sources TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
        reason TEXT NOT NULL, comment TEXT NOT NULL)""",
    """CREATE TABLE asked (
        number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, question TEXT NOT NULL, understood TEXT NOT NULL, lang TEXT NOT NULL,
        status TEXT NOT NULL)""",
)
SCHEMA = len(_STEPS)  # PRAGMA user_version; another schema is one step more


def masked(text: str, max_chars: int) -> str:
    """On one line, identifiers masked before it is cut, so that none is cut in two."""
    return masked_line(text)[:max_chars]


def today() -> str:
    """The day by UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def parse_day(text: str) -> date:
    """A day as `2026-05-01`.

    Raises:
        FeedbackError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FeedbackError(f"{text!r} is no day; write it as year-month-day, for example {today()}") from None


@contextmanager
def opened(path: Path, write: bool) -> Iterator[sqlite3.Connection]:
    """The file in one transaction; made, or brought to this schema, where it is to be written.

    Raises:
        FeedbackError: it cannot be opened or written, or a newer version wrote it; nothing was changed.
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


def schema_of(database: sqlite3.Connection, path: Path) -> int:
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


def forget(path: Path, before: str) -> int:
    """Delete verdicts and kept questions from before a day, overwriting their bytes; how many there were.

    Args:
        before: day by UTC, ISO 8601; what is of that day stays.

    Raises:
        FeedbackError: the file cannot be written.
    """
    if not path.exists():
        return 0
    with opened(path, write=True) as database:
        gone = database.execute("DELETE FROM feedback WHERE at < ?", (before,)).rowcount
        gone += database.execute("DELETE FROM asked WHERE day < ?", (before,)).rowcount
    with opened(path, write=False) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds them
    return gone


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Write-ahead log, deleted text overwritten, and the steps from the file's schema to ours; two at once wait for each other.

    Raises:
        FeedbackError: a newer version wrote it.
    """
    _write_ahead(database)
    database.execute("PRAGMA secure_delete = ON")
    if schema_of(database, path) == SCHEMA:
        return
    database.execute("BEGIN IMMEDIATE")
    for step in _STEPS[schema_of(database, path) :]:
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
