"""A conversation by hand, for the tests of the page where questions are asked."""

from __future__ import annotations

from typing import Any

from rag.types import Status
from ui.ask_turn import Cited, Goal, Said, Turn

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) \"'`"
TEXT = "高才通於2022年推出。"


def make_turn(**changes: Any) -> Turn:
    """An answered turn with one sentence on one citation; its passage is `harbour/one` unless told otherwise."""
    values: dict[str, Any] = {
        "id": "0123456789abcdef",
        "asked": "高才通幾時推出？",
        "status": Status.ANSWERED,
        "sentences": (Said(text=TEXT, citations=(1,)),),
        "citations": (Cited(n=1, passage="harbour/one", lang="zh-Hant", quote=TEXT, start=0, end=len(TEXT)),),
        "note": "資料日期：2022年12月 [1]。",
        "at": "2026-01-02T03:04+08:00",
    }
    return Turn(**values | changes)


def refused_turn(status: Status = Status.NO_EVIDENCE, **changes: Any) -> Turn:
    """A turn that was refused, with the reason as its note."""
    return make_turn(**{"status": status, "sentences": (), "citations": (), "note": "不作回答。"} | changes)


def hostile_turn() -> Turn:
    """A turn whose every text tries to be markup."""
    return make_turn(
        asked=HOSTILE,
        understood=HOSTILE,
        rewritten=True,
        verdict=HOSTILE,
        sentences=(Said(text=HOSTILE, citations=(1,)),),
        citations=(Cited(n=1, passage="gone/" + HOSTILE, lang="zh-Hant", quote=HOSTILE, start=0, end=len(HOSTILE)),),
        note=HOSTILE,
        goals=(Goal(name=HOSTILE, address=HOSTILE, url='https://example.org/"onmouseover=alert(4)', date=HOSTILE),),
    )


def no_markup(shown: str) -> bool:
    """Whether none of the hostile text became a tag or an attribute."""
    return (
        "<script" not in shown
        and "<img" not in shown
        and 'javascript:alert(3)"' not in shown
        and " onmouseover=" not in shown
        and '"onmouseover' not in shown
    )
