"""/login and /logout: forms for people, JSON for programs that log in as Gradio's client does."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ui.guard import USER
from ui.guard_rate import client_key
from ui.login import Door, Seen, cookie_header, token_of
from ui.login_page import POLICY, login_html, safe_goal
from ui.words import PAGE_LANGS, Words, browser_lang

_Field = Annotated[str, Form(max_length=1_000)]


def add_login(api: FastAPI, door: Door, hours: float) -> None:
    """Add the routes.

    Args:
        hours: how long the browser keeps the session's cookie.
    """

    @api.get("/login")
    def page(request: Request, lang: Annotated[str, Query()] = "", goal: Annotated[str, Query()] = "/") -> Response:
        if request.scope.get(USER):
            return RedirectResponse(safe_goal(goal), 303)
        return _page(_words(request, lang), goal)

    @api.post("/login")
    async def enter(request: Request, username: _Field = "", password: _Field = "", goal: _Field = "/", lang: _Field = "") -> Response:
        client = client_key(request.client.host if request.client else "")
        seen = await door.enter(username, password, client)
        person = "text/html" in request.headers.get("accept", "")
        if not seen.name:
            return _shut(seen, _words(request, lang), goal) if person else _shut_for_programs(seen)
        door.sessions.end(token_of(request.headers))  # the old one, so that none is carried over
        response = RedirectResponse(safe_goal(goal), 303) if person else JSONResponse({"success": True})
        token = door.sessions.begin(seen.name, door.users.accounts)
        response.headers["Set-Cookie"] = cookie_header(token, request.url.scheme == "https", hours * 3600)
        return response

    @api.get("/logout")
    def to_login() -> Response:
        return RedirectResponse("/login", 303)

    @api.post("/logout")
    def leave(request: Request) -> Response:
        door.sessions.end(token_of(request.headers))
        response = RedirectResponse("/login", 303)
        response.headers["Set-Cookie"] = cookie_header("", request.url.scheme == "https", 0)
        response.headers["Clear-Site-Data"] = '"storage"'  # the conversation, which the browser keeps, is not the next person's
        return response


def _words(request: Request, lang: str) -> Words:
    return Words(lang if lang in PAGE_LANGS else browser_lang(request.headers.get("accept-language", "")))


def _page(words: Words, goal: str, said: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(login_html(words, safe_goal(goal), said), status, {"Content-Security-Policy": POLICY})


def _shut(seen: Seen, words: Words, goal: str) -> HTMLResponse:
    if seen.wait_s:
        seconds = max(1, math.ceil(seen.wait_s))
        response = _page(words, goal, words.say("login.wait", seconds=seconds), 429)
        response.headers["Retry-After"] = str(seconds)
        return response
    return _page(words, goal, words["login.wrong"], 401)


def _shut_for_programs(seen: Seen) -> JSONResponse:
    if seen.wait_s:
        more = {"Retry-After": str(max(1, math.ceil(seen.wait_s)))}
        return JSONResponse({"error": "too_many_logins", "message": "too many wrong passwords came from here; wait a little"}, 429, more)
    return JSONResponse(
        {"error": "login_failed", "message": "the user name or password is wrong"}, 401, {"WWW-Authenticate": 'Session realm="Wenjin"'}
    )
