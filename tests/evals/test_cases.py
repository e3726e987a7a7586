import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases import CaseError, read_cases
from tests.conftest import REPOSITORY

GOOD: dict[str, Any] = {
    "id": "a",
    "question": "優才配額？",
    "lang": "zh-Hant",
    "audience": "newcomer",
    "kind": "fact",
    "answerable": True,
    "gold": [["4,000"]],
}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "set.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_set_is_read_in_order_with_defaults(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path, GOOD, "", GOOD | {"id": "b", "turns": ["高才通？"], "must_not": ["5,000"]}))
    assert [case.id for case in cases] == ["a", "b"]
    assert (cases[0].turns, cases[0].must_not, cases[0].evidence, cases[0].tags) == ([], [], [], [])
    assert cases[1].turns == ["高才通？"]


def test_an_unanswerable_case_has_no_gold(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, GOOD | {"kind": "unanswerable", "answerable": False, "gold": []}))
    assert not case.answerable


BAD: list[tuple[dict[str, Any] | str, str]] = [
    ("not json", "not JSON"),
    ({k: v for k, v in GOOD.items() if k != "question"} | {"id": "b"}, "question: Field required"),
    (GOOD | {"id": ""}, "id: "),
    (GOOD | {"id": "b", "lang": "fr"}, "lang: "),
    (GOOD | {"id": "b", "kind": "riddle"}, "kind: "),
    (GOOD | {"id": "b", "audience": "robot"}, "audience: "),
    (GOOD | {"id": "b", "golden": []}, "golden: "),
    (GOOD | {"id": "b", "evidence": [{"place": "p. 1"}]}, "evidence.0.source: "),
    (GOOD, "id 'a' is used twice"),
    (GOOD | {"id": "b", "gold": []}, "an answerable case has gold, an unanswerable one none"),
    (GOOD | {"id": "b", "answerable": False}, "an answerable case has gold, an unanswerable one none"),
]


@pytest.mark.parametrize(("line", "what"), BAD)
def test_each_fault_names_file_and_line(tmp_path: Path, line: dict[str, Any] | str, what: str) -> None:
    path = write(tmp_path, GOOD, "", line)
    with pytest.raises(CaseError) as caught:
        read_cases(path)
    assert caught.value.line.startswith(f"{path}:3: {what}")


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, json.dumps(GOOD | {"question": "優才\u2028配額？"}, ensure_ascii=False)))
    assert case.question == "優才\u2028配額？"


def test_a_missing_set_says_where_sets_are(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"none\.jsonl cannot be read \(FileNotFoundError\); sets are in evals/sets"):
        read_cases(tmp_path / "none.jsonl")


def test_every_shipped_set_can_be_read() -> None:
    sets = sorted((REPOSITORY / "evals" / "sets").glob("*.jsonl"))
    assert sets
    for path in sets:
        assert read_cases(path)
