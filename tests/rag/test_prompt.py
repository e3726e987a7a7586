import re

from rag.prompt import MAX_PASSAGE_CHARS, NO_ANSWER, build_prompt
from rag.types import Query
from tests.fakes import make_passage

QUERY = Query(asked="泊位費幾多？", standalone="碼頭 泊位費幾多？", lang="zh-Hant", tokens=())


def test_passages_stand_numbered_between_fences() -> None:
    prompt = build_prompt(QUERY, [make_passage("a"), make_passage("b", texts={"zh-Hant": "第二段。"})])
    fences = re.findall(rf"^=== {prompt.fence} (passage|end) (\d) ===$", prompt.user, re.MULTILINE)
    assert fences == [("passage", "1"), ("end", "1"), ("passage", "2"), ("end", "2")]
    inside = prompt.user.split(f"=== {prompt.fence} passage 2 ===")[1].split(f"=== {prompt.fence} end 2 ===")[0]
    assert "第二段。" in inside
    assert "泊位費" not in inside


def test_the_fence_is_another_one_each_time_and_cannot_be_forged() -> None:
    first, second = build_prompt(QUERY, [make_passage()]), build_prompt(QUERY, [make_passage()])
    assert first.fence != second.fence
    assert len(first.fence) >= 16
    assert first.fence not in first.system


def test_a_passage_comes_in_the_askers_language_with_its_dates_and_source() -> None:
    zh = build_prompt(QUERY, [make_passage()]).user
    assert "25萬" in zh
    assert "手冊 · 測試社 · 2024-06" in zh
    assert "2024-05" in zh
    english = build_prompt(Query(asked="fee?", standalone="fee?", lang="en", tokens=()), [make_passage()]).user
    assert "250,000" in english
    assert "25萬" not in english
    assert "in English" in english


def test_hidden_and_reordering_characters_do_not_reach_the_model() -> None:
    text = "泊位\u202e費\u200b每月\x00900元。"
    assert "泊位費每月900元。" in build_prompt(QUERY, [make_passage(texts={"zh-Hant": text})]).user


def test_a_long_passage_is_cut() -> None:
    prompt = build_prompt(QUERY, [make_passage(texts={"zh-Hant": "泊" * 10_000})])
    assert prompt.user.count("泊") < MAX_PASSAGE_CHARS + 10


def test_earlier_questions_and_the_meaning_are_told() -> None:
    user = build_prompt(QUERY, [make_passage()], ["碼頭有幾多個？"]).user
    assert "Earlier question: 碼頭有幾多個？" in user
    assert "Question: 泊位費幾多？\nMeaning: 碼頭 泊位費幾多？" in user


def test_the_rules_name_the_refusal_and_the_markers() -> None:
    system = build_prompt(QUERY, [make_passage()]).system
    assert NO_ANSWER in system
    assert "[2]" in system
