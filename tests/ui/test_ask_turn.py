"""What the browser keeps of a conversation: whole, limited, and read back as text from outside."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from rag.answer import Engine, ask
from rag.index import Index
from rag.types import Passage, Status
from tests.fakes import make_passage
from tests.ui.turns import TEXT, make_turn, refused_turn
from ui.ask_turn import (
    MAX_CHARS,
    MAX_TURNS,
    Cited,
    failed_turn,
    history_of,
    kept_turns,
    nearest_passages,
    read_turns,
    shown,
    turn_beside,
    turn_of,
)


@dataclass
class Shelf:
    """As much of an index as finding a passage takes."""

    passages: tuple[Passage, ...]
    positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.positions = {p.id: i for i, p in enumerate(self.passages)}


def holding(*passages: Passage) -> Index:
    return cast(Index, Shelf(passages))


def test_a_conversation_comes_back_from_the_browser_as_it_went() -> None:
    turns = (make_turn(), refused_turn(id="00000000", nearest=("a/b",)), failed_turn("壞"))
    kept = json.loads(json.dumps(kept_turns(turns)))
    assert read_turns(kept) == turns


def test_the_turn_chosen_is_shown_and_the_last_one_where_none_was() -> None:
    turns = (make_turn(), refused_turn(id="00000000"))
    assert turn_beside(turns, turns[0].id) is turns[0]
    assert turn_beside(turns, "") is turn_beside(turns, "gone") is turns[1]
    assert turn_beside((), "") is None


@pytest.mark.parametrize("kept", [None, "x", 7, {"a": 1}, [None], [{}], ["x"], [[1]], [{"id": "x", "asked": "y"}], [{"id": "0" * 16}]])
def test_what_is_no_conversation_is_none(kept: object) -> None:
    assert read_turns(kept) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"lang": "fr"}, {"status": "won"}, {"assumed": "<b>"}, {"asked": "x" * 20_000}, {"goals": [{"name": "n", "url": "javascript:alert(1)"}]},
        {"citations": [{"n": -1, "passage": "a", "lang": "en", "quote": "q"}]}, {"sentences": [{"text": "a"}] * 200},
    ],
)  # fmt: skip
def test_a_turn_that_is_not_as_ours_are_is_left_out(wrong: dict[str, Any]) -> None:
    good = kept_turns([make_turn()])
    assert read_turns([good[0] | {"id": "1" * 16} | wrong, *good]) == (make_turn(),)


def test_the_latest_turns_are_kept_and_no_more() -> None:
    turns = [make_turn(id=f"{i:016x}") for i in range(MAX_TURNS + 5)]
    assert [row["id"] for row in kept_turns(turns)] == [t.id for t in turns[5:]]
    long = [make_turn(id=f"{i:016x}", note="長" * 9_000, verdict="長" * 9_000, understood="長" * 9_000) for i in range(MAX_TURNS)]
    kept = kept_turns(long)
    assert len(json.dumps(kept, ensure_ascii=False)) <= MAX_CHARS
    assert 0 < len(kept) < MAX_TURNS
    assert kept[-1]["id"] == long[-1].id


def test_the_same_turn_twice_counts_once() -> None:
    assert len(read_turns(kept_turns([make_turn()]) * 3)) == 1


def test_a_question_asked_alone_forgets_what_was_before_and_a_fault_is_no_history() -> None:
    turns = [make_turn(asked="一"), make_turn(asked="二", alone=True), failed_turn("三"), make_turn(asked="四")]
    assert history_of(turns) == ["二", "四"]
    assert history_of(turns[:1]) == ["一"]
    assert history_of([]) == []


def test_an_answer_becomes_a_turn_with_its_citations(engine: Engine) -> None:
    answer = ask(engine, "高才通批咗幾多人？我的電話 9123 4567")
    turn = turn_of(answer)
    assert "9123" not in turn.asked
    assert turn.text == answer.text
    assert [(c.n, c.passage, c.quote) for c in turn.citations] == [(c.n, c.passage.id, c.quote) for c in answer.citations]
    found = shown(engine.index, turn.citations[0])
    assert found.passage == answer.citations[0].passage
    assert (found.start, found.end) == (answer.citations[0].start, answer.citations[0].end)


def test_a_refusal_becomes_a_turn_with_the_nearest_passages(engine: Engine) -> None:
    turn = turn_of(ask(engine, "火星移民要幾多錢？"))
    assert turn.status is Status.NO_EVIDENCE
    assert turn.citations == ()
    assert [p.id for p in nearest_passages(engine.index, turn)] == list(turn.nearest)


def test_a_quote_is_found_where_it_is_now() -> None:
    passage = make_passage(texts={"zh-Hant": "新的一句。" + TEXT})
    found = shown(holding(passage), make_turn().citations[0])
    assert (found.start, found.end) == (5, 5 + len(TEXT))


def test_a_quote_the_passage_no_longer_holds_is_not_marked() -> None:
    found = shown(holding(make_passage(texts={"zh-Hant": "改寫了。"})), make_turn().citations[0])
    assert (found.start, found.end) == (0, 0)
    assert found.passage is not None
    english = make_passage(texts={"en": "Now in English only."})
    assert shown(holding(english), make_turn().citations[0]).lang == "en"


def test_a_passage_that_is_gone_leaves_its_quote() -> None:
    found = shown(holding(), Cited(n=3, passage="x/y", lang="en", quote="q", start=0, end=1))
    assert found.passage is None
    assert (found.n, found.quote) == (3, "q")
    assert nearest_passages(holding(replace(make_passage(), id="a/b")), refused_turn(nearest=("x/y", "a/b")))[0].id == "a/b"
