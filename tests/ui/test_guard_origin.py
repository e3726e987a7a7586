"""By which name a server may be asked, what another site sends, and whose word about a client counts."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from rag.errors import SettingsError
from ui.guard_origin import FORWARDED, KnownHosts, ProxyWord, host_name, is_loopback, networks, sent_by_another_site


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:7860", "127.0.0.1:7860", "127.9.9.9", "[::1]:7860", "LOCALHOST", "localhost.", "a.localhost"]
)
def test_a_server_on_loopback_is_asked_by_loopback_names(host: str) -> None:
    assert KnownHosts("127.0.0.1", []).knows(host, "127.0.0.1")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5", "", "a b", "[::1", "user@evil.example"],
)
def test_and_by_no_other(host: str) -> None:
    assert not KnownHosts("127.0.0.1", []).knows(host, "127.0.0.1")


def test_names_the_operator_lists_are_known_with_their_subdomains_where_said() -> None:
    hosts = KnownHosts("0.0.0.0", ["ask.example.org", "*.ngo.example"])
    assert [hosts.knows(h, "10.0.0.2") for h in ("ask.example.org:443", "a.ngo.example", "10.0.0.2:7860", "localhost")] == [True] * 4
    assert [hosts.knows(h, "10.0.0.2") for h in ("ngo.example", "xngo.example", "b.ask.example.org", "10.0.0.3")] == [False] * 4


def test_a_server_others_reach_is_asked_by_any_name_until_some_are_listed() -> None:
    assert KnownHosts("0.0.0.0", []).knows("whatever.example", "10.0.0.2")
    assert not KnownHosts("0.0.0.0", []).knows("", "10.0.0.2")


@pytest.mark.parametrize(
    ("method", "headers", "other"),
    [
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {}, False),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example", "host": "a"}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("DELETE", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"origin": "http://a:80", "host": "a"}, False),
        ("POST", {"origin": "https://a", "host": "a"}, False),
        ("POST", {"origin": "http://a:7860", "host": "a:7860"}, False),
        ("POST", {"origin": "http://a:7861", "host": "a:7860"}, True),
        ("POST", {"origin": "http://b", "host": "a"}, True),
        ("POST", {"origin": "null", "host": "a"}, True),
        ("POST", {"origin": "http://[", "host": "a"}, True),
        ("POST", {"origin": "", "host": ""}, True),
    ],
)
def test_what_another_site_sends_is_told_apart(method: str, headers: dict[str, str], other: bool) -> None:
    assert sent_by_another_site(method, headers, "http") is other


def test_http_does_not_pass_for_https() -> None:
    assert sent_by_another_site("POST", {"origin": "http://a", "host": "a"}, "https")


def told(trusted: str, client: str, headers: dict[str, str]) -> dict[str, Any]:
    """What an application behind `ProxyWord` hears."""
    api = FastAPI()

    @api.get("/")
    def hear(request: Request) -> dict[str, Any]:
        return {
            "client": request.client.host if request.client else "",
            "scheme": request.url.scheme,
            "host": request.headers["host"],
            "forwarded": request.scope[FORWARDED],
            "left": sorted(name for name in request.headers if name.startswith(("x-", "forwarded"))),
        }

    api.add_middleware(ProxyWord, trusted=trusted)
    return dict(TestClient(api, client=(client, 1), headers=headers).get("/").json())


SAYS = {
    "x-forwarded-for": "9.9.9.9, 203.0.113.7, 10.1.1.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "ask.example.org",
    "x-real-ip": "1.2.3.4",
}


def test_a_listed_proxy_is_believed_to_the_nearest_address_that_is_none() -> None:
    heard = told("10.0.0.0/8", "10.2.2.2", SAYS)
    assert (heard["client"], heard["scheme"], heard["host"], heard["forwarded"]) == ("203.0.113.7", "https", "ask.example.org", True)
    assert "x-real-ip" not in heard["left"]


@pytest.mark.parametrize("client", ["127.0.0.1", "192.0.2.1", "testclient"])
def test_nobody_else_is_believed_loopback_neither(client: str) -> None:
    heard = told("10.0.0.0/8", client, SAYS)
    assert (heard["client"], heard["scheme"], heard["host"], heard["left"]) == (client, "http", "testserver", [])
    assert heard["forwarded"]


def test_a_setting_that_is_no_address_is_named() -> None:
    with pytest.raises(SettingsError, match=r"WENJIN_TRUSTED_PROXIES.*10.0.0.0/8"):
        networks("10.0.0.1, proxy.example")


def test_host_names_are_read_without_port() -> None:
    assert [host_name(h) for h in ("A.example:80", "[::1]:7860", "x:bad:port")] == ["a.example", "::1", "x"]
    assert is_loopback("[::1]")
    assert not is_loopback("0.0.0.0")
