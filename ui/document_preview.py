"""One indexed document from inside, as HTML: its sections and the passages they were cut into. Every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ingest.held import HeldDocument, HeldSource
from rag.types import Passage
from ui.passage_text import text_html
from ui.words import Words

SHOWN_PASSAGES = 20  # at a time; a book has thousands
CORPUS, OWN = "corpus:", "own:"  # before a source's id in the list of choices


@dataclass(frozen=True, slots=True)
class Inside:
    """What the preview shows of one document: its name and all its passages."""

    name: str
    passages: tuple[Passage, ...]


def choices(sources: Sequence[HeldSource], documents: Sequence[HeldDocument], words: Words) -> list[tuple[str, str]]:
    """(what is read, what stands for it) of every document that has passages, those added first."""
    own = [(_own_name(d), OWN + d.record.source) for d in documents if d.passages]
    return [*own, *((_source_name(s, words), CORPUS + s.source.id) for s in sources)]


def _own_name(document: HeldDocument) -> str:
    file, title = document.record.file, document.title
    return file if title in (file, file.rpartition(".")[0]) else f"{title} ({file})"


def _source_name(held: HeldSource, words: Words) -> str:
    title = held.source.title
    return words.of(title.get("zh-Hant", held.source.id), title.get("en", held.source.id))


def inside(key: str | None, sources: Sequence[HeldSource], documents: Sequence[HeldDocument], words: Words) -> Inside | None:
    """The document that a choice stands for; None when the index holds it no more."""
    own = next((d for d in documents if d.passages and OWN + d.record.source == key), None)
    if own is not None:
        return Inside(_own_name(own), own.passages)
    held = next((s for s in sources if CORPUS + s.source.id == key), None)
    return Inside(_source_name(held, words), held.passages) if held else None


def last_start(found: Inside) -> int:
    """Where the last part of a document begins, a multiple of SHOWN_PASSAGES."""
    return max(0, (len(found.passages) - 1) // SHOWN_PASSAGES * SHOWN_PASSAGES)


def preview_html(found: Inside | None, start: int, words: Words) -> str:
    """The sections and passages from `start` on, numbered as in the whole document."""
    if found is None:
        return f'<p class="wj-empty">{escape(words["documents.preview_none"])}</p>'
    shown = list(enumerate(found.passages, 1))[start : start + SHOWN_PASSAGES]
    sections = sum(1 for _ in groupby(found.passages, _section))
    count = words.say("documents.preview_count", sections=sections, passages=len(found.passages), first=start + 1, last=start + len(shown))
    body = "".join(_section_html(list(group), words) for _, group in groupby(shown, lambda pair: _section(pair[1])))
    return f'<h4><bdi>{escape(found.name)}</bdi></h4><p class="wj-documents-hint">{escape(count)}</p>{body}'


def _section(passage: Passage) -> str:
    """What passages of one section have in common: of a document the heading path, of the corpus the section itself."""
    return passage.id if passage.digest else passage.about or next(iter(passage.headings.values()))


def _section_html(group: Sequence[tuple[int, Passage]], words: Words) -> str:
    first = group[0][1]
    lang = first.lang_for(words.lang)
    count = words.say("documents.section_count_one" if len(group) == 1 else "documents.section_count", n=len(group))
    chunks = "".join(_chunk_html(number, passage, words) for number, passage in group)
    return (
        f'<details class="wj-documents-section" open><summary><span lang="{escape(lang)}">{escape(first.headings[lang])}</span>'
        f" <small>{escape(count)}</small></summary>{chunks}</details>"
    )


def _chunk_html(number: int, passage: Passage, words: Words) -> str:
    lang = passage.lang_for(words.lang)
    facts = [words.say("documents.chunk", n=number)]
    if passage.page is not None:
        facts.append(words.say("documents.chunk_page", page=passage.printed_page or passage.page))
    facts += quality_words(passage, words)
    return (
        f'<div class="wj-documents-chunk"><p class="wj-facts">{escape(" · ".join(facts))}</p>{text_html(passage.texts[lang], lang)}</div>'
    )


def quality_words(passage: Passage, words: Words) -> list[str]:
    """What is doubtful about a passage's text, in the reader's language; nothing when it says what the page shows."""
    doubts = (
        ("documents.ocr", passage.ocr),
        ("documents.repaired", passage.repaired),
        ("documents.lost", "lost" in passage.quality),
        ("documents.damaged", "damaged" in passage.quality),
    )
    return [words[key] for key, holds in doubts if holds]
