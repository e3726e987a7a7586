"""The cases of a run: picked by filter, told in the reader's language, all of them text."""

from __future__ import annotations

import pytest

from evals.compare import compare
from evals.score import Score
from tests.evals.runs import make_case, make_row, make_run, shares_run
from ui.evaluation_cases import SHOWN_CASES, Filter, cases_html, last_start, picked, reason_words
from ui.words import Words

EN = Words("en")
EVIL = "<script>x</script>"


def ids(run: object, wanted: Filter) -> list[str]:
    return [one.case.id for one in picked(run, wanted)]  # type: ignore[arg-type]


def test_a_filter_lets_through_what_fits_it() -> None:
    pairs = [
        (make_case("a", lang="yue"), Score("a", right=True)),
        (make_case("b", audience="evaluator"), Score("b", reason="refused")),
        (make_case("c", answerable=False, gold=[], evidence=[]), Score("c", reason="failed", unscored="boom")),
    ]
    run = make_run(pairs)
    assert ids(run, Filter("")) == ["a", "b", "c"]
    assert ids(run, Filter("wrong")) == ["b"]
    assert ids(run, Filter("unscored")) == ["c"]
    assert ids(run, Filter("", language="yue")) == ["a"]
    assert ids(run, Filter("", audience="evaluator")) == ["b"]
    assert ids(run, Filter("", kind="unanswerable")) == ["c"]
    assert ids(run, Filter("", source="harbour")) == ["a", "b"]
    assert ids(run, Filter("", text="QUESTION B")) == ["b"]


def test_beside_another_run_cases_won_and_lost_can_be_picked() -> None:
    before, after = shares_run([True, False, True]), shares_run([True, True, False])
    found = compare(before, after)
    assert [one.case.id for one in picked(after, Filter("won"), found)] == ["c001"]
    assert [one.case.id for one in picked(after, Filter("lost"), found)] == ["c002"]
    assert picked(after, Filter("won")) == []


def test_a_long_list_comes_in_parts() -> None:
    cases = picked(shares_run([False] * (SHOWN_CASES + 3)), Filter())
    assert cases_html(cases, 0, EN).count("wj-evaluation-case") == SHOWN_CASES
    assert f"showing {SHOWN_CASES + 1} to {SHOWN_CASES + 3}" in cases_html(cases, last_start(cases), EN)
    assert last_start(cases[:SHOWN_CASES]) == 0
    assert "No case fits" in cases_html([], 0, EN)


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (Score("a", reason="missing 68 098, 高才通"), "欠：68 098, 高才通"),
        (Score("a", reason="holds 4,000"), "不该有：4,000"),
        (Score("a", reason="refused"), "没有作答"),
        (Score("a", reason="answered what the corpus does not hold"), "资料库没有，却作了答"),
        (Score("a", reason="failed", unscored="line"), "系统出错"),
        (Score("a", reason="something new"), "其他原因"),
        (Score("a", right=True), ""),
    ],
)
def test_why_a_case_is_not_right_is_told_in_the_readers_language(score: Score, said: str) -> None:
    assert reason_words(score, Words("zh-Hans")) == said


def test_what_a_case_asked_and_got_is_there_and_all_of_it_is_text() -> None:
    hit = {"source": EVIL, "section": EVIL, "score": 0.5, "text": EVIL}
    row = make_row(
        "a", answer=EVIL, standalone=f"{EVIL}?", citations=[{"n": 1, "source": EVIL, "section": EVIL, "quote": EVIL}], retrieved=[hit]
    )
    case = make_case("a", question=EVIL, turns=[EVIL], gold=[[EVIL, "b"]], must_not=[EVIL], evidence=[{"source": EVIL, "fact": EVIL}])
    html = cases_html(picked(make_run([(case, Score("a", reason=f"missing {EVIL}"))], rows=[row]), Filter()), 0, EN)
    assert "<script" not in html
    for heading in ("Earlier questions", "Understood as", "Facts it must hold", "Must not hold", "Evidence", "Answer", "Citations"):
        assert f"<h4>{heading}" in html
    assert "Passages found, best first" in html


def test_a_case_without_gold_says_what_is_wanted() -> None:
    case = make_case("a", answerable=False, gold=[], evidence=[])
    assert "it must say so" in cases_html(picked(make_run([(case, Score("a", reason="answered"))]), Filter("")), 0, EN)
