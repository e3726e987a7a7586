"""`wenjin user add|remove|list|password`: who may log in. A password is typed twice or read from standard input, never an argument."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import UsersError
from rag.settings import load_settings
from ui.output import emit, errors
from ui.roles import Role
from ui.users import Account, Accounts, change_accounts, check_password, hashed, plain_name, read_accounts

user_app = typer.Typer(help="Who may log in to the web interface.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="Letters, digits and ._@-; capitals make no difference.")]


@user_app.command("add")
def add(
    name: NameArgument, role: Annotated[Role, typer.Option("--role", help="reader, editor (may add documents) or evaluator.")] = Role.READER
) -> None:
    """Add somebody; from the first on, `wenjin serve` asks everybody to log in."""
    path, plain = load_settings().users, plain_name(name)
    if plain in read_accounts(path):
        raise UsersError(f"there is a user {plain!r} already; change the password with `wenjin user password {plain}`, or remove it first")
    password = _new_password(plain)

    def change(accounts: Accounts) -> Accounts:
        if plain in accounts:
            raise UsersError(
                f"there is a user {plain!r} already; change the password with `wenjin user password {plain}`, or remove it first"
            )
        return accounts | {plain: Account(role=role, password=hashed(password))}

    first = not path.exists()
    change_accounts(path, change)
    errors.print(f"{plain} ({role}) may log in", markup=False, highlight=False)
    if first:
        errors.print("a server that runs without login goes on without; start it again", markup=False, highlight=False)


@user_app.command("remove")
def remove(name: NameArgument) -> None:
    """Remove somebody; a running server ends their session with the next request."""
    plain = plain_name(name)

    def change(accounts: Accounts) -> Accounts:
        _known(accounts, plain)
        return {key: account for key, account in accounts.items() if key != plain}

    path = load_settings().users
    change_accounts(path, change)
    errors.print(f"{plain} can no longer log in", markup=False, highlight=False)
    if not read_accounts(path):
        errors.print(_nobody(path), markup=False, highlight=False)


@user_app.command("password")
def password(name: NameArgument) -> None:
    """Set another password; sessions begun with the old one end."""
    path, plain = load_settings().users, plain_name(name)
    _known(read_accounts(path), plain)
    kept = hashed(_new_password(plain))

    def change(accounts: Accounts) -> Accounts:
        return accounts | {plain: _known(accounts, plain).model_copy(update={"password": kept})}

    change_accounts(path, change)
    errors.print(f"{plain} has another password", markup=False, highlight=False)


@user_app.command("list")
def listed(as_json: Annotated[bool, typer.Option("--json", help="One JSON object, roles by name.")] = False) -> None:
    """Who may log in, and as what."""
    path = load_settings().users
    accounts = read_accounts(path)
    if as_json:
        emit({name: str(account.role) for name, account in sorted(accounts.items())})
        return
    for name, account in sorted(accounts.items()):
        sys.stdout.write(f"{name}\t{account.role}\n")
    if not accounts:
        errors.print(_nobody(path), markup=False, highlight=False)


def _known(accounts: Accounts, name: str) -> Account:
    if name not in accounts:
        raise UsersError(f"there is no user {name!r}; `wenjin user list` shows who there is")
    return accounts[name]


def _nobody(path: Path) -> str:
    if path.exists():
        return f"nobody is left, and the web interface stays shut: add somebody with `wenjin user add NAME`, or delete {path} to open it to all"
    return "nobody, so the web interface asks for no login; add the first with `wenjin user add NAME`"


def _new_password(name: str) -> str:
    """Typed twice, or the first line of standard input where that is no terminal.

    Raises:
        UsersError: the two differ, or it is too short or too easy.
    """
    if sys.stdin.isatty():
        password = getpass.getpass(f"password of {name}: ")
        if getpass.getpass("the same again: ") != password:
            raise UsersError("the two passwords differ; run the command again")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    check_password(name, password)
    return password
