"""The ledger of a generation, `files.jsonl`: which files its passages come from, in what state they were, and what became of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rag.checksums import unsealed
from rag.errors import BrokenIndexError
from rag.generation import LEDGER, Manifest, again, read_manifest
from rag.settings import Settings

_LIBRARIES = ("pdfplumber", "pdfminer.six", "python-docx", "beautifulsoup4", "lxml", "markdown-it-py", "charset-normalizer")


class FileRecord(BaseModel):
    """One file, as it was when last looked at.

    Attributes:
        path: absolute; `file` is relative to the folder that was named.
        digest: of its bytes; `size` in bytes and `mtime_ns` tell whether it must be computed anew.
        about: digest of what `sources.toml` says about it.
        reader: fingerprint of what read it, see `reader_fingerprint`.
        source: id of its passages' source, "" when it has none.
        chunks: digest of each of its passages, in order.
        health: number of its pages by health.
        ocr, repaired: passages read from a picture, passages with repaired text.
        skipped: why nothing of it is indexed, "" when something is.
        same_as: path of another file with the same bytes, whose passages stand for it; "" when it has its own.
    """

    model_config = ConfigDict(frozen=True)
    path: str
    file: str
    digest: str
    size: int
    mtime_ns: int
    about: str = ""
    reader: str = ""
    source: str = ""
    chunks: tuple[str, ...] = ()
    pages: int = 0
    health: dict[str, int] = {}
    ocr: int = 0
    repaired: int = 0
    repairs: int = 0
    generated: int = 0
    warnings: tuple[str, ...] = ()
    skipped: str = ""
    same_as: str = ""


def write_ledger(records: Iterable[FileRecord]) -> str:
    """The ledger's text, one JSON line a file."""
    return "".join(json.dumps(record.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n" for record in records)


def read_ledger(index: Path) -> list[FileRecord]:
    """The files of the generation in use.

    Raises:
        BrokenIndexError: no index, or a damaged one.
    """
    return ledger_of(index, *read_manifest(index))


def ledger_of(index: Path, folder: Path, manifest: Manifest) -> list[FileRecord]:
    """The files of a generation; the ledger of one made before there were checksums has none.

    Raises:
        BrokenIndexError: the ledger is missing or damaged.
    """
    try:
        text = (folder / LEDGER).read_text(encoding="utf-8")
        lines = (unsealed(text) if manifest.checksums else text).splitlines()
        return [FileRecord.model_validate_json(line) for line in lines]
    except (OSError, ValueError) as error:  # of the file, its encoding, its checksum, or what a line says
        raise BrokenIndexError(f"the index at {index} cannot be read ({LEDGER}: {error.__class__.__name__}); {again(index)}") from None


def file_digest(path: Path) -> str:
    """BLAKE2b of a file's bytes, 128 bits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@cache
def _code_digest() -> str:
    """Of every file of this package and the libraries that read files: another version of them reads every file anew."""
    digest = hashlib.sha256()
    for path in sorted(p for p in Path(__file__).parent.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in _LIBRARIES:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f"{name} none".encode())
    return digest.hexdigest()[:16]


def reader_fingerprint(settings: Settings) -> str:
    """Of all that decides what passages a file gives, but the file and what is said about it."""
    parts = (_code_digest(), str(settings.chunk_chars), str(bool(shutil.which("tesseract"))))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
