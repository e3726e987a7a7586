"""The file of accounts: private, whole, read again when it changes; passwords hashed with a salt of their own."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path

import pytest

from rag.errors import UsersError
from tests.ui.accounts import PASSWORD, quick_passwords, write_users
from ui.roles import Role
from ui.users import MAX_PASSWORD, Account, Passwords, UsersFile, change_accounts, check_password, hashed, plain_name, read_accounts


def test_the_file_is_its_owners_alone_and_holds_no_password(tmp_path: Path) -> None:
    path = write_users(tmp_path / "new" / "users.json", Role.READER, Role.EDITOR)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    hashes = [user["password"] for user in json.loads(path.read_text())["users"].values()]
    assert len(set(hashes)) == 2  # the same password, another salt
    assert {name: a.role for name, a in read_accounts(path).items()} == {"reader": Role.READER, "editor": Role.EDITOR}


def test_a_change_that_fails_leaves_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = write_users(tmp_path / "users.json", Role.READER)
    before = path.read_bytes()

    def fails(_: object) -> dict[str, Account]:
        raise UsersError("no")

    with pytest.raises(UsersError, match="no"):
        change_accounts(path, fails)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} <= {"users.json", "users.json.lock"}


@pytest.mark.parametrize("text", ["", "{", '{"version": 2, "users": {}}', '{"version": 1, "users": {"a": {"role": "king", "password": "$argon2id$"}}}',
    '{"version": 1, "users": {"a": {"role": "reader", "password": "plain"}}}'])  # fmt: skip
def test_a_damaged_file_is_told_without_its_content(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(text)
    with pytest.raises(UsersError, match=r"damaged.*wenjin user add") as raised:
        read_accounts(path)
    assert "plain" not in raised.value.line
    assert "\n" not in raised.value.line


def test_without_a_file_there_is_nobody(tmp_path: Path) -> None:
    assert read_accounts(tmp_path / "users.json") == {}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsersError, match="WENJIN_USERS"):
        write_users(tmp_path / "file" / "users.json", Role.READER)


@pytest.mark.parametrize(
    ("name", "plain"), [("Mei", "mei"), (" mei ", "mei"), ("ｍｅｉ", "mei"), ("陳大文", "陳大文"), ("a.b@ngo.example", "a.b@ngo.example")]
)
def test_a_name_has_one_form(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("name", ["", " ", "-x", "a b", "a\nb", "a:b", "<b>", "x" * 65, "../a", "a\0"])
def test_a_name_that_could_be_taken_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(UsersError, match="user's name"):
        plain_name(name)


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "mei-mei-1234567", "x" * (MAX_PASSWORD + 1)])
def test_a_weak_password_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(UsersError) as raised:
        check_password("mei", password)
    assert not password or password not in raised.value.line


def test_a_password_fits_only_its_account_in_any_unicode_form() -> None:
    passwords = quick_passwords()
    account = Account(role=Role.READER, password=hashed("caf\u00e9 on the pier", passwords.hasher))
    assert passwords.fits(account, "cafe\u0301 on the pier")
    assert not passwords.fits(account, "cafe on the pier")
    assert not passwords.fits(account, "")
    assert not passwords.fits(None, "nobody")  # what the hash for nobody was made of opens nothing


def test_the_parameters_in_use_are_those_of_rfc_9106() -> None:
    assert "m=65536,t=3,p=4" in Passwords.strong().nobody


def test_a_change_of_the_file_is_seen_at_once_and_a_damaged_one_lets_nobody_in(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write_users(tmp_path / "users.json", Role.READER)
    users = UsersFile(path)
    assert users.role_of("reader") is Role.READER
    write_users(path, Role.EDITOR)
    assert (users.role_of("reader"), users.role_of("editor")) == (None, Role.EDITOR)
    path.write_text("{")
    with caplog.at_level(logging.ERROR):
        assert users.accounts == users.accounts == {}
    assert len(caplog.records) == 1
    path.unlink()
    assert users.accounts == {}


def test_a_file_others_can_read_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write_users(tmp_path / "users.json", Role.READER)
    path.chmod(0o644)
    UsersFile(path)
    assert "chmod 600" in caplog.text
