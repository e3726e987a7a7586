"""Why a file was not taken, told apart by ingestion's own line, so that the page can say it in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

# First match counts. A kind is a key of ui/strings/documents.toml as `reason_<kind>`; the line itself is shown where it says more.
_KINDS: tuple[tuple[str, str], ...] = (
    ("locked", r"is locked"),
    ("ocr", r"needs OCR|could not be read: |was seen on its picture"),
    ("complex", r"too complex|nested too deep|more than [\d,]+|unpacks to|is packed|refers to itself|too large|the time for it is over"),
    ("empty", r"is empty|has no pages"),
    ("no_text", r"holds? no text|shows no text|holds no HTML|nothing is written"),
    ("kind", r"does not begin as|is an archive|readable are|save it as \.pdf"),
    (
        "damaged",
        r"not a whole|cut short|is broken|declares|cannot be read|not text in any|not valid Unicode|ended by signal|ended with status",
    ),
)
KINDS = (*(kind for kind, _ in _KINDS), "other")
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][^\s\\/:;,]+)+[\\/]")
_CLASS = re.compile(r" \([A-Z][A-Za-z]*(?:Error|Exception|Warning)\)")
_CLI_ADVICE = re.compile(r"; give [^;]*--password[^;]*|, or name another folder[^;]*")


def reason_kind(line: str) -> str:
    """Which kind of reason a line of ingestion gives; "other" when it is none of those known."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, line)), "other")


def without_paths(line: str, path: Path, name: str) -> str:
    """The line with the file's name for its path, no other folder of this machine, no class of error, no advice about the command line."""
    named = line.replace(str(path), name).replace(str(path.absolute()), name)
    return _CLASS.sub("", _CLI_ADVICE.sub("", _FOLDERS.sub("", named))).removeprefix("nothing could be indexed: ")


def reason_of(line: str, path: Path, others: tuple[Path, ...] = ()) -> str:
    """The part of a line about one file, where the line joins those of several; the whole line when it names the file nowhere."""
    text = str(path)
    if text not in line:
        return line
    rest = line[line.index(text) :]
    ends = [rest.index(f"; {other}") for other in map(str, others) if f"; {other}" in rest]
    return rest[: min(ends)] if ends else rest
