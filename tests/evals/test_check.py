from pathlib import Path
from typing import Any

import pytest

from evals.check import case_findings, check_sets, list_questions, similarity
from tests.conftest import REPOSITORY
from tests.evals.runs import make_case


def write(folder: Path, name: str, *cases: dict[str, Any] | str) -> Path:
    path = folder / f"{name}.jsonl"
    lines = (c if isinstance(c, str) else make_case(**c).model_dump_json() for c in cases)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


FINE: dict[str, Any] = {"name": "a", "question": "How many places did the scheme have every year?"}


def test_a_sound_case_has_no_finding() -> None:
    assert case_findings(make_case(**FINE)) == []
    assert case_findings(make_case("u", answerable=False)) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"question": "Were there 4,000 places?"}, "a: the question holds its answer '4,000'"),
        ({"question": "系咪４０００個名額？"}, "a: the question holds its answer '4,000'"),
        ({"turns": ["有 4 000 個？"]}, "a: the question holds its answer '4,000'"),
        ({"evidence": []}, "a: an answerable case names no evidence"),
        ({"kind": "follow-up"}, "a: a follow-up without earlier questions"),
    ],
)
def test_each_fault_of_a_case_is_named(changes: dict[str, Any], finding: str) -> None:
    assert case_findings(make_case(**FINE | changes)) == [finding]


@pytest.mark.parametrize(
    "changes",
    [
        {"question": "Were there 14,000 places?"},
        {"question": "Is it yes?", "gold": [["yes"]], "evidence": [{"source": "h", "fact": "yes"}]},
    ],
)
def test_words_and_parts_of_longer_figures_give_nothing_away(changes: dict[str, Any]) -> None:
    assert case_findings(make_case(**FINE | changes)) == []


def test_gold_that_its_evidence_does_not_hold_is_found() -> None:
    assert case_findings(make_case(**FINE | {"evidence": [{"source": "harbour", "fact": "nothing of the kind"}]}))


def test_similarity_is_the_jaccard_index_of_trigrams() -> None:
    assert similarity(frozenset("abc"), frozenset("bcd")) == 0.5
    assert similarity(frozenset("ab"), frozenset("ab")) == 1.0
    assert similarity(frozenset("ab"), frozenset("cd")) == 0.0
    assert similarity(frozenset(), frozenset()) == 0.0


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "harbour"
    folder.mkdir(parents=True)
    (folder / "questions.tsv").write_text("one\tzh-Hant\t優才配額暫停到何時？\nbroken line\n", encoding="utf-8")
    return folder.parent


def test_list_questions_are_the_third_column(corpus: Path) -> None:
    assert list_questions(corpus) == ["優才配額暫停到何時？"]


def test_a_question_of_the_corpus_lists_is_found_in_any_script(tmp_path: Path, corpus: Path) -> None:
    path = write(tmp_path, "dev", FINE, {"name": "b", "question": "优才配额暂停到何时"})
    assert check_sets([path], corpus) == ["dev: b nearly repeats a list question: 優才配額暫停到何時？"]


def test_a_near_duplicate_in_another_set_or_the_same_is_found_once(tmp_path: Path, corpus: Path) -> None:
    twin = {"question": FINE["question"].upper().rstrip("?") + "!"}
    dev, test = write(tmp_path, "dev", FINE), write(tmp_path, "test", twin | {"name": "t"}, twin | {"name": "t2"})
    assert check_sets([dev, test], corpus) == ["test: t nearly repeats dev: a", "test: t2 nearly repeats dev: a"]


def test_the_same_short_question_after_other_turns_is_another_case(tmp_path: Path, corpus: Path) -> None:
    follow = {"question": "優才配額暫停到何時？", "kind": "follow-up"}
    one = follow | {"name": "a", "turns": ["高才通續簽要交甚麼文件？"]}
    two = follow | {"name": "b", "turns": ["How long may a student stay after graduation?"]}
    assert check_sets([write(tmp_path, "dev", one, two)], corpus) == []


def test_a_broken_set_is_a_finding_and_the_others_are_still_checked(tmp_path: Path, corpus: Path) -> None:
    found = check_sets([write(tmp_path, "dev", "not json"), write(tmp_path, "test", FINE | {"evidence": []})], corpus)
    assert found == [f"{tmp_path / 'dev.jsonl'}:1: not JSON", "test: a: an answerable case names no evidence"]


def test_the_shipped_sets_have_no_finding() -> None:
    assert check_sets(sorted((REPOSITORY / "evals" / "sets").glob("*.jsonl")), REPOSITORY / "corpus") == []
