import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals.cases import Case
from evals.figures import FIGURES, LOWER_IS_BETTER, headline, latency, risk_coverage, sliced, values
from evals.run import Run, run_set
from evals.score import Score, holds, plain
from rag.answer import Engine
from tests.evals.runs import make_case, make_run

A, B, C, F = (make_case(name) for name in "abcf")
U, V = (make_case(name, answerable=False) for name in "uv")
HIT = {"recall_1": 1.0, "recall_5": 1.0, "recall_10": 1.0, "rr_10": 1.0, "ndcg_10": 1.0}
NONE = dict.fromkeys(HIT, 0.0)
MIXED: list[tuple[Case, Score]] = [
    (A, Score("a", True, 1.0, True, 1.0, found_at=1, length=100.0, **HIT)),
    (B, Score("b", False, 0.5, False, 0.5, found_at=3, recall_1=0.5, recall_5=1.0, recall_10=1.0, rr_10=0.5, ndcg_10=0.6, length=50.0)),
    (C, Score("c", False, 0.0, refused=True, length=30.0, reason="refused", **NONE)),
    (U, Score("u", True, refused=True)),
    (V, Score("v", False, stale=True)),
    (F, Score("f", reason="failed", unscored="internal fault")),
]


def means(run: Run) -> dict[str, tuple[float, int]]:
    return {name: (value.mean, value.n) for name, value in headline(run).items()}


def test_every_figure_by_hand() -> None:
    assert means(make_run(MIXED)) == {
        "right": (2 / 5, 5),
        "right_answerable": (pytest.approx(1 / 3), 3),
        "complete": (0.5, 3),
        "supported": (0.5, 2),
        "citation_precision": (0.75, 2),
        "unanswerable_refused": (0.5, 2),
        "answerable_refused": (pytest.approx(1 / 3), 3),
        "found_at_1": (pytest.approx(1 / 3), 3),
        "found_at_5": (pytest.approx(2 / 3), 3),
        "recall_5": (pytest.approx(2 / 3), 3),
        "rr_10": (0.5, 3),
        "ndcg_10": (pytest.approx(1.6 / 3), 3),
        "length": (75.0, 2),
    }


def test_a_case_that_could_not_be_scored_is_in_no_mean() -> None:
    run = make_run(MIXED)
    assert all("f" not in values(run, name) for name in FIGURES)
    assert means(run) == means(make_run(MIXED[:-1]))
    assert headline(make_run(MIXED[-1:])) == {}
    assert latency(run) == latency(make_run(MIXED[:-1]))


def test_all_wrong_is_zero_and_not_nothing() -> None:
    run = make_run([(c, Score(c.id, False, 0.0, None, 0.0, **NONE)) for c in (A, B, C)])
    found = headline(run)
    assert {found[n].mean for n in ("right", "complete", "citation_precision", "found_at_5", "recall_5", "rr_10", "ndcg_10")} == {0.0}
    assert "supported" not in found
    assert found["right"].high > 0.5


def test_figures_of_answerable_cases_do_not_appear_without_any() -> None:
    assert set(headline(make_run([(U, Score("u", True, refused=True))]))) == {"right", "unanswerable_refused"}


def test_stale_counts_only_cases_that_forbid_something() -> None:
    case = make_case("s", must_not=["5,000"])
    run = make_run([*MIXED, (case, Score("s", stale=True)), (case.model_copy(update={"id": "t"}), Score("t"))])
    assert values(run, "stale") == {"s": 1.0, "t": 0.0}


def test_the_order_of_the_cases_changes_no_figure() -> None:
    forth, back = headline(make_run(MIXED)), headline(make_run(MIXED[::-1]))
    for name, value in forth.items():
        assert (back[name].mean, back[name].n) == (pytest.approx(value.mean), value.n)


def test_lower_is_better_names_figures_there_are() -> None:
    assert set(FIGURES) >= LOWER_IS_BETTER


def test_slices_share_out_the_cases_and_a_case_of_two_sources_counts_for_both() -> None:
    both = make_case("d", lang="yue", evidence=[{"source": s, "fact": "4,000"} for s in ("harbour", "official", "harbour")])
    found = sliced(make_run([*MIXED, (both, Score("d", True, 1.0))]), ["right", "unanswerable_refused"])
    right = {name: {key: value["right"].n for key, value in members.items()} for name, members in found.items()}
    assert right["language"] == {"en": 5, "yue": 1}
    assert right["kind"] == {"fact": 4, "unanswerable": 2}
    assert right["audience"] == {"newcomer": 6}
    assert right["source"] == {"(none)": 2, "harbour": 4, "official": 1}
    assert "unanswerable_refused" not in found["kind"]["fact"]


def test_latency_is_the_median_and_the_95th_percentile() -> None:
    run = make_run((make_case(str(i)), Score(str(i), latency_ms=float(i))) for i in range(1, 22))
    assert latency(run) == {"p50_ms": 11.0, "p95_ms": 20.0}
    assert latency(make_run([(A, Score("a", latency_ms=3.0))])) == {}


def curve(*scored: tuple[float | None, bool, bool]) -> list[tuple[float, float, float]]:
    """Risk and coverage of (confidence, right, refused)."""
    pairs = ((make_case(str(i)), Score(str(i), r, refused=f, confidence=c)) for i, (c, r, f) in enumerate(scored))
    return risk_coverage(make_run(pairs))


