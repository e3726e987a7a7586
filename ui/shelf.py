"""What the pages of schemes and support stand on: the structured facts of the corpus with the passages that back them, read once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ingest.corpus import Bilingual
from ingest.facts import Value
from ingest.finder_rules import Route, Rule, read_routes, read_rules
from ingest.passages import corpus_passages
from ingest.structured import Measure, Scheme, read_measures, read_schemes
from rag.lexicon import Lexicon, read_lexicon
from rag.messages import date_text
from rag.types import Passage
from ui.words import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The structured facts of a corpus folder. `passages` by their id, `<source>/<section>`; compared by identity."""

    folder: Path
    schemes: tuple[Scheme, ...]
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    routes: tuple[Route, ...]
    passages: dict[str, Passage]
    lexicon: Lexicon


def open_shelf(folder: Path) -> Shelf:
    """The facts of a corpus folder, read again only after one of its files has changed.

    Raises:
        CorpusError: a corpus file breaks the format.
    """
    return _shelf(folder, tuple(sorted((str(p), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.suffix in (".md", ".toml"))))


@functools.lru_cache(maxsize=2)
def _shelf(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Shelf:
    finder = folder / "finder.toml"
    return Shelf(
        folder,
        _read(folder / "schemes.toml", read_schemes),
        _read(folder / "measures.toml", read_measures),
        _read(finder, read_rules),
        _read(finder, read_routes),
        {p.id: p for p in corpus_passages(folder)} if (folder / "sources.toml").exists() else {},
        read_lexicon(folder / "glossary.toml"),
    )


def _read(path: Path, reader: Callable[[Path], list[T]]) -> tuple[T, ...]:
    """What a file holds; nothing where a corpus does without it."""
    return tuple(reader(path)) if path.exists() else ()


def text_of(text: Bilingual | Value | Route | None, words: Words) -> str:
    """A bilingual text of the corpus in the language in force; "" for none."""
    return words.of(text.zh, text.en) if text else ""


def origin(passage: Passage, words: Words) -> str:
    """Who published what a passage stands on, else its title, in the language in force."""
    named = "en" if words.lang == "en" else "zh-Hant"
    own = passage.source.publisher.get(named, "") or passage.source.title.get(named, "")
    return own if words.lang == "en" else words.of(own, own)


def cited(shelf: Shelf, section: str, as_of: str, words: Words) -> dict[str, Any]:
    """Date and source of a fact, ready for JSON.

    Returns:
        `as_of` as in the corpus, `date` the same in words, `section`, and of its source `title`, `publisher`, `url`, `status`
        ("reported" where no official page says so) and `published`; those are "" where the section is missing.
    """
    named = "en" if words.lang == "en" else "zh-Hant"
    found = shelf.passages.get(section)
    source = found.source if found else None
    title = source.title.get(named, "") if source else ""
    return {
        "as_of": as_of,
        "date": date_text(as_of, words.lang),
        "section": section,
        "title": words.of(title, title),
        "publisher": origin(found, words) if found else "",
        "url": source.url if source else "",
        "status": source.status if source else "",
        "published": source.published if source else "",
    }
