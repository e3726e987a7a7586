"""The sources of the shipped corpus under the names that corpus/sources.toml gives them.

A passage may name a page of its own as its source (those of `official` do), so the first passage's name is not its source's.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.corpus import SourceEntry, read_sources
from ingest.held import HeldSource
from rag.errors import CorpusError
from rag.log import logger
from rag.types import Source


def named(held: Sequence[HeldSource], corpus: Path) -> list[HeldSource]:
    """The sources under their names in a corpus folder; one that it does not list keeps its passages' own name."""
    path = corpus / "sources.toml"
    try:
        entries = _entries(path, path.stat().st_mtime_ns)
    except (OSError, CorpusError):
        logger.warning("the names of the corpus's sources cannot be read from %s", path.name)
        return list(held)
    return [replace(one, source=_source(entries[one.source.id])) if one.source.id in entries else one for one in held]


@functools.lru_cache(maxsize=2)
def _entries(path: Path, stamp: int) -> dict[str, SourceEntry]:
    return {entry.id: entry for entry in read_sources(path)}


def _source(entry: SourceEntry) -> Source:
    title, publisher = ({"zh-Hant": text.zh, "en": text.en} for text in (entry.title, entry.publisher))
    return Source(entry.id, title, publisher, entry.published, entry.url)
