from pathlib import Path

import pytest

from ingest.corpus_check import check_corpus, copied_runs, prose, simplified_only
from tests.conftest import REPOSITORY

ZH, EN, QUESTIONS = "harbour/zh-Hant.md", "harbour/en.md", "harbour/questions.tsv"
ORIGINALS = REPOSITORY.parent / "shared" / "originals"
QUOTA = "優才計劃的每年名額暫停執行，為期2年，因為申請人數遠多於名額"


def change(corpus: Path, name: str, old: str, new: str) -> None:
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(corpus: Path, name: str, part: str) -> int:
    lines = (corpus / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def only(found: list[str]) -> str:
    assert len(found) == 1, found
    return found[0]


def test_a_clean_corpus_has_no_finding(small_corpus: Path) -> None:
    assert check_corpus(small_corpus) == []


def test_the_shipped_corpus_has_no_finding() -> None:
    assert check_corpus(REPOSITORY / "corpus") == []


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the published texts are not at {ORIGINALS}, so originality cannot be checked")
def test_the_shipped_corpus_repeats_no_original() -> None:
    assert [f for f in check_corpus(REPOSITORY / "corpus", ORIGINALS) if "repeats the original" in f] == []


FINDINGS = [
    (ZH, "85,424宗獲批准", "85,425宗獲批准", EN, "{#ttps-approved ", "figures of 'ttps-approved' differ: only Chinese ['85425'], only English []"),
    (EN, "54%", "45%", EN, "{#ttps-approved ", "figures of 'ttps-approved' differ: only Chinese ['54'], only English ['45']"),
    (ZH, "亦不限行業", "亦不限职业", ZH, "{#dependants-work", "Simplified characters 业职 in 'dependants-work'"),
    (EN, "any trade", "[any trade](https://example.org)", EN, "{#dependants-work", "links, HTML or emphasis in 'dependants-work'"),
    (EN, "any trade", "<b>any</b> trade", EN, "{#dependants-work", "links, HTML or emphasis in 'dependants-work'"),
    (ZH, "不限行業", "**不限行業**", ZH, "{#dependants-work", "links, HTML or emphasis in 'dependants-work'"),
    (ZH, "亦不限行業。", "亦不限行業。" + "受養人配偶可以受僱。" * 45, ZH, "{#dependants-work", "'dependants-work' has "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "place", "part", "what"), FINDINGS)
def test_each_finding_names_its_file_and_section(
    corpus_copy: Path, name: str, old: str, new: str, place: str, part: str, what: str
) -> None:
    change(corpus_copy, name, old, new)
    finding = only(check_corpus(corpus_copy))
    assert finding.startswith(f"{corpus_copy / place}:{line_of(corpus_copy, place, part)}: {what}")


def test_a_section_that_is_too_short_is_a_finding(corpus_copy: Path) -> None:
    text = (corpus_copy / ZH).read_text(encoding="utf-8")
    start = text.index("循「高端人才通行證計劃」（高才通）來港人士的配偶")
    end = text.index("## 海港中心設於")
    (corpus_copy / ZH).write_text(f"{text[:start]}受養人配偶可以工作。\n\n{text[end:]}", encoding="utf-8")
    assert "'dependants-work' has 9 Chinese characters of prose, expected 40 to 420" in only(check_corpus(corpus_copy))


def test_a_table_without_sentences_is_a_finding(corpus_copy: Path) -> None:
    change(corpus_copy, EN, "Harbour Centres opened in October 2023 in 3 districts: Wan Chai, Sha Tin and Yuen Long. ", "")
    change(
        corpus_copy,
        EN,
        "The Wan Chai Harbour Centre at 12 Harbour Road has 15 staff members, the Sha Tin Harbour Centre 9 and the Yuen Long Harbour Centre 6.",
        "| October 2023 | 3 |",
    )
    place = f"{corpus_copy / EN}:{line_of(corpus_copy, EN, '{#centres')}"
    assert only(check_corpus(corpus_copy)) == f"{place}: 'centres' has a table but no sentences"


def drop_questions(corpus: Path, section: str, lang: str, keep: int) -> None:
    path = corpus / QUESTIONS
    kept, seen = list[str](), 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{section}\t{lang}\t"):
            seen += 1
            if seen > keep:
                continue
        kept.append(line)
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("lang", "keep", "what"), [("yue", 1, "10 in all, too few: yue 1/2"), ("en", 0, "8 in all, too few: en 0/3")])
def test_too_few_questions_in_a_language_are_a_finding(corpus_copy: Path, lang: str, keep: int, what: str) -> None:
    drop_questions(corpus_copy, "centres", lang, keep)
    assert only(check_corpus(corpus_copy)) == f"{corpus_copy / QUESTIONS}: questions of 'centres': {what}"


