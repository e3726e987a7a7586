"""Passages to a new generation of the index: entries, lexical indexes, vectors, manifest, and the switch."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from rag.checksums import sealed, sums_of
from rag.chroma_server import remove_old_collections
from rag.chroma_store import CHROMA_FAULTS
from rag.chroma_write import ServerWriter, open_writer
from rag.encoders import Encoder, load_encoder
from rag.errors import IndexWriteError
from rag.generation import (
    LEDGER,
    PASSAGES,
    SCHEMA,
    Manifest,
    current_generation,
    part_sizes,
    switch,
    write_manifest,
    write_passages,
)
from rag.index import LEXICAL_KINDS, read_entries
from rag.lexical import LexicalBuilder, LexicalIndex
from rag.lexicon import Lexicon, read_lexicon
from rag.settings import Settings
from rag.sparse_hybrid import entry_words
from rag.static_rows import Vectors
from rag.text import Segmenter, pack
from rag.types import Entry, Passage
from rag.vectors import KnownVectors, VectorFile, known_vectors, prepared_with, text_digest

BATCH = 2_000


def entries_of(passage: Passage, window_chars: int) -> list[Entry]:
    """What stands for a passage in the dense index: heading, section, sentence windows, and its questions."""
    out = list[Entry]()
    for lang, text in passage.texts.items():
        heading = heading_of(passage, lang)
        out.append(Entry(passage.id, "section", lang, f"{heading} {text}"))
        # Latin letters carry about a third of a Han character's meaning, so their windows are wider.
        width = window_chars * 3 if lang == "en" else window_chars
        out += [Entry(passage.id, "window", lang, piece) for piece in [heading, *pack(text, width)]]
    out += [Entry(passage.id, "question", "", question) for question in passage.questions]
    return out


def heading_of(passage: Passage, lang: str) -> str:
    """What is embedded before a text: title and whole heading path of a document, the heading of a corpus section."""
    return passage.about or passage.headings[lang]


class _Lexical:
    """The three lexical indexes, filled passage by passage; what a section's bag and its entries share is cut into words once.

    A bag is everything known about a passage as one text: each language with its heading, and the questions, that is all of its
    lexical entries. Tokens of one kind stay together in it, as if the texts were one.
    """

    def __init__(self, segmenter: Segmenter, lexicon: Lexicon) -> None:
        self.segmenter, self.lexicon = segmenter, lexicon
        self.built = {name: LexicalBuilder() for name in ("bag", "heading", "entry")}

    def _parts(self, text: str) -> tuple[list[str], ...]:
        return (*self.segmenter.lexical_parts(text), self.lexicon.tokens(text))

    def add(self, passage: Passage, entries: list[Entry]) -> None:
        parts = [self._parts(e.text) for e in entries if e.kind in LEXICAL_KINDS]
        for kinds in parts:
            self.built["entry"].add(token for kind in kinds for token in kind)
        self.built["bag"].add(token for kind in range(4) for kinds in parts for token in kinds[kind])
        heading = " ".join(heading_of(passage, lang) for lang in passage.headings)
        self.built["heading"].add(token for kind in self._parts(heading) for token in kind)

    def save(self, folder: Path, settings: Settings) -> None:
        for name, builder in self.built.items():
            builder.build(settings.bm25_k1, settings.bm25_b).save(folder / name)


class _Dense:
    """Entries with their vectors, to Chroma and to vectors.npy; texts whose vectors are known are not encoded again."""

    def __init__(self, folder: Path, settings: Settings, encoder: Encoder, known: KnownVectors) -> None:
        self.writer = open_writer(settings, folder)
        self.encoder, self.known, self.file = encoder, known, VectorFile(folder, encoder.dimensions)

    def _vectors(self, texts: list[str], digests: list[int]) -> Vectors:
        rows = self.known.rows(digests)
        out = np.zeros((len(texts), self.encoder.dimensions), np.float16)
        old = rows >= 0
        if old.any():
            out[old] = self.known.vectors[rows[old]]
        new = np.flatnonzero(~old)
        if new.size:
            out[new] = self.encoder.encode([texts[i] for i in new])
        return out.astype(np.float32)  # rounded alike whether new or known, so that both ways give the same index

    def add(self, entries: list[Entry]) -> None:
        if not entries:
            return
        texts = [e.text for e in entries]
        digests = [text_digest(text) for text in texts]
        vectors = self._vectors(texts, digests)
        ids = [str(self.file.count + i) for i in range(len(entries))]
        self.writer.write(ids, vectors, texts, [{"passage": e.passage, "kind": e.kind, "lang": e.lang} for e in entries])
        self.file.add(vectors, digests)

    def finish(self) -> int:
        """Close the store and put the files in their final form; the number of entries."""
        self.writer.close()
        return self.file.finish()


def _entry_rows(passages: list[Passage], settings: Settings) -> Iterator[tuple[int, Passage, list[Entry]]]:
    for number, passage in enumerate(passages):
        yield number, passage, entries_of(passage, settings.window_chars)


def _fill(folder: Path, settings: Settings, passages: list[Passage], parts: tuple[_Lexical, _Dense], console: Console) -> None:
    """Write every part that grows with the passages, one passage after the other."""
    lexical, dense = parts
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn(), console=console
    )
    waiting = list[Entry]()
    with bar as progress, (folder / "entries.jsonl").open("w", encoding="utf-8") as file:
        task = progress.add_task("indexing", total=len(passages))
        for number, passage, entries in _entry_rows(passages, settings):
            file.writelines(json.dumps([number, e.kind, e.lang]) + "\n" for e in entries)
            lexical.add(passage, entries)
            waiting += entries
            while len(waiting) >= BATCH:
                dense.add(waiting[:BATCH])
                del waiting[:BATCH]
            progress.update(task, completed=number + 1)
        dense.add(waiting)


def write_generation(
    settings: Settings, passages: list[Passage], digest: str, console: Console, with_glossary: bool = True, ledger: str = ""
) -> Manifest:
    """Write passages as a new generation and switch to it; until the switch the old one stays in use.

    Vectors of texts that the generation in use holds are taken from it. The generation before the last is removed.

    Args:
        digest: of the corpus the passages come from, kept in the manifest to tell when the index is stale.
        with_glossary: False leaves the glossary out, to measure what it does.
        ledger: text of `files.jsonl`, the documents the passages come from.

    Raises:
        IndexWriteError: the disk is full or may not be written to; the old index stays in use.
    """
    folder: Path | None = None
    try:
        settings.index.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"gen-{datetime.now(UTC):%Y%m%dT%H%M%S}-", dir=settings.index))
        manifest = _write(folder, settings, passages, (digest, ledger), console, with_glossary)
        switch(settings.index, folder)
        if settings.chroma_url:
            remove_old_collections(settings)
    except BaseException as error:
        if folder is not None and current_generation(settings.index) != folder:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError | sqlite3.Error | CHROMA_FAULTS) or error.__class__.__name__ == "PanicException":
            raise IndexWriteError.of(settings.index, error) from None
        raise
    return manifest


def _write(
    folder: Path, settings: Settings, passages: list[Passage], about: tuple[str, str], console: Console, with_glossary: bool
) -> Manifest:
    glossary = settings.corpus / "glossary.toml"
    lexicon = read_lexicon(glossary) if with_glossary else Lexicon([])
    segmenter = Segmenter(lexicon.words, settings.cache)
    encoder = load_encoder(settings.encoder, segmenter)
    prepared = prepared_with(encoder.fingerprint, lexicon.words)
    dense = _Dense(folder, settings, encoder, known_vectors(settings.index, prepared))
    lexical = _Lexical(segmenter, lexicon)
    write_passages(folder / PASSAGES, passages)
    _fill(folder, settings, passages, (lexical, dense), console)
    lexical.save(folder, settings)
    if settings.chroma_sparse and isinstance(dense.writer, ServerWriter):  # the weights need every document's length
        dense.writer.write_words(
            read_entries(folder / "entries.jsonl", len(passages)).lexical, entry_words(LexicalIndex.load(folder / "entry"))
        )
    entries = dense.finish()
    (folder / LEDGER).write_text(sealed(about[1]), encoding="utf-8")
    if with_glossary and glossary.exists():
        shutil.copyfile(glossary, folder / "glossary.toml")
    sums, before = sums_of(folder), current_generation(settings.index)
    manifest = Manifest(
        schema_version=SCHEMA,
        encoder=encoder.fingerprint,
        prepared=prepared,
        dimensions=encoder.dimensions,
        window_chars=settings.window_chars,
        chunk_chars=settings.chunk_chars,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        passages=len(passages),
        entries=entries,
        store="server" if settings.chroma_url else "embedded",
        corpus_digest=about[0],
        sources=dict(Counter(p.source.id for p in passages)),
        files=dict(part_sizes(folder)),
        checksums=sums.checksums,
        database=sums.database,
        rows=sums.rows,
        replaces=before.name if before else "",
    )
    return write_manifest(folder, manifest)
