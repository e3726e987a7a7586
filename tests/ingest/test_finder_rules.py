"""The finder's rules: what the shipped ones stand on, and faults of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.finder_rules import CHOICES, read_routes, read_rules
from ingest.passages import corpus_passages
from ingest.structured import read_schemes, structured_findings
from rag.errors import CorpusError
from rag.figures import figures
from rag.settings import ROOT

CORPUS = ROOT / "corpus"
RULES = """[[route]]
scheme = "ttps"
id = "A"
zh = "A類"
en = "Category A"

[[rule]]
scheme = "ttps"
route = "A"
field = "income"
span = { least = 2500000 }
zh = "收入達250萬港元"
en = "income of HK$2.5 million"
as_of = "2026-03"
section = "pb39/a"

[[rule]]
scheme = "ttps"
field = "offer"
fits = ["yes"]
fails = ["no"]
zh = "要先獲聘"
en = "a job offer is needed"
as_of = "2026-03"
section = "pb39/b"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "finder.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_figure_of_a_shipped_reason_stands_in_the_section_that_backs_it() -> None:
    passages = {p.id: p for p in corpus_passages(CORPUS)}
    for rule in read_rules(CORPUS / "finder.toml"):
        passage = passages[rule.section]
        for lang, text in (("zh-Hant", rule.zh), ("en", rule.en)):
            assert figures(text, lang) <= figures(f"{passage.headings[lang]} {passage.texts[lang]}", lang), (rule.id, text)


def test_every_rule_is_of_a_scheme_its_section_is_about_and_every_question_decides_something() -> None:
    passages = {p.id: p for p in corpus_passages(CORPUS)}
    rules = read_rules(CORPUS / "finder.toml")
    assert all(rule.scheme in passages[rule.section].schemes for rule in rules)
    assert {rule.field for rule in rules} >= set(CHOICES)
    assert {rule.scheme for rule in rules} == {scheme.id for scheme in read_schemes(CORPUS / "schemes.toml")}


def test_every_route_has_a_rule_of_its_own() -> None:
    owned = {(rule.scheme, rule.route) for rule in read_rules(CORPUS / "finder.toml")}
    assert all((route.scheme, route.id) in owned for route in read_routes(CORPUS / "finder.toml"))


def test_a_rule_is_held_against_its_section_like_every_other_fact(tmp_path: Path) -> None:
    dates = {"pb39/a": "2026-03", "pb39/b": "2026-03"}
    assert structured_findings(write(tmp_path, RULES), dates) == []
    assert "section 'pb39/b' does not exist" in structured_findings(tmp_path, {"pb39/a": "2026-03"})[0]
    assert "is as of 2024, not 2026-03" in structured_findings(tmp_path, dates | {"pb39/a": "2024"})[0]
    wrong = write(tmp_path, RULES.replace("HK$2.5 million", "HK$2 million"))
    assert "figures differ" in structured_findings(wrong, dates)[0]


def test_a_bound_the_reason_does_not_state_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path, RULES.replace("least = 2500000", "least = 2000000"))
    assert "2000000 counts here" in structured_findings(folder, {"pb39/a": "2026-03", "pb39/b": "2026-03"})[0]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('fits = ["yes"]', 'fits = ["maybe"]', "names some of its choices, each once: yes, no"),
        ('fails = ["no"]', 'fails = ["yes"]', "each once"),
        ('fits = ["yes"]\nfails = ["no"]', "", "names some of its choices"),
        ("span = { least = 2500000 }", 'fits = ["yes"]', "has a span"),
        ("span = { least = 2500000 }", "span = {}", "at least one bound"),
        ('field = "income"', 'field = "always"', "neither choices nor a span"),
        ('field = "offer"', 'field = "luck"', "unknown field 'luck'"),
        ('scheme = "ttps"\nfield', 'scheme = "moon"\nfield', "unknown scheme 'moon'"),
        ('route = "A"', 'route = "Z"', "no [[route]] 'Z' of 'ttps'"),
        ("[[rule]]", '[[route]]\nscheme = "ttps"\nid = "A"\nzh = "又"\nen = "again"\n\n[[rule]]', "is named twice"),
    ],
)
def test_a_fault_of_a_rule_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in RULES
    with pytest.raises(CorpusError) as caught:
        read_rules(write(tmp_path, RULES.replace(old, new, 1)) / "finder.toml")
    assert what in caught.value.line
