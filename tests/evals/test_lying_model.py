"""A model that lies, over real HTTP: none of the planted falsehoods is shown, nearly all of the true sentences are."""

import importlib.util
from collections import Counter

import pytest

from evals.chat_server import ChatServer, Play
from evals.lying_model import LEAST_TRUE, Case, offered, play, read_cases
from ingest.passages import corpus_passages
from rag.lexicon import read_lexicon
from rag.settings import ROOT
from rag.text import script_of

CASES = read_cases()

needs_openai = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None, reason="langchain-openai is not installed (extra llm)"
)


def test_the_file_holds_sixty_of_each_in_three_scripts_over_several_passages() -> None:
    true = [c for c in CASES if c.kind == "true"]
    false = [c for c in CASES if c.kind != "true"]
    assert min(len(true), len(false)) >= 60
    assert len({c.passage for c in false}) >= 10
    assert {c.lang for c in true} == {c.lang for c in false} == {"zh-Hant", "zh-Hans", "en"}
    assert {"number", "unit", "currency", "date", "scheme", "name", "marker", "negation", "injection"} <= {c.kind for c in false}
    assert max(Counter((c.passage, c.text, c.cites) for c in CASES).values()) == 1
    assert [c.text for c in CASES if c.lang == "zh-Hant" and script_of(c.text) == "zh-Hans"] == []


def test_a_sentence_is_offered_its_passage_first_and_the_one_it_cites() -> None:
    case = Case(passage="b", lang="en", kind="marker", text="x", cites="d")
    assert offered(case, ["a", "b", "c", "d", "e"]) == ["b", "d", "c", "e"]


@needs_openai
def test_no_falsehood_reaches_the_user_and_nearly_every_true_sentence_does() -> None:
    passages = {p.id: p for p in corpus_passages(ROOT / "corpus")}
    outcomes = play(CASES, passages, read_lexicon(ROOT / "corpus" / "glossary.toml"))
    assert [o.case.text for o in outcomes if o.shown and o.case.kind != "true"] == []
    true = [o for o in outcomes if o.case.kind == "true"]
    assert sum(o.shown for o in true) >= LEAST_TRUE * len(true)


def test_the_played_model_keeps_what_it_was_asked() -> None:
    with ChatServer(Play("x")) as server:
        assert server.requests == []
        assert server.url.endswith("/v1")
