"""A conversation taken away: the clipboard, Markdown and the sheet to print hold question, answer, quotes, dates and contacts, as text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

from rag.answer import Engine
from rag.settings import Settings
from tests.fakes import make_passage
from tests.ui.test_ask_turn import holding
from tests.ui.turns import TEXT, hostile_turn, make_turn, no_markup, refused_turn
from ui.ask_export import contacts, copied_text, markdown, sheet_html
from ui.ask_turn import Goal, failed_turn
from ui.words import Words

ZH, EN = Words("zh-Hant"), Words("en")
GOAL = Goal(name="延期網頁", address="https://example.gov.hk/x", url="https://example.gov.hk/x", date="2024年5月")
INDEX = holding(make_passage(texts={"zh-Hant": TEXT}))


def test_a_copied_answer_stands_alone() -> None:
    copied = copied_text(make_turn(goals=(GOAL,), assumed="ttps"), ZH)
    lines = copied.split("\n")
    assert lines[0] == make_turn().asked
    assert "以高才通為例。" in lines
    assert f"{TEXT}[1]" in lines
    assert f"[1] {TEXT}" in lines
    assert "延期網頁 https://example.gov.hk/x (2024年5月)" in lines
    assert lines[-1] == ZH["footer"]


def test_markdown_holds_question_answer_quote_source_and_dates() -> None:
    text = markdown(INDEX, [make_turn(goals=(GOAL,), understood="高才通推出日期"), refused_turn(id="1" * 16)], ZH)
    for part in (
        f"## {make_turn().asked}",
        "理解為：高才通推出日期",
        f"> **[1]** {TEXT}",
        "手冊 · 測試社 · ch. 1 · 問津摘要",
        "2024年5月",
        "- 延期網頁",
        "不作回答。",
        ZH["footer"],
    ):
        assert part in text


def test_hostile_text_stays_text_in_markdown() -> None:
    html = MarkdownIt("commonmark", {"html": True}).render(markdown(holding(), [hostile_turn(), failed_turn("# 一\n- 二\n1. 三")], ZH))
    assert no_markup(html)
    assert "<a " not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<li>二" not in html


def test_the_sheet_needs_nothing_else_and_prints() -> None:
    sheet = sheet_html(INDEX, [make_turn(), failed_turn("壞")], [GOAL], EN)
    assert not re.search(r"(?:src|href)=|url\(|@import", sheet)
    assert '<html lang="en">' in sheet
    assert "@media print" in sheet
    for part in (
        make_turn().asked,
        TEXT,
        "Handbook · Test Press",
        "May 2024",
        "延期網頁",
        EN["ask.fault_text"],
        escape(EN["footer"]),
        "2026-01-02 03:04",
    ):
        assert part in sheet


def test_hostile_text_stays_text_on_the_sheet() -> None:
    sheet = sheet_html(holding(), [hostile_turn()], [], ZH)
    assert no_markup(sheet)

    class Scripts(HTMLParser):
        found = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += tag in ("script", "img", "a", "iframe")

    parser = Scripts()
    parser.feed(sheet)
    assert parser.found == 0


CHANNELS = """
[[scheme]]
id = "ttps"
official_channel = [
  { zh = "高才通網頁：https://example.gov.hk/ttps", en = "TTPS page: https://example.gov.hk/ttps", as_of = "undated" },
  { zh = "查詢：2824 6111", en = "Enquiries: 2824 6111", as_of = "2023-03-30" },
]
[[scheme]]
id = "qmas"
official_channel = { zh = "優才網頁：https://example.gov.hk/qmas", en = "QMAS page: https://example.gov.hk/qmas", as_of = "2024" }
"""


def over(folder: Path, *schemes: str) -> Engine:
    passage = make_passage(texts={"zh-Hant": TEXT}, schemes=schemes)
    return Engine(holding(passage), Settings(corpus=folder))


def test_contacts_are_those_the_corpus_names_for_the_schemes_cited(tmp_path: Path) -> None:
    (tmp_path / "schemes.toml").write_text(CHANNELS, encoding="utf-8")
    found = contacts(over(tmp_path, "qmas"), [make_turn(), make_turn()], EN)
    assert [(g.name, g.url, g.date) for g in found] == [("QMAS page", "https://example.gov.hk/qmas", "2024")]


def test_without_one_scheme_only_the_enquiry_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "schemes.toml").write_text(CHANNELS, encoding="utf-8")
    for schemes in ((), ("ttps", "qmas")):
        assert [g.address for g in contacts(over(tmp_path, *schemes), [make_turn()], ZH)] == ["2824 6111"]


def test_a_broken_file_of_schemes_costs_only_the_contacts(tmp_path: Path) -> None:
    (tmp_path / "schemes.toml").write_text("[[scheme", encoding="utf-8")
    assert contacts(over(tmp_path), [make_turn()], ZH) == []
