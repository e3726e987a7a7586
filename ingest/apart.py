"""A run of `ingest` in a process of its own, so that whoever starts it, such as a web server, goes on answering meanwhile.

The process ends with the one that started it; a run that is cut off leaves the index as it was.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.log import logger
from rag.settings import Settings

OnFile = Callable[[int, int], None]
_ROOT = Path(__file__).resolve().parent.parent
_PATHS = ("index", "corpus", "cache", "uploads")


class Ran(BaseModel):
    """What a run did, or why it did nothing.

    Attributes:
        read: files and corpus sources read, with their number of passages.
        skipped: files that cannot be read, with the reason.
        written: whether a new generation is in use.
        fault: class of the error that stopped the run, "" when it went through; `line` is its message.
    """

    model_config = ConfigDict(frozen=True)
    read: tuple[tuple[str, int], ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    written: bool = False
    seconds: float = 0.0
    fault: str = ""
    line: str = ""


def is_being_written(index: Path) -> bool:
    """Whether a run of `ingest` holds the index's lock now."""
    if not index.is_dir():
        return False
    try:
        with FileLock(index / ".lock", timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False  # the run itself will say that the folder cannot be written


def ingest_apart(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
    """Bring the index up to date with the files named, as `ingest.build.ingest` does; waits until it is done and never raises for a fault of it.

    Args:
        paths: files and folders; the corpus's folder stands for the corpus.
        on_file: called with (done, of) after each file that was read.
    """
    whole = settings.model_copy(update={name: getattr(settings, name).absolute() for name in _PATHS})
    job = {"settings": whole.model_dump(mode="json"), "paths": [str(path.absolute()) for path in paths]}
    child = subprocess.Popen([sys.executable, "-m", "ingest.apart_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT)
    assert child.stdin is not None
    assert child.stdout is not None
    ran = Ran(fault="Ended", line="the process that indexes ended early")
    with child, contextlib.suppress(OSError):
        # Its stdin stays open: the child takes its end for the end of this process.
        child.stdin.write(json.dumps(job).encode() + b"\n")
        child.stdin.flush()
        for line in child.stdout:
            ran = _heard(line, ran, on_file)
    if ran.fault:
        logger.error("indexing apart: %s (%s)", ran.line, ran.fault)
    return ran


def _heard(line: bytes, ran: Ran, on_file: OnFile) -> Ran:
    try:
        message = json.loads(line)
        if "done" in message:
            on_file(message["done"], message["of"])
            return ran
        return Ran.model_validate(message)
    except (ValueError, TypeError, KeyError, ValidationError):
        return ran  # what a library printed is no message
