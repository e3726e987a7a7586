"""The login page and the line that says who is logged in, as HTML: plain forms, no script, three languages."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from urllib.parse import quote

from ui.roles import Role
from ui.words import PAGE_LANGS, Words

LANG_NAMES = {"zh-Hant": "繁", "zh-Hans": "简", "en": "EN"}
_STYLE = """
:root { color-scheme: light dark; --ground: #fdfcfa; --ink: #1d1c19; --line: #777063; --deep: #1b505c; --on: #ffffff; --bad: #9c2f1f; }
@media (prefers-color-scheme: dark) { :root { --ground: #141311; --ink: #f2efe8; --line: #a39b8b; --deep: #7fb7c1; --on: #0b2229; --bad: #f0a394; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
font: 1rem/1.6 system-ui, "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", "Noto Sans CJK TC", sans-serif; }
main { width: min(22rem, 100% - 2.5rem); padding: 1.5rem 0; } h1 { font-size: 1.4rem; margin: 0 0 .3rem; } nav { display: flex; gap: 1.2rem; margin-bottom: 1.4rem; }
a { color: var(--deep); padding: .4rem 0; } a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; } label { display: block; margin: 1rem 0 .2rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; font: inherit; padding: .55rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: transparent; color: inherit; }
button { margin-top: 1.4rem; width: 100%; font: inherit; font-weight: 600; padding: .65rem; border: 0; border-radius: .4rem; background: var(--deep); color: var(--on); cursor: pointer; }
:focus-visible { outline: 3px solid var(--deep); outline-offset: 2px; } .bad { color: var(--bad); font-weight: 600; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Nothing but this style sheet, and forms to this server.
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def login_html(words: Words, goal: str = "/", said: str = "") -> str:
    """The whole page.

    Args:
        goal: the path to go to afterwards, as `safe_goal` gives it.
        said: what went wrong the last time; "" for nothing.
    """
    links = "".join(_link(code, words.lang, goal) for code in PAGE_LANGS)
    fault = f'<p class="bad" role="alert">{escape(said)}</p>' if said else ""
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{escape(words["login.title"])}</title><style>{_STYLE}</style></head><body><main>'
        f'<nav aria-label="{escape(words["language"])}">{links}</nav><h1>{escape(words["login.title"])}</h1><p>{escape(words["login.lead"])}</p>{fault}'
        f'<form method="post" action="/login"><input type="hidden" name="goal" value="{escape(goal)}">'
        f'<input type="hidden" name="lang" value="{words.lang}"><label for="name">{escape(words["login.name"])}</label>'
        '<input id="name" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>'
        f'<label for="password">{escape(words["login.password"])}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        f"<button>{escape(words['login.enter'])}</button></form></main></body></html>"
    )


def _link(code: str, now: str, goal: str) -> str:
    current = ' aria-current="true"' if code == now else ""
    return f'<a href="/login?lang={code}&amp;goal={quote(goal, safe="")}" lang="{code}"{current}>{LANG_NAMES[code]}</a>'


def safe_goal(goal: str) -> str:
    """A path of this server to go on to; "/" for anything else, so that a link cannot lead elsewhere after the login."""
    fit = goal.startswith("/") and not goal.startswith("//") and all(" " < c < "\x7f" and c != "\\" for c in goal)
    return goal if fit and len(goal) <= 500 and not goal.startswith(("/log", "/gradio_api")) else "/"


def account_html(name: str, role: Role | None, words: Words) -> str:
    """Who is logged in, and the button to log out; "" for nobody."""
    if not name or role is None:
        return ""
    who = words.say("login.who", name=name, role=words[f"login.role_{role}"])
    return (
        f'<form method="post" action="/logout" class="wj-account"><bdi>{escape(who)}</bdi> '
        f"<button>{escape(words['login.leave'])}</button></form>"
    )
