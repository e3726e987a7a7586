"""Finding out who asks: a session's cookie for pages, name and password with each request for programs. Guessing is slowed and limited."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from starlette.requests import cookie_parser

from rag.errors import UsersError
from rag.log import logger
from ui.guard_rate import RateLimit
from ui.sessions import Sessions
from ui.users import Account, Passwords, UsersFile, plain_name

COOKIE = "wenjin-session"
SLOW_S = 1.0  # added to every failure: a person does not mind, a program guesses 60 a minute at most per connection
CLIENT_TRIES, CLIENT_A_MINUTE = 10, 2.0  # wrong passwords of one address before it has to wait, and how many a minute come back
NAME_TRIES, NAME_A_MINUTE = 50, 5.0  # the same of one name from all addresses, so that it cannot be shut out by ten guesses of a stranger
CHECKED_S = 300.0  # seconds for which a program's password is not hashed again; it is forgotten at once when the file changes
MAX_CHECKED = 1_000
BUSY_S = 5.0  # seconds after which to come again then
WAITING = 50  # passwords waiting to be checked; the last waits some three seconds


@dataclass(frozen=True, slots=True)
class Seen:
    """Who asks: `name` is "" for nobody; `wait_s` is over 0 when too many wrong passwords came from there."""

    name: str = ""
    wait_s: float = 0.0


class Door:
    """Lets people in by the accounts in force.

    Args:
        slow_s: seconds a failure takes.
        clock: seconds, never going back.
    """

    def __init__(
        self,
        users: UsersFile,
        sessions: Sessions,
        passwords: Passwords,
        slow_s: float = SLOW_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.users, self.sessions = users, sessions
        self._passwords, self._slow_s, self._clock = passwords, slow_s, clock
        self._of_client = RateLimit(CLIENT_A_MINUTE, CLIENT_TRIES, clock)
        self._of_name = RateLimit(NAME_A_MINUTE, NAME_TRIES, clock)
        self._key = secrets.token_bytes(32)
        self._checked = dict[bytes, tuple[str, float]]()  # of name and password → (as hashed in the file, until when)
        self._hashing, self._waiting = ThreadPoolExecutor(1, thread_name_prefix="wenjin-login"), 0  # 64 MiB each: one at a time

    async def seen(self, headers: Mapping[str, str], client: str) -> Seen:
        """Who sends a request with these headers: by its cookie, else by its Authorization."""
        name = self.sessions.name(token_of(headers), self.users.accounts)
        if name:
            return Seen(name)
        given = basic(headers.get("authorization", ""))
        return await self.enter(*given, client) if given else Seen()

    async def enter(self, name: str, password: str, client: str) -> Seen:
        """Check a name and password. A wrong one takes a second longer and counts against the address and the name."""
        try:
            name = plain_name(name)
        except UsersError:
            name = ""
        account, mark = self.users.accounts.get(name), self._mark(name, password)
        if account and self._known(mark, account):
            return Seen(name)
        wait_s = self._taken(client, name if account else "")
        if wait_s:
            return Seen(wait_s=wait_s)
        if await self._fits(account, password):
            self._keep(mark, account)
            self._given_back(client, name)
            return Seen(name)
        logger.warning("a login failed from %s%s", client, f" as {name}" if account else "")  # a strange name may be a password
        await asyncio.sleep(self._slow_s)
        return Seen()

    def _taken(self, client: str, name: str) -> float:
        """Count a try before it is made, so that many at once count as well; seconds to wait when there are none left."""
        if self._waiting >= WAITING:
            return BUSY_S
        return self._of_client.wait(client) or (self._of_name.wait(name) if name else 0.0)

    def _given_back(self, client: str, name: str) -> None:
        self._of_client.give_back(client)
        self._of_name.give_back(name)

    async def _fits(self, account: Account | None, password: str) -> bool:
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hashing, self._passwords.fits, account, password)
        finally:
            self._waiting -= 1

    def _mark(self, name: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{name}\0{password}".encode("utf-8", "replace"), "sha256")

    def _known(self, mark: bytes, account: Account) -> bool:
        hashed, until = self._checked.get(mark, ("", 0.0))
        return hashed == account.password and self._clock() < until

    def _keep(self, mark: bytes, account: Account | None) -> None:
        if account is None:
            return
        while len(self._checked) >= MAX_CHECKED:
            del self._checked[next(iter(self._checked))]
        self._checked[mark] = (account.password, self._clock() + CHECKED_S)


def basic(header: str) -> tuple[str, str] | None:
    """Name and password of an Authorization header (RFC 7617, in UTF-8); None when it holds none."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def cookie_name(https: bool) -> str:
    """The session cookie's name; over https one that browsers take from this host, by https and for the whole of it only."""
    return f"__Host-{COOKIE}" if https else COOKIE


def cookie_header(token: str, https: bool, seconds: float) -> str:
    """The Set-Cookie header of a session; an empty token takes the cookie away. No script reads it, and no other site's request carries it."""
    age = int(seconds) if token else 0
    return f"{cookie_name(https)}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax" + ("; Secure" if https else "")


def token_of(headers: Mapping[str, str]) -> str:
    """The session's token in a request's cookies; "" for none."""
    jar = cookie_parser(headers.get("cookie", ""))
    return jar.get(cookie_name(True)) or jar.get(cookie_name(False)) or ""
