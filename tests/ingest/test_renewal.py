"""The renewal rules: every line is backed by its section, and a fault names the entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.corpus import CorpusSection, read_source, read_sources
from ingest.renewal import PARTS, read_renewal
from ingest.structured import read_schemes, structured_findings
from rag.errors import CorpusError
from rag.figures import figures
from rag.settings import ROOT

CORPUS = ROOT / "corpus"
RULES = CORPUS / "renewal.toml"
WINDOW = """[[window]]
id = "three-months"
schemes = ["ttps"]
months = 3
basis = "scheme"
zh = "到期前3個月內"
en = "Within 3 months before expiry"
as_of = "2024-11-01"
section = "official/window"
"""
LINE = '[[{part}]]\nid = "{part}-line"\nzh = "一句"\nen = "A line"\nas_of = "2024"\nsection = "official/line"\n'
SECTIONS = {"official/window": "2024-11-01", "official/line": "2024"}


def write(folder: Path, window: str = WINDOW, others: str = "") -> Path:
    lines = "".join(LINE.format(part=part.replace("_", "-")).replace(f"[[{part.replace('_', '-')}]]", f"[[{part}]]") for part in PARTS)
    (folder / "renewal.toml").write_text(window + lines + others, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sections() -> dict[str, dict[str, CorpusSection]]:
    """Every section of the shipped corpus by language and `source/section`."""
    found: dict[str, dict[str, CorpusSection]] = {"zh-Hant": {}, "en": {}}
    for entry in read_sources(CORPUS / "sources.toml"):
        for lang, read in read_source(entry, CORPUS / entry.id).sections.items():
            found[lang] |= {f"{entry.id}/{s.head.id}": s for s in read}
    return found


def test_a_sound_file_has_no_findings(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert structured_findings(folder, SECTIONS) == []
    rules = read_renewal(folder / "renewal.toml")
    assert (rules.windows[0].months, rules.windows[0].weeks) == (3, None)
    assert set(rules.parts) == set(PARTS)


def test_a_line_whose_section_is_missing_or_dated_otherwise_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert "three-months: section 'official/window' does not exist" in structured_findings(folder, {"official/line": "2024"})[0]
    assert "is as of 2023, not 2024-11-01" in structured_findings(folder, SECTIONS | {"official/window": "2023"})[0]


def test_figures_that_differ_between_the_languages_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path, WINDOW.replace("Within 3", "Within 4"))
    assert "figures differ" in structured_findings(folder, SECTIONS)[0]


def test_a_number_dates_are_counted_with_must_stand_in_the_text(tmp_path: Path) -> None:
    folder = write(tmp_path, WINDOW.replace("months = 3", "months = 6"))
    assert "three-months: 6 counts here, which '到期前3個月內' does not say" in structured_findings(folder, SECTIONS)[0]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("months = 3", "months = 3\nweeks = 4", "expected either months or weeks"),
        ("months = 3", "", "expected either months or weeks"),
        ('schemes = ["ttps"]', 'schemes = ["tttps"]', "unknown scheme 'tttps'"),
        ('schemes = ["ttps"]', 'situations = ["asleep"]', "window 1 (three-months): situations"),
        ('id = "three-months"', 'id = "prepare-line"', "'prepare-line' is used twice"),
        ("[[window]]", "[[windows]]", "has no [[window]]"),
    ],
)
def test_a_fault_names_the_entry_and_what_was_expected(tmp_path: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_renewal(write(tmp_path, WINDOW.replace(old, new, 1)) / "renewal.toml")
    assert what in caught.value.line


def test_the_shipped_rules_hold_together(sections: dict[str, dict[str, CorpusSection]]) -> None:
    dates = {key: s.head.as_of for key, s in sections["zh-Hant"].items()}
    assert [f for f in structured_findings(CORPUS, dates) if "renewal.toml" in f] == []


def test_every_figure_of_a_line_stands_in_its_section(sections: dict[str, dict[str, CorpusSection]]) -> None:
    missing = {}
    for line in read_renewal(RULES).lines():
        for lang, said in (("zh-Hant", line.zh), ("en", line.en)):
            section = sections[lang][line.section]
            if extra := figures(said, lang) - figures(f"{section.head.title}\n{section.text}", lang):
                missing[f"{line.id} ({lang})"] = extra
    assert missing == {}


def test_a_line_on_a_superseded_section_is_marked_former(sections: dict[str, dict[str, CorpusSection]]) -> None:
    lines = list(read_renewal(RULES).lines())
    superseded = {line.id for line in lines if sections["en"][line.section].head.superseded_by}
    assert superseded
    assert superseded <= {line.id for line in lines if line.former}


def test_a_page_to_go_to_is_that_of_the_section(sections: dict[str, dict[str, CorpusSection]]) -> None:
    linked = [line for line in read_renewal(RULES).lines() if line.url]
    assert linked
    assert {line.id for line in linked if line.url != sections["en"][line.section].head.url} == set()


def test_every_scheme_has_one_window_in_force() -> None:
    in_force = [scheme for window in read_renewal(RULES).windows if not window.former for scheme in window.schemes]
    assert sorted(in_force) == sorted(s.id for s in read_schemes(CORPUS / "schemes.toml"))
