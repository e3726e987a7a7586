from ingest.repair.words import make_model, word_model

MODEL = make_model(["中心 50 n", "中 20 n", "心 20 n", "開放 10 v"])


def test_a_word_is_likelier_than_its_characters_out_of_order() -> None:
    assert MODEL.score("中心") > MODEL.score("心中")


def test_white_space_does_not_count() -> None:
    assert MODEL.score("中 \n心") == MODEL.score("中心")


def test_an_unknown_character_is_less_likely_than_any_known_one() -> None:
    assert MODEL.score("௶") < MODEL.score("心")


def test_traditional_text_is_scored_as_simplified() -> None:
    assert word_model().score("圖書館") == word_model().score("图书馆")


def test_hangul_among_han_is_unlikely_and_in_a_word_is_not() -> None:
    assert MODEL.score("中이心") < MODEL.score("中") + MODEL.score("心") + MODEL.score("이")
