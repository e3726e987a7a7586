from rag.answer import Engine
from rag.text import fold
from rag.thesaurus import MAX_NEAR, MIN_SIMILARITY, Thesaurus
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
