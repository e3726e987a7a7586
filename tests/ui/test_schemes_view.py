"""The finder's result and the comparison as HTML: every fact cited, no decision claimed, every text inert."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.settings import ROOT
from ui.citing import passage_dialog, script
from ui.finder import read_answers
from ui.schemes_data import FIELDS
from ui.schemes_view import OFFERS, choices, chosen_schemes, finder_html, scheme_choices, table_html
from ui.shelf import open_shelf
from ui.words import PAGE_LANGS, Words

SHELF = open_shelf(ROOT / "corpus")
ANSWERS, _ = read_answers({"age": "29", "origin": "mainland", "degree": "bachelor", "listed": "yes", "offer": "no"})
EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_scheme_stands_in_the_result_with_cited_reasons(lang: str) -> None:
    html = finder_html(SHELF, ANSWERS, [], Words(lang))
    assert html.count("<article") == 10
    assert html.count('class="wj-cite"') == html.count("data-passage=")
    reasons = re.findall(r'<li class="wj-schemes-(?:fits|depends|missing|fails)">.*?</li>', html)
    assert len(reasons) >= 30
    assert all("data-passage=" in reason for reason in reasons)


def test_the_result_counts_its_groups_and_claims_no_decision() -> None:
    html = finder_html(SHELF, ANSWERS, [], Words("en"))
    counts = [int(n) for n in re.findall(r"\((\d+)\)</h3>", html)]
    assert sum(counts) == 10
    assert "the Immigration Department decides" in html
    assert not re.search(r"you (are|will be) (eligible|approved|refused)", html, re.IGNORECASE)


def test_nothing_answered_and_a_strange_figure_say_what_to_do() -> None:
    html = finder_html(SHELF, {}, ["age"], Words("en"))
    assert "Nothing is answered yet" in html
    assert 'role="alert"' in html
    assert "Age" in html
    assert "<article" not in html


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_the_whole_table_has_a_cell_for_every_scheme_and_fact_and_every_fact_a_source(lang: str) -> None:
    html = table_html(SHELF, list(SHELF.schemes), list(FIELDS), Words(lang))
    values = sum(len(getattr(f, name)) for s in SHELF.schemes for f in (s, *s.category) for name in FIELDS)
    assert html.count("<td ") == 10 * len(FIELDS)
    assert html.count("data-passage=") == values


def test_the_newest_fact_stands_open_and_older_ones_are_folded() -> None:
    ttps = [s for s in SHELF.schemes if s.id == "ttps"]
    html = table_html(SHELF, ttps, ["when_to_renew"], Words("en"))
    assert html.index("within 3 months") < html.index("<details>") < html.index("within 4 weeks")
    assert "3 more" in html


def test_filters_leave_the_schemes_they_name() -> None:
    every = [s.id for s in SHELF.schemes]
    by_offer = {offer: {s.id for s in chosen_schemes(SHELF, every, offer)} for offer in OFFERS}
    assert by_offer["any"] == set(every) == by_offer["needed"] | by_offer["not"] | by_offer["varies"]
    assert "gep" in by_offer["needed"]
    assert "ttps" in by_offer["not"]
    assert "iang" in by_offer["varies"]
    assert [s.id for s in chosen_schemes(SHELF, ["ttps", "no-such"], "any")] == ["ttps"]
    assert "No scheme fits" in table_html(SHELF, [], ["who"], Words("en"))
    assert "at least one fact" in table_html(SHELF, list(SHELF.schemes), [], Words("en"))


def test_hostile_texts_are_shown_as_text() -> None:
    ttps = SHELF.schemes[0]
    bad = ttps.model_copy(update={"abbr": EVIL, "who": [ttps.who[0].model_copy(update={"en": EVIL, "section": 'x"/><img'})]})
    rules = tuple(r.model_copy(update={"en": EVIL}) for r in SHELF.rules)
    shelf = replace(SHELF, schemes=(bad,), rules=rules)
    for html in (table_html(shelf, [bad], ["who"], Words("en")), finder_html(shelf, ANSWERS, [], Words("en"))):
        assert "<img" not in html
        assert "&lt;img" in html


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_question_and_scheme_has_its_words(lang: str) -> None:
    words = Words(lang)
    assert [value for _, value in choices("studied", words)] == ["hk", "gba", "vtc", "elsewhere"]
    assert len(choices("origin", words)) == 5
    assert len({label for label, _ in scheme_choices(SHELF, words)}) == 10


def test_a_passage_opens_in_the_language_asked_for() -> None:
    folder = ROOT / "corpus"
    assert "表格4" in passage_dialog(folder, ["pb39/schemes-ttps", "zh-Hant"])
    english = passage_dialog(folder, ["pb39/schemes-ttps", "en"])
    assert "table 4" in english
    assert "data-close" in english


@pytest.mark.parametrize(
    "asked", [None, [], ["x"], [["x"], "en"], ["pb39/schemes-ttps/../..", "en"], {"a": 1}, "pb39/schemes-ttps", [None, 7]]
)
def test_what_is_no_passage_gets_a_friendly_line(asked: object) -> None:
    html = passage_dialog(ROOT / "corpus", asked)
    assert "<article" not in html
    assert "data-close" in html


def test_the_scripts_are_there_and_load_nothing() -> None:
    text = script("cite", "support")
    assert "open_passage" in text
    assert "http" not in text
