"""What an index holds, told by document."""

from __future__ import annotations

from ingest.held import held_documents, held_sources
from ingest.ledger import FileRecord
from ingest.page_states import PageState
from tests.fakes import make_passage, make_source


def record(name: str, **more: object) -> FileRecord:
    return FileRecord(path=f"/docs/{name}", file=name, digest=name, size=1, mtime_ns=1, **more)  # type: ignore[arg-type]


PASSAGES = [
    make_passage("one"),
    make_passage("two", digest=False, page=2, source=make_source("pier-1", title={"zh-Hant": "碼頭", "en": "Pier"})),
    make_passage("three"),
]


def test_the_corpus_is_told_by_source_without_what_people_added() -> None:
    (held,) = held_sources(PASSAGES)
    assert (held.source.id, [p.section for p in held.passages]) == ("harbour", ["one", "three"])


def test_each_document_comes_with_its_passages_and_pages() -> None:
    records = [record("b.pdf", same_as="/docs/a.pdf"), record("a.pdf", source="pier-1", pages=2), record("C.pdf", skipped="it is empty")]
    a, b, c = held_documents(records, PASSAGES)
    assert (a.title, len(a.passages), a.pages) == ("碼頭", 1, (PageState.EMPTY, PageState.OK))
    assert (b.title, b.passages, b.same_as) == ("b.pdf", (), "a.pdf")
    assert (c.title, c.record.skipped) == ("C.pdf", "it is empty")
