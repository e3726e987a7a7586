import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.text import (
    Segmenter,
    bigrams,
    fold,
    fold_mapped,
    han_figures,
    han_number,
    is_han,
    pack,
    sentences,
    stem,
    to_simplified,
    to_traditional,
)
from tests.cases import cases


@pytest.mark.parametrize(("text", "folded"), cases("fold"))
def test_fold_brings_scripts_widths_and_cases_together(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "_"), cases("fold"))
def test_folding_twice_changes_nothing(text: str, _: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("text", "folded"), cases("fold"))
def test_fold_mapped_folds_the_same_and_maps_every_character(text: str, folded: str) -> None:
    mapped = fold_mapped(text)
    assert mapped.text == folded
    assert len(mapped.offsets) == len(mapped.text) + 1
    assert mapped.offsets[-1] == len(text)
    assert list(mapped.offsets) == sorted(mapped.offsets)


@pytest.mark.parametrize(
    "spoken", ["嗰", "嗰間", "啲", "咗", "喺", "嘅", "哋", "嚟", "冇", "㗎", "咁", "唔", "乜", "嘢", "噉", "瞓", "攞", "俾"]
)
def test_cantonese_characters_stay_han_when_folded(spoken: str) -> None:
    assert all(is_han(char) for char in fold(spoken))
    assert fold_mapped(spoken).text == fold(spoken)


def test_fold_mapped_points_every_part_of_a_ligature_to_its_printed_character() -> None:
    mapped = fold_mapped("ab㎏續")
    assert mapped.text == "abkg续"
    assert mapped.offsets == (0, 1, 2, 2, 3, 4)


def test_script_conversion_keeps_the_wording() -> None:
    assert to_simplified("續簽電腦軟件") == "续签电脑软件"
    assert to_traditional("续签软件") == "續簽軟件"


