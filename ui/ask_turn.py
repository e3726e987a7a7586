"""A question and its answer as data: what the browser keeps of a conversation, and the only state there is of it.

It comes back from the browser, so it is read as text from outside: checked, limited in size, and what does not fit is left out.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.index import Index
from rag.mask import masked_line
from rag.next_step import Place
from rag.topics import SCHEME_NAMES
from rag.types import Answer, Citation, Passage, Status
from ui.words import PAGE_LANGS

MAX_TURNS = 30  # kept in the browser, the latest
MAX_CHARS = 300_000  # of the conversation as JSON; a browser gives a site some 5 MB, and every question carries the conversation along
MAX_TEXT = 10_000  # of any one text; an answer has some 600 characters
MAX_NEAREST = 3  # passages shown for a refusal
_FAULTS = ("question", "failed")

_Text = Annotated[str, Field(max_length=MAX_TEXT)]
_Number = Annotated[int, Field(ge=0, le=1_000_000)]
_Web = r"^(https?://\S*)?$"


class Kept(BaseModel):
    """What is kept in the browser: read-only, unknown fields left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Said(Kept):
    """A sentence and the numbers of its citations."""

    text: _Text
    citations: tuple[_Number, ...] = Field(default=(), max_length=20)


class Cited(Kept):
    """Citation `n`: `quote` is [start, end) of the passage's text in `lang`, as it was when the answer was given."""

    n: _Number
    passage: _Text
    lang: _Text
    quote: _Text
    start: _Number = 0
    end: _Number = 0


class Goal(Kept):
    """A place of the next step, as `rag.next_step.Place`."""

    name: _Text
    address: _Text = ""
    url: str = Field(default="", max_length=2_000, pattern=_Web)
    date: _Text = ""


class Turn(Kept):
    """One question and what was answered.

    Attributes:
        id: random, of this turn.
        asked: as typed, identifiers masked.
        understood: what was searched for, "" when as asked.
        rewritten: `understood` takes something over from earlier questions.
        alone: asked without the earlier questions, which those after it do not see either.
        lang: of the answer. status: FAILED where nothing was answered.
        assumed: scheme key taken as the example, "" for none.
        nearest: passage ids shown where nothing is cited.
        note: dates, or the reason of a refusal. verdict: short answer to a yes/no question.
        goals: where to go next. at: this machine's time, ISO 8601 to the minute.
    """

    id: str = Field(pattern=r"^[0-9a-f]{8,32}$")
    asked: _Text
    understood: _Text = ""
    rewritten: bool = False
    alone: bool = False
    lang: str = Field(default="zh-Hant", pattern=f"^({'|'.join(PAGE_LANGS)})$")
    status: Status = Status.FAILED
    assumed: str = Field(default="", pattern=f"^({'|'.join(['', *SCHEME_NAMES])})$")
    verdict: _Text = ""
    sentences: tuple[Said, ...] = Field(default=(), max_length=60)
    citations: tuple[Cited, ...] = Field(default=(), max_length=60)
    nearest: tuple[_Text, ...] = Field(default=(), max_length=MAX_NEAREST)
    note: _Text = ""
    goals: tuple[Goal, ...] = Field(default=(), max_length=10)
    at: str = Field(default="", max_length=40)

    @property
    def text(self) -> str:
        """The answer as text with its markers: verdict, sentences and note, each on a line of its own."""
        gap = " " if self.lang == "en" else ""
        body = gap.join(s.text + "".join(f"[{n}]" for n in s.citations) for s in self.sentences)
        return "\n".join(part for part in (self.verdict, body, self.note) if part)


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation as it can be shown now.

    Attributes:
        passage: None when the index holds it no more.
        start, end: of the quote in `passage.texts[lang]`; both 0 when the text has changed.
    """

    n: int
    quote: str
    passage: Passage | None
    lang: str
    start: int = 0
    end: int = 0


def new_id() -> str:
    """A turn's id."""
    return secrets.token_hex(8)


def now() -> str:
    """This machine's time, to the minute."""
    return datetime.now().astimezone().isoformat(timespec="minutes")


