"""Whether the parts of a generation are as they were written: SHA-256 of files, and of the rows of Chroma's database.

Chroma writes to its database whenever it is opened, so its bytes say nothing; the rows that a search depends on never change. Its graph
is written to files once it holds a thousand entries, and those stay as they are; smaller ones it makes anew at each opening.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.generation import Manifest, damaged, part_fault, part_sizes

CHROMA = "chroma"
DATABASE = f"{CHROMA}/chroma.sqlite3"
_GRAPH_IS_KEPT = "index_metadata.pickle"  # Chroma writes it with the first graph that it keeps
_HASHERS = 4  # files read at a time; hashing frees the interpreter, and a disk has more than one request in flight
_CHANGED = "has other bytes than when it was written"
# What a search reads: which collection and graph belong together, and the entries not yet in the graph.
_SEARCHED = (
    "SELECT id, name, dimension FROM collections ORDER BY id",
    "SELECT id, type, scope, collection FROM segments ORDER BY id",
    "SELECT segment_id, seq_id FROM max_seq_id ORDER BY segment_id",
    "SELECT seq_id, operation, id, vector, encoding FROM embeddings_queue ORDER BY seq_id",
    "SELECT count(*) FROM embeddings",
)
# What LangChain's interface reads besides: ids, texts and metadata.
_KEPT = (
    "SELECT id, segment_id, embedding_id FROM embeddings ORDER BY id",
    "SELECT id, key, string_value, int_value, float_value, bool_value FROM embedding_metadata ORDER BY rowid",
)


@dataclass(frozen=True, slots=True)
class Damage:
    """A part that is not as it was written, and what is wrong with it: "is missing", "has other bytes …"."""

    part: str
    fault: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Checksums of a generation, as the manifest keeps them; `database` and `rows` are "" without a Chroma folder."""

    checksums: dict[str, str]
    database: str
    rows: str


def file_checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, as `sha256sum` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(text: str) -> str:
    """A text of whole lines with one more, its SHA-256: for a file that changes within a generation, as the ledger does."""
    return f"{text}{hashlib.sha256(text.encode()).hexdigest()}\n"


def unsealed(text: str) -> str:
    """The text before it was `sealed`.

    Raises:
        ValueError: it has changed since.
    """
    whole, seal = text[:-65], text[-65:]
    if sealed(whole)[-65:] != seal:
        raise ValueError("the text does not have the checksum at its end")
    return whole


def graph_files(folder: Path) -> Iterator[str]:
    """Names of the files in which Chroma keeps its graph, within a generation's folder; none while it is too small to be kept."""
    for kept in sorted((folder / CHROMA).glob(f"*/{_GRAPH_IS_KEPT}")):
        yield from (path.relative_to(folder).as_posix() for path in sorted(kept.parent.iterdir()))


def sums_of(folder: Path) -> Sums:
    """Checksums of a generation that is written and closed.

    Raises:
        OSError: a part cannot be read.
        sqlite3.Error: Chroma's database cannot be read.
    """
    names = [*(name for name, _ in part_sizes(folder)), *graph_files(folder)]
    with ThreadPoolExecutor(_HASHERS) as pool:
        checksums = dict(zip(names, pool.map(file_checksum, (folder / name for name in names)), strict=True))
    path = folder / DATABASE
    return Sums(checksums, _digest(path, _SEARCHED), _digest(path, _KEPT)) if path.exists() else Sums(checksums, "", "")


def damage_of(folder: Path, manifest: Manifest, thorough: bool = False) -> list[Damage]:
    """Every part that is not as it was written, by its size and checksum; those of an index without checksums by size only.

    Args:
        thorough: also the whole of Chroma's database, of which answers need a small part: takes ten times as long.
    """
    found = list(_damaged_files(folder, manifest))
    if manifest.database:
        found += _damaged_database(folder / DATABASE, manifest, thorough)
    return found


def check_parts(index: Path, folder: Path, manifest: Manifest) -> None:
    """Nothing that an answer depends on has changed since the generation was written.

    Raises:
        BrokenIndexError: something has; it names the part and the command that makes it anew.
    """
    for damage in damage_of(folder, manifest):
        raise damaged(index, damage.part, damage.fault)


def whole_parts(folder: Path, manifest: Manifest, names: tuple[str, ...]) -> bool:
    """Whether the parts of those names are as they were written."""
    return not any(_file_fault(folder, manifest, name) for name in names)


def _file_fault(folder: Path, manifest: Manifest, name: str) -> str:
    path = folder / name
    try:
        fault = part_fault(path, manifest.files[name]) if name in manifest.files else "" if path.is_file() else "is missing"
        wanted = manifest.checksums.get(name)
        return fault or (_CHANGED if wanted and file_checksum(path) != wanted else "")
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    names = sorted(manifest.files | manifest.checksums)
    with ThreadPoolExecutor(_HASHERS) as pool:
        for name, fault in zip(names, pool.map(lambda name: _file_fault(folder, manifest, name), names), strict=True):
            if fault:
                yield Damage(name, fault)


def _damaged_database(path: Path, manifest: Manifest, thorough: bool) -> Iterator[Damage]:
    if not path.is_file():
        yield Damage(DATABASE, "is missing")
        return
    try:
        same = _digest(path, _SEARCHED) == manifest.database and (not thorough or _digest(path, _KEPT) == manifest.rows)
        fault = "" if same else "has other rows than when it was written"
        if not fault and thorough:
            with closing(opened(path)) as database:
                said = str(database.execute("PRAGMA integrity_check").fetchone()[0])
            fault = "" if said == "ok" else f"is inconsistent ({' '.join(said.split())[:100]})"
    except (sqlite3.Error, UnicodeDecodeError) as error:
        fault = f"cannot be read ({error})"
    if fault:
        yield Damage(DATABASE, fault)


def can_write(folder: Path) -> bool:
    """Whether files of that folder may be changed: not on a read-only disk, nor in another user's."""
    return os.access(folder, os.W_OK)


def opened(path: Path) -> sqlite3.Connection:
    """To read. Where nothing can be written SQLite must not look for locks; elsewhere it may have to undo what a killed server began."""
    mode = "mode=rw" if can_write(path.parent) and can_write(path) else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def _digest(path: Path, queries: tuple[str, ...]) -> str:
    """SHA-256 of the rows that queries give, in their order."""
    digest = hashlib.sha256()
    with closing(opened(path)) as database:
        for query in queries:
            row: tuple[Any, ...]
            for row in database.execute(query):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
            digest.update(b"\0")
    return digest.hexdigest()
