import json
from typing import Any

import pytest

from rag.answer import Engine, ask
from rag.types import Answer, Citation, Hit, Query, Retrieval, Sentence, Status
from rag.wire import answer_json
from tests.fakes import make_passage, make_source

ANSWER_KEYS = {"id", "answer", "lang", "status", "refused", "citations", "retrieved", "latency_ms"}
CITATION_KEYS = {"n", "source", "title", "publisher", "date", "as_of", "section", "page", "lang", "text", "quote", "digest"}
RETRIEVED_KEYS = {"source", "section", "text", "score", "stages"}


def wire(status: Status = Status.ANSWERED, lang: str = "en", citations: tuple[Citation, ...] = ()) -> dict[str, Any]:
    hits = (Hit(make_passage("one"), 0.98765432, {"dense": 0.123456}), Hit(make_passage("two"), 0.5))
    query = Query("asked", "asked in full", lang, ())
    answer = Answer(query, status, (Sentence("One.", (1,)), Sentence("Two.", (1,))), citations, Retrieval(hits[:1], hits[1:]), "Note.")
    return answer_json(answer, "q1", 12.3456)


@pytest.mark.parametrize("question", ["can my wife work?", "高才续签要啥材料", "火星上有幾多隻恐龍？"])
def test_the_contract_keys_are_all_there_and_it_is_json(engine: Engine, question: str) -> None:
    row = answer_json(ask(engine, question), "q1", 1.0)
    assert set(row) >= ANSWER_KEYS
    assert all(set(c) >= CITATION_KEYS for c in row["citations"])
    assert row["retrieved"]
    assert all(set(r) >= RETRIEVED_KEYS for r in row["retrieved"])
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row


def test_values_have_the_types_of_the_contract(engine: Engine) -> None:
    row = answer_json(ask(engine, "can my wife work?"), "q1", 1.0)
    types = {key: type(row[key]) for key in ANSWER_KEYS}
    assert types == dict.fromkeys(("id", "answer", "lang", "status"), str) | {
        "refused": bool, "citations": list, "retrieved": list, "latency_ms": float,
    }  # fmt: skip
    citation = row["citations"][0]
    assert (type(citation["n"]), type(citation["digest"]), citation["page"]) == (int, bool, None)
    assert {type(citation[key]) for key in CITATION_KEYS - {"n", "digest", "page"}} == {str}


def test_the_answer_is_what_the_reader_sees() -> None:
    row = wire()
    assert row["answer"] == "One.[1] Two.[1]\nNote."
    assert (row["id"], row["lang"], row["status"], row["refused"], row["latency_ms"]) == ("q1", "en", "answered", False, 12.3)
    assert wire(lang="zh-Hant")["answer"] == "One.[1]Two.[1]\nNote."


@pytest.mark.parametrize("status", Status)
def test_refused_is_true_for_no_evidence_and_declined_only(status: Status) -> None:
    row = wire(status)
    assert row["status"] == status.value
    assert row["refused"] is (status.value in ("no_evidence", "declined"))


def test_a_citation_shows_its_passage_in_its_own_language() -> None:
    passage = make_passage("one", source=make_source(url="https://example.org"), page=4, digest=False)
    text = passage.texts["zh-Hant"]
    row = wire(citations=(Citation(1, passage, "zh-Hant", text[:5], 0, 5),))["citations"][0]
    assert row["text"] == text
    assert row["quote"] == text[:5]
    assert (row["n"], row["source"], row["section"], row["page"], row["lang"]) == (1, "harbour", "one", 4, "zh-Hant")
    assert (row["title"], row["publisher"]) == ("手冊", "測試社")
    assert (row["date"], row["as_of"], row["digest"]) == ("2024-06", "2024-05", False)


def test_retrieved_shows_kept_hits_first_in_the_language_of_the_answer() -> None:
    rows = wire()["retrieved"]
    assert [row["section"] for row in rows] == ["one", "two"]
    assert rows[0]["text"] == "By May 2024, 250,000 were approved."
    assert rows[0]["score"] > rows[1]["score"]
    assert set(rows[0]["stages"]) == {"dense"}


def test_a_quote_is_part_of_its_text(engine: Engine) -> None:
    for citation in answer_json(ask(engine, "高才续签要啥材料"), "q1", 1.0)["citations"]:
        assert citation["quote"] in citation["text"]
