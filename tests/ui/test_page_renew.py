"""What the renewal page shows for a form: the plan, what to put right, or why there is nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.settings import Settings
from ui.pages.renew import shown
from ui.renewal_form import Asked
from ui.words import Words

TODAY = date(2026, 3, 1)
SOUND = Asked("ttps/B", "2026-05-31", "commission", True, "2024-06-01")
SETTINGS = Settings()


def test_before_the_first_form_there_is_an_invitation() -> None:
    assert "Your plan appears here." in shown(None, SETTINGS, TODAY, Words("en"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("You can apply now: 91 days left", "28 February 2026", "mainly by commission", "1 June 2031", "Dot Dot News")),
        ("zh-Hant", ("現在可以申請，還有91天", "2026年2月28日", "主要來自佣金", "2031年6月1日", "點新聞")),
        ("zh-Hans", ("现在可以申请，还有91天", "2026年2月28日", "主要来自佣金", "2031年6月1日", "点新闻")),
    ],
)
def test_a_plan_stands_on_the_shipped_corpus_in_each_language(lang: str, said: tuple[str, ...]) -> None:
    html = shown(SOUND, SETTINGS, TODAY, Words(lang))
    assert [text for text in said if text not in html] == []


def test_every_line_of_a_plan_opens_a_passage() -> None:
    html = shown(SOUND, SETTINGS, TODAY, Words("en"))
    assert '<span class="wj-renew-cite">' not in html
    assert html.count('<details class="wj-renew-cite">') > 20


def test_slips_are_named_instead_of_a_plan() -> None:
    html = shown(Asked("ttps/B", "2026-02-30", "employed"), SETTINGS, TODAY, Words("en"))
    assert "there is no such day as “2026-02-30”" in html
    assert "wj-renew-plan" not in html


def test_a_scheme_that_was_not_offered_is_no_case() -> None:
    assert "please pick one" in shown(Asked("esls/", "2026-05-31", "employed"), SETTINGS, TODAY, Words("en"))


def test_an_unreadable_corpus_is_said_without_a_path(tmp_path: Path) -> None:
    (tmp_path / "renewal.toml").write_text("[[line", encoding="utf-8")
    (tmp_path / "schemes.toml").write_text("[[scheme", encoding="utf-8")
    html = shown(SOUND, Settings(corpus=tmp_path), TODAY, Words("en"))
    assert "The renewal data cannot be read just now" in html
    assert str(tmp_path) not in html
