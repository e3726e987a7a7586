"""Topics: what a question is about, and how the topic is put as a question."""

import pytest

from rag.lexicon import Lexicon, read_lexicon
from rag.messages import in_script
from rag.text import fold
from rag.topics import BY_KEY, GENERAL, SCHEME_NAMES, TOPICS, USUAL, holds, topic_of
from tests.conftest import REPOSITORY
from tests.fakes import make_passage


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(REPOSITORY / "corpus" / "glossary.toml")


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("續簽要咩文件?", "documents"),
        ("续签要什么材料", "documents"),
        ("最早幾時可以續簽？", "when"),
        ("續簽時使唔使喺香港?", "presence"),
        ("費用幾多?", "fee"),
        ("多久批", "processing"),
        ("how long does it take?", "processing"),
        ("can my wife work?", "partner-work"),
        ("老婆可以过来吗", "dependants"),
        ("轉工使唔使申請？", "job-change"),
        ("do I need a job offer?", "offer"),
        ("有冇名額限制?", "quota"),
        ("续签被拒怎么办", "refusal"),
        ("續簽難嗎", "criteria"),
        ("點樣先有永居", "abode"),
    ],
)
def test_the_narrowest_topic_is_what_a_question_is_about(question: str, key: str) -> None:
    found = topic_of(question)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("question", ["你好", "what is the weather like?", "邊個係行政長官？"])
def test_a_question_about_nothing_of_the_table_has_no_topic(question: str) -> None:
    assert topic_of(question) is None


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "en"])
def test_every_topic_is_recognised_in_its_own_question(lang: str) -> None:
    for topic in TOPICS:
        question = topic.question(lang, "ttps" if topic.of_scheme else "")
        assert "{" not in question
        found = topic_of(question)
        assert found is not None, question
        assert found.key == topic.key, (question, found.key)


def test_what_comes_next_names_topics_of_the_table() -> None:
    named = {key for topic in TOPICS for key in topic.then} | {*USUAL, *GENERAL}
    assert named <= set(BY_KEY)
    assert all(not BY_KEY[key].of_scheme for key in GENERAL)
    assert len(BY_KEY) == len(TOPICS)


def test_a_short_name_is_known_to_the_glossary_as_that_scheme(lexicon: Lexicon) -> None:
    for scheme, names in SCHEME_NAMES.items():
        for name in (*names, in_script(names[0], "zh-Hans")):
            assert [m.term.scheme for m in lexicon.mentions(fold(name)) if m.term.scheme] == [scheme], name


def test_a_passage_holds_a_topic_by_its_labels_and_scheme() -> None:
    passage = make_passage(topics=("fee", "visa-fee"), schemes=("qmas",))
    assert holds(passage, BY_KEY["fee"])
    assert holds(passage, BY_KEY["fee"], "qmas")
    assert not holds(passage, BY_KEY["fee"], "ttps")
    assert not holds(passage, BY_KEY["quota"])
