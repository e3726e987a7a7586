import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.document import Block, Document, Health
from ingest.ledger import FileRecord
from ingest.plan import Task, make_plan
from ingest.read import OnPage
from ingest.reading import FileReader, How
from rag.errors import DocumentError
from tests.ingest.documents import document, page, text


class Watcher:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.pages, self.files = list[tuple[str, int, int]](), list[str]()

    def page(self, file: str, page: int, pages: int) -> None:
        self.pages.append((file, page, pages))

    def done(self, record: FileRecord) -> None:
        self.files.append(record.file)


class Scripted:
    """A reader that gives documents by the file's name and knows who is open."""

    opened: list["Scripted"]
    documents: dict[str, Document | str]
    together: threading.Barrier | None

    def __init__(self) -> None:
        self.closed = False
        Scripted.opened.append(self)

    def read(self, path: Path, password: str = "", on_page: OnPage | None = None) -> Document:
        if Scripted.together is not None:
            Scripted.together.wait(timeout=20)
        found = Scripted.documents[path.name]
        if isinstance(found, str):
            raise DocumentError(found)
        if on_page is not None:
            on_page(1, max(1, len(found.pages)))
        return found

    def ocr_page(self, path: Path, page: int, password: str = "", lang: str = "") -> tuple[Block, ...]:
        if page == 2:
            raise DocumentError(f"{path}: page 2 is a scan and needs OCR: install it")
        return (text(f"seen on page {page} of {password or path.name}.", page=page, ocr=True),)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> type[Scripted]:
    Scripted.opened, Scripted.documents, Scripted.together = [], {}, None
    monkeypatch.setattr("ingest.reading.Reader", Scripted)
    return Scripted


def tasks(folder: Path, names: Sequence[str]) -> list[Task]:
    for name in names:
        (folder / name).write_text(name, encoding="utf-8")
    return list(make_plan([folder], [], "r").tasks)


def how(jobs: int = 1) -> How:
    return How(500, lambda t: range(1, len(t) + 1), "secret", jobs)


def test_files_come_in_order_with_their_records_and_one_fault_stays_alone(scripted: type[Scripted], tmp_path: Path) -> None:
    scripted.documents = {"a.md": document(text("One.")), "b.md": "b.md is broken", "c.md": document(warnings=("nothing there",))}
    watcher = Watcher()
    with FileReader(how(), watcher) as reader:
        a, b, c = reader.read_all(tasks(tmp_path, ["a.md", "b.md", "c.md"]))
    assert [p.texts["en"] for p in a.passages] == ["One."]
    assert a.record.source == a.passages[0].source.id
    assert len(a.record.chunks) == 1
    assert (b.passages, b.record.skipped) == ((), "b.md is broken")
    assert c.record.skipped.endswith("c.md holds no text: nothing there")
    assert watcher.files == ["a.md", "b.md", "c.md"]
    assert all(r.closed for r in scripted.opened)


def test_several_files_are_read_at_the_same_time(scripted: type[Scripted], tmp_path: Path) -> None:
    scripted.documents = {f"{n}.md": document(text("One.")) for n in "abc"}
    scripted.together = threading.Barrier(3)
    with FileReader(how(3), Watcher()) as reader:
        assert len(list(reader.read_all(tasks(tmp_path, ["a.md", "b.md", "c.md"])))) == 3
    assert len(scripted.opened) == 3
    assert all(r.closed for r in scripted.opened)


def test_scanned_pages_are_read_with_the_password_and_what_fails_is_a_warning(scripted: type[Scripted], tmp_path: Path) -> None:
    pages = tuple(page(n, health=Health.SCAN) for n in (1, 2, 3))
    scripted.documents = {"a.pdf": document(pages=pages)}
    watcher = Watcher()
    with FileReader(how(), watcher) as reader:
        (found,) = reader.read_all(tasks(tmp_path, ["a.pdf"]))
    assert [p.texts["en"] for p in found.passages] == ["seen on page 1 of secret.\nseen on page 3 of secret."]
    assert (found.record.pages, found.record.health, found.record.ocr) == (3, {"scan": 3}, 1)
    assert found.record.warnings == ("page 2 is a scan and could not be read: install it",)
    assert watcher.pages[-1] == ("a.pdf", 3, 3)


def test_a_scan_that_cannot_be_read_is_skipped_with_the_reason(scripted: type[Scripted], tmp_path: Path) -> None:
    scripted.documents = {"a.pdf": document(pages=(page(1), page(2, health=Health.SCAN)))}
    with FileReader(how(), Watcher()) as reader:
        (found,) = reader.read_all(tasks(tmp_path, ["a.pdf"]))
    assert "a.pdf holds no text: page 2 is a scan and could not be read: install it" in found.record.skipped


def test_an_error_in_the_consumer_closes_every_reader(scripted: type[Scripted], tmp_path: Path) -> None:
    scripted.documents = {f"{n}.md": document(text("One.")) for n in "abcdef"}
    with pytest.raises(KeyboardInterrupt), FileReader(how(2), Watcher()) as reader:
        for _ in reader.read_all(tasks(tmp_path, [f"{n}.md" for n in "abcdef"])):
            raise KeyboardInterrupt
    assert scripted.opened
    assert all(r.closed for r in scripted.opened)