def test_too_many_questions_are_a_finding(corpus_copy: Path) -> None:
    with (corpus_copy / QUESTIONS).open("a", encoding="utf-8") as file:
        file.write("".join(f"centres\ten\tquestion {n}?\n" for n in range(40)))
    assert "questions of 'centres': 51 in all" in only(check_corpus(corpus_copy))


def test_a_source_that_cannot_be_read_is_one_finding_and_the_others_are_checked(corpus_copy: Path) -> None:
    change(corpus_copy, ZH, "{#qmas-quota", "{qmas-quota")
    change(corpus_copy, "official/en.md", "4 weeks", "5 weeks")
    found = check_corpus(corpus_copy)
    assert len(found) == 2
    assert found[0].startswith(f"{corpus_copy / ZH}:{line_of(corpus_copy, ZH, '{qmas-quota')}: a heading must read")
    assert "figures of 'renewal-papers' differ" in found[1]


def test_a_copied_sentence_is_a_finding_with_the_run(corpus_copy: Path, tmp_path: Path) -> None:
    originals = tmp_path / "originals"
    originals.mkdir()
    (originals / "harbour.txt").write_text(f"原文說：{QUOTA}，其後檢討。", encoding="utf-8")
    finding = only(check_corpus(corpus_copy, originals))
    assert finding.startswith(f"{corpus_copy / ZH}:{line_of(corpus_copy, ZH, '{#qmas-quota')}: 'qmas-quota' repeats the original: ")
    assert "名額暫停執行為期2年" in finding


def test_an_original_of_another_source_does_not_count(corpus_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text(QUOTA, encoding="utf-8")
    assert check_corpus(corpus_copy, tmp_path) == []


RUN = "申請人須在逗留期屆滿前親身到辦事處遞交所有文件並等候兩個星期才可離開"


def test_a_run_of_25_characters_counts_and_one_of_24_does_not() -> None:
    assert copied_runs(RUN[:25], RUN) == [RUN[:25]]
    assert copied_runs(RUN[:24], RUN) == []


def test_a_run_is_found_despite_punctuation_and_line_breaks() -> None:
    assert copied_runs(RUN, "，\n".join([RUN[:10], RUN[10:20], RUN[20:]])) == [RUN]


def test_every_run_is_found_at_its_longest() -> None:
    other = "香港海旁長廊由三個地區的居民和商戶一同設計並在翌年夏天分階段開放給公眾使用"
    assert copied_runs(f"{RUN}甲乙丙{other}", f"{other}丁{RUN}") == [RUN, other]


def test_figures_and_quoted_names_are_no_copy() -> None:
    figures = "2023 1,234,567 2024 7,654,321 2025 9,876,543"
    assert copied_runs(figures, figures) == []
    name = "「非本地畢業生留港／回港就業安排特別支援計劃二零二三年度修訂版」"
    assert copied_runs(f"{name}已推出。", f"根據{name}已推出。") == []


def test_simplified_characters_are_told_from_shared_ones() -> None:
    assert simplified_only("续签的里程") == {"续", "签"}
    assert simplified_only("續簽里程台灣") == set()


def test_common_simplified_characters_are_all_seen() -> None:
    assert simplified_only("入境事务处个门电会学国发动") == set("务处个门电会学国发动")


def test_prose_is_the_text_without_table_rows() -> None:
    assert prose("一句。\n| 甲 | 1 |\n  | 乙 | 2 |\n二句。") == "一句。\n二句。"


def test_a_sentence_that_a_section_does_not_have_is_a_finding(corpus_copy: Path) -> None:
    lines = (corpus_copy / QUESTIONS).read_text(encoding="utf-8").splitlines()
    section = lines[0].split("\t")[0]
    asked = sum(line.split("\t")[0] == section for line in lines)
    (corpus_copy / "harbour" / "answering.tsv").write_text(f"{section}\t" + "9 " * asked + "\n", encoding="utf-8")
    assert any("answering.tsv" in line and "names sentence 9" in line for line in check_corpus(corpus_copy))
