"""Where to go next: the official page and the enquiry line of a scheme, for who has to do something about it."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.answer import Engine
from rag.errors import CorpusError
from rag.messages import date_text, in_script, message
from rag.suggest import scheme_of
from rag.text import fold
from rag.topics import topic_of
from rag.types import Answer, Status

# Topics that somebody asks about who has an application or a renewal to make.
TO_DO = frozenset(
    {"documents", "when", "criteria", "presence", "online", "refusal", "fee", "processing", "job-change", "dependants", "pattern"}
)
RENEWING = frozenset({"documents", "when", "criteria", "presence", "online"})
_KIND = "howto"  # of question: how to do something
_EXTENSION = re.compile(r"延期|extension")
_PHONE = re.compile(r"\d{4} \d{4}")
_STATED = re.compile(r"[（(][^（()）]*[)）]$")  # the date in the value's own words; written anew from as_of


class _Value(BaseModel):
    """One `official_channel` of schemes.toml: "name：address" in Chinese, "name: address" in English."""

    model_config = ConfigDict(extra="ignore")
    zh: str = Field(pattern="：")
    en: str = Field(pattern=": ")
    as_of: str


class _Scheme(BaseModel):
    """What is read of a scheme here; a single channel may stand for a list of one."""

    model_config = ConfigDict(extra="ignore")
    id: str
    official_channel: list[_Value] | _Value = []


@dataclass(frozen=True, slots=True)
class Channel:
    """An official page or enquiry line. `name` by "zh-Hant" and "en"; `as_of` is the date the corpus has it from, or "undated"."""

    name: dict[str, str]
    address: dict[str, str]
    as_of: str

    @property
    def url(self) -> str:
        """The page's address; "" for an enquiry line."""
        return self.address["en"] if self.address["en"].startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the next step in the asker's language: its name, its address, "" or a web address, and its date in words."""

    name: str
    address: str
    url: str
    date: str


@functools.lru_cache(maxsize=4)
def read_channels(path: Path) -> dict[str, tuple[Channel, ...]]:
    """The official channels of each scheme, pages first as written; empty without the file.

    Raises:
        CorpusError: the file cannot be read or a channel is not as expected.
    """
    if not path.exists():
        return {}
    try:
        schemes = [_Scheme.model_validate(s) for s in tomllib.loads(path.read_text(encoding="utf-8")).get("scheme", [])]
    except (OSError, ValueError) as error:
        fault = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise CorpusError(path, 0, f"cannot be read: {fault}; run `wenjin corpus check`") from None
    return {
        s.id: tuple(_channel(v) for v in (s.official_channel if isinstance(s.official_channel, list) else [s.official_channel]))
        for s in schemes
    }


def _channel(value: _Value) -> Channel:
    zh, en = value.zh.split("：", 1), value.en.split(": ", 1)
    return Channel(
        {"zh-Hant": _without_date(zh[0]), "en": _without_date(en[0])},
        {"zh-Hant": _STATED.sub("", zh[1]), "en": _STATED.sub("", en[1]).strip()},
        value.as_of,
    )


def _without_date(name: str) -> str:
    """A page's name without the words for "undated", which its date says."""
    return re.sub(r"較早無日期|無日期|Earlier undated |Undated ", "", name)


def next_step(engine: Engine, answer: Answer) -> tuple[Place, ...]:
    """The official page and the enquiry line to go on to, for a question about doing something under one scheme; else none.

    Of a scheme's pages, that for extensions where a renewal is asked about, else the first.

    Raises:
        CorpusError: see `read_channels`.
    """
    topic, scheme = topic_of(answer.query.standalone), scheme_of(answer)
    wanted = (topic is not None and topic.key in TO_DO) or (_KIND in answer.query.kinds and bool(answer.query.schemes))
    if answer.status not in (Status.ANSWERED, Status.PARTIAL) or not wanted or not scheme:
        return ()
    channels = read_channels(engine.settings.corpus / "schemes.toml").get(scheme, ())
    pages = [c for c in channels if c.url]
    if topic is not None and topic.key in RENEWING and _renewal(answer):
        pages.sort(key=lambda c: not _EXTENSION.search(c.name["zh-Hant"]))
    lines = [c for c in channels if _PHONE.search(c.address["en"])]
    return tuple(_place(c, answer.query.lang) for c in (*pages[:1], *lines[:1]))


def _renewal(answer: Answer) -> bool:
    return bool(re.search(r"续|延期|延长|renew|exten", fold(answer.query.standalone)))


def _place(channel: Channel, lang: str) -> Place:
    written = "en" if lang == "en" else "zh-Hant"
    return Place(
        in_script(channel.name[written], lang), in_script(channel.address[written], lang), channel.url, date_text(channel.as_of, lang)
    )


def next_step_text(places: tuple[Place, ...], lang: str) -> str:
    """The next step as one line; "" without places."""
    if not places:
        return ""
    bracket, comma = ((" (", ")"), "; ") if lang == "en" else (("（", "）"), "；")
    return message("next_step", lang, places=comma.join(f"{p.name} {p.address}{bracket[0]}{p.date}{bracket[1]}" for p in places))
