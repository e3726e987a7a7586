"""The straight line of ingestion: files → passages → entries → vectors and lexical index → a new generation in use."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.chunks import pack
from ingest.load import find_files, load_file
from ingest.passages import corpus_digest, corpus_passages
from rag.encoders import Encoder, load_encoder
from rag.errors import BrokenIndexError, DocumentError
from rag.index import (
    COLLECTION,
    CURRENT,
    LEXICAL_KINDS,
    SCHEMA,
    Manifest,
    current_generation,
    open_client,
    open_store,
    part_sizes,
    read_manifest,
    read_passages,
    write_passages,
)
from rag.lexical import LexicalIndex
from rag.lexicon import Lexicon, read_lexicon
from rag.settings import Settings
from rag.text import Segmenter
from rag.types import Entry, Passage

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did: files read with their number of passages, files skipped with the reason, and the new manifest."""

    read: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    manifest: Manifest
    seconds: float


def entries_of(passage: Passage, window_chars: int) -> list[Entry]:
    """What stands for a passage in the dense index: heading, section, sentence windows, and its questions."""
    out = list[Entry]()
    for lang, text in passage.texts.items():
        heading = passage.headings[lang]
        out.append(Entry(passage.id, "section", lang, f"{heading} {text}"))
        # Latin letters carry about a third of a Han character's meaning, so their windows are wider.
        width = window_chars * 3 if lang == "en" else window_chars
        out += [Entry(passage.id, "window", lang, piece) for piece in [heading, *pack(text, width)]]
    out += [Entry(passage.id, "question", "", question) for question in passage.questions]
    return out


def bag_of(passage: Passage) -> str:
    """Everything that is known about a passage as one text: both languages and the questions."""
    parts = [f"{passage.headings[lang]} {text}" for lang, text in passage.texts.items()]
    return "\n".join([*parts, *passage.questions])


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


class _Writer:
    """Writes one generation part by part."""

    def __init__(self, folder: Path, settings: Settings, encoder: Encoder, segmenter: Segmenter, lexicon: Lexicon) -> None:
        self.folder, self.settings = folder, settings
        self.encoder, self.segmenter, self.lexicon = encoder, segmenter, lexicon

    def tokens(self, text: str) -> list[str]:
        return self.segmenter.lexical_tokens(text) + self.lexicon.tokens(text)

    def lexical(self, name: str, texts: Iterable[str]) -> None:
        index = LexicalIndex.build([self.tokens(t) for t in texts], self.settings.bm25_k1, self.settings.bm25_b)
        index.save(self.folder / name)

    def dense(self, entries: list[Entry], progress: Progress) -> None:
        open_store(self.folder / "chroma", self.encoder, self.settings.hnsw_ef)  # creates it with its search settings
        collection = open_client(self.folder / "chroma").get_collection(COLLECTION, embedding_function=None)
        task = progress.add_task("embedding", total=len(entries))
        vectors = np.zeros((len(entries), self.encoder.dimensions), np.float16)
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            encoded = self.encoder.encode([e.text for e in batch])
            vectors[start : start + len(batch)] = encoded
            collection.add(
                ids=[str(start + i) for i in range(len(batch))],
                embeddings=encoded,
                documents=[e.text for e in batch],
                metadatas=[{"passage": e.passage, "kind": e.kind, "lang": e.lang} for e in batch],
            )
            progress.advance(task, len(batch))
        np.save(self.folder / "vectors.npy", vectors)


def write_generation(settings: Settings, passages: list[Passage], console: Console) -> Manifest:
    """Write passages as a new generation and switch to it; until the switch the old one stays in use.

    The generation before the last is removed.
    """
    lexicon = read_lexicon(settings.corpus / "glossary.toml")
    segmenter = Segmenter(lexicon.words, settings.cache)
    encoder = load_encoder(settings.encoder, segmenter)
    folder = settings.index / f"gen-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}"
    folder.mkdir(parents=True)
    writer = _Writer(folder, settings, encoder, segmenter, lexicon)
    entries = [entry for passage in passages for entry in entries_of(passage, settings.window_chars)]
    positions = {p.id: i for i, p in enumerate(passages)}
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn(), console=console
    )
    with bar as progress:
        write_passages(folder / "passages.jsonl", passages)
        with (folder / "entries.jsonl").open("w", encoding="utf-8") as file:
            for entry in entries:
                file.write(json.dumps([positions[entry.passage], entry.kind, entry.lang]) + "\n")
        task = progress.add_task("lexical index", total=2)
        writer.lexical("bag", (bag_of(p) for p in passages))
        progress.advance(task)
        writer.lexical("heading", (" ".join(p.headings.values()) for p in passages))
        writer.lexical("entry", (e.text for e in entries if e.kind in LEXICAL_KINDS))
        progress.advance(task)
        writer.dense(entries, progress)
    glossary = settings.corpus / "glossary.toml"
    if glossary.exists():
        shutil.copyfile(glossary, folder / "glossary.toml")
    manifest = Manifest(
        schema_version=SCHEMA,
        encoder=encoder.fingerprint,
        dimensions=encoder.dimensions,
        window_chars=settings.window_chars,
        chunk_chars=settings.chunk_chars,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        passages=len(passages),
        entries=len(entries),
        corpus_digest=corpus_digest(settings.corpus),
        sources=dict(Counter(p.source.id for p in passages)),
        files=dict(part_sizes(folder)),
    )
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    _switch(settings.index, folder)
    return manifest


def _switch(index: Path, folder: Path) -> None:
    """Make `folder` the generation in use by one rename, and drop all but it and the one before."""
    before = current_generation(index)
    temporary = index / f"{CURRENT}.{os.getpid()}"
    temporary.write_text(folder.name + "\n", encoding="utf-8")
    temporary.replace(index / CURRENT)
    for old in index.glob("gen-*"):
        if old.is_dir() and old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)


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
                new += passages
                read.append((str(file), len(passages)))
            if not new:
                reasons = "; ".join(reason for _, reason in skipped) or "no .txt, .md or .pdf file found"
                raise DocumentError(f"nothing could be indexed: {reasons}")
            # The shipped corpus is replaced as a whole, a document by its source id.
            replaced = {p.source.id for p in new}
            stays = [p for p in kept if p.source.id not in replaced and (paths or not p.digest)]
            manifest = write_generation(settings, stays + new, console)
    except Timeout:
        raise BrokenIndexError(f"another ingest is writing {settings.index}; wait until it ends and try again") from None
    return IngestReport(tuple(read), tuple(skipped), manifest, time.monotonic() - started)