@pytest.mark.parametrize(("text", "expected"), cases("sentences"))
def test_sentences_end_at_stops_and_line_breaks_only(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_sentences_of_a_long_text_without_a_stop_are_found_at_once() -> None:
    text = "人" * 100_000
    assert sentences(text) == [(0, 100_000)]


@pytest.mark.parametrize(("numeral", "value"), cases("han_numbers"))
def test_han_number_reads_numerals_below_ten_thousand(numeral: str, value: int | None) -> None:
    assert han_number(numeral) == value


@pytest.mark.parametrize(("folded", "figures"), cases("han_figures"))
def test_han_numerals_are_figures_only_before_a_unit(folded: str, figures: list[str]) -> None:
    assert han_figures(folded) == figures


def test_bigrams_stay_inside_runs_of_han_characters() -> None:
    assert bigrams("高才通ttps续签") == ["高才", "才通", "续签"]


def test_is_han_looks_at_the_first_character() -> None:
    assert is_han("人a")
    assert not is_han("a人")


def test_stem_joins_forms_of_an_english_word() -> None:
    assert stem("applications") == stem("application")
    assert stem("wife's") == stem("wife")


def test_figures_stay_whole_however_thousands_are_parted(segmenter: Segmenter) -> None:
    assert segmenter.words("85,424") == segmenter.words("85 424") == segmenter.words("85424") == ["85424"]
    assert segmenter.words("2824 6111") == ["2824", "6111"]
    assert segmenter.words("1.5") == ["1.5"]


def test_words_of_the_glossary_stay_whole(cache: Path, segmenter: Segmenter) -> None:
    with_terms = Segmenter(["薪俸稅單據"], cache)
    assert "薪俸税单据" in with_terms.words(fold("請交薪俸稅單據"))
    assert "薪俸税单据" not in segmenter.words(fold("請交薪俸稅單據"))


def test_lexical_tokens_meet_across_scripts_and_registers(segmenter: Segmenter) -> None:
    assert segmenter.lexical_tokens("續簽三年") == segmenter.lexical_tokens("续签三年")
    assert set(segmenter.lexical_tokens("幾時開")) == set(segmenter.lexical_tokens("何時開"))


def test_lexical_tokens_hold_words_bigrams_and_han_figures_but_no_stop_words(segmenter: Segmenter) -> None:
    tokens = segmenter.lexical_tokens("The permit 續簽三年")
    assert {"permit", "#续签", "3"} <= set(tokens)
    assert "the" not in tokens


def test_content_words_leave_out_function_words_and_repeats(segmenter: Segmenter) -> None:
    words = segmenter.content_words("what is the salary and the salary of 配偶的配偶？")
    assert [w for w in words if not is_han(w)] == [stem("salary")]
    assert words.count("配偶") == 1
    assert "的" not in words


@pytest.mark.parametrize(("question", "words"), cases("cut"))
def test_cantonese_questions_are_cut_into_written_words(segmenter: Segmenter, question: str, words: list[str]) -> None:
    assert set(words) <= set(segmenter.content_words(question))
    assert not set("嗰啲咗喺嘅哋嚟冇㗎咁唔佢咩") & set("".join(segmenter.content_words(question)))


def test_encoder_tokens_are_words_then_single_characters(segmenter: Segmenter) -> None:
    assert segmenter.encoder_tokens("配偶 work") == ["配偶", "work", "配", "偶"]


def test_a_text_without_words_has_no_tokens(segmenter: Segmenter) -> None:
    for text in ("", "？！…", " \n "):
        assert segmenter.words(fold(text)) == segmenter.lexical_tokens(text) == segmenter.content_words(text) == []


def test_the_segmenter_keeps_its_dictionary_in_the_folder_given(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "cache"
    Segmenter(cache_dir=folder)
    assert [p.name for p in folder.iterdir()] == ["jieba.cache"]


def test_sentences_are_packed_whole_up_to_the_limit() -> None:
    text = "一二三。四五六。七八九。"
    assert pack(text, 8) == ["一二三。四五六。", "七八九。"]
    assert pack(text, 100) == [text]
    assert pack(text, 4) == ["一二三。", "四五六。", "七八九。"]


def test_a_sentence_longer_than_the_limit_is_cut_and_nothing_lost() -> None:
    text = "前。" + "長" * 25 + "。後。"
    pieces = pack(text, 10)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == 10


@pytest.mark.parametrize("limit", [20, 60, 500])
def test_pieces_are_verbatim_in_order_and_within_the_limit(limit: int) -> None:
    text = "The harbour opened in May. It has 12 benches! 海濱公園佔地3公頃。\n| 甲 | 15 |\n| 乙 | 9 |\n\n" * 5
    pieces, at = pack(text, limit), 0
    assert pieces
    for piece in pieces:
        assert len(piece) <= limit
        at = text.index(piece, at) + len(piece)
    kept, printed = "".join("".join(pieces).split()), "".join(text.split())
    assert kept == printed


def test_text_without_a_letter_gives_no_piece() -> None:
    assert pack("？！\n---\n", 50) == []
    assert pack("", 50) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("香港特別行政區政府公布", ["香港", "政府", "公布"]),
        ("共85 424宗", ["85 424"]),
        ("the permit's holder", ["the", "permit's", "holder"]),
        ("ＡＢＣ勞工處", ["ＡＢＣ"]),
    ],
)
def test_word_ends_lie_in_no_word(text: str, inside: list[str], segmenter: Segmenter) -> None:
    ends = segmenter.word_ends(text)
    assert ends[-1] == len(text)
    assert ends == sorted(set(ends))
    for word in inside:
        start = text.index(word)
        assert not set(ends) & set(range(start + 1, start + len(word))), word


def test_word_ends_of_a_character_that_folds_to_several_stay_in_the_text(segmenter: Segmenter) -> None:
    assert segmenter.word_ends("㍿㍿ x") == [1, 2, 3, 4]
    assert segmenter.word_ends("") == []


def test_threads_that_stem_at_once_do_not_mix_their_words() -> None:
    words = [
        start + end
        for start in ("renew", "apply", "depend", "employ", "resid", "visit")
        for end in ("ing", "ations", "ably", "edness", "fully")
    ] * 40
    alone = [stem(word) for word in words]
    stem.cache_clear()
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda number: [stem.__wrapped__(word) for word in words[number:] + words[:number]], range(8)))
    finally:
        sys.setswitchinterval(often)
    assert together == [alone[number:] + alone[:number] for number in range(8)]
