import os
import socket
from pathlib import Path

import pytest

from ingest.files import find_files
from rag.errors import DocumentError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.md",
        "a.txt",
        "sub/c.PDF",
        "sub/deep/d.docx",
        "e.htm",
        ".hidden.md",
        ".git/f.md",
        "~$lock.docx",
        "picture.png",
        "old.doc",
    ):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")
    return tmp_path / "docs"


def read(folder: Path) -> list[str]:
    return [f.path.relative_to(folder).as_posix() for f in find_files([folder]) if not f.reason]


def reason(folder: Path, name: str) -> str:
    return next(f.reason for f in find_files([folder]) if f.path.name == name)


def test_a_folder_gives_its_readable_files(folder: Path) -> None:
    assert read(folder) == ["a.txt", "b.md", "e.htm", "sub/c.PDF", "sub/deep/d.docx"]


def test_each_thing_left_out_carries_its_reason(folder: Path) -> None:
    left_out = {f.path.name: f.reason for f in find_files([folder]) if f.reason}
    assert set(left_out) == {".hidden.md", ".git", "~$lock.docx", "picture.png", "old.doc"}
    assert "hidden" in left_out[".git"]
    assert "is a .png; readable are" in left_out["picture.png"]
    assert "save as .docx" in left_out["old.doc"]
    assert all("\n" not in line for line in left_out.values())


def test_a_named_file_is_taken_even_when_hidden(folder: Path) -> None:
    assert [f.path for f in find_files([folder / ".hidden.md"]) if not f.reason] == [folder / ".hidden.md"]


def test_a_path_that_does_not_exist_or_is_of_another_kind_is_an_error(folder: Path) -> None:
    with pytest.raises(DocumentError, match="nowhere does not exist; name a file or folder"):
        find_files([folder / "nowhere"])
    with pytest.raises(DocumentError, match=r"picture\.png is a \.png; readable are .*\.txt"):
        find_files([folder / "picture.png"])


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    (folder / "again.txt").symlink_to(folder / "a.txt")
    found = [f.path.resolve() for f in find_files([folder / "a.txt", folder, folder]) if not f.reason]
    assert found.count((folder / "a.txt").resolve()) == 1


def test_links_out_to_nowhere_and_to_folders_are_left_out(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("text", encoding="utf-8")
    (folder / "out.txt").symlink_to(outside)
    (folder / "out").symlink_to(folder.parent, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert read(folder) == ["a.txt", "b.md", "e.htm", "sub/c.PDF", "sub/deep/d.docx"]
    assert "link out of docs" in reason(folder, "out.txt")
    assert "link out of docs" in reason(folder, "out")
    assert "read where it lies" in reason(folder, "loop")
    assert "link to nowhere" in reason(folder, "gone.txt")
    assert "link to nowhere" in reason(folder, "self.txt")


def test_a_link_named_by_itself_is_followed(folder: Path) -> None:
    (folder.parent / "link.txt").symlink_to(folder / "a.txt")
    assert [f.reason for f in find_files([folder.parent / "link.txt"])] == [""]


def test_pipes_sockets_and_empty_files_are_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "empty.txt").touch()
    monkeypatch.chdir(folder)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock.txt")
        assert reason(folder, "pipe.txt").endswith("is a pipe, not a file")
        assert reason(folder, "sock.txt").endswith("is a socket, not a file")
    assert reason(folder, "empty.txt").endswith("is empty")


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_what_may_not_be_read_is_left_out(folder: Path) -> None:
    (folder / "a.txt").chmod(0)
    (folder / "sub").chmod(0)
    try:
        assert "check its permissions" in reason(folder, "a.txt")
        assert "check its permissions" in reason(folder, "sub")
    finally:
        (folder / "sub").chmod(0o755)


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("text", encoding="utf-8")
    assert [f.path.name for f in find_files([tmp_path])] == ["a.txt"]
