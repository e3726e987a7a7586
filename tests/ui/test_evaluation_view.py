"""The figures of a run: every name in words in every language, changes told apart from chance, nothing of a run is markup."""

from __future__ import annotations

from typing import get_args

import pytest

from evals.cases import Kind
from evals.figures import FIGURES, LOWER_IS_BETTER
from evals.score import Score
from evals.stats import Difference
from rag.types import Status
from tests.evals.runs import make_case, make_run, shares_run
from ui.evaluation_choices import source_choices, verdict_choices, word_choices
from ui.evaluation_view import LANGS, change_text, figures_html, member_words, value_text
from ui.words import AUDIENCES, PAGE_LANGS, Words

EVIL = "<img src=x onerror=y>"
EN = Words("en")


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_figure_kind_language_reader_and_status_has_its_words(lang: str) -> None:
    words = Words(lang)
    said = [words[f"evaluation.{name}"] + words[f"evaluation.about_{name}"] for name in FIGURES]
    said += [member_words("kind", kind, words) for kind in get_args(Kind)]
    said += [member_words("language", code, words) for code in LANGS] + [member_words("audience", who, words) for who in AUDIENCES]
    said += [words[f"evaluation.status_{status}"] for status in Status]
    assert len(said) == len(set(said))


def test_a_run_without_english_words_is_told_in_chinese_only() -> None:
    html = figures_html(shares_run([True, False]), None, Words("zh-Hans"))
    assert "答对" in html
    assert not [word for word in ("figure", "value", "Right", "language", "newcomer", "(none)") if f">{word}" in html]


def test_shares_are_percentages_and_lengths_characters() -> None:
    assert value_text("right", 0.876) == "87.6%"
    assert value_text("length", 173.6) == "174"
    assert value_text("rr_10", 0.954) == "0.95"


def test_a_change_says_whether_it_may_be_chance() -> None:
    assert change_text("right", Difference(0.031, 0.01, 0.05, 0.04, 9, 2, 100), EN) == "+3.1 points · significant (p = 0.040)"
    assert change_text("length", Difference(-12.4, -20, 3, 0.2, 9, 2, 100), EN) == "-12.4 · may be chance (p = 0.200)"


def test_beside_another_run_changes_and_cases_won_and_lost_are_told() -> None:
    html = figures_html(shares_run([True, True, False]), shares_run([True, False, False]), EN)
    assert "gets 1 more right and 0 fewer" in html
    assert "+33.3 points" in html


def test_runs_without_a_common_case_say_so() -> None:
    html = figures_html(shares_run([True]), make_run([(make_case("other"), Score("other", right=True))]), EN)
    assert "share no case" in html


def test_lower_is_better_is_said_where_it_is() -> None:
    html = figures_html(make_run([(make_case(), Score("a", refused=True))]), None, EN)
    assert html.count("Lower is better") == len({"answerable_refused"} & LOWER_IS_BETTER)


def test_without_a_run_the_page_says_what_to_do() -> None:
    assert "press “Run”" in figures_html(None, None, EN)


def test_names_of_sets_systems_and_sources_are_text() -> None:
    case = make_case(evidence=[{"source": EVIL, "fact": "x"}])
    html = figures_html(make_run([(case, Score("a", right=True))], set=EVIL, system=EVIL), None, EN)
    assert "<img" not in html
    assert html.count("&lt;img") >= 3


def test_choices_offer_all_first_and_changes_only_beside_another_run() -> None:
    run = make_run([(make_case(), Score("a"))])
    assert source_choices(run, EN) == [("All", ""), ("harbour", "harbour")]
    assert source_choices(None, EN) == [("All", "")]
    assert [value for _, value in verdict_choices(EN)] == ["", "wrong", "right", "unscored"]
    assert [value for _, value in verdict_choices(EN, beside=True)][-2:] == ["won", "lost"]
    assert word_choices("kind", ["fact"], Words("zh-Hant")) == [("全部", ""), ("事實", "fact")]
