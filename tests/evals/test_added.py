"""Questions about passages of public sets, as if somebody had added them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.added import over_added, read_added
from rag.answer import Engine, search_only
from rag.errors import SettingsError


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two articles of two passages, each with a question."""
    texts = {"a1": "Alps are high.", "a2": "Alps are cold.", "b1": "Bees hum. " * 200, "b2": "Bees fly."}
    write(tmp_path / "xquad_en.passages.jsonl.gz", [{"passage_id": i, "title": i[0], "text": text} for i, text in texts.items()])
    write(tmp_path / "xquad_en.queries.jsonl.gz", [{"query_id": i, "query": f"what of {i}?", "passage_id": i} for i in texts])
    return tmp_path


def test_even_and_odd_articles_are_apart_and_long_passages_are_cut(data: Path) -> None:
    even, odd = (read_added(data, "xquad_en", odd=odd) for odd in (False, True))
    assert even.questions == ("what of a1?", "what of a2?")
    assert odd.questions == ("what of b1?", "what of b2?")
    assert [p.id for p in even.passages] == ["xquad_en/a1-0", "xquad_en/a2-0"]
    assert len(odd.passages) == 3
    assert all(len(p.texts["en"]) <= 1_200 for p in odd.passages)


def test_passages_added_are_found_beside_those_of_the_corpus(data: Path, engine: Engine) -> None:
    with over_added(engine, [read_added(data, "xquad_en", odd=False)]) as larger:
        assert len(larger.index.passages) == len(engine.index.passages) + 2
        assert search_only(larger, "how cold are the Alps?").retrieval.kept[0].passage.id == "xquad_en/a2-0"


def test_a_missing_set_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"xquad_en\.passages.*give the folder of the public sets with --data"):
        read_added(tmp_path, "xquad_en", odd=True)
