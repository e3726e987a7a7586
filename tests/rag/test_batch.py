import json
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Engine
from rag.batch import BatchSummary, answer_file
from rag.errors import QuestionError

GOOD = '{"id": "good", "question": "優才配額"}'


def run(engine: Engine, folder: Path, text: str | bytes) -> tuple[BatchSummary, list[dict[str, Any]]]:
    (folder / "q.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    summary = answer_file(engine, folder / "q.jsonl", folder / "a.jsonl")
    rows = (folder / "a.jsonl").read_text(encoding="utf-8").split("\n")
    assert rows[-1] == ""
    return summary, [json.loads(row) for row in rows[:-1]]


def test_every_question_gets_its_line_in_order(engine: Engine, tmp_path: Path) -> None:
    summary, rows = run(engine, tmp_path, GOOD + '\n\n{"id": "b", "question": "can my wife work?", "extra": 1}\n')
    assert [row["id"] for row in rows] == ["good", "b"]
    assert [row["status"] for row in rows] == ["answered", "answered"]
    assert (summary.answered, summary.failed) == (2, 0)
    assert summary.rate > 0


def test_earlier_turns_are_the_history(engine: Engine, tmp_path: Path) -> None:
    line = {"id": "a", "question": "咁優才呢？", "turns": ["高才通有冇名額限制？"]}
    _, (row,) = run(engine, tmp_path, json.dumps(line))
    assert row["citations"][0]["section"] == "qmas-quota"
    assert row["standalone"] != line["question"]


BAD = [
    ("not json", "line-1"),
    ("[]", "line-1"),
    ('"優才"', "line-1"),
    ("{}", "line-1"),
    ('{"id": "x"}', "x"),
    ('{"question": "優才配額"}', "line-1"),
    ('{"id": "x", "question": 5}', "x"),
    ('{"id": "x", "question": "優才", "turns": "高才通"}', "x"),
]


@pytest.mark.parametrize(("line", "name"), BAD)
def test_a_line_that_is_no_question_fails_alone(engine: Engine, tmp_path: Path, line: str, name: str) -> None:
    summary, (bad, good) = run(engine, tmp_path, f"{line}\n{GOOD}\n")
    assert (bad["id"], bad["status"], bad["refused"]) == (name, "failed", False)
    assert bad["answer"] == "line 1 is not a question: expected a JSON object with id and question"
    assert good["status"] == "answered"
    assert (summary.answered, summary.failed) == (1, 1)


@pytest.mark.parametrize(("question", "reason"), [("", "the question is empty"), ("人" * 100_000, "the question has 100,000 characters")])
def test_a_question_that_cannot_be_asked_fails_with_the_reason(engine: Engine, tmp_path: Path, question: str, reason: str) -> None:
    _, (row, good) = run(engine, tmp_path, json.dumps({"id": "x", "question": question}) + "\n" + GOOD)
    assert row["status"] == "failed"
    assert row["answer"].startswith(reason)
    assert good["status"] == "answered"


def test_a_failed_line_keeps_the_contract(engine: Engine, tmp_path: Path) -> None:
    _, (bad, _) = run(engine, tmp_path, f"oops\n{GOOD}\n")
    assert bad.keys() >= {"id", "answer", "lang", "status", "refused", "citations", "retrieved", "latency_ms"}
    assert bad["citations"] == bad["retrieved"] == []


def test_a_failed_line_has_every_key_of_an_answered_one(engine: Engine, tmp_path: Path) -> None:
    _, (bad, good) = run(engine, tmp_path, f"oops\n{GOOD}\n")
    assert bad.keys() == good.keys()


@pytest.mark.parametrize("tag", ["yue", "zh", "zh-HK", "auto", "", "fr"])
def test_an_unknown_language_tag_means_the_questions_own(engine: Engine, tmp_path: Path, tag: str) -> None:
    _, (row,) = run(engine, tmp_path, json.dumps({"id": "x", "question": "高才续签要啥材料", "lang": tag}))
    assert (row["status"], row["lang"]) == ("answered", "zh-Hans")


def test_a_known_language_tag_sets_the_answers(engine: Engine, tmp_path: Path) -> None:
    _, (row,) = run(engine, tmp_path, json.dumps({"id": "x", "question": "優才配額", "lang": "en"}))
    assert row["lang"] == "en"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            '{"id": "x", "question": "優才配額", "lang": null}',
            id="null language",
        ),
        pytest.param(
            '{"id": "x", "question": "優才\u2028配額"}',
            id="line separator inside a string",
        ),
        pytest.param(
            '\ufeff{"id": "x", "question": "優才配額"}',
            id="byte order mark",
        ),
    ],
)
def test_a_well_formed_line_is_answered(engine: Engine, tmp_path: Path, line: str) -> None:
    _, rows = run(engine, tmp_path, f"{line}\n{GOOD}\n")
    assert [(row["id"], row["status"]) for row in rows] == [("x", "answered"), ("good", "answered")]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[" * 200_000, id="nested"),
        pytest.param('{"id": ' + "1" * 5_000 + "}", id="long integer"),
        pytest.param(
            '{"id": "x\\ud83d", "question": "優才配額"}',
            id="half a surrogate in the id",
        ),
        pytest.param('{"id": "x", "question": "優才配額\\ud83d"}', id="half a surrogate in the question"),
    ],
)
def test_no_line_ends_the_batch(engine: Engine, tmp_path: Path, line: str) -> None:
    _, rows = run(engine, tmp_path, f"{line}\n{GOOD}\n")
    assert len(rows) == 2
    assert rows[1]["status"] == "answered"


def test_an_empty_file_is_no_answers(engine: Engine, tmp_path: Path) -> None:
    summary, rows = run(engine, tmp_path, "\n\n")
    assert rows == []
    assert (summary.answered, summary.failed) == (0, 0)


def test_a_rate_without_time_is_nothing() -> None:
    assert BatchSummary(3, 0, 0.0).rate == 0.0
    assert BatchSummary(3, 1, 2.0).rate == 2.0


def test_a_missing_questions_file_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"none\.jsonl cannot be read \(FileNotFoundError\)"):
        answer_file(engine, tmp_path / "none.jsonl", tmp_path / "a.jsonl")


def test_a_questions_file_that_is_not_text_is_named(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionError, match=r"q\.jsonl cannot be read \(UnicodeDecodeError\)"):
        answer_file(engine, tmp_path / "q.jsonl", tmp_path / "a.jsonl")


def test_an_output_that_cannot_be_written_is_named(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(GOOD, encoding="utf-8")
    with pytest.raises(QuestionError, match=r"a\.jsonl cannot be written .*choose another --out"):
        answer_file(engine, tmp_path / "q.jsonl", tmp_path / "missing" / "a.jsonl")
