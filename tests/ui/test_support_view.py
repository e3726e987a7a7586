"""The list of measures, its sheet and its CSV: complete, cited, and inert whatever the texts hold."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from ingest.corpus import Bilingual
from rag.settings import ROOT
from ui.shelf import Shelf, open_shelf
from ui.support_list import Wanted
from ui.support_view import COLUMNS, csv_text, list_html, need_choices, picked, provider_choices, safe_cell, sheet_html
from ui.words import PAGE_LANGS, Words

SHELF = open_shelf(ROOT / "corpus")
EVIL = "<img src=x onerror=alert(1)>"


def hostile() -> Shelf:
    bad = SHELF.measures[0].model_copy(
        update={
            "name": Bilingual(zh=f"=1+1{EVIL}", en=f"=1+1{EVIL}"),
            "provider": Bilingual(zh=EVIL, en=EVIL),
            "reach": {"zh": f'https://x.y/"{EVIL}', "en": EVIL},
        }
    )
    return replace(SHELF, measures=(bad,))


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_measure_listed_can_be_ticked_and_its_passage_opened(lang: str) -> None:
    html = list_html(SHELF, Wanted(), Words(lang))
    assert html.count("data-pick=") == 152
    assert html.count('class="wj-cite"') == 152
    assert html.count("<details") == len(need_choices(SHELF, Words(lang)))


def test_what_is_asked_for_stands_open_and_the_whole_list_is_folded() -> None:
    words = Words("en")
    assert '<details class="wj-support-need" open>' not in list_html(SHELF, Wanted(), words)
    assert '<details class="wj-support-need" open>' in list_html(SHELF, Wanted(needs=("housing",)), words)
    assert "<details" not in list_html(SHELF, Wanted(text="housing"), words)


def test_nothing_found_says_what_to_do() -> None:
    html = list_html(SHELF, Wanted(text="xyzzy"), Words("en"))
    assert "No measure fits" in html
    assert "clear some filters" in html


def test_hostile_texts_are_shown_as_text() -> None:
    shelf, words = hostile(), Words("en")
    for html in (
        list_html(shelf, Wanted(), words),
        sheet_html(shelf, list(shelf.measures), date(2026, 4, 1), words),
        list_html(shelf, Wanted(), Words("zh-Hant")),
    ):
        assert "<img" not in html
        assert "&lt;img" in html


def test_the_sheet_is_by_need_dated_and_names_the_source() -> None:
    measures = picked(SHELF, ["ld-job-centres", "no-such", 7, None])
    html = sheet_html(SHELF, measures, date(2026, 4, 1), Words("en"))
    assert "1 April 2026" in html
    assert html.count("<li>") == 1
    assert "Employment Services of Labour Department" in html
    assert "undated" in html


@pytest.mark.parametrize("ids", [None, "ld-job-centres", {"a": 1}, [["x"]], 3])
def test_only_a_list_of_known_names_picks_anything(ids: object) -> None:
    assert picked(SHELF, ids) == []


def test_the_csv_opens_in_a_spreadsheet_with_every_measure_and_no_formula() -> None:
    text = csv_text(hostile(), list(hostile().measures), Words("en"))
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == 2
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows[0]) == len(rows[1]) == len(COLUMNS)
    assert rows[1][0] == f"'=1+1{EVIL}"
    whole = list(csv.reader(io.StringIO(csv_text(SHELF, list(SHELF.measures), Words("zh-Hant")).removeprefix("\ufeff"))))
    assert len(whole) == 153
    assert whole[0][0] == "措施"
    assert all(cell[:1] not in "=+-@\t\r" for row in whole for cell in row if cell)


@pytest.mark.parametrize("cell", ["=1", "+852", "-1", "@x", "\t=1", "  =1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_begins_like_a_formula_is_quoted(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "免費", "A=1", "2717 1771", "a+b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_addresses_and_telephone_numbers_can_be_pressed() -> None:
    measure = SHELF.measures[0].model_copy(update={"reach": {"zh": "致電2717 1771或https://www.erb.org/。", "en": "Call 2717 1771."}})
    html = list_html(replace(SHELF, measures=(measure,)), Wanted(), Words("zh-Hant"))
    assert '<a href="tel:+85227171771">2717 1771</a>' in html
    assert '<a href="https://www.erb.org/" target="_blank" rel="noopener noreferrer">https://www.erb.org/</a>。' in html


def test_every_provider_can_be_chosen_with_its_count() -> None:
    choices = provider_choices(SHELF, Words("en"))
    assert choices[0] == ("All", "")
    assert choices[1] == ("Hong Kong Talent Engage (HKTE) (16)", "Hong Kong Talent Engage (HKTE)")
