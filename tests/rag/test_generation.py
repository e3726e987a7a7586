import json
from pathlib import Path

import pytest

from rag.errors import BrokenIndexError
from rag.generation import current_generation, passage_to_json, read_passages, replace_file, sweep, write_passages
from tests.fakes import make_passage


@pytest.fixture
def index(tmp_path: Path) -> Path:
    for name, whole in (
        ("gen-1-before", True),
        ("gen-2-now", True),
        ("gen-3-unswitched", True),
        ("gen-0-half", False),
        ("gen-4-half", False),
    ):
        (tmp_path / name).mkdir()
        if whole:
            replaces = {"gen-2-now": "gen-1-before"}.get(name, "")
            (tmp_path / name / "manifest.json").write_text(json.dumps({"replaces": replaces}), encoding="utf-8")
    (tmp_path / "CURRENT").write_text("gen-2-now\n", encoding="utf-8")
    (tmp_path / "CURRENT.4711").write_text("gen-", encoding="utf-8")
    return tmp_path


def test_what_killed_runs_left_is_swept_and_the_generation_in_use_and_before_stay(index: Path) -> None:
    assert sweep(index) == ["gen-0-half", "gen-3-unswitched", "gen-4-half"]
    assert sorted(p.name for p in index.iterdir()) == ["CURRENT", "gen-1-before", "gen-2-now"]
    assert current_generation(index) == index / "gen-2-now"
    assert sweep(index) == []


def test_the_generation_before_is_known_by_its_name_when_the_clock_was_set_back(index: Path) -> None:
    (index / "gen-3-unswitched").rename(index / "gen-9-before")
    (index / "gen-2-now" / "manifest.json").write_text('{"replaces": "gen-9-before"}', encoding="utf-8")
    assert sweep(index) == ["gen-0-half", "gen-1-before", "gen-4-half"]
    assert (index / "gen-9-before").is_dir()


def test_where_the_manifest_cannot_say_what_was_before_every_finished_generation_stays(index: Path) -> None:
    (index / "gen-2-now" / "manifest.json").write_text("{", encoding="utf-8")
    assert sweep(index) == ["gen-0-half", "gen-4-half"]


@pytest.mark.parametrize("text", ["", "../elsewhere", "gen-1/..", "/etc", "gen-"])
def test_a_current_that_names_no_generation_is_damage(index: Path, text: str) -> None:
    (index / "CURRENT").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenIndexError, match="CURRENT names no generation; rebuild it with `wenjin ingest --reset"):
        current_generation(index)


def test_without_an_index_every_generation_is_a_leftover(index: Path) -> None:
    (index / "CURRENT").unlink()
    sweep(index)
    assert list(index.glob("gen-*")) == []


def test_a_generation_in_use_is_kept_even_when_it_is_damaged(index: Path) -> None:
    (index / "gen-2-now" / "manifest.json").unlink()
    sweep(index)
    assert (index / "gen-2-now").is_dir()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "files.jsonl"
    path.write_text("old", encoding="utf-8")
    replace_file(path, "new 新\n")
    assert path.read_text(encoding="utf-8") == "new 新\n"
    assert [p.name for p in tmp_path.iterdir()] == ["files.jsonl"]


def test_a_passage_of_a_document_comes_back_with_its_place(tmp_path: Path) -> None:
    passage = make_passage(
        page=3,
        digest=False,
        about="Handbook › Fees",
        file="a/b.pdf",
        printed_page="iv",
        boxes=((3, 1.0, 2.0, 3.0, 4.5), (4, 1.0, 2.0, 3.0, 4.0)),
        line_starts=(0, 12),
        ocr=True,
        repaired=True,
        quality="read from a picture",
    )
    write_passages(tmp_path / "p.jsonl", [passage])
    assert read_passages(tmp_path / "p.jsonl") == [passage]


def test_what_stands_at_its_default_is_not_written() -> None:
    assert not {"boxes", "ocr", "file", "page"} & passage_to_json(make_passage()).keys()
    assert json.dumps(passage_to_json(make_passage(page=1)))