def test_risk_and_coverage_by_hand() -> None:
    found = curve((0.7, True, False), (0.9, True, False), (0.8, False, False), (0.1, True, True), (None, False, False))
    assert found == [(0.9, 0.25, 0.0), (0.8, 0.5, 0.5), (0.7, 0.75, pytest.approx(1 / 3)), (0.1, 1.0, 0.5)]


def test_no_confidence_no_curve() -> None:
    assert curve((None, True, False)) == []


def test_cases_of_equal_confidence_are_answered_together() -> None:
    first, second = (0.5, True, False), (0.5, False, False)
    assert curve(first, second) == curve(second, first) == [(0.5, 1.0, 0.5)]


QUESTIONS: list[dict[str, Any]] = [
    {"question": "優才配額幾多？", "gold": [["4,000"], ["2年", "two years"]]},
    {"question": "how many TTPS approvals so far?", "gold": [["85,424"], ["49,737"]]},
    {"question": "海港中心有幾多職員？", "gold": [["15"], ["9名"], ["高才通"]]},
    {"question": "受養人配偶可否工作？", "gold": [["2024"]]},
    {"question": "高才通續簽", "gold": [["does not stand anywhere"]]},
    {"question": "高才通2023年批出幾多？", "gold": [["高才通", "TTPS"], ["does not stand anywhere"]]},
    {"question": "what is the best pizza in Naples?", "gold": [["4,000"]]},
]


@pytest.fixture(scope="module")
def real_run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    path = tmp_path_factory.mktemp("figures") / "set.jsonl"
    path.write_text("".join(make_case(f"q{i}", **q).model_dump_json() + "\n" for i, q in enumerate(QUESTIONS)), encoding="utf-8")
    return run_set(engine, path, path.parent / "run")


def held(run: Run) -> Iterable[tuple[Score, list[set[int]], int]]:
    """Each case's score, the gold groups every retrieved passage holds, and how many groups there are."""
    for case, row, verdict in zip(run.cases, run.rows, run.scores, strict=True):
        texts = [plain(hit["all_text"]) for hit in row["retrieved"]]
        yield verdict, [{g for g, group in enumerate(case.gold) if holds(text, group)} for text in texts], len(case.gold)


def test_ranking_figures_of_a_real_run_equal_those_written_out(real_run: Run) -> None:
    seen = set[float]()
    for verdict, groups, wanted in held(real_run):
        for k, value in ((1, verdict.recall_1), (5, verdict.recall_5), (10, verdict.recall_10)):
            assert value == len({g for held_ in groups[:k] for g in held_}) / wanted
        gains = [1.0 if g else 0.0 for g in groups]
        first = gains.index(1.0) + 1 if any(gains) else 0
        dcg, ideal = (sum(g / math.log2(i + 2) for i, g in enumerate(o[:10])) for o in (gains, sorted(gains, reverse=True)))
        assert verdict.rr_10 == pytest.approx(1 / first if first else 0.0)
        assert verdict.ndcg_10 == pytest.approx(dcg / ideal if ideal else 0.0)
        seen.add(round(dcg / ideal if ideal else 0.0, 3))
    assert len(seen) > 2, "the questions are too easy to tell anything"


def test_ranking_figures_of_a_real_run_equal_ir_measures_over_the_whole_run(real_run: Run) -> None:
    qrels, run, reached, facts = list[Qrel](), list[ScoredDoc](), dict[int, list[ScoredDoc]](), list[Qrel]()
    for verdict, groups, wanted in held(real_run):
        facts += [Qrel(verdict.case, str(g), 1) for g in range(wanted)]
        qrels += [Qrel(verdict.case, str(i), int(bool(g))) for i, g in enumerate(groups)]
        run += [ScoredDoc(verdict.case, str(i), 100.0 - i) for i in range(len(groups))]
        for k in (1, 5, 10):  # a fact is a document, retrieved when one of the first k passages holds it
            there = {g for held_ in groups[:k] for g in held_}
            reached.setdefault(k, []).extend(ScoredDoc(verdict.case, str(g), 1.0) for g in there)
    expected = {(m.query_id, str(m.measure)): m.value for m in ir_measures.iter_calc([RR @ 10, nDCG @ 10], qrels, run)}
    recalls = {(m.query_id, k): m.value for k, docs in reached.items() for m in ir_measures.iter_calc([R @ 100], facts, docs)}
    for verdict in real_run.scores:
        assert verdict.rr_10 == pytest.approx(expected.get((verdict.case, "RR@10"), 0.0))
        assert verdict.ndcg_10 == pytest.approx(expected.get((verdict.case, "nDCG@10"), 0.0))
        for k, value in ((1, verdict.recall_1), (5, verdict.recall_5), (10, verdict.recall_10)):
            assert value == pytest.approx(recalls.get((verdict.case, k), 0.0))


def test_the_headline_of_a_real_run_is_the_mean_of_its_cases(real_run: Run) -> None:
    for name in ("recall_5", "rr_10", "ndcg_10"):
        each = [getattr(s, name) for s in real_run.scores]
        assert headline(real_run)[name].mean == pytest.approx(sum(each) / len(QUESTIONS))


def test_a_run_read_back_gives_the_same_figures(real_run: Run) -> None:
    from evals.run import read_run

    again = read_run(Path(real_run.folder))
    assert headline(again) == headline(real_run)
