"""Counting verdicts against hand-made truth."""

import json
from pathlib import Path

import pytest

from evals.cases import CaseError
from evals.yesno import SAYS, Verdicts, judge, read_yesno
from rag.answer import Engine
from rag.verdict import _DEPENDS_WORDS, _ENGLISH, _WORDS


def test_every_verdict_has_a_meaning() -> None:
    assert {*_WORDS.values(), *_ENGLISH.values(), _DEPENDS_WORDS} <= set(SAYS)


def test_right_wrong_and_open_questions_are_counted(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    rows = [{"id": "a", "question": "優才有冇配額？", "truth": "yes"}, {"id": "b", "question": "火星有恐龍嗎？", "truth": "open"}]
    path.write_text(json.dumps(rows), encoding="utf-8")
    found = judge(engine, path)
    assert found.asked == 1
    assert found.right + len(found.wrong) <= 1


def test_precision_is_of_the_verdicts_given_and_coverage_of_the_questions_asked() -> None:
    found = Verdicts(asked=10, right=3, wrong=(("a", "yes", "No."),))
    assert (found.precision, found.coverage) == (0.75, 0.3)
    assert Verdicts(10, 0, ()).precision == 1.0


@pytest.mark.parametrize("text", ["", "[]", '[{"id": "a"}]', '[{"id": "a", "question": "q", "truth": "maybe"}]', "3"])
def test_a_file_that_is_no_case_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError):
        read_yesno(path)
