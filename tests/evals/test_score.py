from typing import Any

import pytest

from evals.cases import Case
from evals.score import MAX_ANSWER_CHARS, Score, head, holds, length, plain, score
from tests.cases import cases


def make_case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "a",
        "question": "?",
        "lang": "en",
        "audience": "newcomer",
        "kind": "fact",
        "answerable": True,
        "gold": [["4,000", "4千"], ["2 years", "2年"]],
    }
    return Case(**values | changes)


UNANSWERABLE = make_case(kind="unanswerable", answerable=False, gold=[])


def make_row(answer: str, retrieved: list[str] | None = None, cited: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": "a",
        "answer": answer,
        "status": "answered",
        "refused": False,
        "citations": [{"text": text} for text in cited or []],
        "retrieved": [{"text": text} for text in retrieved or []],
        "latency_ms": 1.0,
    }
    return row | changes


def judge(answer: str, case: Case | None = None, **row: Any) -> Score:
    return score(case or make_case(), make_row(answer, **row))


REFUSAL = {"status": "no_evidence", "refused": True}


@pytest.mark.parametrize(("text", "group", "expected"), cases("holds"))
def test_a_fact_is_held_whatever_its_script_width_and_spacing_but_never_as_part_of_a_figure(
    text: str, group: list[str], expected: bool
) -> None:
    assert holds(plain(text), group) is expected


def test_two_figures_side_by_side_stay_two() -> None:
    assert holds(plain("In 2023 26 categories were suspended."), ["26 categories"])


def test_length_counts_three_latin_letters_as_one_character() -> None:
    assert length("高才通") == 3
    assert length("visa fee ") == pytest.approx(3)
    assert length("") == 0


def test_head_cuts_at_the_length_in_chinese_characters() -> None:
    assert head("人" * 500) == "人" * MAX_ANSWER_CHARS
    assert len(head("x" * 5_000)) == pytest.approx(3 * MAX_ANSWER_CHARS, abs=1)
    assert head("short") == "short"


def test_an_answer_with_every_fact_is_right() -> None:
    verdict = judge("4,000 places, for 2 years", retrieved=["4,000", "2 years"], cited=["quota 4,000", "2 years"])
    assert (verdict.right, verdict.supported, verdict.refused, verdict.reason) == (True, True, False, "")


def test_one_alternative_of_each_group_is_enough() -> None:
    assert judge("每年4千，为期2年").right


def test_a_missing_fact_is_named() -> None:
    verdict = judge("4,000 places")
    assert not verdict.right
    assert verdict.reason == "missing 2 years"


def test_a_forbidden_string_spoils_an_answer_that_holds_all() -> None:
    verdict = judge("4,000 for 2 years, or 5000", make_case(must_not=["5,000"]))
    assert not verdict.right
    assert "5,000" in verdict.reason


def test_facts_after_the_first_400_characters_do_not_count() -> None:
    assert not judge("人" * MAX_ANSWER_CHARS + "4,000 for 2 years").right


def test_a_fact_the_cited_passages_do_not_hold_is_unsupported() -> None:
    assert judge("4,000 for 2 years", cited=["4,000"]).supported is False


def test_an_answer_without_any_fact_has_nothing_to_support() -> None:
    assert judge("no idea", cited=["4,000"]).supported is None


@pytest.mark.parametrize(
    ("retrieved", "rank"), [(["4,000 for 2 years", "x"], 1), (["x", "4,000", "2 years"], 3), (["4,000", "x"], None), ([], None)]
)
def test_found_at_is_the_rank_by_which_all_facts_are_there(retrieved: list[str], rank: int | None) -> None:
    assert judge("", retrieved=retrieved).found_at == rank


def test_the_other_languages_of_a_passage_count_for_finding() -> None:
    row = make_row("x")
    row["retrieved"] = [{"text": "每年", "all_text": "每年\n4,000 for 2 years"}]
    assert score(make_case(), row).found_at == 1


def test_a_refusal_of_an_answerable_case_is_not_right() -> None:
    verdict = judge("not in the corpus", retrieved=["4,000 for 2 years"], **REFUSAL)
    assert (verdict.right, verdict.refused, verdict.supported, verdict.reason) == (False, True, None, "refused")
    assert verdict.found_at == 1


def test_an_unanswerable_case_is_right_only_when_refused() -> None:
    assert judge("not in the corpus", UNANSWERABLE, **REFUSAL).right
    verdict = judge("It is 4,000.", UNANSWERABLE)
    assert not verdict.right
    assert verdict.reason == "answered what the corpus does not hold"


def test_a_refusal_that_leaks_what_is_forbidden_is_not_right() -> None:
    assert not judge("Not the 4,000.", UNANSWERABLE.model_copy(update={"must_not": ["4,000"]}), **REFUSAL).right


@pytest.mark.parametrize("case", [make_case(), UNANSWERABLE])
def test_a_failed_row_is_never_right(case: Case) -> None:
    verdict = judge("internal fault", case, status="failed")
    assert not verdict.right
    assert verdict.reason


def test_a_forbidden_figure_inside_a_longer_one_is_not_said() -> None:
    assert judge("4,000 of 15,000 places, for 2 years", make_case(must_not=["5,000"])).right


def test_an_empty_alternative_is_held_by_nothing() -> None:
    assert not holds(plain("anything"), [" "])


def test_hits_of_equal_score_count_in_the_order_they_came() -> None:
    hits = [{"text": text, "score": 1.0} for text in ("x", "4,000", "2 years")]
    verdict = score(make_case(), make_row("") | {"retrieved": hits})
    assert (verdict.recall_1, verdict.recall_5, verdict.found_at, verdict.rr_10) == (0.0, 1.0, 3, 0.5)


def test_nothing_retrieved_is_zero_and_not_nothing() -> None:
    verdict = judge("no idea")
    assert (verdict.recall_1, verdict.recall_5, verdict.recall_10, verdict.rr_10, verdict.ndcg_10) == (0.0,) * 5
    assert verdict.citation_precision is None


def test_ranking_by_hand() -> None:
    """Relevant at ranks 2 and 4: RR 1/2; DCG 1/log₂3 + 1/log₂5 over the ideal 1 + 1/log₂3."""
    verdict = judge("", retrieved=["x", "4,000", "y", "2 years"])
    assert verdict.rr_10 == pytest.approx(0.5)
    assert verdict.ndcg_10 == pytest.approx((0.63093 + 0.43068) / 1.63093, abs=1e-4)


def test_a_first_relevant_passage_after_the_tenth_counts_for_nothing_at_ten() -> None:
    verdict = judge("", retrieved=["x"] * 10 + ["4,000 for 2 years"])
    assert (verdict.recall_10, verdict.rr_10, verdict.ndcg_10, verdict.found_at) == (0.0, 0.0, 0.0, 11)


def test_what_does_not_apply_to_an_unanswerable_case_has_no_value() -> None:
    verdict = judge("not in the corpus", UNANSWERABLE, **REFUSAL)
    assert {verdict.complete, verdict.supported, verdict.recall_5, verdict.rr_10, verdict.ndcg_10, verdict.found_at} == {None}


def test_a_case_that_failed_is_unscored_and_not_zero() -> None:
    verdict = judge("internal fault: KeyError", status="failed")
    assert (verdict.unscored, verdict.complete, verdict.recall_5) == ("internal fault: KeyError", None, None)


def test_a_long_number_may_be_printed_in_groups() -> None:
    assert holds(plain("Call 2343 2255 at any hour."), ["23432255"])
    assert not holds(plain("In 2023 26 categories were suspended."), ["202326"])
