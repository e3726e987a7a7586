import pytest

from rag.parse_reply import plain_text, read_reply, refuses
from tests.cases import cases


@pytest.mark.parametrize(("reply", "lang", "expected"), cases("replies"))
def test_a_reply_becomes_sentences_with_their_markers(reply: str, lang: str, expected: list[list[object]]) -> None:
    assert [[s.text, list(s.citations)] for s in read_reply(reply, lang)] == expected


@pytest.mark.parametrize(
    ("so_far", "sentences"),
    [
        ("泊位費是90元", 0),
        ("泊位費是90元。", 0),
        ("泊位費是90元。[", 0),
        ("泊位費是90元。[1]", 0),
        ("泊位費是90元。[1][2", 0),
        ("泊位費是90元。[1]每", 1),
        ("泊位費是90元。[1]<scr", 0),
    ],
)
def test_the_last_sentence_waits_until_it_is_whole(so_far: str, sentences: int) -> None:
    found = read_reply(so_far, "zh-Hant", whole=False)
    assert len(found) == sentences
    assert all(s.citations == (1,) for s in found)


@pytest.mark.parametrize("reply", ["NO ANSWER", "no answer.", "**NO ANSWER**\n"])
def test_the_agreed_refusal_is_known(reply: str) -> None:
    assert refuses(reply)


def test_an_answer_is_no_refusal() -> None:
    assert not refuses("There is no answer yet [1].")


def test_nothing_that_renders_or_hides_is_left() -> None:
    text = plain_text(
        "a<b>c</b> <img src=x onerror=alert(1)> <!-- x --> [t](javascript:alert(1)) \u202eevil\u200b `x` **y** <script>z</script"
    )
    assert not set(text) & set("<>*`\u202e\u200b")
    assert "javascript" not in text
    assert "alert" not in text
