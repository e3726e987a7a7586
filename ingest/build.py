"""The straight line of ingestion: files → passages → entries → vectors and lexical index → a new generation in use."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from rich.console import Console

from ingest.load import find_files, load_file
from ingest.passages import corpus_digest, corpus_passages
from rag.encoders import load_encoder
from rag.errors import BrokenIndexError, DocumentError
from rag.index import (
    Manifest,
    current_generation,
    read_manifest,
    read_passages,
)
from rag.settings import Settings
from rag.text import Segmenter
from rag.types import Passage
from rag.write import write_generation

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did: files read with their number of passages, files skipped with the reason, and the new manifest."""

    read: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    manifest: Manifest
    seconds: float


def is_stale(settings: Settings) -> Literal["fresh", "stale", "unusable"]:
    """Whether the index is up to date with corpus, encoder and settings; "unusable" when it must be made from nothing."""
    if current_generation(settings.index) is None:
        return "stale"
    try:
        _, manifest = read_manifest(settings.index)
    except BrokenIndexError:
        return "unusable"
    encoder = load_encoder(settings.encoder, Segmenter(cache_dir=settings.cache))
    made_with = (manifest.corpus_digest, manifest.encoder, manifest.window_chars)
    wanted = (corpus_digest(settings.corpus), encoder.fingerprint, settings.window_chars)
    return "fresh" if made_with == wanted else "stale"


def _kept_passages(settings: Settings, reset: bool) -> list[Passage]:
    """What the index already holds; nothing with `reset` or without a usable index."""
    if reset or current_generation(settings.index) is None:
        return []
    folder, _ = read_manifest(settings.index)
    return read_passages(folder / "passages.jsonl")


def ingest(settings: Settings, paths: list[Path], reset: bool, console: Console) -> IngestReport:
    """Read the files (none: the shipped corpus), join them with what the index holds, and put a new generation in use.

    Raises:
        CorpusError: a fault in the shipped corpus.
        DocumentError: nothing could be read.
        BrokenIndexError: the existing index is damaged, or another run is under way.
    """
    started = time.monotonic()
    settings.index.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.index / ".lock", timeout=0):
            kept = _kept_passages(settings, reset)
            read, skipped, new = list[tuple[str, int]](), list[tuple[str, str]](), list[Passage]()
            if not paths:
                new = corpus_passages(settings.corpus)
                read = [(f"corpus/{source}", n) for source, n in Counter(p.source.id for p in new).items()]
            for file in find_files(paths):
                try:
                    passages = load_file(file, settings.chunk_chars)
                except DocumentError as error:
                    skipped.append((str(file), error.line))
                    continue
                if not passages:
                    skipped.append((str(file), f"{file} holds headings but no sentence"))
                    continue
                new += passages
                read.append((str(file), len(passages)))
            if not new:
                reasons = "; ".join(reason for _, reason in skipped) or "no .txt, .md or .pdf file found"
                raise DocumentError(f"nothing could be indexed: {reasons}")
            # The shipped corpus is replaced as a whole, a document by its source id.
            replaced = {p.source.id for p in new}
            stays = [p for p in kept if p.source.id not in replaced and (paths or not p.digest)]
            manifest = write_generation(settings, stays + new, corpus_digest(settings.corpus), console)
    except Timeout:
        raise BrokenIndexError(f"another ingest is writing {settings.index}; wait until it ends and try again") from None
    return IngestReport(tuple(read), tuple(skipped), manifest, time.monotonic() - started)
