import re
from pathlib import Path

from ingest.passages import corpus_digest, corpus_passages


def test_a_passage_is_a_section_in_both_languages(small_corpus: Path) -> None:
    passages = {p.id: p for p in corpus_passages(small_corpus)}
    assert len(passages) == 6
    passage = passages["harbour/qmas-quota"]
    assert set(passage.texts) == set(passage.headings) == set(passage.where) == {"zh-Hant", "en"}
    assert "4,000個名額" in passage.texts["zh-Hant"]
    assert "4,000 places" in passage.texts["en"]
    assert (passage.as_of, passage.schemes, passage.topics) == ("2023-11-01", ("qmas",), ("quota",))
    assert passage.where == {"zh-Hant": "第2章", "en": "chapter 2"}
    assert passage.digest
    assert passage.page is None
    assert (passage.source.title["en"], passage.source.published) == ("Harbour Talent Handbook", "2024-06")


def test_a_passage_carries_its_own_questions_only(small_corpus: Path) -> None:
    passages = {p.section: p for p in corpus_passages(small_corpus)}
    assert "can my wife work here" in passages["dependants-work"].questions
    assert all(len(p.questions) == 11 for p in passages.values())
    assert "can my wife work here" not in passages["centres"].questions


def test_an_official_fact_is_cited_by_its_own_page(small_corpus: Path) -> None:
    source = next(p.source for p in corpus_passages(small_corpus) if p.source.id == "official")
    assert source.title == {"zh-Hant": "高才通續簽須知", "en": "Renewal under TTPS"}
    assert source.publisher == {"zh-Hant": "入境事務處", "en": "Immigration Department"}
    assert (source.published, source.url, source.status) == ("2024-11-18", "https://example.gov.hk/renewal", "official")


def test_a_section_without_schemes_names_none(small_corpus: Path) -> None:
    assert next(p for p in corpus_passages(small_corpus) if p.section == "centres").schemes == ()


def test_the_digest_changes_with_any_byte_and_any_name(corpus_copy: Path, small_corpus: Path) -> None:
    digest = corpus_digest(small_corpus)
    assert re.fullmatch(r"[0-9a-f]{16}", digest)
    assert corpus_digest(corpus_copy) == digest
    questions = corpus_copy / "harbour" / "questions.tsv"
    questions.write_text(questions.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = corpus_digest(corpus_copy)
    questions.rename(questions.with_name("list.tsv"))
    assert len({digest, changed, corpus_digest(corpus_copy)}) == 3