def turn_of(answer: Answer, goals: Sequence[Place] = (), rewritten: bool = False, alone: bool = False) -> Turn:
    """A turn from an answer; `rewritten` says that earlier questions changed how it was read."""
    query = answer.query
    nearest = () if answer.citations else tuple(h.passage.id for h in answer.retrieval.kept[:MAX_NEAREST])
    return Turn(
        id=new_id(),
        asked=query.asked,
        understood=query.standalone if query.standalone != query.asked else "",
        rewritten=rewritten,
        alone=alone,
        lang=query.lang,
        status=answer.status,
        assumed=query.assumed if answer.citations and query.assumed in SCHEME_NAMES else "",
        verdict=answer.verdict,
        sentences=tuple(Said(text=s.text, citations=s.citations) for s in answer.sentences),
        citations=tuple(_cited(c) for c in answer.citations),
        nearest=nearest,
        note=answer.note,
        goals=tuple(Goal(name=p.name, address=p.address, url=p.url, date=p.date) for p in goals),
        at=now(),
    )


def _cited(citation: Citation) -> Cited:
    return Cited(
        n=citation.n, passage=citation.passage.id, lang=citation.lang, quote=citation.quote, start=citation.start, end=citation.end
    )


def failed_turn(question: str, alone: bool = False) -> Turn:
    """A turn without an answer, after a fault of ours."""
    return Turn(id=new_id(), asked=masked_line(question)[:MAX_TEXT], alone=alone, at=now())


def read_turns(kept: object) -> tuple[Turn, ...]:
    """The turns the browser kept, oldest first; those that are not whole are left out, and too many are cut to the latest."""
    rows = kept if isinstance(kept, list) else []
    turns = list[Turn]()
    for row in rows[-MAX_TURNS:]:
        try:
            turns.append(Turn.model_validate_json(json.dumps(row)))
        except (ValidationError, TypeError, ValueError):
            continue
    unique = {turn.id: turn for turn in turns}
    return tuple(unique.values())


def kept_turns(turns: Sequence[Turn]) -> list[dict[str, object]]:
    """What to keep in the browser: the latest turns that fit, as plain data."""
    rows = list[dict[str, object]]()
    room = MAX_CHARS
    for turn in reversed(turns[-MAX_TURNS:]):
        row = turn.model_dump(mode="json", exclude_defaults=True)
        room -= len(json.dumps(row, ensure_ascii=False))
        if room < 0:
            break
        rows.append(row)
    return rows[::-1]


def turn_beside(turns: Sequence[Turn], beside: str) -> Turn | None:
    """The turn whose passages are shown: the one with that id, else the last one."""
    return next((turn for turn in turns if turn.id == beside), turns[-1] if turns else None)


def history_of(turns: Sequence[Turn]) -> list[str]:
    """The earlier questions a new one may lean on, oldest first: from the last one asked alone, without those that failed."""
    start = max((i for i, turn in enumerate(turns) if turn.alone), default=0)
    return [turn.asked for turn in turns[start:] if turn.status is not Status.FAILED]


def shown(index: Index, cited: Cited) -> Shown:
    """A citation with its passage from the index in force: the quote where it was, or where it now is, or unmarked."""
    at = index.positions.get(cited.passage)
    passage = index.passages[at] if at is not None else None
    if passage is None or cited.lang not in passage.texts:
        return Shown(cited.n, cited.quote, passage, passage.lang_for(cited.lang) if passage else cited.lang)
    text, start = passage.texts[cited.lang], cited.start
    if not cited.quote or text[cited.start : cited.end] != cited.quote:
        start = text.find(cited.quote) if cited.quote else -1
    end = start + len(cited.quote)
    return Shown(cited.n, cited.quote, passage, cited.lang, *((start, end) if start >= 0 else (0, 0)))


def nearest_passages(index: Index, turn: Turn) -> list[Passage]:
    """The passages shown for a refusal that the index still holds."""
    return [index.passages[index.positions[p]] for p in turn.nearest if p in index.positions]
