import pytest

from ingest.chunks import TextSection, pack, split_sections


def test_headings_part_sections_and_give_their_path() -> None:
    text = "# A\nunder a\n## B ##\nunder b\n### C\nunder c\n## D\nunder d\n# E\nunder e\n"
    assert split_sections(text) == [
        TextSection(("A",), "under a"),
        TextSection(("A", "B"), "under b"),
        TextSection(("A", "B", "C"), "under c"),
        TextSection(("A", "D"), "under d"),
        TextSection(("E",), "under e"),
    ]


def test_text_before_the_first_heading_has_no_path() -> None:
    assert split_sections("intro\n\nmore\n# A\ntext") == [TextSection((), "intro\n\nmore"), TextSection(("A",), "text")]


def test_sections_without_text_are_dropped() -> None:
    assert split_sections("# A\n\n# B\n \n") == []
    assert split_sections("") == []


def test_a_number_sign_in_the_text_is_no_heading() -> None:
    assert split_sections("#1 choice\n#hashtag") == [TextSection((), "#1 choice\n#hashtag")]


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
