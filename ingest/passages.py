"""Corpus sections and documents as passages: the unit that is found and cited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ingest.corpus import CorpusSection, SourceCorpus, read_corpus
from rag.settings import ROOT
from rag.types import Passage, Source


def _source_of(zh: CorpusSection, en: CorpusSection, corpus: SourceCorpus) -> Source:
    """The section's own page where it names one (source `official`), else the source of its file."""
    entry = corpus.entry
    if zh.head.publisher:
        return Source(
            entry.id,
            {"zh-Hant": zh.head.page_title, "en": en.head.page_title},
            {"zh-Hant": zh.head.publisher, "en": en.head.publisher},
            zh.head.published,
            zh.head.url,
            zh.head.status,
        )
    return Source(
        entry.id,
        {"zh-Hant": entry.title.zh, "en": entry.title.en},
        {"zh-Hant": entry.publisher.zh, "en": entry.publisher.en},
        entry.published,
        entry.url,
    )


def source_passages(corpus: SourceCorpus) -> Iterator[Passage]:
    """One passage a section, both languages in it, with its question list."""
    questions: dict[str, list[str]] = {}
    for question in corpus.questions:
        questions.setdefault(question.section, []).append(question.text)
    for zh, en in zip(corpus.sections["zh-Hant"], corpus.sections["en"], strict=True):
        yield Passage(
            id=f"{corpus.entry.id}/{zh.head.id}",
            source=_source_of(zh, en, corpus),
            section=zh.head.id,
            headings={"zh-Hant": zh.head.title, "en": en.head.title},
            texts={"zh-Hant": zh.text, "en": en.text},
            where={"zh-Hant": zh.head.where, "en": en.head.where},
            as_of=zh.head.as_of,
            schemes=tuple(zh.head.schemes.split()),
            topics=tuple(zh.head.topics.split()),
            questions=tuple(questions.get(zh.head.id, ())),
            answering=corpus.answering.get(zh.head.id, ()),
        )


def corpus_passages(folder: Path) -> list[Passage]:
    """Every passage of the shipped corpus.

    Raises:
        CorpusError: the first fault of a corpus file.
    """
    return [passage for source in read_corpus(folder) for passage in source_passages(source)]


def corpus_digest(folder: Path) -> str:
    """A digest of every corpus file's name and bytes, and of what cuts text into words; it changes when any of them does."""
    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "rag" / "data").iterdir(), ROOT / "rag" / "text.py", ROOT / "rag" / "words.py"]):
        if path.is_file():
            digest.update(path.read_bytes())
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
