import contextlib
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.worker import Reader, read_document
from rag.errors import DocumentError
from tests.ingest import hostile

# A machine under load starts slowly; the hostile files would take minutes and gigabytes.
SHORT = Limits(seconds_base=2.0, seconds_per_page=0.05, seconds_cap=3.0, memory_bytes=900_000_000)
# Over the clock's limit: for killing, and for a busy machine.
SPARE_S = 6.0


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(SHORT) as one:
        yield one


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def fault(reader: Reader, path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        reader.read(path)
    assert "\n" not in caught.value.line
    return caught.value.line


def still_reads(reader: Reader, folder: Path) -> bool:
    return "harbour" in reader.read(written(folder / "next.pdf", hostile.plain())).blocks[0].text


@pytest.mark.parametrize(
    "make",
    [hostile.spaces_bomb, hostile.glyph_bomb, hostile.doubling_forms, hostile.many_pages],
    ids=lambda make: make.__name__,
)
def test_a_file_that_asks_for_too_much_ends_within_its_limits_and_the_next_is_read(
    reader: Reader, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    path = written(tmp_path / "bomb.pdf", make())
    start = time.monotonic()
    try:
        document = reader.read(path)
    except DocumentError as error:
        assert str(path) in error.line
    else:
        assert not document.blocks
    assert time.monotonic() - start < SHORT.seconds_cap + SPARE_S
    assert still_reads(reader, tmp_path)


@pytest.mark.parametrize(
    "make", [hostile.looping_form, hostile.looping_pages, lambda: b"", lambda: b"no PDF at all", lambda: hostile.plain()[:150]]
)
def test_a_broken_file_is_an_error_or_empty_and_the_next_is_read(reader: Reader, tmp_path: Path, make: Callable[[], bytes]) -> None:
    path = written(tmp_path / "broken.pdf", make())
    try:
        assert not reader.read(path).blocks
    except DocumentError as error:
        assert str(path) in error.line
    assert still_reads(reader, tmp_path)


def test_a_huge_page_gives_its_text(reader: Reader, tmp_path: Path) -> None:
    assert [b.text for b in reader.read(written(tmp_path / "huge.pdf", hostile.huge_page())).blocks] == ["wide"]


def test_pages_are_reported_while_a_file_is_read(reader: Reader, tmp_path: Path) -> None:
    seen = list[tuple[int, int]]()
    with contextlib.suppress(DocumentError):  # blank pages hold nothing to index; that is not what is tested
        reader.read(written(tmp_path / "pages.pdf", hostile.many_pages(3)), on_page=lambda page, pages: seen.append((page, pages)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_one_child_serves_many_files(reader: Reader, tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "甲乙丙丁，一句話。".encode())
    reader.read(path)
    before = reader.child_id
    reader.read(path)
    assert before is not None
    assert reader.child_id == before


def test_a_child_is_replaced_after_its_share_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.worker.FILES_EACH", 2)
    path = written(tmp_path / "a.txt", b"One sentence.")
    with Reader(SHORT) as reader:
        ids = list[int | None]()
        for _ in range(3):
            ids.append(reader.child_id)
            reader.read(path)
    assert ids[1] is not None
    assert ids[2] is None


def test_a_child_that_died_between_two_files_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"One sentence.")
    with Reader(SHORT) as reader:
        reader.read(path)
        assert reader.child_id is not None
        os.kill(reader.child_id, signal.SIGKILL)
        time.sleep(0.2)
        assert reader.read(path).blocks[0].text == "One sentence."


def test_a_reader_closed_by_another_thread_does_not_start_a_child_again(tmp_path: Path) -> None:
    reader = Reader(SHORT)
    thread = threading.Thread(target=reader.close)
    thread.start()
    thread.join()
    assert fault(reader, written(tmp_path / "a.txt", b"x")) == "reading was stopped; run it again"
    assert reader.child_id is None


def test_a_locked_pdf_asks_for_its_password(reader: Reader, tmp_path: Path) -> None:
    # Standard security handler, revision 2, with keys that fit no password.
    locked = hostile.plain().replace(
        b"/Root 1 0 R>>",
        b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>>>",
    )
    assert "password" in fault(reader, written(tmp_path / "locked.pdf", locked))


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.docx", hostile.docx("<w:p/>", {"word/document.xml": hostile.laughs()}), "entities"),
        ("a.html", b"<html><body></body></html>", "shows no text"),
        ("a.txt", b"\0\1\2\3" * 400, "not text"),
        ("a.xyz", b"text", "save it as"),
    ],
)
def test_a_fault_of_any_kind_of_file_is_one_line(reader: Reader, tmp_path: Path, name: str, raw: bytes, says: str) -> None:
    assert says in fault(reader, written(tmp_path / name, raw))


def test_a_pipe_is_no_file(reader: Reader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "is not a file" in fault(reader, tmp_path / "a.txt")


def test_a_path_is_read_relative_to_where_the_program_is_now(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "here.txt", b"One sentence.")
    monkeypatch.chdir(tmp_path)
    assert reader.read(Path("here.txt")).name == "here.txt"
    assert fault(reader, Path("gone.txt")).startswith("gone.txt cannot be opened")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not enforce RLIMIT_AS")
def test_the_limits_bind_the_child_only(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"One sentence.")
    with Reader(SHORT) as reader:
        reader.read(path)
        assert reader.child_id is not None
        assert resource.prlimit(reader.child_id, resource.RLIMIT_AS)[0] == SHORT.memory_bytes
        assert resource.prlimit(reader.child_id, resource.RLIMIT_CORE)[0] == 0
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != SHORT.memory_bytes


def test_the_child_gets_no_key_and_no_heavy_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    path = written(tmp_path / "a.txt", "甲乙丙丁，一句話。".encode())
    with Reader(SHORT) as reader:
        reader.read(path)
        environment = Path(f"/proc/{reader.child_id}/environ")
        if not environment.exists():
            pytest.skip("no /proc on this system")
        assert b"secret" not in environment.read_bytes()
        maps = Path(f"/proc/{reader.child_id}/maps").read_text()
    assert "torch" not in maps
    assert "chromadb" not in maps


def test_one_file_can_be_read_without_keeping_a_reader(tmp_path: Path) -> None:
    assert read_document(written(tmp_path / "a.md", b"# Title\n\nText.\n"), SHORT).title == "Title"
