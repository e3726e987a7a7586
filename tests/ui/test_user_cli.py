"""`wenjin user …`: passwords come from a terminal or standard input and go nowhere but into a hash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.errors import UsersError
from tests.ui.accounts import PASSWORD, quick_passwords
from ui.cli import app
from ui.roles import Role
from ui.users import hashed, read_accounts


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    quick = quick_passwords().hasher
    monkeypatch.setattr("ui.user_cli.hashed", lambda password: hashed(password, quick))
    monkeypatch.setenv("WENJIN_USERS", str(tmp_path / "users.json"))
    return tmp_path / "users.json"


def user(*words: str, said: str = PASSWORD + "\n") -> Result:
    return CliRunner().invoke(app, ["user", *words], input=said)


def test_somebody_is_added_listed_given_another_password_and_removed(path: Path) -> None:
    added = user("add", "Mei", "--role", "editor")
    assert added.exit_code == 0
    assert PASSWORD not in added.output + path.read_text()
    account = read_accounts(path)["mei"]
    assert account.role is Role.EDITOR
    assert quick_passwords().fits(account, PASSWORD)
    assert user("add", "Ann").exit_code == 0
    assert user("list").stdout == "ann\treader\nmei\teditor\n"
    assert json.loads(user("list", "--json").stdout) == {"ann": "reader", "mei": "editor"}
    assert user("password", "mei", said="another long sentence\n").exit_code == 0
    changed = read_accounts(path)["mei"]
    assert (changed.role, changed.password != account.password) == (Role.EDITOR, True)
    assert user("remove", "mei").exit_code == 0
    assert list(read_accounts(path)) == ["ann"]


@pytest.mark.parametrize(
    ("words", "said", "line"),
    [
        (("add", "mei"), "short\n", "5 characters"),
        (("add", "mei"), "", "0 characters"),
        (("add", "a b"), PASSWORD, "user's name"),
        (("remove", "mei"), "", "no user 'mei'"),
        (("password", "mei"), PASSWORD, "no user 'mei'"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(path: Path, words: tuple[str, ...], said: str, line: str) -> None:
    failed = user(*words, said=said)
    assert isinstance(failed.exception, UsersError)
    assert line in failed.exception.line
    assert not path.exists()


def test_the_same_name_is_not_added_twice(path: Path) -> None:
    assert user("add", "mei").exit_code == 0
    again = user("add", "MEI", "--role", "editor")
    assert isinstance(again.exception, UsersError)
    assert read_accounts(path)["mei"].role is Role.READER


def test_a_password_is_no_argument_and_a_role_is_one_of_three(path: Path) -> None:
    assert user("add", "mei", PASSWORD).exit_code == 2
    assert user("add", "mei", "--password", PASSWORD).exit_code == 2
    assert user("add", "mei", "--role", "admin").exit_code == 2
    assert not path.exists()


def test_a_list_of_nobody_says_what_that_means(path: Path) -> None:
    assert "asks for no login" in user("list").stderr
    user("add", "mei")
    assert "stays shut" in user("remove", "mei").stderr


def test_two_passwords_typed_that_differ_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    typed = iter([PASSWORD, PASSWORD + "x", PASSWORD, PASSWORD])
    monkeypatch.setattr("ui.user_cli.sys.stdin", Terminal())
    monkeypatch.setattr("ui.user_cli.getpass.getpass", lambda _: next(typed))
    from ui.user_cli import _new_password

    with pytest.raises(UsersError, match="differ"):
        _new_password("mei")
    assert _new_password("mei") == PASSWORD
