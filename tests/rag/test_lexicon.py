from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.lexicon import Lexicon, read_lexicon
from rag.text import fold

TERM = '[[term]]\nid = "ttps"\nkind = "scheme"\nzh-Hant = "高才通計劃"\nzh-Hans = "高才通计划"\nen = "Top Talent Pass Scheme"\n'


@pytest.fixture
def lexicon(small_corpus: Path) -> Lexicon:
    return read_lexicon(small_corpus / "glossary.toml")


@pytest.mark.parametrize(
    "text",
    [
        "高端人才通行證計劃",
        "高端人才通行证计划",
        "我用TTPS申請",
        "ＴＴＰＳ",
        "the Top Talent Pass Scheme",
        "高才通點續",
        "Top talent passes? top talent pass",
    ],
)
def test_a_term_is_found_under_every_name(lexicon: Lexicon, text: str) -> None:
    assert "@ttps" in lexicon.tokens(text)


@pytest.mark.parametrize("text", ["httpsttps1", "xttps", "優異人才", "", "top of the talent"])
def test_a_term_is_not_found_inside_other_words(lexicon: Lexicon, text: str) -> None:
    assert lexicon.tokens(text) == []


def test_the_longest_name_wins_and_mentions_do_not_overlap(lexicon: Lexicon) -> None:
    folded = fold("高才通計劃和優才計劃的受養人")
    found = [(m.term.id, folded[m.start : m.end]) for m in lexicon.mentions(folded)]
    assert found == [("ttps", fold("高才通計劃")), ("qmas", fold("優才計劃")), ("dependant", fold("受養人"))]


def test_an_english_plural_is_the_same_term(lexicon: Lexicon) -> None:
    assert lexicon.tokens("my dependants") == ["@dependant"]


def test_words_are_the_names_for_the_segmenter(lexicon: Lexicon) -> None:
    assert {fold("高才通"), "ttps", fold("家屬")} <= set(lexicon.words)


def test_no_glossary_is_an_empty_lexicon(tmp_path: Path) -> None:
    lexicon = read_lexicon(tmp_path / "glossary.toml")
    assert lexicon.words == []
    assert lexicon.tokens("高才通 TTPS") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[term]\n", "not valid TOML"),
        (TERM.replace('en = "Top Talent Pass Scheme"\n', ""), "term 1: en"),
        (TERM + 'nickname = "x"\n', "term 1: nickname"),
        (TERM.replace('"ttps"', '"T T P S"'), "term 1: id"),
        (TERM.replace('"高才通計劃"', '""'), "term 1: zh-Hant"),
        (TERM + TERM, "term id 'ttps' is used twice"),
    ],
)
def test_a_broken_glossary_names_file_and_term(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_lexicon(path)
    assert caught.value.line.startswith(f"{path}: {what}")


def test_the_shipped_glossary_has_no_fault() -> None:
    from tests.conftest import REPOSITORY

    assert "@ttps" in read_lexicon(REPOSITORY / "corpus" / "glossary.toml").tokens("高才通")
