"""Names made safe, limits kept, and files put in place so that it can be undone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.ui.documents import sent
from ui.upload_files import (
    MB,
    documents_folder,
    hold_back,
    place,
    quarantine,
    safe_name,
    settle,
    sweep_quarantine,
    undo,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(uploads=tmp_path / "up", allow_uploads=True, upload_max_files=3, upload_max_mb=1, uploads_kept=4)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("年報 2024（定稿）.PDF", "年報 2024（定稿）.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("<img src=x onerror=alert(1)>.html", "_img src_x onerror_alert(1)_.html"),
        ("a\u202efdp.exe.md", "afdp.exe.md"),
        ("tab\tnew\nline.txt", "tab new line.txt"),
        (".hidden.md", "hidden.md"),
        ("~$lock.docx", "_lock.docx"),
        ("${x}{{y}}.md", "_x_y_.md"),
        (".pdf", "pdf"),
        ("", "document"),
        ("\u200b.txt", "txt"),
    ],
)
def test_a_name_becomes_plain_text(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_suffix_and_fits_a_file_system() -> None:
    name = safe_name("港" * 300 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) < 200


def test_files_over_a_limit_are_refused_and_deleted_unread(settings: Settings, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    files = [
        sent(inbox / "1", "a.md", "# A"),
        sent(inbox / "2", "big.md", b"x" * (MB + 1)),
        sent(inbox / "3", "a.exe", "MZ"),
        sent(inbox / "4", "late.md", "# Late"),
        inbox / "gone.md",
    ]
    taken, refused = quarantine(files, settings)
    assert [a.name for a in taken] == ["a.md"]
    assert [(r.name, r.reason) for r in refused] == [("big.md", "big"), ("a.exe", "kind"), ("late.md", "many"), ("gone.md", "gone")]
    assert not any(file.exists() for file in files)
    assert taken[0].path.is_relative_to(settings.uploads / "quarantine")


def test_a_link_is_not_followed(settings: Settings, tmp_path: Path) -> None:
    secret, link = sent(tmp_path, "secret.md", "# Secret"), tmp_path / "link.md"
    link.symlink_to(secret)
    taken, refused = quarantine([link], settings)
    assert (taken, refused[0].reason, secret.exists()) == ([], "gone", True)


def test_a_full_folder_takes_no_more(settings: Settings, tmp_path: Path) -> None:
    for number in range(3):
        sent(documents_folder(settings), f"{number}.md", "# N")
    taken, refused = quarantine([sent(tmp_path, "a.md", "# A"), sent(tmp_path, "b.md", "# B")], settings)
    assert ([a.name for a in taken], [r.reason for r in refused]) == (["a.md"], ["full"])


def test_the_same_name_twice_in_an_upload_is_two_files(settings: Settings, tmp_path: Path) -> None:
    taken, _ = quarantine([sent(tmp_path / "1", "a.md", "# A"), sent(tmp_path / "2", "A.md", "# B")], settings)
    assert [a.name for a in taken] == ["a.md", "A (2).md"]


def test_what_was_placed_can_be_undone_with_what_it_replaced(settings: Settings, tmp_path: Path) -> None:
    folder = documents_folder(settings)
    old = sent(folder, "a.md", "old")
    taken, _ = quarantine([sent(tmp_path, "a.md", "new"), sent(tmp_path, "b.md", "more")], settings)
    placed = place(taken, folder)
    assert (old.read_text(), placed[0].before is not None, placed[1].before) == ("new", True, None)
    undo(placed)
    assert (old.read_text(), [p.name for p in folder.iterdir()]) == ("old", ["a.md"])
    settle(taken)
    assert list((settings.uploads / "quarantine").iterdir()) == []


def test_a_document_held_back_comes_back_or_goes_for_good(settings: Settings) -> None:
    file = sent(documents_folder(settings), "a.md", "text")
    held = hold_back(file, settings)
    assert not file.exists()
    undo([held])
    assert file.read_text() == "text"
    settle([hold_back(file, settings).arrival])
    assert not file.exists()
    assert sum(path.is_file() for path in settings.uploads.rglob("*")) == 0


def test_only_what_is_a_day_old_is_swept(settings: Settings, tmp_path: Path) -> None:
    old, new = (settings.uploads / "quarantine" / name for name in ("old", "new"))
    for folder in (old, new):
        sent(folder, "a.md", "x")
    os.utime(old, (1, 1))
    sweep_quarantine(settings)
    assert (old.exists(), new.exists()) == (False, True)
