"""The structured facts read once, and read again after a change."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from rag.settings import ROOT, Settings
from ui.schemes_data import FIELDS, schemes_as_data
from ui.schemes_view import finder_html, table_html
from ui.shelf import cited, open_shelf
from ui.support_list import Wanted
from ui.support_view import list_html
from ui.words import PAGE_LANGS, Words


def test_a_corpus_is_read_again_only_after_a_change(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "corpus", tmp_path / "corpus"))
    first = open_shelf(folder)
    assert open_shelf(folder) is first
    path = folder / "measures.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("勞工處就業中心：轉介工作", "另一個名稱"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert open_shelf(folder).measures[0].name.zh == "另一個名稱"


def test_a_corpus_without_schemes_and_measures_is_an_empty_shelf_and_its_pages_say_so(tmp_path: Path) -> None:
    shelf, words = open_shelf(tmp_path), Words("en")
    assert (shelf.schemes, shelf.measures, shelf.rules, shelf.passages) == ((), (), (), {})
    assert "No scheme fits" in table_html(shelf, [], ["who"], words)
    assert "No measure fits" in list_html(shelf, Wanted(text="school"), words)
    assert "<article" not in finder_html(shelf, {"age": 30.0}, [], words)


def test_a_fact_whose_section_is_gone_keeps_its_date_and_says_no_source() -> None:
    shelf = open_shelf(ROOT / "corpus")
    fact = cited(shelf, "pb39/no-such", "2024-05", Words("en"))
    assert (fact["date"], fact["title"], fact["publisher"]) == ("May 2024", "", "")


def test_schemes_as_data_carry_every_fact_with_its_source_in_each_language() -> None:
    for lang in PAGE_LANGS:
        schemes = schemes_as_data(Settings(), lang)
        facts = [f for s in schemes for fs in s["facts"].values() for f in fs]
        assert len(schemes) == 10
        assert all(f["text"] and f["date"] and f["section"] and f["publisher"] for f in facts)
        assert {name for s in schemes for name in s["facts"]} <= set(FIELDS)
    ttps = schemes_as_data(Settings(), "zh-Hans")[0]
    assert ttps["name"] == "高端人才通行证计划"
    assert [c["id"] for c in ttps["categories"]] == ["A", "B", "C"]
    assert schemes_as_data(Settings(), "xx")[0]["name"] == "高端人才通行證計劃"


def test_the_fields_compared_are_all_a_scheme_has() -> None:
    scheme = open_shelf(ROOT / "corpus").schemes[0]
    assert set(FIELDS) == set(type(scheme).model_fields) - {"id", "name", "abbr", "job_offer_needed", "category"}
