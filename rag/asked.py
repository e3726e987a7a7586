"""Questions kept for the operator who turned that on, so that what people ask and do not find can be looked at later.

Off by default: a question can tell who asked it even without its identifiers, and nobody who asks expects it to be kept. Where
`WENJIN_KEEP_QUESTIONS` is on, a row holds the masked text, the day, the language and the status: no time of day, no address, no
conversation. Writing is done by a thread of its own, so that a locked file or a full disk costs rows and never an answer.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.errors import FeedbackError
from rag.feedback_file import masked, opened, schema_of, today
from rag.log import logger
from rag.settings import Settings
from rag.types import Answer, Status

UNANSWERED = (Status.NO_EVIDENCE, Status.PARTIAL)
MAX_CHARS = 300  # of a question kept; a longer one is a pasted text, and the longer, the more it tells of a person
MAX_ROWS = 20_000  # some 5 MB; older ones make room
MAX_WAITING = 500  # rows not written yet; more are dropped, so that a file that cannot be written does not fill the memory
_SECOND_TABLE = 2  # schema in which questions came in
_COLUMNS = "day, question, understood, lang, status"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question kept; `understood` is "" when it was taken as asked. `day` is UTC, ISO 8601."""

    question: str
    understood: str
    lang: str
    status: str
    day: str


def kept_of(answer: Answer, keep: str) -> Asked | None:
    """The row an answer leaves, masked; None where `keep` (off, unanswered or all) says that there is none."""
    if keep == "off" or (keep == "unanswered" and answer.status not in UNANSWERED):
        return None
    query = answer.query
    understood = query.standalone if query.standalone != query.asked else ""
    return Asked(masked(query.asked, MAX_CHARS), masked(understood, MAX_CHARS), query.lang, str(answer.status), today())


class QuestionKeeper:
    """Takes questions while people are answered and writes them behind their back.

    Args:
        settings: `keep_questions` says which, `keep_days` how long, `feedback` where.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting = queue.Queue[Asked | None](MAX_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._told = ""

    def keep(self, answer: Answer) -> None:
        """Hand a question over; never raises, never waits."""
        row = kept_of(answer, self._settings.keep_questions)
        if row is None:
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="wenjin-questions", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(row)
        except queue.Full:
            self._say("questions come faster than they can be written; some are not kept")

    def close(self, timeout_s: float = 5.0) -> None:
        """Write what waits, for at most so long, and stop."""
        thread = self._thread
        if thread is None:
            return
        try:
            self._waiting.put(None, timeout=timeout_s)
        except queue.Full:
            return
        thread.join(timeout_s)

    def _write(self) -> None:
        ended = False
        while not ended:
            taken = [self._waiting.get()]
            with contextlib.suppress(queue.Empty):
                while len(taken) < MAX_WAITING:
                    taken.append(self._waiting.get_nowait())
            ended = None in taken
            rows = [row for row in taken if row is not None]
            try:
                save_asked(self._settings.feedback, rows, self._settings.keep_days)
                self._told = ""
            except FeedbackError as error:
                self._say(error.line)

    def _say(self, line: str) -> None:
        """Tell the log once of each fault, not once a question."""
        if line != self._told:
            self._told = line
            logger.warning("%s", line)


def save_asked(path: Path, rows: list[Asked], keep_days: int) -> None:
    """Write questions, and drop those older than `keep_days` or beyond MAX_ROWS.

    Raises:
        FeedbackError: the file cannot be written; nothing was changed.
    """
    oldest = (datetime.now(UTC).date() - timedelta(days=keep_days)).isoformat()
    with opened(path, write=True) as database:
        values = [(r.day, r.question, r.understood, r.lang, r.status) for r in rows]
        database.executemany(f"INSERT INTO asked ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", values)  # noqa: S608 this file's own names
        database.execute("DELETE FROM asked WHERE day < ? OR number <= (SELECT max(number) FROM asked) - ?", (oldest, MAX_ROWS))


def read_asked(path: Path) -> list[Asked]:
    """Every question kept, oldest first; none without the file or in one of an earlier version.

    Raises:
        FeedbackError: the file cannot be read.
    """
    if not path.exists():
        return []
    with opened(path, write=False) as database:
        if schema_of(database, path) < _SECOND_TABLE:
            return []
        found = database.execute("SELECT question, understood, lang, status, day FROM asked ORDER BY number").fetchall()
    return [Asked(*row) for row in found]
