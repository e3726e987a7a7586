"""Four wordings of one question, held against each other by what their answers cite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cases import CaseError
from evals.consistency import consistency, read_wordings
from rag.answer import Engine
from tests.conftest import REPOSITORY

SAME = {"id": "same", "zh-Hant": "優才配額", "zh-Hans": "优才配额", "en": "QMAS quota", "yue": "優才有冇配額？"}
APART = {"id": "apart", "zh-Hant": "優才配額", "zh-Hans": "火星上有几只恐龙？", "en": "QMAS quota", "yue": "優才配額"}


def write(folder: Path, *rows: object, name: str = "quads.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_wordings_that_cite_one_section_are_consistent_and_others_are_named(engine: Engine, tmp_path: Path) -> None:
    found = consistency(engine, [write(tmp_path, SAME, APART)])
    assert found.common.mean == 0.5
    assert found.apart == ("apart",)
    assert found.first.mean <= found.common.mean


@pytest.mark.parametrize("row", [{"id": "x", "en": "only one"}, ["a list"], {"zh-Hant": "無", "zh-Hans": "无", "en": "no", "yue": "冇"}])
def test_a_line_without_id_or_a_wording_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(CaseError, match=r"quads\.jsonl:1: a line needs id"):
        read_wordings([write(tmp_path, row)])


def test_a_missing_file_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"evals/quads\.jsonl"):
        read_wordings([tmp_path / "none.jsonl"])


def test_the_questions_of_several_files_count_together(engine: Engine, tmp_path: Path) -> None:
    files = [write(tmp_path, SAME), write(tmp_path, APART, name="more.jsonl")]
    assert consistency(engine, files) == consistency(engine, [write(tmp_path, SAME, APART, name="both.jsonl")])


def test_an_id_in_two_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"id 'same' stands 2 times in .*quads\.jsonl, .*more\.jsonl"):
        read_wordings([write(tmp_path, SAME), write(tmp_path, SAME, name="more.jsonl")])


def test_the_shipped_wordings_can_be_read_together() -> None:
    files = sorted((REPOSITORY / "evals").glob("quads*.jsonl"))
    assert len(read_wordings(files)) == sum(len(read_wordings([f])) for f in files) > 60
