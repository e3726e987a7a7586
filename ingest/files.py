"""Which files there are to read, and why others are left out."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DocumentError

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf")
_OLD = {".doc": "save as .docx", ".rtf": "save as .docx", ".odt": "save as .docx", ".ppt": "save as .pdf", ".pptx": "save as .pdf"}
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, and why it is not read: one line, "" when it is."""

    path: Path
    reason: str = ""


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """The files named or lying in named folders, each once, folders in order of name; those left out carry a reason.

    Left out are hidden files and folders, other kinds, empty and unreadable files, pipes, sockets and devices, links that lead out of
    the named folder or nowhere. A file named by itself is read though hidden, and a link named by itself is followed.

    Raises:
        DocumentError: a path that does not exist, or a named file of another kind.
    """
    found = dict[Path, FoundFile]()
    for path in paths:
        if not path.exists():
            raise DocumentError(f"{path} does not exist; name a file or folder")
        for file in _inside(path) if path.is_dir() else [_named(path)]:
            # Through a link or twice by name, a file is one file; a reason given first does not hide it later.
            key = file.path.resolve() if not file.reason else file.path.absolute()
            found.setdefault(key, file)
    return list(found.values())


def _named(path: Path) -> FoundFile:
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        raise DocumentError(_unknown(path))
    return FoundFile(path, _fault(path))


def _unknown(path: Path) -> str:
    suffix = path.suffix.lower()
    advice = f"; {_OLD[suffix]}" if suffix in _OLD else ""
    return f"{path} is a {path.suffix or 'file without suffix'}{advice}; readable are {', '.join(SUFFIXES)}"


def _inside(folder: Path) -> Iterator[FoundFile]:
    """Everything under a folder, sorted within each; folders still to visit wait on a stack, so depth costs nothing."""
    root = folder.resolve()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(here.iterdir())
        except OSError as error:
            yield FoundFile(here, f"{here} cannot be listed ({error.strerror}); check its permissions")
            continue
        folders = list[Path]()
        for path in entries:
            reason = _left_out(path, root)
            if reason:
                yield FoundFile(path, reason)
            elif path.is_dir():
                folders.append(path)
            else:
                yield FoundFile(path, _fault(path))
        waiting += reversed(folders)


def _left_out(path: Path, root: Path) -> str:
    """Why an entry of a folder is not looked at: "" when it is."""
    if path.name.startswith((".", "~$")):
        return f"{path} is hidden or a lock file; name it by itself to read it"
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return f"{path} is a link to nowhere"
        if not target.is_relative_to(root):
            return f"{path} is a link out of {root.name}; name its target by itself to read it"
        if target.is_dir():
            return f"{path} is a link to a folder that is read where it lies"
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        return _unknown(path)
    return ""


def _fault(path: Path) -> str:
    """Why a file of a kind that is read cannot be: "" when it can."""
    try:
        status = path.stat()
    except OSError as error:
        return f"{path} cannot be opened ({error.strerror}); check its permissions"
    for is_kind, name in _KINDS:
        if is_kind(status.st_mode):
            return f"{path} is {name}, not a file"
    if status.st_size == 0:
        return f"{path} is empty"
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{path} cannot be opened ({error.strerror}); check its permissions"
