"""A generation of the index on disk: its manifest and its passages, read without Chroma and without the encoder.

index/CURRENT               the name of the generation in use, switched by one rename
index/gen-…/manifest.json   written last: what the generation holds and was made with
index/gen-…/passages.jsonl, entries.jsonl, vectors.npy, digests.npy, bag/, entry/, heading/, chroma/, files.jsonl, glossary.toml
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from rag.errors import BrokenIndexError
from rag.types import Passage, Source

SCHEMA = 4
OLDEST_CARRIED = 3  # passages and ledger of formats from here on can still be read, so `wenjin ingest` takes them over by itself
CURRENT = "CURRENT"
LEDGER = "files.jsonl"
MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
_NAME = re.compile(r"gen-[\w-]+")


class Manifest(BaseModel):
    """What a generation holds.

    `store` is where Chroma keeps the vectors: "embedded", in the generation's folder, or "server". `files` maps each part to its
    size in bytes; `sources` counts passages by source; `prepared` names all that a text's vector depends on but the text itself.
    `checksums` (SHA-256 of each part, Chroma's graph among them), `database` and `rows` (of Chroma's database, see
    `rag.checksums`) are empty in an index made before there were any. `replaces` names the generation in use before, "" when
    there was none; `seal` is the manifest's own checksum.
    """

    schema_version: int
    encoder: str
    prepared: str = ""
    dimensions: int
    window_chars: int
    chunk_chars: int
    built: str
    passages: int
    entries: int
    store: str = "embedded"
    corpus_digest: str
    sources: dict[str, int]
    files: dict[str, int]
    checksums: dict[str, str] = {}
    database: str = ""
    rows: str = ""
    replaces: str | None = None
    seal: str = ""

    def about(self) -> dict[str, Any]:
        """What the generation holds and was made with, without what only tells whether it is whole."""
        return self.model_dump(exclude={"files", "checksums", "database", "rows", "replaces", "seal"})


def seal_of(data: dict[str, Any]) -> str:
    """SHA-256 of a manifest's values, whatever keys a later version adds, but its seal."""
    rest = {key: value for key, value in data.items() if key != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> Manifest:
    """Write a generation's manifest with its seal, which makes the generation a finished one; returns it as written."""
    data = manifest.model_dump(mode="json")
    data["seal"] = seal_of(data)
    (folder / MANIFEST).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return Manifest.model_validate(data)


_OPTIONAL = {f.name: f.default for f in fields(Passage) if f.default is not MISSING}
_TUPLES = tuple(name for name, default in _OPTIONAL.items() if isinstance(default, tuple))


def passage_from_json(data: dict[str, Any]) -> Passage:
    """The inverse of `passage_to_json`."""
    tuples = {k: tuple(data[k]) for k in _TUPLES if k in data}
    for name in ("answering", "boxes"):
        if name in tuples:
            tuples[name] = tuple(tuple(item) for item in tuples[name])
    return Passage(**{**data, **tuples, "source": Source(**data["source"])})


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """A passage as JSON values; what stands at its default is left out."""
    return {k: v for k, v in asdict(passage).items() if k not in _OPTIONAL or v != _OPTIONAL[k]}


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    """One JSON line a passage, in order."""
    with path.open("w", encoding="utf-8") as file:
        for passage in passages:
            file.write(json.dumps(passage_to_json(passage), ensure_ascii=False) + "\n")


def read_passages(path: Path) -> list[Passage]:
    """Passages as written by `write_passages`."""
    with path.open(encoding="utf-8") as file:
        return [passage_from_json(json.loads(line)) for line in file]


def part_sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Every file of a generation that never changes, with its size in bytes: all but manifest, ledger and Chroma's own."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in (MANIFEST, LEDGER) and not name.startswith("chroma/"):
            yield name, path.stat().st_size


def replace_file(path: Path, text: str) -> None:
    """Put a whole text in place of a file by one rename, so that a reader or a killed run never sees half of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def to_disk(folder: Path) -> None:
    """Have the machine write all files of a folder to the disk, so that a power cut after a switch to it finds them there."""
    for path in (folder, *folder.rglob("*")):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def switch(index: Path, folder: Path) -> None:
    """Make `folder` the generation in use by one rename, and drop all but it and the one before. Only under the write lock."""
    before = current_generation(index)
    to_disk(folder)
    replace_file(index / CURRENT, folder.name + "\n")
    for old in index.glob("gen-*"):
        if old.is_dir() and old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)


def again(index: Path) -> str:
    """How to get a sound index from nothing, to end an error message with."""
    return f"rebuild it with `wenjin ingest --reset --index {index}`"


def mend(index: Path) -> str:
    """How to get a sound index where the passages are whole: all else is made from them, and documents stay."""
    return f"repair it with `wenjin ingest --index {index}`"


def current_generation(index: Path) -> Path | None:
    """The folder of the generation in use; None when there is no index.

    Raises:
        BrokenIndexError: CURRENT names none.
    """
    try:
        name = (index / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    except UnicodeDecodeError:
        raise BrokenIndexError(f"the index at {index} is damaged: {CURRENT} is not text; {again(index)}") from None
    if not _NAME.fullmatch(name):
        raise BrokenIndexError(f"the index at {index} is damaged: {CURRENT} names no generation; {again(index)}")
    return index / name


def _check_format(index: Path, data: Any) -> None:
    """Raises BrokenIndexError for a manifest of a format that cannot be taken over; before its keys are looked at, since they may differ."""
    found = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(found, int) and found > SCHEMA:
        raise BrokenIndexError(
            f"the index at {index} has format {found}, made by a newer version than this one, which needs {SCHEMA};"
            " update Wenjin, or name another folder with --index"
        )
    if isinstance(found, int) and found < OLDEST_CARRIED:
        raise BrokenIndexError(f"the index at {index} has format {found}, this version needs {SCHEMA}; {again(index)}")


def carried_manifest(index: Path) -> tuple[Path, Manifest]:
    """The generation in use and its manifest, of this format or one that ingestion can take over; no part is looked at.

    Raises:
        BrokenIndexError: no index, one without a manifest that can be read, or one of another format.
    """
    folder = current_generation(index)
    if folder is None:
        raise BrokenIndexError(f"no index at {index}; build it with `wenjin ingest --index {index}`")
    return folder, manifest_in(index, folder)


def manifest_in(index: Path, folder: Path) -> Manifest:
    """The manifest of a generation of that index; raises as `carried_manifest`."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        _check_format(index, data)
        manifest = Manifest.model_validate(data)
    except OSError:
        raise BrokenIndexError(f"the index at {index} is incomplete ({folder.name} has no manifest); {again(index)}") from None
    except ValueError:  # of JSON, of its encoding, or of what it says
        raise BrokenIndexError(f"the index at {index} has a manifest that cannot be read; {again(index)}") from None
    if manifest.seal and manifest.seal != seal_of(data):
        raise BrokenIndexError(f"the index at {index} is damaged: {MANIFEST} has other bytes than when it was written; {again(index)}")
    return manifest


def part_fault(path: Path, size: int) -> str:
    """What is wrong with a part by its size in bytes, "" when nothing is."""
    found = path.stat().st_size if path.is_file() else None
    if found == size:
        return ""
    return "is missing" if found is None else f"has {found} bytes instead of {size}"


def damaged(index: Path, part: str, fault: str) -> BrokenIndexError:
    """What to say of a damaged part."""
    return BrokenIndexError(f"the index at {index} is damaged: {part} {fault}; {(again if part == PASSAGES else mend)(index)}")


def read_manifest(index: Path) -> tuple[Path, Manifest]:
    """The generation in use and its manifest, with every part checked for its size.

    Raises:
        BrokenIndexError: no index, an incomplete one, or one of another version.
    """
    folder, manifest = carried_manifest(index)
    if manifest.schema_version != SCHEMA:
        raise BrokenIndexError(
            f"the index at {index} has format {manifest.schema_version}, this version needs {SCHEMA};"
            f" bring it up to date with `wenjin ingest --index {index}`, documents in it stay"
        )
    for name, size in manifest.files.items():
        if fault := part_fault(folder / name, size):
            raise damaged(index, name, fault)
    if manifest.store == "embedded" and not (folder / "chroma" / "chroma.sqlite3").is_file():
        raise BrokenIndexError(f"the index at {index} is damaged: the Chroma folder is missing; {mend(index)}")
    return folder, manifest


def _replaced(folder: Path) -> str | None:
    """The generation that one took the place of; None where its manifest cannot say."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    name = data.get("replaces") if isinstance(data, dict) else None
    return name if isinstance(name, str) else None


def sweep(index: Path) -> list[str]:
    """Remove what killed runs left: generations half written or never switched to. Returns their names. Only under the write lock.

    The generation before the one in use stays, since it may still be open somewhere. Which it is the manifest says, not the time in
    its name: clocks are set back.
    """
    current = current_generation(index)
    replaced = _replaced(current) if current else ""
    swept = list[str]()
    for folder in index.glob("gen-*"):
        finished = (folder / MANIFEST).exists()
        stays = folder == current or (finished and replaced in (None, folder.name))
        if folder.is_dir() and not stays:
            shutil.rmtree(folder, ignore_errors=True)
            swept.append(folder.name)
    for rest in index.glob(f"{CURRENT}.*"):
        rest.unlink(missing_ok=True)
    return sorted(swept)
