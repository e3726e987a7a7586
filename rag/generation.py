"""A generation of the index on disk: its manifest and its passages, read without Chroma and without the encoder.

index/CURRENT               the name of the generation in use, switched by one rename
index/gen-…/manifest.json   written last: what the generation holds and was made with
index/gen-…/passages.jsonl, entries.jsonl, vectors.npy, digests.npy, bag/, entry/, heading/, chroma/, files.jsonl, glossary.toml
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from rag.errors import BrokenIndexError
from rag.types import Passage, Source

SCHEMA = 4
CURRENT = "CURRENT"
LEDGER = "files.jsonl"


class Manifest(BaseModel):
    """What a generation holds.

    `files` maps each part to its size in bytes; `sources` counts passages by source; `prepared` names all that a text's vector
    depends on but the text itself.
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
    corpus_digest: str
    sources: dict[str, int]
    files: dict[str, int]


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
        if path.is_file() and name not in ("manifest.json", LEDGER) and not name.startswith("chroma/"):
            yield name, path.stat().st_size


def replace_file(path: Path, text: str) -> None:
    """Put a whole text in place of a file by one rename, so that a reader or a killed run never sees half of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def again(index: Path) -> str:
    """How to get a sound index, to end an error message with."""
    return f"rebuild it with `wenjin ingest --reset --index {index}`"


def current_generation(index: Path) -> Path | None:
    """The folder of the generation in use; None when there is no index."""
    try:
        name = (index / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    except UnicodeDecodeError:
        raise BrokenIndexError(f"the index at {index} is damaged: {CURRENT} is not text; {again(index)}") from None
    return index / name


def read_manifest(index: Path) -> tuple[Path, Manifest]:
    """The generation in use and its manifest, with every part checked for its size.

    Raises:
        BrokenIndexError: no index, an incomplete one, or one of another version.
    """
    folder = current_generation(index)
    rebuild = again(index)
    if folder is None:
        raise BrokenIndexError(f"no index at {index}; build it with `wenjin ingest --index {index}`")
    try:
        manifest = Manifest.model_validate_json((folder / "manifest.json").read_text(encoding="utf-8"))
    except OSError:
        raise BrokenIndexError(f"the index at {index} is incomplete ({folder.name} has no manifest); {rebuild}") from None
    except (ValidationError, UnicodeDecodeError):
        raise BrokenIndexError(f"the index at {index} has a manifest that cannot be read; {rebuild}") from None
    if manifest.schema_version != SCHEMA:
        raise BrokenIndexError(f"the index at {index} has format {manifest.schema_version}, this version needs {SCHEMA}; {rebuild}")
    for name, size in manifest.files.items():
        path = folder / name
        found = path.stat().st_size if path.is_file() else None
        if found != size:
            state = "is missing" if found is None else f"has {found} bytes instead of {size}"
            raise BrokenIndexError(f"the index at {index} is damaged: {name} {state}; {rebuild}")
    if not (folder / "chroma" / "chroma.sqlite3").is_file():
        raise BrokenIndexError(f"the index at {index} is damaged: the Chroma folder is missing; {rebuild}")
    return folder, manifest


def sweep(index: Path) -> list[str]:
    """Remove what killed runs left: generations half written or never switched to. Returns their names. Only under the write lock."""
    current = current_generation(index)
    swept = list[str]()
    for folder in index.glob("gen-*"):
        finished = (folder / "manifest.json").exists()
        # The generation before the one in use may still be open somewhere; its name is the smaller one.
        if folder.is_dir() and folder != current and not (finished and current is not None and folder.name < current.name):
            shutil.rmtree(folder, ignore_errors=True)
            swept.append(folder.name)
    for rest in index.glob(f"{CURRENT}.*"):
        rest.unlink(missing_ok=True)
    return sorted(swept)
