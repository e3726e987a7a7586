"""Files are read in a process of their own, so that a hostile one costs its limits and no more.

One child serves many files, since starting it takes most of a second; it is replaced after a crash, after `FILES_EACH` files and once it
has grown. It gets a bare environment: no key of the user's is in its reach. On macOS the memory limit is not enforced; the
wall clock holds there too.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ingest.document import Block, Document
from ingest.limits import Limits
from ingest.read import OnPage
from rag.errors import DocumentError

FILES_EACH = 1_000  # starting costs 0.2 s of processor time, a text file 0.5 ms: at 50 a folder of texts took ten times as long
GROWN_KB = 600_000  # a child that once held more keeps much of it
START_S = 60.0  # a busy machine may take so long to start Python
OCR_S = 180.0  # seconds for one page by OCR: 3 to 8 on an idle machine, for its three to ten calls of tesseract together
_ANSWER_BYTES = 500_000_000
_ROOT = Path(__file__).resolve().parent.parent
_DOCUMENT = TypeAdapter(Document)
_BLOCKS = TypeAdapter(tuple[Block, ...])
_Answer = TypeVar("_Answer")


class Reader:
    """Reads files through a child process; use it as a context manager, from one thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._lines = queue.SimpleQueue[bytes]()
        self._served, self._closed = 0, False
        self.peak_kb = 0  # the most memory any child has said it held, kilobytes

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def child_id(self) -> int | None:
        """Process id of the child; None before the first file and between two children."""
        return None if self._child is None else self._child.pid

    def read(self, path: Path, password: str = "", on_page: OnPage | None = None) -> Document:
        """The document a file holds.

        Args:
            path: the file.
            password: of a locked PDF.
            on_page: called with (page, pages) before each page of a PDF is read.

        Raises:
            DocumentError: it cannot be read within the limits; the next file still can.
        """
        job = {"task": "read", "path": str(path), "password": password}
        return self._run(job, path, self._limits.seconds_base, lambda answer: _DOCUMENT.validate_json(answer["document"]), on_page)

    def ocr_page(self, path: Path, page: int, password: str = "", lang: str = "") -> tuple[Block, ...]:
        """Blocks of one page, 1-based, that its text layer does not give: a scan, or damaged text; `lang` of tesseract, "" to find it out.

        Raises:
            DocumentError: OCR is not installed, or the page cannot be drawn or read within the limits.
        """
        job = {"task": "ocr", "path": str(path), "password": password, "page": page, "lang": lang}
        return self._run(job, path, OCR_S, lambda answer: _BLOCKS.validate_json(answer["blocks"]), None)

    def close(self) -> None:
        """End the child for good. May be called from another thread: a file being read then counts as one that cannot be."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not taken any more is of no use
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._lines, self._served = queue.SimpleQueue[bytes](), 0
        if self._closed:
            raise DocumentError("reading was stopped; run it again")
        bare = {"PATH": os.pathsep.join(os.get_exec_path()), "TMPDIR": tempfile.gettempdir(), "LANG": "C.UTF-8"}
        child = subprocess.Popen(
            [sys.executable, "-m", "ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            # One thread each: threads reserve address space, and pages are read in parallel by processes if at all.
            env=bare | {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        threading.Thread(target=_pump, args=(child, self._lines), daemon=True).start()
        self._child = child
        if not self._next(time.monotonic() + START_S):
            self._end()
            raise DocumentError("the process that reads files did not start; try again, and see whether Python can import pydantic")
        return child

    def _next(self, deadline: float) -> dict[str, Any]:
        """The child's next message; empty when it ended, said what is no message, or the time is up."""
        try:
            message = json.loads(self._lines.get(timeout=max(0.0, deadline - time.monotonic())))
        except (queue.Empty, ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) else {}

    def _run(
        self, job: dict[str, Any], path: Path, seconds: float, parse: Callable[[dict[str, Any]], _Answer], on_page: OnPage | None
    ) -> _Answer:
        if self._child is not None and self._child.poll() is not None:
            self._end()  # something else ended it between two files, such as a system short of memory
        child = self._child or self._start()
        most = max(seconds, self._limits.seconds_cap)
        message = job | {"limits": asdict(self._limits), "folder": str(Path.cwd()), "seconds": most}
        assert child.stdin is not None
        start = time.monotonic()
        try:
            child.stdin.write(json.dumps(message).encode() + b"\n")
            child.stdin.flush()
        except OSError:
            self._end()
            raise DocumentError(f"{path}: the process that reads files ended; try again") from None
        while "page" in (answer := self._next(start + seconds)):
            page, pages = int(answer["page"]), int(answer["pages"])
            seconds = min(most, self._limits.seconds_base + self._limits.seconds_per_page * pages)
            if on_page is not None:
                on_page(page, pages)
        if not answer:
            raise DocumentError(f"{path}: file too complex ({self._ending(start + seconds)}); print it to a new PDF or split it")
        self._served += 1
        self.peak_kb = max(self.peak_kb, int(answer.get("kb", 0)))
        if answer.get("spent") or self._served >= FILES_EACH or int(answer.get("kb", 0)) > GROWN_KB:
            self._end()
        if "error" in answer:
            raise DocumentError(str(answer["error"]))
        try:
            return parse(answer)
        except (KeyError, ValidationError):
            self._end()
            raise DocumentError(f"{path} cannot be read (its text is not valid Unicode); open it and save it anew") from None

    def _ending(self, deadline: float) -> str:
        """How the child ended, in words; it is ended here if it had not."""
        child = self._child
        timed_out = time.monotonic() >= deadline
        if child is not None and not timed_out:
            try:
                child.wait(timeout=5)
            except subprocess.TimeoutExpired:
                timed_out = True
        code = child.returncode if child is not None else None
        self._end()
        if timed_out:
            return "the time for it is over"
        return f"its reader was ended by signal {-code}" if code is not None and code < 0 else f"its reader ended with status {code}"


def _pump(child: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Pass the child's lines on; an empty one at its end, so that nobody waits for more."""
    assert child.stdout is not None
    try:
        while line := child.stdout.readline(_ANSWER_BYTES):
            lines.put(line)
    except (OSError, ValueError):  # closed while reading
        pass
    lines.put(b"")


def read_document(path: Path, limits: Limits | None = None, password: str = "", on_page: OnPage | None = None) -> Document:
    """One file, in a child of its own; for many files keep a `Reader`.

    Raises:
        DocumentError: it cannot be read within the limits.
    """
    with Reader(limits) as reader:
        return reader.read(path, password, on_page)
