"""The names of the corpus's sources: the file's, not those of the page that the first passage stands on."""

from __future__ import annotations

from pathlib import Path

from ingest.held import HeldSource
from tests.fakes import make_passage, make_source
from ui.document_sources import named

TOML = """
[[source]]
id = "harbour"
title.zh = "港口事實"
title.en = "Facts of the harbour"
publisher.zh = "各機構"
publisher.en = "Several bodies"
published = "undated"
kind = "web"
"""
PAGE = make_source(title={"zh-Hant": "常見問題", "en": "FAQ"})


def test_a_source_has_its_files_title_whatever_page_its_first_passage_names(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(TOML, encoding="utf-8")
    held = HeldSource(PAGE, (make_passage(source=PAGE),))
    (found,) = named([held], tmp_path)
    assert found.source.title == {"zh-Hant": "港口事實", "en": "Facts of the harbour"}
    assert found.source.publisher["en"] == "Several bodies"
    assert found.passages == held.passages


def test_a_source_the_file_lacks_and_a_file_that_is_broken_leave_the_passages_own_name(tmp_path: Path) -> None:
    held = HeldSource(PAGE, ())
    assert named([held], tmp_path) == [held]
    (tmp_path / "sources.toml").write_text(TOML.replace("harbour", "quay"), encoding="utf-8")
    assert named([held], tmp_path) == [held]
    (tmp_path / "sources.toml").write_text("[[source", encoding="utf-8")
    assert named([held], tmp_path) == [held]
