"""The index in use as one file: a gzipped tar that says first what it holds, with sizes and checksums.

wenjin-index/contents.json   every other file of the archive with its size and SHA-256
wenjin-index/…               the files of the generation
"""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from ingest.ledger import ledger_of
from rag.checksums import DATABASE, damage_of, file_checksum, opened
from rag.errors import ArchiveError, BrokenIndexError
from rag.generation import LEDGER, MANIFEST, Manifest, current_generation, damaged, mend, read_manifest
from rag.settings import Settings

FORMAT = 1
ROOT = "wenjin-index/"
CONTENTS = f"{ROOT}contents.json"
_COMPRESSION = 1  # gzip level: vectors hardly get smaller, and level 6 takes a third longer for 2% less


class Held(BaseModel):
    """A file of an archive: bytes and SHA-256."""

    size: int
    sha256: str


class Contents(BaseModel):
    """What an archive says of itself."""

    format: int
    generation: str
    files: dict[str, Held]

    @property
    def size(self) -> int:
        """Bytes of all files, unpacked."""
        return sum(held.size for held in self.files.values())


@dataclass(frozen=True, slots=True)
class Moved:
    """What was exported or imported.

    Attributes:
        generation: its name in the index.
        size: bytes of the archive when exported, of the files when imported.
        upgrade: why `wenjin ingest` must be run before questions are answered, "" when it need not.
    """

    generation: str
    manifest: Manifest
    size: int
    upgrade: str = ""


def export_index(settings: Settings, target: Path) -> Moved:
    """Write the generation in use to one file, checked whole first; a server may go on answering from it.

    Raises:
        ArchiveError: the file exists, or cannot be written.
        BrokenIndexError: no index, or a damaged one.
    """
    if target.exists():
        raise ArchiveError(f"{target} exists already; name another file, or remove it first")
    folder, manifest = read_manifest(settings.index)
    if not manifest.checksums:
        raise BrokenIndexError(f"the index at {settings.index} was made before there were checksums; {mend(settings.index)}")
    check_generation(settings.index, folder, manifest)
    temporary = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(prefix="wenjin-export-", dir=target.parent) as scratch:
            _pack(folder, _files(folder, manifest, Path(scratch)), temporary)
        temporary.replace(target)
    except (OSError, sqlite3.Error) as error:
        if current_generation(settings.index) != folder:
            raise ArchiveError(f"the index at {settings.index} was replaced while it was read; export it again") from None
        reason = getattr(error, "strerror", None) or error
        raise ArchiveError(f"cannot write {target} ({reason}); free space, or name a file elsewhere") from None
    finally:
        temporary.unlink(missing_ok=True)
    return Moved(folder.name, manifest, target.stat().st_size)


def check_generation(index: Path, folder: Path, manifest: Manifest) -> None:
    """Every part, all of Chroma's database and the ledger are as they were written.

    Raises:
        BrokenIndexError: one is not.
    """
    for found in damage_of(folder, manifest, thorough=True):
        raise damaged(index, found.part, found.fault)
    ledger_of(index, folder, manifest)


def _files(folder: Path, manifest: Manifest, scratch: Path) -> dict[str, Path]:
    """The files to pack, by name. Chroma's database is copied, since a server may write to it meanwhile."""
    files = {name: folder / name for name in (MANIFEST, LEDGER, *sorted(manifest.checksums))}
    if manifest.database:
        files[DATABASE] = scratch / "chroma.sqlite3"
        with closing(opened(folder / DATABASE)) as source, closing(sqlite3.connect(files[DATABASE])) as copy:
            source.backup(copy)
    return files


def _pack(folder: Path, files: dict[str, Path], target: Path) -> None:
    held = {name: Held(size=path.stat().st_size, sha256=file_checksum(path)) for name, path in files.items()}
    contents = Contents(format=FORMAT, generation=folder.name, files=held).model_dump_json(indent=1).encode()
    with target.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as archive:
            head = tarfile.TarInfo(CONTENTS)
            head.size = len(contents)
            archive.addfile(head, io.BytesIO(contents))
            for name, path in files.items():
                member = tarfile.TarInfo(ROOT + name)  # nothing of this machine: no owner, no path
                member.size = held[name].size
                with path.open("rb") as part:
                    archive.addfile(member, part)
        file.flush()
        os.fsync(file.fileno())
