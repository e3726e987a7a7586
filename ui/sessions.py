"""Who is logged in: random tokens, of which only digests are kept, in memory; a restart ends them all."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ui.users import Accounts

MAX_SESSIONS = 10_000  # at a time; the oldest end first


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    password: str  # as hashed when it began: another one ends the session
    until: float


class Sessions:
    """Args:
    hours: how long a session lasts.
    clock: seconds, never going back.
    """

    def __init__(self, hours: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = hours * 3600, clock
        self._kept = OrderedDict[str, _Session]()

    def begin(self, name: str, accounts: Accounts) -> str:
        """A new session's token, for the browser to keep."""
        token = secrets.token_urlsafe(32)
        self._kept[_digest(token)] = _Session(name, accounts[name].password, self._clock() + self._seconds)
        while len(self._kept) > MAX_SESSIONS:
            self._kept.popitem(last=False)
        return token

    def name(self, token: str, accounts: Accounts) -> str:
        """Whose session that is; "" when it is none, is over, or the account is gone or has another password."""
        digest = _digest(token)
        session = self._kept.get(digest)
        if session is None:
            return ""
        account = accounts.get(session.name)
        if account is None or account.password != session.password or self._clock() >= session.until:
            del self._kept[digest]
            return ""
        return session.name

    def end(self, token: str) -> None:
        """End a session, if it is one."""
        self._kept.pop(_digest(token), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
