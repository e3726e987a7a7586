"""Any passages and queries to a TREC run: input faults, order, crossing, and the parts of the line."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from evals.beir import bench, ranked, read_texts
from evals.bench.sets import ranks
from evals.crosslingual import Crossing, is_foreign
from evals.passage_index import PassageIndex, Text, build, language
from evals.passage_rank import NAMES, WEIGHTS, features, longest_run, score, stages
from rag.encoders import load_encoder
from rag.errors import CorpusError, DocumentError, WenjinError
from rag.settings import Settings
from rag.text import Segmenter
from tests.fakes import FakeEncoder

CHINESE = [
    Text("tea", "茶樹原產於雲南。茶葉在唐代成為日常飲品。", "茶葉"),
    Text("bridge", "這座大橋於1998年通車，全長兩公里。", "橋"),
    Text("library", "圖書館星期一休館。讀者可借書十本。", "圖書館"),
    Text("empty", ""),
]
ENGLISH = [
    Text("tea", "The tea plant comes from Yunnan. Tea became an everyday drink."),
    Text("bridge", "The bridge opened to traffic in 1998 and is two kilometres long."),
    Text("library", "The library is closed on Mondays. Readers may borrow ten books."),
]


@pytest.fixture(scope="module")
def shipped(segmenter: Segmenter) -> PassageIndex:
    return build(CHINESE, load_encoder("wenjin-static", segmenter), segmenter)


@pytest.fixture(scope="module")
def english(segmenter: Segmenter) -> PassageIndex:
    return build(ENGLISH, load_encoder("wenjin-static", segmenter), segmenter)


def first(index: PassageIndex, query: str) -> str:
    return ranked(index, Crossing.build(index), query, 1)[0][0]


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("query", ["大橋何時通車？", "大桥何时通车？", "條大橋幾時通車㗎？", "1998"])
def test_a_chinese_query_finds_its_passage_in_any_script(shipped: PassageIndex, query: str) -> None:
    assert first(shipped, query) == "bridge"


@pytest.mark.parametrize(("query", "right"), [("When was the bridge opened?", "bridge"), ("how many books can I borrow", "library")])
def test_an_english_query_finds_a_chinese_passage(shipped: PassageIndex, query: str, right: str) -> None:
    assert first(shipped, query) == right


@pytest.mark.parametrize(("query", "right"), [("茶樹從哪裡來？", "tea"), ("圖書館幾時關門？", "library")])
def test_a_chinese_query_finds_an_english_passage(english: PassageIndex, query: str, right: str) -> None:
    assert first(english, query) == right


def test_the_same_question_in_both_scripts_gets_the_same_scores(shipped: PassageIndex) -> None:
    crossing = Crossing.build(shipped)
    assert np.array_equal(score(shipped, crossing, "圖書館星期幾休館？"), score(shipped, crossing, "图书馆星期几休馆？"))


@pytest.mark.parametrize("query", ["", "？？？", "zzzz"])
def test_a_query_that_shares_nothing_gets_no_passage(segmenter: Segmenter, query: str) -> None:
    index = build(CHINESE, FakeEncoder(), segmenter)
    found = ranked(index, Crossing.build(index), query, 10)
    assert all(np.isfinite(value) for _, value in found)
    assert query == "zzzz" or found == []


def test_an_encoder_without_rows_of_its_own_crosses_by_the_word_table(segmenter: Segmenter) -> None:
    assert first(build(CHINESE, FakeEncoder(), segmenter), "library reader") == "library"


def test_scores_of_a_run_fall_strictly_and_at_most_k_are_given(segmenter: Segmenter) -> None:
    index = build([Text(str(i), "同一句話。") for i in range(40)], FakeEncoder(), segmenter)
    found = ranked(index, Crossing.build(index), "同一句話", 35)
    values = [float(f"{value:.6f}") for _, value in found]
    assert len(found) == 35
    assert all(a > b for a, b in pairwise(values))


def test_one_passage_and_one_word_are_enough(segmenter: Segmenter) -> None:
    assert first(build([Text("a", "茶")], FakeEncoder(), segmenter), "茶") == "a"


def test_features_lie_in_their_ranges_and_favour_the_right_passage(shipped: PassageIndex) -> None:
    query = "茶葉何時成為日常飲品？"
    tokens = shipped.segmenter.lexical_tokens(query)
    found = features(shipped, query, tokens, stages(shipped, query, tokens), np.arange(4))
    bounded = found[:, [i for i, name in enumerate(NAMES) if name not in ("run_chars", "bm25_idf")]]
    assert bounded.min() >= 0
    assert bounded.max() <= 1 + 1e-5
    assert int(np.argmax(found @ WEIGHTS.vector())) == 0
    assert found[0, NAMES.index("title")] == 1.0
    assert not found[3, NAMES.index("words")]


@pytest.mark.parametrize(
    ("query", "text", "length"), [("甲乙丙", "丁甲乙戊乙丙丁", 2), ("甲", "乙", 0), ("", "甲", 0), ("甲乙", "甲乙", 2)]
)
def test_longest_run(query: str, text: str, length: int) -> None:
    assert longest_run(query, text) == length


@pytest.mark.parametrize(
    ("text", "found"), [("大橋", "zh"), ("TTPS 高才通續簽", "zh"), ("The 茶 plant of Yunnan", "en"), ("", ""), ("1998", "")]
)
def test_language(text: str, found: str) -> None:
    assert language(text) == found


def test_a_query_is_foreign_only_where_hardly_any_passage_is_in_its_language(segmenter: Segmenter) -> None:
    mixed = build([*CHINESE[:3], *(Text(f"{t.id}-en", t.text) for t in ENGLISH)], FakeEncoder(), segmenter)
    assert not is_foreign(mixed, "When was the bridge opened?")
    assert not is_foreign(mixed, "大橋何時通車？")


def test_ties_and_zeros_count_against_the_right_passage() -> None:
    scores = np.array([[0.5, 0.5, 0.1], [0.9, 0.5, 0.1], [0.0, 0.0, 0.0]], np.float32)
    assert ranks(scores, np.array([0, 0, 0])).tolist() == [1, 0, 3]


def test_a_file_of_texts_is_read_with_and_without_titles(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('\ufeff{"id": "a", "text": "茶\\u2028樹"}\n\n{"id": 2, "text": "", "title": null, "more": 1}\n', encoding="utf-8")
    assert read_texts(path) == [Text("a", "茶\u2028樹"), Text("2", "")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "expected a JSON object"),
        ('["a", "b"]', "expected a JSON object"),
        ('{"id": "a"}', "expected a JSON object"),
        ('{"id": "a b", "text": "x"}', "white space"),
        ('{"id": "", "text": "x"}', "empty"),
        ('{"id": "ok", "text": "x"}', "stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "ok", "text": "x"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=said) as caught:
        read_texts(path)
    assert f"{path}:2" in caught.value.line


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_texts_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.jsonl").write_bytes(content)
    with pytest.raises(DocumentError):
        read_texts(tmp_path / "p.jsonl")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nowhere"):
        read_texts(tmp_path / "nowhere.jsonl")


def test_the_run_file_is_replaced_only_when_it_is_whole(tmp_path: Path, cache: Path) -> None:
    passages = write(tmp_path / "p.jsonl", [{"id": t.id, "text": t.text} for t in CHINESE])
    bad = write(tmp_path / "bad.jsonl", [{"id": "1"}])
    run = tmp_path / "out.trec"
    run.write_text("earlier\n", encoding="utf-8")
    console = Console(file=io.StringIO())
    with pytest.raises(WenjinError):
        bench(Settings(cache=cache), (passages, bad), run, 5, console)
    assert run.read_text(encoding="utf-8") == "earlier\n"
    good = write(tmp_path / "q.jsonl", [{"id": "1", "text": "大橋何時通車？"}, {"id": "2", "text": ""}])
    report = bench(Settings(cache=cache), (passages, good), run, 5, console)
    assert (report.passages, report.queries, report.unmatched) == (4, 2, 1)
    lines = [line.split(" ") for line in run.read_text(encoding="utf-8").splitlines()]
    assert lines[0][:4] == ["1", "Q0", "bridge", "1"]
    assert {tuple(line[i] for i in (0, 1, 5)) for line in lines} == {("1", "Q0", "wenjin")}
    assert [int(line[3]) for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.jsonl", "out.trec", "p.jsonl", "q.jsonl"]


def test_many_windows_are_compared_only_for_the_likeliest_passages(segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build(CHINESE, load_encoder("wenjin-static", segmenter), segmenter)
    vector = index.encoder.encode(["大橋何時通車？"])[0]
    lexical = index.bm25.scores(segmenter.lexical_tokens("大橋何時通車？"))
    exact, whole = index.cosines(vector, lexical)
    monkeypatch.setattr("evals.passage_index.MAX_EXACT_WINDOWS", 0)
    assert np.allclose(index.cosines(vector, lexical)[0], exact)
    monkeypatch.setattr("evals.passage_index.LOOKED_AT", 1)
    best, _ = index.cosines(vector, lexical)
    assert best[1] == pytest.approx(exact[1])
    assert np.all(best <= exact + 1e-6)
    assert np.all(best >= whole - 1e-6)
