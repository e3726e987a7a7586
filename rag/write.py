"""Passages to a new generation of the index: entries, lexical indexes, vectors, manifest, and the switch."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from rag.encoders import Encoder, load_encoder
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
    write_passages,
)
from rag.lexical import LexicalIndex
from rag.lexicon import Lexicon, read_lexicon
from rag.settings import Settings
from rag.text import Segmenter, pack
from rag.types import Entry, Passage

BATCH = 2_000


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


def write_generation(settings: Settings, passages: list[Passage], digest: str, console: Console, with_glossary: bool = True) -> Manifest:
    """Write passages as a new generation and switch to it; until the switch the old one stays in use.

    The generation before the last is removed.

    Args:
        digest: of the corpus the passages come from, kept in the manifest to tell when the index is stale.
        with_glossary: False leaves the glossary out, to measure what it does.
    """
    glossary = settings.corpus / "glossary.toml"
    lexicon = read_lexicon(glossary) if with_glossary else Lexicon([])
    segmenter = Segmenter(lexicon.words, settings.cache)
    encoder = load_encoder(settings.encoder, segmenter)
    settings.index.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"gen-{datetime.now(UTC):%Y%m%dT%H%M%S}-", dir=settings.index))
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
    if with_glossary and glossary.exists():
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
        corpus_digest=digest,
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
