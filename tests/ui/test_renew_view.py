"""The plan as HTML: every line with its source and date, every text escaped."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.ui.renewal_rules import SCHEMES, TODAY, case, line, passages, rules, window
from ui.renew_view import choices, plan_html, problems_html
from ui.renewal import AHEAD, plan
from ui.renewal_form import Problem
from ui.words import PAGE_LANGS, Words, strings

EN = Words("en")
HOSTILE = "<img src=x onerror=alert(1)> **bold** & [a](javascript:1)"


def shown(words: Words = EN, day: date = TODAY, expiry: date = date(2025, 8, 31), name: str = "TTPS B", **parts: object) -> str:
    return plan_html(plan(rules(**parts), case(expiry, arrival=date(2023, 3, 1)), day), name, passages(), words)  # type: ignore[arg-type]


def test_schemes_are_offered_by_category_and_without_one() -> None:
    assert choices(SCHEMES, rules(), EN) == [
        ("TTPS B · Top Talent", "ttps/B"),
        ("TTPS · Top Talent (category not known)", "ttps/"),
        ("GEP · Employment", "gep/"),
    ]


def test_the_two_dates_lead_with_the_rule_they_were_counted_by() -> None:
    html = shown()
    assert "31 May 2025" in html and "31 August 2025" in html
    assert "3 months before" in html


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 5, 1), "30 days until you can apply"),
        (date(2025, 5, 30), "You can apply from tomorrow"),
        (date(2025, 6, 1), "You can apply now: 91 days left"),
        (date(2025, 8, 30), "You can apply now: 1 day left"),
        (date(2025, 8, 31), "Today is the last day of your limit of stay"),
        (date(2025, 9, 1), "Your limit of stay passed yesterday"),
        (date(2025, 9, 11), "Your limit of stay passed 11 days ago"),
    ],
)
def test_the_state_is_said_in_days(day: date, said: str) -> None:
    assert f'<p class="wj-renew-state">{said}</p>' in shown(day=day)


def test_every_line_has_source_and_date_and_opens_its_passage() -> None:
    html = shown(pitfall=(line("trap"),))
    part = html[html.index('id="wj-renew-pitfall"') :]
    assert "trap line" in part
    assert "The &lt;b&gt;Press&lt;/b&gt; · 1 November 2024</summary>" in part
    assert "Rule text." in part


def test_lines_in_a_row_on_one_passage_share_its_citation() -> None:
    fee = (line("one"), line("two"), line("three", section="paper/other"))
    html = shown(fee=fee)
    part = html[html.index('id="wj-renew-fee"') : html.index('id="wj-renew-pitfall"')]
    assert part.count('<details class="wj-renew-cite">') == 1
    assert part.count('class="wj-renew-cite"') == 2
    assert re.search(r'three line</li></ul><span class="wj-renew-cite">1 November 2024', part)


def test_what_to_prepare_can_be_ticked_and_is_counted() -> None:
    html = shown(prepare=(line("one"), line("two")))
    assert re.findall(r'<label><input type="checkbox" data-wj-tick="(\w+)">', html) == ["one", "two"]
    assert "<output>0</output> / 2" in html


def test_a_part_on_which_the_corpus_is_silent_says_so() -> None:
    assert shown().count("The corpus says nothing on this for this scheme") == len(AHEAD)


def test_a_situation_no_line_speaks_of_is_named() -> None:
    assert "The corpus does not say how “Employed” is looked at" in shown(criterion=(line("all"),))
    assert "does not say how" not in shown(criterion=(line("all", situations=["employed"]),))


def test_a_window_by_a_general_notice_is_said_to_be_one() -> None:
    found = plan(rules(), case(scheme="gep", category=""), TODAY)
    html = plan_html(found, "GEP", passages(), EN)
    assert "By a general notice: 63 days until you can apply" in html
    assert "no window of this scheme&#x27;s own" in html
    assert "general notice" not in shown()


def test_a_scheme_without_a_window_sends_to_the_department() -> None:
    html = plan_html(plan(rules(), case(scheme="cies", category=""), TODAY), "CIES", passages(), EN)
    assert "The corpus has no time for applying" in html
    assert "text/calendar" not in html


def test_former_rules_stand_at_the_end_and_are_marked() -> None:
    html = shown(fee=(line("old", former=True),))
    former = html[html.index('id="wj-renew-former"') :]
    assert former.count('<span class="wj-renew-badge">Former</span>') == 2
    assert "old line" not in html[: html.index('id="wj-renew-former"')]


def test_after_expiry_the_plan_says_whom_to_ask_and_offers_no_window_dates() -> None:
    html = shown(day=date(2025, 9, 5), expired=(line("late"),), prepare=(line("paper"),))
    assert "Contact the Immigration Department without delay" in html
    assert "late line" in html and "paper line" not in html
    assert "Apply from" not in html


@pytest.mark.parametrize(("arrival_years", "said"), [(2, "are complete on"), (8, "were complete on")])
def test_the_clock_says_the_day_and_that_it_is_the_calendar_only(arrival_years: int, said: str) -> None:
    arrival = date(TODAY.year - arrival_years, 3, 1)
    found = plan(rules(abode=(line("seven", years=7),)), case(arrival=arrival), TODAY)
    html = plan_html(found, "TTPS B", passages(), EN)
    assert f"7 years {said} 1 March {arrival.year + 7}" in html
    assert "calendar only" in html


def test_the_calendar_travels_in_the_link() -> None:
    assert 'download="wenjin-renewal.ics" href="data:text/calendar;charset=utf-8,BEGIN%3AVCALENDAR' in shown()


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_hostile_texts_are_shown_as_text(lang: str) -> None:
    html = plan_html(plan(rules(fee=(line("bad", zh=HOSTILE, en=HOSTILE),)), case(), TODAY), HOSTILE, passages(HOSTILE), Words(lang))
    html += problems_html([Problem("expiry", "unreadable", (("text", HOSTILE),))], Words(lang))
    assert "<img" not in html
    assert html.count("&lt;img") >= 4


def test_a_slip_is_named_with_its_field_and_a_day_in_words() -> None:
    html = problems_html([Problem("arrival", "arrival_ahead", (("day", "2031-01-02"),)), Problem("scheme", "scheme")], EN)
    assert "Date you first came to live in Hong Kong (optional): 2 January 2031 is still to come" in html
    assert 'role="alert"' in html
    assert html.count("<li>") == 2


def test_every_state_and_slip_has_words_in_every_language() -> None:
    html = "".join(shown(Words(lang), TODAY + timedelta(days=days)) for lang in PAGE_LANGS for days in (-40, 0, 91, 92, 200))
    assert "{" not in html
    assert {k for k in strings() if k.startswith("renew.problem_")} >= {
        f"renew.problem_{key}"
        for key in ("missing", "unreadable", "impossible", "far", "arrival_ahead", "arrival_after", "scheme", "situation")
    }


def test_window_words_follow_the_language() -> None:
    assert "最早申請" in shown(Words("zh-Hant")) and "最早申请" in shown(Words("zh-Hans"))
    assert window("w", months=3).zh in shown(Words("zh-Hant"))
