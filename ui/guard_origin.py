"""Where a request comes from: by which name this server was asked, whether another site sent it, and which proxy's word counts."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rag.errors import SettingsError

SAFE = ("GET", "HEAD", "OPTIONS")
FORWARDED = "wenjin.forwarded"  # in a scope: the request came through a proxy, whether or not it is believed
_FORWARDED = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def listed(text: str) -> list[str]:
    """The parts of a setting separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def networks(text: str) -> list[Network]:
    """Addresses and networks of a setting.

    Raises:
        SettingsError: one is neither.
    """
    try:
        return [ipaddress.ip_network(part, strict=False) for part in listed(text)]
    except ValueError as error:
        raise SettingsError(f"WENJIN_TRUSTED_PROXIES cannot be used: {error}; give addresses or networks such as 10.0.0.0/8") from None


class ProxyWord:
    """Middleware: believes a listed proxy about client, host and https, and takes those headers away from everybody else.

    Gradio and uvicorn would believe some of them from anybody.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        self._app, self._networks = app, networks(trusted)
        self._believed = ProxyHeadersMiddleware(app, [str(network) for network in self._networks])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, its headers made true."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        scope[FORWARDED] = any(name in headers for name in _FORWARDED)
        believed = is_within((scope.get("client") or ("",))[0], self._networks)
        host = headers.get("x-forwarded-host", "").split(",")[0].strip()
        if believed and host:
            headers["host"] = host
        for name in _FORWARDED:
            if not believed or name not in ("x-forwarded-for", "x-forwarded-proto"):
                del headers[name]
        await (self._believed if believed else self._app)(scope, receive, send)  # type: ignore[arg-type]


def is_within(address: str, among: Sequence[Network]) -> bool:
    """Whether an address belongs to one of the networks; false for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in among)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and no other."""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def host_name(header: str) -> str:
    """The name in a Host header or of an origin, without the port, in small letters; "" for what is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


class KnownHosts:
    """The names this server may be asked by. A page of another site whose name was made to point here (DNS rebinding) asks by its own.

    Args:
        bound: what the server listens on.
        allowed: names of WENJIN_ALLOWED_HOSTS. Without any, a server on an address that others reach is asked by any name, since it
            cannot know its own.
    """

    def __init__(self, bound: str, allowed: Sequence[str]) -> None:
        self._names = {name.lower() for name in allowed if not name.startswith("*.")}
        self._endings = tuple(name[1:].lower() for name in allowed if name.startswith("*."))
        self._any = not allowed and not is_loopback(bound)

    def knows(self, header: str, own: str) -> bool:
        """Whether a Host header may ask.

        Args:
            own: the address of this server that the connection came to.
        """
        name = host_name(header)
        if not name:
            return False
        return self._any or is_loopback(name) or name == own.lower() or name in self._names or name.endswith(self._endings or ("\0",))


def sent_by_another_site(method: str, headers: Mapping[str, str], scheme: str) -> bool:
    """Whether a browser sends this on behalf of another site; always false for requests that change nothing.

    The rule of Go's `net/http` CrossOriginProtection: `Sec-Fetch-Site`, which no page can set, where the browser sends it, else `Origin`
    against `Host`. Programs send neither.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and not same_origin(origin, headers.get("host", ""), scheme)


def same_origin(origin: str, host: str, scheme: str) -> bool:
    """Whether an Origin is the one a Host header stands for; https before a proxy that speaks http to us counts as well."""
    try:
        parts, own = urlsplit(origin), urlsplit(f"//{host}")
        ports = parts.port or _port(parts.scheme), own.port or _port(parts.scheme)
    except ValueError:
        return False
    named = bool(parts.hostname) and parts.hostname == own.hostname and ports[0] == ports[1]
    return named and (parts.scheme == scheme or (parts.scheme, scheme) == ("https", "http"))


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def headers_of(scope: Scope) -> Headers:
    """A request's headers; of a header sent twice the first."""
    return Headers(scope=scope)
