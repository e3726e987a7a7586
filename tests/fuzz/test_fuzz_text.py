"""Folding, masking and sentence splitting take any text; offsets always lead back into it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rag.mask import mask, without_masks
from rag.text import Segmenter, fold, fold_mapped, length, pack, script_of, sentences, to_simplified, to_traditional
from tests.fuzz.texts import odd_texts


@given(odd_texts())
def test_a_folded_text_folds_to_itself(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(odd_texts())
def test_every_character_of_a_folded_text_leads_back_to_a_printed_one(text: str) -> None:
    folded = fold_mapped(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    assert all(0 <= offset < len(text) for offset in folded.offsets[:-1])


@given(st.lists(st.sampled_from("高才通續簽计划ABCdef123０１２ （），。"), max_size=30).map("".join))
def test_both_foldings_of_ordinary_text_are_one(text: str) -> None:
    assert fold_mapped(text).text == fold(text)


@given(odd_texts(30))
def test_sentences_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


@given(odd_texts(30), st.integers(20, 200))
def test_packed_pieces_are_short_and_lose_no_letter(text: str, most: int) -> None:
    pieces = pack(text, most)
    assert all(len(piece) <= most for piece in pieces)
    assert [c for piece in pieces for c in piece if c.isalnum()] == [c for c in text if c.isalnum()]


@given(odd_texts())
def test_words_can_be_cut_from_any_text(segmenter: Segmenter, text: str) -> None:
    ends = segmenter.word_ends(text)
    assert ends == sorted(set(ends))
    assert all(0 < end <= len(text) for end in ends)
    assert all(token for token in segmenter.lexical_tokens(text) + segmenter.content_words(text) + segmenter.encoder_tokens(text))


@given(odd_texts())
def test_scripts_convert_without_a_fault(text: str) -> None:
    assert script_of(to_traditional(text)) in ("zh-Hant", "zh-Hans")
    assert to_simplified(to_simplified(text)) == to_simplified(text)
    assert length(text) >= 0


@given(odd_texts())
def test_masking_is_done_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
    assert "□" not in without_masks(once)
