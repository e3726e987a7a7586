"""The process that reads files for `ingest.worker`: takes jobs as JSON lines on stdin, answers with JSON lines.

Its answers are data, never objects: whoever takes this process over through a file can lie about the file and no more.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from ingest.document import Block, Document
from ingest.limits import Limits
from ingest.read import OnPage, read_file
from rag.errors import DocumentError

_DOCUMENT = TypeAdapter(Document)
_BLOCKS = TypeAdapter(tuple[Block, ...])
_CPU_SPARE = 5.0  # seconds of processor time over the wall clock's limit, for a parent that is gone


def main() -> None:
    """Answer jobs until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # What libraries print must not run into the answers.
    os.dup2(2, 1)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    _say(answers, {"ready": True})
    for line in sys.stdin.buffer:
        job = json.loads(line)
        limits, before = Limits(**job["limits"]), _peak_kb()
        _limit(limits, job["seconds"])
        _say(answers, _answer(job, limits, lambda page, pages: _say(answers, {"page": page, "pages": pages})))
        if _peak_kb() > before:  # collecting takes 13 ms, reading a text 0.5: only where a file took more memory than any before
            gc.collect()


def _say(answers: BinaryIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message).encode() + b"\n")
    answers.flush()


def _limit(limits: Limits, seconds: float) -> None:
    """Address space for good, processor time for this job on top of what was used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime + seconds + _CPU_SPARE) + 1
    # macOS takes RLIMIT_AS and does not enforce it, or refuses it.
    for kind, value in ((resource.RLIMIT_AS, limits.memory_bytes), (resource.RLIMIT_CPU, cpu), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, hard))
        except (ValueError, OSError):
            continue


def _answer(job: dict[str, Any], limits: Limits, on_page: OnPage) -> dict[str, Any]:
    """The document or blocks as JSON text, or one line that says why not; "spent" asks to be replaced."""
    path = Path(job["path"])
    try:
        os.chdir(job["folder"])
        return _TASKS[job["task"]](job, path, limits, on_page) | {"kb": _peak_kb()}
    except DocumentError as error:
        return {"error": error.line, "kb": _peak_kb()}
    except MemoryError:
        return {
            "error": f"{path}: file too complex (over {limits.memory_bytes // 2**20:,} MB of memory); print it to a new PDF",
            "spent": True,
        }
    except RecursionError:
        return {"error": f"{path}: file too complex (nested too deep); open it and save it anew", "spent": True}
    except Exception as error:  # a file may break any library in any way, and only this file is to be lost
        return {"error": f"{path} cannot be read ({error.__class__.__name__}); open it and save it anew", "spent": True}


def _read(job: dict[str, Any], path: Path, limits: Limits, on_page: OnPage) -> dict[str, Any]:
    return {"document": _DOCUMENT.dump_json(read_file(path, limits, job["password"], on_page)).decode()}


def _ocr(job: dict[str, Any], path: Path, limits: Limits, _: OnPage) -> dict[str, Any]:
    # Only here: pytesseract brings pandas along.
    from ingest.ocr_damaged import ocr_page

    blocks = ocr_page(path, job["page"], job["password"], limits, job["lang"])
    return {"blocks": _BLOCKS.dump_json(tuple(blocks)).decode()}


_TASKS: dict[str, Callable[[dict[str, Any], Path, Limits, OnPage], dict[str, Any]]] = {"read": _read, "ocr": _ocr}


def _peak_kb() -> int:
    """The most memory this process has held, kilobytes."""
    try:
        # Linux hands the parent's peak down to ru_maxrss, even over exec: a child of a large process would look large at once.
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="ignore")
        return int(status.split("VmHWM:", 1)[1].split(maxsplit=1)[0])
    except (OSError, IndexError, ValueError):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // 1024 if sys.platform == "darwin" else peak)


if __name__ == "__main__":
    main()
