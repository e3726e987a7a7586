from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.corpus import parse_head, read_corpus, read_questions, read_sections, read_sources
from rag.errors import CorpusError

ZH, EN, QUESTIONS, SOURCES = "harbour/zh-Hant.md", "harbour/en.md", "harbour/questions.tsv", "sources.toml"
HEAD = '## Title here {#one as_of=2024-05 where="ch. 1" schemes="ttps" topics="a b-c"}'


def change(corpus: Path, name: str, old: str, new: str) -> None:
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(corpus: Path, name: str, part: str) -> int:
    lines = (corpus / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def fault(corpus: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        list(read_corpus(corpus))
    assert "\n" not in caught.value.line
    return caught.value


def test_a_corpus_is_read_in_the_order_of_its_files(small_corpus: Path) -> None:
    harbour, official = read_corpus(small_corpus)
    assert (harbour.entry.id, official.entry.id) == ("harbour", "official")
    ids = [section.head.id for section in harbour.sections["en"]]
    assert ids == ["ttps-approved", "ttps-approved-2023", "qmas-quota", "dependants-work", "centres"]
    section = harbour.sections["zh-Hant"][4]
    assert (section.source, section.lang, section.head.as_of, section.head.schemes) == ("harbour", "zh-Hant", "2023-10", "")
    assert section.line == line_of(small_corpus, ZH, "{#centres")
    assert section.text.startswith("海港中心在2023年10月")
    assert section.text.endswith("| 元朗 | 6 |")
    assert {q.lang for q in harbour.questions} == {"zh-Hant", "zh-Hans", "yue", "en"}
    assert official.sections["en"][0].head.page_title == "Renewal under TTPS"


def test_a_source_without_question_list_has_no_questions(corpus_copy: Path) -> None:
    (corpus_copy / QUESTIONS).unlink()
    assert next(iter(read_corpus(corpus_copy))).questions == []


def test_a_heading_line_gives_its_keys() -> None:
    head = parse_head(HEAD, Path("x.md"), 1)
    assert (head.id, head.title, head.as_of, head.where) == ("one", "Title here", "2024-05", "ch. 1")
    assert (head.schemes, head.topics, head.status, head.url) == ("ttps", "a b-c", "", "")


HEADS = [
    ("# Title", "a heading must read"),
    ("## Title without braces", "a heading must read"),
    (HEAD.replace("## ", "### "), "a heading must read"),
    (HEAD.replace(" as_of=2024-05", ""), "as_of: Field required"),
    (HEAD.replace(' where="ch. 1"', ""), "where: Field required"),
    (HEAD.replace(' schemes="ttps"', ""), "schemes: Field required"),
    (HEAD.replace(' topics="a b-c"', ""), "topics: Field required"),
    (HEAD.replace("2024-05", "May"), "as_of: "),
    (HEAD.replace("#one", "#One!"), "id: "),
    (HEAD.replace('"ttps"', '"ttps moon"'), "unknown scheme 'moon'; known: "),
    (HEAD.replace('"a b-c"', '"A, B"'), "topics: "),
    (HEAD.replace("}", " colour=red}"), "colour: "),
    (HEAD.replace("}", " status=rumour}"), "status: "),
    (HEAD.replace("}", " loose words}"), "cannot read 'loose words'"),
    (HEAD.replace('"ch. 1"', '"ch. 1'), "cannot read "),
]


@pytest.mark.parametrize(("line", "what"), HEADS)
def test_a_broken_heading_names_file_line_and_fault(line: str, what: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_head(line, Path("x.md"), 12)
    assert caught.value.line.startswith(f"x.md:12: {what}")
    assert caught.value.line_number == 12


@pytest.mark.parametrize("date", ["2024-13", "2024-00", "2024-02-31", "0000"])
def test_a_date_that_does_not_exist_is_a_fault(date: str) -> None:
    with pytest.raises(CorpusError, match="as_of"):
        parse_head(HEAD.replace("2024-05", date), Path("x.md"), 1)


Fault = Callable[[Path], None]
FAULTS: list[tuple[str, Fault, str, str, str]] = [
    ("text before the heading", lambda c: change(c, ZH, "## 高才通到2024", "前言\n\n## 高才通到2024"), ZH, "前言", "text before the first heading"),
    ("empty section", lambda c: change(c, EN, "By May 2024 the", "## X {#x as_of=2024 where=a schemes=\"\" topics=a}\n\nBy May 2024 the"), EN,
     "{#ttps-approved ", "section 'ttps-approved' has no text"),
    ("repeated id", lambda c: change(c, ZH, "{#qmas-quota", "{#ttps-approved"), ZH, "優才計劃由2023年11月起", "section id 'ttps-approved' is used twice"),
    ("other id", lambda c: change(c, EN, "{#qmas-quota", "{#qmas-places"), EN, "{#qmas-places", "expected section 'qmas-quota' as in"),
    ("other date", lambda c: change(c, EN, "as_of=2024-01 ", "as_of=2024-02 "), EN, "{#dependants-work", "as_of of 'dependants-work' differs from"),
    ("other schemes", lambda c: change(c, EN, 'schemes="qmas"', 'schemes="ttps"'), EN, "{#qmas-quota", "schemes of 'qmas-quota' differs from"),
    ("other topics", lambda c: change(c, EN, 'topics="quota"', 'topics="cap"'), EN, "{#qmas-quota", "topics of 'qmas-quota' differs from"),
    ("section in one language only",
     lambda c: (c / ZH).write_text((c / ZH).read_text(encoding="utf-8") + HEAD.replace("Title here", "第三節") + "\n\n文字。\n", encoding="utf-8") and None,
     ZH, "{#one ", "section 'one' is missing in the other language"),
    ("official fact without status", lambda c: [change(c, f"official/{x}.md", " status=official", "") for x in ("zh-Hant", "en")] and None,
     "official/zh-Hant.md", "{#renewal-papers", "an official fact needs url, publisher, title, published and status"),
    ("two parts", lambda c: change(c, QUESTIONS, "qmas-quota\ten\tis there", "qmas-quota\tis there"), QUESTIONS, "qmas-quota\tis there",
     "expected `section<TAB>language<TAB>question`, got 2 part(s)"),
    ("question of no section", lambda c: change(c, QUESTIONS, "centres\ten\twhere", "center\ten\twhere"), QUESTIONS, "center\ten",
     "no section 'center' in this source"),
    ("unknown question language", lambda c: change(c, QUESTIONS, "centres\ten\twhere", "centres\tfr\twhere"), QUESTIONS, "centres\tfr",
     "unknown language 'fr'; one of"),
    ("empty question", lambda c: change(c, QUESTIONS, "centres\ten\twhere is the Harbour Centre", "centres\ten\t "), QUESTIONS, "centres\ten\t \n"[:-1],
     "empty question"),
    ("repeated question", lambda c: change(c, QUESTIONS, "how many staff in Sha Tin", "where is the Harbour Centre"), QUESTIONS, "",
     "question repeated: 'where is the Harbour Centre'"),
]  # fmt: skip


@pytest.mark.parametrize(("break_it", "name", "part", "what"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_each_fault_names_its_file_and_line(corpus_copy: Path, break_it: Fault, name: str, part: str, what: str) -> None:
    break_it(corpus_copy)
    error = fault(corpus_copy)
    assert error.path == str(corpus_copy / name)
    assert error.what.startswith(what)
    if part:
        assert error.line_number == line_of(corpus_copy, name, part)
    else:
        lines = (corpus_copy / name).read_text(encoding="utf-8").splitlines()
        assert lines.index(lines[error.line_number - 1]) < error.line_number - 1
    assert error.line.startswith(f"{corpus_copy / name}:{error.line_number}: ")


def test_text_before_the_first_heading_is_named_with_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text(f"\n\nStray text.\n{HEAD}\n\nText.\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_sections(tmp_path / "en.md", "x", "en")
    assert caught.value.line_number == 3


SOURCE = (
    '[[source]]\nid = "a"\ntitle.zh = "甲"\ntitle.en = "A"\npublisher.zh = "乙"\npublisher.en = "B"\npublished = "2024"\nkind = "paper"\n'
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[source]", "not valid TOML: "),
        (SOURCE.replace('kind = "paper"\n', ""), "source 1: kind: Field required"),
        (SOURCE.replace('title.en = "A"\n', ""), "source 1: title.en: Field required"),
        (SOURCE.replace('"2024"', '"last year"'), "source 1: published: "),
        (SOURCE.replace('"a"', '"A B"'), "source 1: id: "),
        (SOURCE + 'colour = "red"\n', "source 1: colour: "),
        (SOURCE + SOURCE, "source id 'a' is used twice"),
        (SOURCE + SOURCE.replace('"a"', '"b"').replace('"乙"', '""'), "source 2: publisher.zh: "),
    ],
)
def test_a_broken_source_list_names_file_and_source(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_sources(path)
    assert caught.value.line.startswith(f"{path}: {what}")


def test_a_source_list_without_a_source_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCE.replace("[[source]]", "[[sources]]"), encoding="utf-8")
    with pytest.raises(CorpusError):
        read_sources(tmp_path / "sources.toml")


@pytest.mark.parametrize("name", [SOURCES, ZH, EN])
def test_a_missing_file_is_named(corpus_copy: Path, name: str) -> None:
    (corpus_copy / name).unlink()
    assert fault(corpus_copy).line.startswith(f"{corpus_copy / name}: cannot be read")


@pytest.mark.parametrize(
    "name",
    [
        SOURCES,
        ZH,
        EN,
        pytest.param(QUESTIONS),
    ],
)
def test_a_file_that_is_not_utf8_is_named(corpus_copy: Path, name: str) -> None:
    path = corpus_copy / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert fault(corpus_copy).path == str(path)


def test_blank_lines_of_a_question_list_are_skipped_and_counted(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("\none\ten\tFirst?\n\none\tyue\t第二？\n", encoding="utf-8")
    questions = read_questions(tmp_path / "q.tsv", {"one"})
    assert [(q.line, q.lang, q.text) for q in questions] == [(2, "en", "First?"), (4, "yue", "第二？")]


def test_a_superseding_section_must_exist(corpus_copy: Path) -> None:
    for name in (ZH, EN):
        change(corpus_copy, name, "{#qmas-quota ", "{#qmas-quota supersedes=nowhere ")
    assert fault(corpus_copy).path == str(corpus_copy / ZH)


def test_questions_are_tied_to_the_sentences_that_answer_them(corpus_copy: Path) -> None:
    questions = (corpus_copy / QUESTIONS).read_text(encoding="utf-8").splitlines()
    section = questions[0].split("\t")[0]
    asked = sum(line.split("\t")[0] == section for line in questions)
    (corpus_copy / "harbour" / "answering.tsv").write_text(f"{section}\t1+2 - " + "1 " * (asked - 2) + "\n", encoding="utf-8")
    harbour = next(s for s in read_corpus(corpus_copy) if s.entry.id == "harbour")
    assert harbour.answering == {section: ((1, 2), (), *[(1,)] * (asked - 2))}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{section}", "expected `section<TAB>sentence numbers"),
        ("{section}\tone", "expected sentence numbers such as 2 or 1+3, or -, got 'one'"),
        ("{section}\t1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9", "18 entries for the"),
        ("nowhere\t1", "1 entries for the 0 questions of 'nowhere'"),
    ],
)
def test_a_broken_row_of_sentence_numbers_is_one_line_with_its_place(corpus_copy: Path, row: str, message: str) -> None:
    section = (corpus_copy / QUESTIONS).read_text(encoding="utf-8").split("\t")[0]
    (corpus_copy / "harbour" / "answering.tsv").write_text(row.format(section=section) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"answering\.tsv:1: ") as caught:
        list(read_corpus(corpus_copy))
    assert message in caught.value.line
