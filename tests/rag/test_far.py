"""Words of everyday questions that have nothing to do with the corpus."""

from __future__ import annotations

import pytest

from rag import far
from rag.answer import Engine, ask, search_only
from rag.far import UNMET, farness
from rag.types import Status


def test_everyday_words_are_far_and_the_corpus_own_are_not() -> None:
    vocabulary = {"簽證", "visa"}
    assert farness("颱風", vocabulary) > farness("簽證", vocabulary) == farness("visa", vocabulary) == 0.0


def test_a_word_met_nowhere_is_far_and_one_of_the_index_is_not() -> None:
    assert farness("zzyzx", set()) == UNMET
    assert farness("zzyzx", {"zzyzx"}) == 0.0


def test_a_term_of_the_glossary_is_never_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far, "read_weights", lambda _: {"@ttps": 9.0})
    assert farness("@ttps", set()) == 0.0


def test_a_word_that_the_passage_holds_does_not_count(engine: Engine) -> None:
    held, apart = (search_only(engine, q).retrieval.kept[0].stages["far"] for q in ("優才配額", "優才 恐龍 披薩"))
    assert held == 0.0 < apart


@pytest.mark.parametrize("question", ["聽日會唔會落雨？", "推荐一部好看的电影", "how do I bake sourdough bread?"])
def test_everyday_questions_are_refused(engine: Engine, question: str) -> None:
    assert ask(engine, question).status is Status.NO_EVIDENCE
