"""The finder: what the rules say of the answers."""

from __future__ import annotations

import pytest

from rag.settings import ROOT
from ui.finder import Answers, Match, Outcome, Verdict, matches, number_of, read_answers
from ui.shelf import open_shelf

GRADUATE: dict[str, str | float] = {
    "age": 26.0,
    "origin": "mainland",
    "nationality": "none",
    "degree": "bachelor",
    "listed": "yes",
    "studied": "elsewhere",
    "graduated": "5-years",
    "experience": 2.0,
    "income": 300000.0,
    "offer": "no",
    "capital": 0.0,
    "second": "no",
}


def by_scheme(answers: Answers) -> dict[str, Match]:
    return {m.scheme.id: m for m in matches(open_shelf(ROOT / "corpus"), answers)}


def test_a_recent_graduate_of_a_listed_university_may_fit_category_c_only() -> None:
    ttps = by_scheme(GRADUATE)["ttps"]
    assert ttps.verdict is Verdict.MAY
    assert [(w.route and w.route.id, w.verdict) for w in ttps.ways] == [("C", Verdict.MAY), ("A", Verdict.NO), ("B", Verdict.NO)]


@pytest.mark.parametrize(
    ("changed", "scheme", "verdict"),
    [
        ({"experience": 3.0}, "ttps", Verdict.MAY),  # category B from exactly 3 years on
        ({"graduated": "longer"}, "ttps", Verdict.NO),
        ({"listed": "unsure"}, "ttps", Verdict.DEPENDS),
        ({"listed": "no", "income": 2500000.0}, "ttps", Verdict.MAY),  # category A asks for income only
        ({"listed": "no", "income": 2499999.0}, "ttps", Verdict.NO),
        ({"nationality": "three"}, "ttps", Verdict.NO),
        ({"nationality": "six"}, "ttps", Verdict.DEPENDS),
        ({"studied": "hk"}, "ttps", Verdict.DEPENDS),
        ({}, "gep", Verdict.NO),  # Mainland residents use ASMTP
        ({"origin": "overseas", "offer": "yes"}, "gep", Verdict.MAY),
        ({"offer": "yes"}, "asmtp", Verdict.MAY),
        ({}, "asmtp", Verdict.NO),
        ({}, "qmas", Verdict.DEPENDS),  # the questionnaire of 12 items is not asked here
        ({"studied": "hk", "graduated": "6-months"}, "iang", Verdict.MAY),
        ({"studied": "hk"}, "iang", Verdict.NO),  # a returning graduate without a job offer
        ({"studied": "hk", "offer": "yes"}, "iang", Verdict.MAY),
        ({"studied": "gba", "graduated": "6-months"}, "iang", Verdict.DEPENDS),
        ({"second": "yes", "origin": "overseas", "age": 40.0}, "assg", Verdict.MAY),
        ({"second": "yes", "origin": "overseas", "age": 41.0}, "assg", Verdict.NO),
        ({"origin": "macao", "capital": 30000000.0}, "cies", Verdict.MAY),
        ({"capital": 30000000.0}, "cies", Verdict.NO),
        ({"degree": "technical", "offer": "yes", "trade": "listed"}, "technical", Verdict.MAY),
        ({"degree": "technical", "offer": "yes", "trade": "listed", "age": 17.0}, "technical", Verdict.NO),
        ({"offer": "yes", "trade": "research", "stem": "yes", "experience": 0.0}, "techtas", Verdict.NO),
        ({"offer": "yes", "trade": "research", "stem": "yes", "experience": 0.0, "degree": "higher"}, "techtas", Verdict.DEPENDS),
    ],
)
def test_one_answer_changes_what_the_rules_leave(changed: dict[str, str | float], scheme: str, verdict: Verdict) -> None:
    assert by_scheme(GRADUATE | changed)[scheme].verdict is verdict


def test_without_answers_nothing_fits_and_nothing_is_ruled_out() -> None:
    found = by_scheme({})
    assert {m.verdict for m in found.values()} == {Verdict.DEPENDS}
    assert "age" in found["cies"].ways[0].missing
    assert "offer" not in found["cies"].ways[0].missing  # any answer to it fits


def test_what_may_fit_comes_first_and_reasons_against_lead() -> None:
    found = matches(open_shelf(ROOT / "corpus"), GRADUATE)
    order = [list(Verdict).index(m.verdict) for m in found]
    assert order == sorted(order)
    assert all(m.ways[0].reasons[0].outcome is Outcome.FAILS for m in found if m.verdict is Verdict.NO)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("29", 29),
        (" 2,500,000 ", 2500000),
        ("250萬", 2500000),
        ("３０歲", 30),
        ("HK$2.5 million", 2500000),
        ("2.5m", 2500000),
        ("港幣3,000萬元", 30000000),
        ("3 years", 3),
        ("1.5", 1.5),
        ("-3", None),
        ("2,50", None),
        ("about 3", None),
        ("nan", None),
        ("1e9", None),
        ("=1+1", None),
        ("兩", None),
    ],
)
def test_a_number_is_read_as_people_type_it_or_not_at_all(typed: str, number: float | None) -> None:
    assert number_of(typed) == number


def test_what_cannot_be_meant_is_named_and_left_out() -> None:
    raw = {"age": "200", "experience": "many", "income": "", "origin": "moon", "offer": "yes", "degree": None, "hack": "x"}
    assert read_answers(raw) == ({"offer": "yes"}, ["age", "experience"])
