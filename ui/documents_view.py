"""The documents page's list and the state of its jobs as HTML; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from ingest.files import SUFFIXES
from ingest.held import HeldDocument, HeldSource
from ingest.page_states import PageState
from rag.messages import date_text
from rag.settings import Settings
from ui.document_reasons import reason_kind, without_paths
from ui.words import Words

SHOWN_DOCUMENTS = 200  # rows of the list; a longer one is read with `wenjin status`
STRIP_PAGES = 150  # little squares in a row of the list; the words beside them say the same for any number of pages


def intro_html(settings: Settings, words: Words) -> str:
    """What the page shows, and how the operator can open it for adding where it is closed."""
    head = f'<h2>{escape(words["documents.title"])}</h2><p class="wj-documents-hint">{escape(words["documents.intro"])}</p>'
    if settings.allow_uploads:
        return head
    return (
        f'{head}<aside class="wj-documents-off"><h3>{escape(words["documents.off_title"])}</h3><p>{escape(words["documents.off"])}</p>'
        f"<p>{escape(words['documents.off_how'])}<br><code>WENJIN_ALLOW_UPLOADS=true</code></p>"
        f"<p>{escape(words['documents.off_cli'])}<br><code>wenjin ingest FOLDER</code></p></aside>"
    )


def add_html(settings: Settings, words: Words) -> str:
    """How to add files, within which limits, and who will see them."""
    kinds = " ".join(dict.fromkeys(SUFFIXES))
    hint = words.say("documents.add_hint", files=settings.upload_max_files, mb=settings.upload_max_mb, kinds=kinds)
    return (
        f'<h3>{escape(words["documents.add_title"])}</h3><p class="wj-documents-hint">{escape(hint)}</p>'
        f'<p class="wj-documents-warn">{escape(words["documents.add_shared"])}</p>'
    )


def list_html(sources: Sequence[HeldSource], documents: Sequence[HeldDocument], here: Path, words: Words) -> str:
    """What is indexed: the documents added, if there are any, and the shipped corpus.

    Args:
        here: folder of the documents that were added on the page.
    """
    own = _own(documents, here, words)
    return own + _corpus(sources, words) if documents else _corpus(sources, words) + own


def _corpus(sources: Sequence[HeldSource], words: Words) -> str:
    rows = ""
    for held in sources:
        source = held.source
        title = words.of(source.title.get("zh-Hant", source.id), source.title.get("en", source.id))
        publisher = words.of(source.publisher.get("zh-Hant", ""), source.publisher.get("en", ""))
        rows += (
            f'<tr role="row"><th scope="row" role="rowheader">{escape(title)}<small>{escape(publisher)}</small></th>'
            + _cell(words["documents.col_published"], escape(date_text(source.published, words.lang)))
            + _cell(words["documents.col_passages"], f"{len(held.passages):,}")
            + "</tr>"
        )
    columns = ("documents.col_document", "documents.col_published", "documents.col_passages")
    note = f'<p class="wj-documents-hint">{escape(words["documents.list_corpus_note"])}</p>'
    return f"<h3>{escape(words['documents.list_corpus'])}</h3>{note}{_table(rows, columns, words)}" if rows else ""


def _own(documents: Sequence[HeldDocument], here: Path, words: Words) -> str:
    head = f"<h3>{escape(words['documents.list_own'])}</h3>"
    if not documents:
        return f'{head}<p class="wj-documents-hint">{escape(words["documents.list_own_none"])}</p>'
    rows = "".join(_document_row(d, here, words) for d in documents[:SHOWN_DOCUMENTS])
    left = len(documents) - SHOWN_DOCUMENTS
    more = f'<p class="wj-documents-hint">{escape(words.say("documents.list_more", n=left))}</p>' if left > 0 else ""
    columns = ("documents.col_document", "documents.col_pages", "documents.col_passages")
    total = f'<p class="wj-documents-hint">{escape(words.say("documents.list_total", n=len(documents)))}</p>'
    return head + total + _table(rows, columns, words) + more


def _document_row(document: HeldDocument, here: Path, words: Words) -> str:
    record = document.record
    added = "documents.added_here" if Path(record.path).parent == here else "documents.added_by_operator"
    date = date_text(document.passages[0].source.published, words.lang) if document.passages else ""
    small = " · ".join(t for t in (record.file if document.title != record.file else "", date, words[added]) if t)
    name = f'<th scope="row" role="rowheader"><bdi>{escape(document.title)}</bdi><small><bdi>{escape(small)}</bdi></small></th>'
    return (
        f'<tr role="row">{name}'
        + _cell(words["documents.col_pages"], _state(document, words))
        + _cell(words["documents.col_passages"], f"{len(document.passages):,}")
        + "</tr>"
    )


def _state(document: HeldDocument, words: Words) -> str:
    """How well it was read, or why nothing of it was."""
    record = document.record
    if record.skipped:
        reason = words[f"documents.reason_{reason_kind(record.skipped)}"]
        return f'<span class="wj-documents-bad">{escape(words.say("documents.not_read", reason=reason))}</span>'
    if document.same_as:
        return f"<bdi>{escape(words.say('documents.note_same', other=document.same_as))}</bdi>"
    notes = "".join(f"<li>{escape(without_paths(w, Path(record.path), record.file))}</li>" for w in record.warnings)
    folded = f'<details><summary>{escape(words["documents.notes"])}</summary><ul lang="en">{notes}</ul></details>' if notes else ""
    if document.pages:
        return health_html(document.pages, words) + folded
    mended = words["documents.text_repaired"] if record.repaired else ""
    return escape(" · ".join(t for t in (words["documents.no_pages"], mended) if t)) + folded


def health_html(pages: Sequence[PageState], words: Words) -> str:
    """How well the pages were read: a square a page for the eye, the same in words, and which pages are not plainly good."""
    strip = "".join(f'<i class="wj-documents-{state}"></i>' for state in pages) if len(pages) <= STRIP_PAGES else ""
    counts = [(state, [n for n, found in enumerate(pages, 1) if found is state]) for state in PageState]
    parts = (", " if words.lang == "en" else "，").join(
        words.say("documents.state_part", n=len(numbers), state=words[f"documents.state_{state}"]) for state, numbers in counts if numbers
    )
    said = words.say("documents.health_one" if len(pages) == 1 else "documents.health", n=len(pages), parts=parts)
    bad = "".join(
        f"<li>{escape(words.say('documents.state_where', state=words[f'documents.state_{state}'], pages=runs(numbers)))}</li>"
        for state, numbers in counts
        if numbers and state is not PageState.OK
    )
    which = f"<details><summary>{escape(words['documents.which_pages'])}</summary><ul>{bad}</ul></details>" if bad else ""
    return f'<span class="wj-documents-strip" aria-hidden="true">{strip}</span>{escape(said)}{which}'


def runs(numbers: Sequence[int]) -> str:
    """Ascending numbers with their runs joined: 1, 2, 3, 7 as "1–3, 7"."""
    groups = [[n for _, n in group] for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(str(g[0]) if len(g) == 1 else f"{g[0]}–{g[-1]}" for g in groups)


def _cell(label: str, html: str) -> str:
    """A cell that tells its column's name where the table is shown as cards."""
    return f'<td role="cell" data-label="{escape(label)}">{html}</td>'


def _table(rows: str, columns: Sequence[str], words: Words) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{escape(words[key])}</th>' for key in columns)
    return f'<table class="wj-documents-table" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
