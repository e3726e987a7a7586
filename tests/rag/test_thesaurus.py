import pytest

from rag.answer import Engine
from rag.text import fold, is_han
from rag.thesaurus import ALIGNED_WEIGHT, ALIGNED_WORDS, MAX_NEAR, MIN_SIMILARITY, TABLE_WORDS, Thesaurus
from rag.word_table import read_word_table
from tests.fakes import DIMENSIONS, FakeEncoder


def test_near_words_are_of_the_index_nearest_first_and_never_the_word_itself(engine: Engine) -> None:
    thesaurus = engine.index.thesaurus
    vocabulary = set(engine.index.bag.vocabulary)
    seen = 0
    for word in (fold("太太"), "wife", fold("簽證"), fold("職員")):
        near = thesaurus.near(word)
        cosines = [cosine for _, cosine in near]
        seen += len(near)
        assert cosines == sorted(cosines, reverse=True)
        assert all(cosine >= MIN_SIMILARITY for cosine in cosines)
        assert {w for w, _ in near} <= vocabulary - {word}
        assert len(near) <= MAX_NEAR + 1
    assert seen


def test_an_unknown_word_has_no_near_words(engine: Engine) -> None:
    assert engine.index.thesaurus.near("zzzzqqqq") == []


def test_an_encoder_without_rows_has_no_near_words() -> None:
    thesaurus = Thesaurus.build(["wife", "work"], FakeEncoder())
    assert thesaurus.near("wife") == []
    assert thesaurus.vectors.shape == (0, DIMENSIONS)


def test_bigrams_terms_and_single_characters_are_no_near_words(engine: Engine) -> None:
    thesaurus = Thesaurus.build(["#高才", "@ttps", "x", "wife", "zzzzqqqq"], engine.index.encoder)
    assert thesaurus.words == ("wife",)


WORDS = ["bridg", "librari", "tea", "wife", "书", "茶", "桥", "大桥", "图书馆", "老婆", "太太", "2023", "#大桥", "@ttps"]


@pytest.fixture(scope="module")
def both(engine: Engine) -> Thesaurus:
    """A thesaurus over words of both languages with the shipped encoder's rows."""
    return Thesaurus.build(WORDS, engine.index.encoder)


@pytest.mark.parametrize("word", ["bridg", "librari", "tea", "wife", "茶", "大桥", "图书馆", "老婆"])
def test_translations_are_words_of_the_index_in_the_other_language_likeliest_first(both: Thesaurus, word: str) -> None:
    found = both.translations(word)
    weights = [weight for _, weight in found]
    assert weights[0] == 1.0
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)
    assert {w for w, _ in found} <= set(WORDS)
    assert len({w for w, _ in found}) == len(found) <= TABLE_WORDS + ALIGNED_WORDS
    assert all(is_han(w) != is_han(word) and w[0].isalpha() for w, _ in found)


@pytest.mark.parametrize(("chinese", "english"), [("图书馆", "librari"), ("老婆", "wife"), ("大桥", "bridg"), ("茶", "tea")])
def test_words_translate_both_ways_single_characters_too(both: Thesaurus, chinese: str, english: str) -> None:
    assert english in dict(both.translations(chinese))
    assert chinese in dict(both.translations(english))


def test_every_word_the_shipped_corpus_crosses_to_is_in_the_index(mixed: Engine) -> None:
    thesaurus, vocabulary = mixed.index.thesaurus, set(mixed.index.bag.vocabulary)
    words = [w for w in mixed.index.bag.vocabulary if w and w[0].isalpha()]
    found = {w: thesaurus.translations(w) for w in words}
    assert sum(map(bool, found.values())) > 100
    assert {other for some in found.values() for other, _ in some} <= vocabulary
    assert all(is_han(other) != is_han(word) for word, some in found.items() for other, _ in some)
    assert all(0 < weight <= 1 for some in found.values() for _, weight in some)


@pytest.mark.parametrize("word", ["zzzzqqqq", "", "2023", "5", "#大桥", "@ttps"])
def test_unknown_words_figures_and_tokens_have_no_translation(both: Thesaurus, word: str) -> None:
    assert both.translations(word) == []


def test_figures_are_no_translation_either(engine: Engine) -> None:
    assert "2023" in dict(read_word_table()["癸卯"])
    assert Thesaurus.build(["2023"], engine.index.encoder).translations("癸卯") == []


def test_an_encoder_without_rows_translates_by_the_word_table_alone() -> None:
    thesaurus = Thesaurus.build(WORDS, FakeEncoder())
    assert dict(thesaurus.translations("wife")).keys() == {"老婆", "太太"}
    assert thesaurus.translations("wife")[0] == ("老婆", 1.0)


def test_without_the_word_table_aligned_rows_translate_with_less_weight(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.thesaurus.read_word_table", dict)
    thesaurus = Thesaurus.build(WORDS, engine.index.encoder)
    for word, other in (("librari", "图书馆"), ("图书馆", "librari"), ("wife", "老婆")):
        found = thesaurus.translations(word)
        assert other in dict(found)
        assert found[0][1] == pytest.approx(ALIGNED_WEIGHT)
        assert len(found) <= ALIGNED_WORDS
        assert all(is_han(w) != is_han(word) for w, _ in found)


def test_past_look_ups_are_kept_but_not_without_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.thesaurus.MAX_SEEN", 2)
    thesaurus = Thesaurus.build(WORDS, engine.index.encoder)
    first = thesaurus.translations("wife")
    assert thesaurus.translations("wife") is first
    for word in ("tea", "bridg", "librari"):
        thesaurus.translations(word)
    assert len(thesaurus.crossed) <= 2
    assert thesaurus.translations("wife") == first
