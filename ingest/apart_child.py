"""The process that runs `ingest` for `ingest.apart`: one job as a JSON line on stdin, JSON lines as answer on stdout."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from rag.errors import WenjinError
from rag.settings import Settings

_DONE = re.compile(r"\[(\d+)/(\d+)\] ")  # a line of `ingest.progress` where there is no terminal
_WIDE = 10_000  # columns: no line is broken


class _Lines(io.StringIO):
    """Takes what ingestion says and passes on how many files are done."""

    def __init__(self, answers: TextIO) -> None:
        super().__init__()
        self._answers, self._rest = answers, ""

    def write(self, text: str, /) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            found = _DONE.match(line)
            if found:
                say(self._answers, {"done": int(found[1]), "of": int(found[2])})
        return len(text)


def say(answers: TextIO, message: dict[str, Any]) -> None:
    """One JSON line, at once."""
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def main() -> None:
    """Do one job; end at once when whoever gave it has ended."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print must not run into the answers.
    os.dup2(2, 1)
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    console = Console(file=_Lines(answers), force_terminal=False, width=_WIDE)
    say(answers, run(job, console))


def run(job: dict[str, Any], console: Console) -> dict[str, Any]:
    """The run's outcome as JSON values, see `ingest.apart.Ran`."""
    from ingest.build import ingest

    try:
        report = ingest(Settings(**job["settings"]), [Path(path) for path in job["paths"]], False, console)
    except WenjinError as error:
        return {"fault": type(error).__name__, "line": error.line}
    return {
        "read": report.read,
        "skipped": report.skipped,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "written": report.written,
        "seconds": report.seconds,
    }


def _end_with_parent() -> None:
    while os.read(0, 1):  # not through sys.stdin, whose lock a waiting thread would hold when the process ends
        pass
    os._exit(1)  # a thread can end the process in no other way; the run's new generation was not switched to yet, or is whole


if __name__ == "__main__":
    main()
