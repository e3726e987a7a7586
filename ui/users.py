"""The accounts of those who may log in: names, roles and hashed passwords in one file that only its owner can read.

Passwords are hashed with Argon2id (RFC 9106; argon2-cffi's defaults, its low-memory profile: 64 MiB, 3 passes, 4 lanes) with a salt of
their own. scrypt of the standard library would do as well, but leaves the format, the parameters and their renewal to us. The file is written
anew beside itself and put in place in one step, under a lock, so that no reader sees half of one.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import UsersError
from rag.log import logger
from ui.roles import Role

MIN_PASSWORD = 12  # characters; NIST SP 800-63B asks for 8 at least and 15 where there is nothing else: 12 and a limit on guesses
MAX_PASSWORD = 256  # characters; more would only make hashing slower
MAX_NAME = 64
LOCK_S = 10.0  # seconds to wait for another `wenjin user`
_NAME = re.compile(r"[^\W_][\w.@-]*")


class Account(BaseModel):
    """One account of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    password: str = Field(pattern=r"^\$argon2id\$", repr=False)


class _File(BaseModel):
    """The file as a whole; `version` changes with its form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1, le=1)
    users: dict[str, Account]


Accounts = dict[str, Account]


def plain_name(name: str) -> str:
    """A name in the one form it is kept and looked up in: composed, in small letters.

    Raises:
        UsersError: it is empty, too long, or holds more than letters, digits and `._@-`.
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _NAME.fullmatch(plain) or len(plain) > MAX_NAME:
        raise UsersError(
            f"{name[:MAX_NAME]!r} cannot be a user's name; take 1 to {MAX_NAME} letters, digits and ._@-, beginning with a letter or digit"
        )
    return plain


def check_password(name: str, password: str) -> None:
    """See that a new password is worth the name.

    Raises:
        UsersError: too short, too long, or the name itself; the message does not repeat it.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UsersError(
            f"the password has {len(password)} characters; take {MIN_PASSWORD} to {MAX_PASSWORD}, four or five words for example"
        )
    if len(set(password)) < 5 or name in password.casefold():
        raise UsersError("the password is too easy to guess; do not use the name or one character again and again, take four or five words")


def read_accounts(path: Path) -> Accounts:
    """Every account; none without the file.

    Raises:
        UsersError: the file cannot be read, or is not one of `wenjin user`.
    """
    try:
        return _File.model_validate_json(path.read_bytes()).users
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsersError(f"cannot read the users at {path} ({error.strerror}); let the account that runs Wenjin own the file") from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsersError(
            f"the users at {path} are damaged ({where or 'no JSON'}); restore the file or make it anew with `wenjin user add NAME`"
        ) from None


def change_accounts(path: Path, change: Callable[[Accounts], Accounts]) -> None:
    """Write the accounts that `change` makes of those there are, in one step; only the owner may read the file.

    Raises:
        UsersError: the file is damaged or cannot be written; what was there is unchanged. `change` may raise it as well.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=LOCK_S):
            text = _File(version=1, users=change(read_accounts(path))).model_dump_json(indent=2)
            number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 0600
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            finally:
                Path(name).unlink(missing_ok=True)
    except OSError as error:  # a lock not had in time is one
        reason = getattr(error, "strerror", None) or "another `wenjin user` holds it"
        raise UsersError(f"cannot write the users at {path} ({reason}); name a file that can be written with WENJIN_USERS") from None


def hashed(password: str, hasher: PasswordHasher | None = None) -> str:
    """A password as it is kept, with argon2-cffi's own parameters unless others are given."""
    return (hasher or PasswordHasher()).hash(unicodedata.normalize("NFKC", password))


@dataclass(frozen=True, slots=True)
class Passwords:
    """Checks passwords; a check takes the same time whether or not there is such an account."""

    hasher: PasswordHasher
    nobody: str

    @classmethod
    def strong(cls) -> Passwords:
        """With argon2-cffi's own parameters."""
        hasher = PasswordHasher()
        return cls(hasher, hashed("nobody has this password", hasher))

    def fits(self, account: Account | None, password: str) -> bool:
        """Whether that is the account's password; some 50 ms of a processor."""
        kept = account.password if account else self.nobody
        try:
            return self.hasher.verify(kept, unicodedata.normalize("NFKC", password[:MAX_PASSWORD])) and account is not None
        except (VerificationError, InvalidHashError):
            return False


class UsersFile:
    """The accounts in force: read again whenever the file has changed. Without the file, or with a damaged one, nobody gets in.

    Raises:
        UsersError: the file cannot be read at the start.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._seen = path, _look(path)
        self._accounts = read_accounts(path)
        if self._seen and self._seen[-1] & (stat.S_IRWXG | stat.S_IRWXO):
            logger.warning("others on this machine can read the hashed passwords in %s; run: chmod 600 %s", path, path)

    @property
    def accounts(self) -> Accounts:
        """By name."""
        now = _look(self._path)
        if now != self._seen:
            self._seen = now
            try:
                self._accounts = read_accounts(self._path)
            except UsersError as error:
                logger.error("nobody can log in: %s", error.line)
                self._accounts = {}
        return self._accounts

    def role_of(self, name: str) -> Role | None:
        """The role of a name; None for a name without an account."""
        account = self.accounts.get(name)
        return account.role if account else None


def _look(path: Path) -> tuple[int, int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_mode
