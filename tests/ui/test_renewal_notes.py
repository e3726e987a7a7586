"""Calendar notes: the rule with its source and date, our own suggestions said to be ours."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.renewal_rules import TODAY, case, line, passages, rules
from ui.renewal import plan
from ui.renewal_notes import notes
from ui.words import Words


@pytest.mark.parametrize(
    ("lang", "title", "source"),
    [("en", "Renewal can be applied for: TTPS B", "The <b>Press</b>"), ("zh-Hant", "可以申請續簽：TTPS B", "報館")],
)
def test_a_note_gives_the_rule_its_source_and_its_date(lang: str, title: str, source: str) -> None:
    found = {n.key: n for n in notes(plan(rules(), case(date(2026, 5, 31)), TODAY), "TTPS B", passages(), Words(lang))}
    opens = found["ttps/B/opens/2026-05-31"]
    assert (opens.day, opens.title) == (date(2026, 2, 28), title)
    assert source in opens.text
    assert ("1 November 2024" if lang == "en" else "2024年11月1日") in opens.text


def test_a_suggestion_is_said_to_be_none_of_the_rules() -> None:
    gather = notes(plan(rules(), case(date(2026, 5, 31)), TODAY), "TTPS B", passages(), Words("en"))[0]
    assert "Wenjin's suggestion, not a rule" in gather.text
    assert "Source:" not in gather.text


def test_the_note_of_the_clock_has_the_years_of_the_rule_and_no_scheme() -> None:
    abode = rules(abode=(line("one", years=7),))
    (note,) = notes(plan(abode, case(TODAY, arrival=date(2023, 3, 1)), TODAY), "TTPS B", passages(), Words("en"))
    assert (note.title, note.day) == ("7 years since first arrival", date(2030, 3, 1))
