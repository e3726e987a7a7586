"""The straight line of ingestion: files → what changed → passages → entries → vectors and lexical index → a new generation in use."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from rich.console import Console

from ingest.document_passages import chunk_digest
from ingest.expand import expand
from ingest.ledger import FileRecord, ledger_of, reader_fingerprint, write_ledger
from ingest.lock import alone
from ingest.metadata import is_corpus
from ingest.passages import corpus_digest, corpus_passages
from ingest.plan import Plan, make_plan, nothing_to_read
from ingest.progress import ReadingProgress
from ingest.reading import FileReader, How, ReadFile
from ingest.report import IngestReport, Options
from ingest.word_ends import word_ends_of
from rag.checksums import damage_of, sealed
from rag.encoder_name import encoder_fingerprint
from rag.errors import BrokenIndexError, DocumentError
from rag.generation import (
    CURRENT,
    LEDGER,
    PASSAGES,
    SCHEMA,
    Manifest,
    carried_manifest,
    current_generation,
    damaged,
    read_passages,
    replace_file,
    sweep,
)
from rag.settings import Settings
from rag.types import Passage


def is_stale(settings: Settings) -> Literal["fresh", "stale", "unusable"]:
    """Whether the index is up to date with corpus, encoder and settings, and whole; "unusable" when it must be made from nothing.

    The encoder is not loaded.
    """
    try:
        if current_generation(settings.index) is None:
            return "stale"
        before = _Before(settings, False)
    except BrokenIndexError:
        return "unusable"
    assert before.manifest is not None
    fresh = before.manifest.corpus_digest == corpus_digest(settings.corpus) and not before.to_make_anew(settings)
    return "fresh" if fresh else "stale"


class _Before:
    """What the index holds; nothing with `reset` or without an index. Passages are read when first asked for.

    Of a damaged index, and one of an older format, passages and ledger are taken over as long as these two are whole: all else is
    made from them.

    Raises:
        BrokenIndexError: they are not.
    """

    def __init__(self, settings: Settings, reset: bool) -> None:
        self.manifest: Manifest | None = None
        self.records: list[FileRecord] = []
        self.faults = tuple[str, ...]()
        if reset or current_generation(settings.index) is None:
            return
        self.folder, self.manifest = carried_manifest(settings.index)
        damage = damage_of(self.folder, self.manifest)
        for found in damage:
            if found.part == PASSAGES:
                raise damaged(settings.index, found.part, found.fault)
        self.faults = tuple(f"{found.part} {found.fault}" for found in damage)
        self.records = ledger_of(settings.index, self.folder, self.manifest)

    @cached_property
    def passages(self) -> list[Passage]:
        return read_passages(self.folder / PASSAGES) if self.manifest else []

    def to_make_anew(self, settings: Settings) -> bool:
        """Whether the same passages would give another index: it is damaged, or of another format, encoder or setting."""
        made = self.manifest
        if made is None or self.faults or made.schema_version != SCHEMA or not made.checksums:
            return True
        wanted = (encoder_fingerprint(settings.encoder), settings.window_chars, "server" if settings.chroma_url else "embedded")
        return (made.encoder, made.window_chars, made.store) != wanted


def _server_lacks(settings: Settings, generation: Path, manifest: Manifest) -> bool:
    """Whether the Chroma server named does not hold the generation: another server, or an emptied one.

    Raises:
        ChromaServerError: it does not answer.
    """
    if not settings.chroma_url:
        return False
    from rag.chroma_server import held_entries  # Chroma takes a second to import

    return held_entries(settings, generation) != manifest.entries


def ingest(settings: Settings, paths: Sequence[Path], reset: bool, console: Console, options: Options | None = None) -> IngestReport:
    """Bring the index up to date with the files named (none: the shipped corpus), and put a new generation in use if anything changed.

    Files that are as before are not read again, those that left a named folder leave the index, and documents of earlier runs stay.

    Raises:
        CorpusError: a fault in the shipped corpus.
        DocumentError: nothing could be read.
        BrokenIndexError: the existing index is damaged, or another run is under way.
        IndexWriteError: the disk is full or may not be written to; the old index stays in use.
    """
    run = _Run(settings, paths, reset, console, options or Options())
    with alone(run.settings.index):
        return run.report()


class _Run:
    """One run of `ingest`, under the lock."""

    def __init__(self, settings: Settings, paths: Sequence[Path], reset: bool, console: Console, options: Options) -> None:
        corpora = [path for path in paths if path.is_dir() and is_corpus(path)]
        self.notes = list[str]()
        if corpora and corpora[0].resolve() != settings.corpus.resolve():
            settings = settings.model_copy(update={"corpus": corpora[0].resolve()})
        if corpora:
            self.notes.append(f"{corpora[0]} is a corpus in this project's format: read as one, as without a path")
        self.settings, self.console, self.options, self.reset = settings, console, options, reset
        self.paths = [path for path in paths if path not in corpora]
        self.with_corpus = not paths or bool(corpora)
        self.started = time.monotonic()

    def report(self) -> IngestReport:
        index = self.settings.index
        if self.reset:
            _forget_damage(index)
        sweep(index)
        before = _Before(self.settings, self.reset)
        if before.faults:
            self.notes.append(f"the index was damaged ({before.faults[0]}): it is made anew from its passages")
        plan = make_plan(self.paths, before.records, reader_fingerprint(self.settings), bool(self.options.password))
        corpus, digest = self._corpus(before)
        results = self._read(plan)
        _check_anything(self, plan, results)
        records = sorted((*plan.others, *plan.unchanged, *plan.twins, *(r.record for r in results)), key=lambda r: r.path)
        if self.options.chat is not None or self._changed(before, plan, corpus, results):
            manifest = self._write(before, (corpus, digest), results, records)
            written = True
        else:
            assert before.manifest is not None
            manifest, written = before.manifest, False
            ledger = write_ledger(records)
            if ledger != write_ledger(before.records):
                replace_file(before.folder / LEDGER, sealed(ledger))
        return self._said(plan, corpus, results, manifest, written)

    def _corpus(self, before: _Before) -> tuple[list[Passage] | None, str]:
        """The corpus read anew, None when it stays as it is in the index, and its digest, "" when the index holds none."""
        held = before.manifest.corpus_digest if before.manifest else ""
        if not self.with_corpus:
            return None, held
        digest = corpus_digest(self.settings.corpus)
        return (None if digest == held else corpus_passages(self.settings.corpus)), digest

    def _read(self, plan: Plan) -> list[ReadFile]:
        if not plan.tasks:
            return []
        how = How(self.settings.chunk_chars, word_ends_of(self.settings), self.options.password, self.options.jobs or os.cpu_count() or 1)
        with ReadingProgress(self.console, len(plan.tasks)) as progress, FileReader(how, progress) as reader:
            return list(reader.read_all(plan.tasks))

    def _changed(self, before: _Before, plan: Plan, corpus: list[Passage] | None, results: Sequence[ReadFile]) -> bool:
        """Whether the index would hold other passages or other vectors than before."""
        if before.manifest is None or corpus is not None or any(r.passages for r in results):
            return True
        stays = {r.source for r in plan.kept}
        if any(r.source and r.source not in stays for r in before.records) or before.to_make_anew(self.settings):
            return True
        return _server_lacks(self.settings, before.folder, before.manifest)

    def _write(
        self, before: _Before, corpus: tuple[list[Passage] | None, str], results: Sequence[ReadFile], records: list[FileRecord]
    ) -> Manifest:
        from rag.write import write_generation  # not before it is known that anything changed: Chroma takes a second to import

        fresh = {r.record.source: list(r.passages) for r in results if r.passages}
        _keep_questions(fresh, before)
        kept = dict[str, list[Passage]]()
        for passage in before.passages:
            kept.setdefault(passage.source.id, []).append(passage)
        summary = corpus[0] if corpus[0] is not None else [p for p in before.passages if p.digest]
        documents = [p for r in records if r.source for p in (fresh.get(r.source) or kept.get(r.source, []))]
        if self.options.chat is not None:
            documents = expand(documents, self.options.chat)
        records = _with_generated(records, documents)
        if not summary and not documents:
            raise DocumentError("no document would be left in the index, so it stays as it was; name one, or remove its folder")
        return write_generation(self.settings, [*summary, *documents], corpus[1], self.console, ledger=write_ledger(records))

    def _said(
        self, plan: Plan, corpus: list[Passage] | None, results: Sequence[ReadFile], manifest: Manifest, written: bool
    ) -> IngestReport:
        names = {task.record.path: str(task.named.path) for task in plan.tasks}
        by_source = Counter(p.source.id for p in corpus or ())
        read = [(f"corpus/{source}", n) for source, n in by_source.items()]
        read += [(names[r.record.path], len(r.passages)) for r in results if r.passages]
        bad = [(names[r.record.path], r.record.skipped) for r in results if r.record.skipped]
        bad += [(r.path, r.skipped) for r in plan.unchanged if r.skipped]
        named = {r.path: r.file for r in (*plan.others, *plan.unchanged, *(r.record for r in results))}
        return IngestReport(
            tuple(read),
            (*plan.skipped, *bad),
            manifest,
            time.monotonic() - self.started,
            tuple(r.record for r in results),
            sum(not r.skipped for r in plan.unchanged) + (self.with_corpus and corpus is None),
            tuple((r.file, named.get(r.same_as, r.same_as)) for r in plan.twins),
            tuple(r.file for r in plan.gone),
            (*self.notes, *plan.notes),
            written,
        )


def _forget_damage(index: Path) -> None:
    """A CURRENT that cannot be read must not stop a reset."""
    try:
        current_generation(index)
    except BrokenIndexError:
        (index / CURRENT).unlink()


def _check_anything(run: _Run, plan: Plan, results: Sequence[ReadFile]) -> None:
    """Something of what was named is, or was, in the index.

    Raises:
        DocumentError: nothing could be indexed.
    """
    good = any(r.passages for r in results) or any(not r.skipped for r in plan.unchanged) or plan.gone or plan.twins
    if run.paths and not good:
        reasons = [(r.record.path, r.record.skipped) for r in results] + [(r.path, r.skipped) for r in plan.unchanged]
        raise nothing_to_read(replace(plan, skipped=(*plan.skipped, *reasons)))


def _keep_questions(fresh: dict[str, list[Passage]], before: _Before) -> None:
    """Questions written for a passage stay with it when its document changes elsewhere."""
    written = {(p.source.id, chunk_digest(p)): p.questions for p in before.passages if p.questions and not p.digest} if fresh else {}
    if written:
        for source, passages in fresh.items():
            fresh[source] = [replace(p, questions=written.get((source, chunk_digest(p)), ())) for p in passages]


def _with_generated(records: Iterable[FileRecord], documents: Iterable[Passage]) -> list[FileRecord]:
    counts = Counter[str]()
    for passage in documents:
        counts[passage.source.id] += len(passage.questions)
    return [r.model_copy(update={"generated": counts[r.source]}) if r.source else r for r in records]
