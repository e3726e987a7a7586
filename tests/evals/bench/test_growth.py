"""The report says what the rows say, and an enlarged index is the same index many times."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.bench.growth import disk_mb
from evals.bench.growth_report import exponent, report
from evals.bench.news import news_passages, news_questions
from evals.bench.simulate import enlarged
from rag.answer import Engine
from rag.errors import SettingsError
from rag.nearest import ExactSearch


def row(size: int, factor: float) -> dict[str, Any]:
    both = {"p50": factor, "p95": 2 * factor}
    return {
        "passages": size,
        "entries": 8 * size,
        "write_s": 10 * factor,
        "write_cpu_s": 5 * factor,
        "write_load": 1.0,
        "write_peak_mb": 400.0,
        "disk_mb": {"chroma": factor, "words": factor, "vectors": factor, "passages": factor},
        "open_s": factor,
        "open_mb": 300.0,
        "bare_mb": 100.0,
        "asked_mb": 100.0 + factor,
        "ask_load": 0.5,
        "ms": dict.fromkeys(("search", "lexical", "dense", "chroma", "rerank", "answer"), both),
        "recall_entries": 0.9995,
        "recall_kept": 1.0,
        "right_kept": 0.935,
        "exact_ms": both,
    }


def test_the_report_holds_each_size_and_how_costs_grow() -> None:
    text = report([row(1_000, 1.0), row(100_000, 100.0)], [row(1_000_000, 50.0) | {"base": 100_000}], "python -m evals.bench.growth")
    assert "| 1,000 | 8,000 | 5 |" in text
    assert "| 100,000 | 0.9995 | 1.0000 | 0.935 | 100 / 200 |" in text
    assert "| writing, s | 5.0 | 500.0 | 1.00 |" in text
    assert "## 1,000,000 passages, simulated" in text
    assert "taken 10 times" in text


def test_the_exponent_is_one_in_proportion_and_two_for_the_square() -> None:
    assert exponent((10, 3), (1000, 300)) == pytest.approx(1.0)
    assert exponent((10, 1), (100, 100)) == pytest.approx(2.0)


def test_an_enlarged_index_scores_as_the_one_it_repeats(engine: Engine) -> None:
    index, large = engine.index, enlarged(engine.index, 3)
    tokens = index.tokens("can my wife work 優才配額")
    assert np.array_equal(large.bag.scores(tokens), np.tile(index.bag.scores(tokens), 3))
    assert np.array_equal(large.entry.scores(tokens), np.tile(index.entry.scores(tokens), 3))
    assert len(large.passages) == 3 * len(index.passages)
    size, entries = len(index.passages), len(index.vectors)
    for number in (0, size, 2 * size + 1):
        start, end = large.entries.starts[number : number + 2]
        assert set(large.entries.passage[start:end].tolist()) == {number}
        assert np.array_equal(large.vectors[start:end], index.vectors[start % entries : start % entries + end - start])


def test_exact_search_finds_the_greatest_cosines_in_order(engine: Engine) -> None:
    exact, vector = ExactSearch(engine.index.vectors), engine.index.encoder.encode(["Can my wife work?"])[0]
    cosines = engine.index.vectors.astype(np.float32) @ vector
    assert np.allclose(cosines[exact.nearest(vector, 7)], np.sort(cosines)[::-1][:7])
    assert sorted(exact.nearest(vector, 10**6).tolist()) == list(range(len(cosines)))


def test_disk_is_told_by_kind(engine: Engine) -> None:
    found = disk_mb(engine.index.folder)
    assert all(value > 0 for value in found.values())
    assert sum(found.values()) == pytest.approx(sum(p.stat().st_size for p in engine.index.folder.rglob("*") if p.is_file()) / 1e6)


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_documents_that_questions_are_about_come_first(tmp_path: Path) -> None:
    write(tmp_path / "crud_docs.jsonl.gz", [{"id": f"d{i}", "text": "海" * 700} for i in range(4)])
    write(
        tmp_path / "crud_qa.jsonl.gz",
        [{"question": "港？", "answer": "", "doc_id": "d3"}, {"question": "海？", "answer": "", "doc_id": "d3"}],
    )
    asked = news_questions(tmp_path, 5)
    assert [(a.question, a.document) for a in asked] == [("港？", "d3")]
    passages = news_passages(tmp_path, 7, frozenset({"d3"}))
    assert [p.source.id for p in passages] == ["d3", "d3", "d3", "d0", "d0", "d0", "d1"]
    assert len({p.id for p in passages}) == 7


def test_too_few_documents_are_one_line(tmp_path: Path) -> None:
    write(tmp_path / "crud_docs.jsonl.gz", [{"id": "d", "text": "海"}])
    with pytest.raises(SettingsError, match="holds 1 passages, not 9"):
        news_passages(tmp_path, 9, frozenset())
