"""Files that people add on the documents page: their names made safe, a quarantine they wait in, and the folder they are indexed from.

uploads/quarantine/<token>/<digest>/<name>   being sent by a browser, kept by Gradio until somebody presses the button, for an hour at most
uploads/quarantine/<token>/<number>/<name>   not yet read by the limited worker, or held back until a run is known to have gone through
uploads/documents/<name>                     indexed from here
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.files import SUFFIXES
from rag.settings import Settings

MB = 1_000_000  # bytes
_NAME_BYTES = 160  # file systems take 255; what ingestion and this page add stays below
_LEFT_S = 86_400.0  # seconds after which what lies in quarantine belongs to no run any more
_UNSAFE = re.compile(r"""[<>:"'`/\\|?*&$%{}\[\]#;=!^~]+""")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in quarantine: the name it is to have, and where it waits."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file not taken: its name, and why: "kind", "big", "many", "full" or "gone"."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A file put where it is indexed from, and where the one it replaced waits, if there was one."""

    arrival: Arrival
    target: Path
    before: Path | None


def safe_name(name: str) -> str:
    """A file name that is plain text everywhere: no path, no markup, no control, invisible or direction-changing character.

    Letters of any script, digits, spaces, brackets and `._-()（）《》「」` stay; the suffix becomes lower case.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(" " if c.isspace() else c for c in last if c.isspace() or not unicodedata.category(c).startswith("C"))
    plain = " ".join(_UNSAFE.sub("_", plain).split()).lstrip(". ").strip()
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    suffix = f".{suffix.strip(' _').lower()}" if suffix.strip(" _") else ""
    stem = stem.strip(" .") or "document"
    while len(stem.encode()) > _NAME_BYTES - len(suffix.encode()) and stem:
        stem = stem[:-1]
    return (stem.strip(" .") or "document") + suffix[:20]


def documents_folder(settings: Settings) -> Path:
    """Where added documents are indexed from; made when it is not there."""
    folder = settings.uploads.absolute() / "documents"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def arrivals_folder(settings: Settings) -> Path:
    """A new folder for what browsers send, in quarantine: only this account reads it, unlike the system's folder for temporary files."""
    folder = settings.uploads.absolute() / "quarantine" / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o700)
    return folder


def quarantine(files: Sequence[Path], settings: Settings) -> tuple[list[Arrival], list[Refusal]]:
    """Move the files into quarantine, unread; those over a limit are deleted and refused.

    Raises:
        OSError: the folder of uploads cannot be written.
    """
    folder = settings.uploads.absolute() / "quarantine" / secrets.token_hex(8)
    room = settings.uploads_kept - sum(1 for _ in documents_folder(settings).iterdir())
    taken, refused = list[Arrival](), list[Refusal]()
    for number, file in enumerate(files, 1):
        name = safe_name(file.name)
        reason = _refused(file, settings) or ("many" if number > settings.upload_max_files else "full" if len(taken) >= room else "")
        if reason:
            file.unlink(missing_ok=True)
            refused.append(Refusal(name, reason))
            continue
        target = folder / str(number) / name
        target.parent.mkdir(parents=True, mode=0o700)
        shutil.move(file, target)
        taken.append(Arrival(_free(name, {a.name for a in taken}), target))
    return taken, refused


def _refused(file: Path, settings: Settings) -> str:
    if file.is_symlink() or not file.is_file():
        return "gone"
    if Path(safe_name(file.name)).suffix not in SUFFIXES:
        return "kind"
    return "big" if file.stat().st_size > settings.upload_max_mb * MB else ""


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file of the same upload has it; the case of letters makes no difference on some systems."""
    low, path = {n.casefold() for n in taken}, Path(name)
    names = (name, *(f"{path.stem} ({n}){path.suffix}" for n in range(2, len(taken) + 3)))
    return next(n for n in names if n.casefold() not in low)


def place(arrivals: Sequence[Arrival], folder: Path) -> list[Placed]:
    """Put the files where they are indexed from; a file of the same name waits in quarantine until `settle` or `undo`."""
    placed = list[Placed]()
    for arrival in arrivals:
        target, before = folder / arrival.name, None
        if target.exists():
            before = arrival.path.parent / "before" / arrival.name
            before.parent.mkdir(mode=0o700)
            shutil.move(target, before)
        shutil.move(arrival.path, target)
        placed.append(Placed(arrival, target, before))
    return placed


def undo(placed: Sequence[Placed]) -> None:
    """As it was before `place`; the new files are deleted."""
    for one in placed:
        one.target.unlink(missing_ok=True)
        if one.before is not None:
            shutil.move(one.before, one.target)


def hold_back(file: Path, settings: Settings) -> Placed:
    """Take a document out of the folder it is indexed from; `undo` puts it back."""
    held = settings.uploads.absolute() / "quarantine" / secrets.token_hex(8) / "before" / file.name
    held.parent.mkdir(parents=True, mode=0o700)
    shutil.move(file, held)
    return Placed(Arrival(file.name, held.parent.parent / file.name), file, held)


def settle(arrivals: Sequence[Arrival]) -> None:
    """Delete what these files left in quarantine."""
    for arrival in arrivals:
        shutil.rmtree(arrival.path.parent, ignore_errors=True)
        with contextlib.suppress(OSError):  # the folder of the whole upload goes with the last of its files
            arrival.path.parent.parent.rmdir()


def sweep_quarantine(settings: Settings) -> None:
    """Delete what runs that were cut off left behind, once it is a day old."""
    folder = settings.uploads.absolute() / "quarantine"
    for left in folder.iterdir() if folder.is_dir() else ():
        if time.time() - left.stat().st_mtime > _LEFT_S:
            shutil.rmtree(left, ignore_errors=True)
