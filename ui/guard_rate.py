"""How much one client may ask for: so many requests a minute, so many at a time. Kept in memory, for as many clients as came by lately."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

MAX_CLIENTS = 20_000  # remembered at a time; some 200 bytes each
_V6_PREFIX = 64  # bits: what one household or office has of IPv6 addresses


def client_key(address: str) -> str:
    """One name for all addresses a client has: an IPv6 network of 64 bits, else the address itself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((int(ip) >> _V6_PREFIX << _V6_PREFIX, _V6_PREFIX)))
    return str(ip)


class RateLimit:
    """A token bucket for each client: `burst` tokens at first, refilled by `a_minute` a minute.

    Args:
        clock: seconds, never going back.
    """

    def __init__(self, a_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_second, self._burst, self._clock = a_minute / 60, float(burst), clock
        self._left = OrderedDict[str, tuple[float, float]]()  # client → (tokens, when counted)

    def wait(self, client: str) -> float:
        """Take a token; 0 when there was one, else the seconds until there is one again."""
        left = self.left(client)
        if left < 1:
            return (1 - left) / self._a_second
        self._keep(client, left - 1)
        return 0.0

    def left(self, client: str) -> float:
        """The tokens a client has now."""
        left, counted = self._left.get(client, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - counted) * self._a_second)

    def give_back(self, client: str) -> None:
        """Put back a token that was taken for nothing."""
        self._keep(client, min(self._burst, self.left(client) + 1))

    def _keep(self, client: str, left: float) -> None:
        self._left[client] = (left, self._clock())
        self._left.move_to_end(client)
        while len(self._left) > MAX_CLIENTS:  # the one that came by longest ago has most of its tokens back
            self._left.popitem(last=False)


class AtOnce:
    """How many things each client, and all together, have going on.

    Args:
        each: most for one client.
        in_all: most for all together.
    """

    def __init__(self, each: int, in_all: int) -> None:
        self._each, self._in_all = each, in_all
        self._now = Counter[str]()

    def enter(self, client: str) -> bool:
        """Count one more; false, and nothing counted, when that would be too many. Each true is followed by a `leave`."""
        if self._now[client] >= self._each or self._now.total() >= self._in_all:
            return False
        self._now[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Count one less."""
        self._now[client] -= 1
        if self._now[client] <= 0:
            del self._now[client]

    @property
    def total(self) -> int:
        """All that is going on."""
        return self._now.total()
