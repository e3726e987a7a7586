"""Schemes, measures and the glossary of the shipped corpus hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.structured import read_measures, read_schemes, structured_findings
from rag.errors import CorpusError
from rag.lexicon import read_lexicon
from rag.settings import ROOT
from rag.text import fold

CORPUS = ROOT / "corpus"
MEASURE = """[[measure]]
id = "hotline"
name = { zh = "熱線", en = "Hotline" }
need = "work"
for_whom = { zh = "求職者", en = "Job seekers" }
provider = { zh = "勞工處", en = "Labour Department" }
reach = { zh = "打 2717 1771", en = "Call 2717 1771" }
status = "official"
as_of = "2024-05"
section = "official/hotline"
"""


def test_every_scheme_has_who_it_is_for_and_a_channel() -> None:
    schemes = read_schemes(CORPUS / "schemes.toml")
    assert {s.id for s in schemes} >= {"ttps", "qmas", "gep", "asmtp", "iang", "techtas", "assg", "cies", "vpas", "technical"}
    assert all(s.who and s.official_channel for s in schemes)


def test_there_are_measures_for_every_need_of_a_newcomer() -> None:
    measures = read_measures(CORPUS / "measures.toml")
    assert len(measures) >= 60
    assert {m.need for m in measures} >= {"work", "training", "language", "family", "children", "school", "mental-health", "health-care"}


def write(folder: Path, text: str) -> Path:
    (folder / "measures.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_value_whose_section_is_missing_or_dated_otherwise_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path, MEASURE)
    assert structured_findings(folder, {"official/hotline": "2024-05"}) == []
    assert "does not exist" in structured_findings(folder, {})[0]
    assert "is as of 2023, not 2024-05" in structured_findings(folder, {"official/hotline": "2023"})[0]


def test_figures_that_differ_between_the_languages_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path, MEASURE.replace("Call 2717 1771", "Call 2717 1772"))
    assert "figures differ" in structured_findings(folder, {"official/hotline": "2024-05"})[0]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('need = "work"', 'need = "fun"', "measure 1 (hotline): need"),
        ('as_of = "2024-05"', 'as_of = "May"', "measure 1 (hotline): as_of"),
        ("[[measure]]", "[[measures]]", "has no [[measure]]"),
        ("id = ", "id == ", "not valid TOML"),
    ],
)
def test_a_fault_names_file_entry_and_key(tmp_path: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_measures(write(tmp_path, MEASURE.replace(old, new, 1)) / "measures.toml")
    assert what in caught.value.line


def test_the_glossary_has_many_terms_and_no_name_stands_for_two() -> None:
    lexicon = read_lexicon(CORPUS / "glossary.toml")
    assert len(lexicon.terms) >= 250
    owner: dict[str, str] = {}
    for term in lexicon.terms.values():
        for name in term.names:
            assert len(fold(name)) > 1, name
            assert owner.setdefault(fold(name), term.id) == term.id, name
