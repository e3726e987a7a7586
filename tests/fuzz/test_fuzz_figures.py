"""The check of figures: one number in any form reads the same, and another number is never taken for it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from rag.cite import evidence_of, faults
from rag.date_readings import take_dates
from rag.numerals import in_digits, loose_values
from rag.parse_reply import read_reply, refuses
from rag.polarity import contradicts
from rag.readings import figures_of
from rag.text import fold
from tests.fakes import make_passage
from tests.fuzz.numbers import chinese_forms, english_forms, han
from tests.fuzz.texts import odd_texts

VALUES = st.one_of(
    st.integers(2, 99), st.integers(100, 9_999), st.integers(1, 9_999).map(lambda n: 1_000 * n), st.integers(10_000, 99_999_999)
)
TIMES = (("年", "mon", 12), ("個月", "mon", 1), ("星期", "day", 7), ("天", "day", 1), ("小時", "min", 60))
ENGLISH_TIMES = (("years", "mon", 12), ("months", "mon", 1), ("weeks", "day", 7), ("days", "day", 1), ("hours", "min", 60))


def readings(text: str) -> set[object]:
    return {r for f in figures_of(text) for r in f.readings if r[0] != "bare"}


@given(odd_texts(20))
def test_any_text_has_figures_that_lie_in_it(text: str) -> None:
    plain = in_digits(fold(text))
    for figure in figures_of(text):
        assert 0 <= figure.start < figure.end <= len(plain)
        assert figure.readings
    assert all(value >= 0 for value in loose_values(fold(text)))
    take_dates(plain)


@given(odd_texts(20), odd_texts(20))
def test_any_sentence_can_be_held_against_any_passage(sentence: str, text: str) -> None:
    evidence = evidence_of([make_passage(texts={"zh-Hant": text, "en": text})])
    assert isinstance(faults(sentence, evidence), list)
    assert contradicts(sentence, [text]) in (True, False)


@given(odd_texts(20), st.sampled_from(["zh-Hant", "zh-Hans", "en"]), st.booleans())
def test_any_reply_of_a_model_can_be_read(reply: str, lang: str, whole: bool) -> None:
    for sentence in read_reply(reply, lang, whole):
        assert "<script" not in sentence.text.lower()
        assert "\u202e" not in sentence.text
    assert refuses(reply) in (True, False)


@given(VALUES, st.data())
def test_a_count_reads_the_same_in_every_chinese_form(value: int, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(chinese_forms(value)))
    assert ("n", Fraction(value)) in readings(f"截至去年底，共收到{form}宗申請")


@given(VALUES, st.data())
def test_a_count_reads_the_same_in_every_english_form(value: int, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(english_forms(value)))
    assert ("n", Fraction(value)) in readings(f"The office received {form} applications last summer.")


@given(st.integers(2, 99), st.sampled_from(TIMES), st.data())
def test_a_length_of_time_reads_the_same_in_every_chinese_form(value: int, unit: tuple[str, str, int], data: st.DataObject) -> None:
    name, kind, size = unit
    form = data.draw(st.sampled_from([str(value), han(value), chinese_forms(value)[2]]))
    assert (kind, Fraction(value * size)) in readings(f"可逗留{form}{name}")


@given(st.integers(2, 99), st.sampled_from(ENGLISH_TIMES), st.data())
def test_a_length_of_time_reads_the_same_in_every_english_form(value: int, unit: tuple[str, str, int], data: st.DataObject) -> None:
    name, kind, size = unit
    form = data.draw(st.sampled_from(english_forms(value)))
    assert (kind, Fraction(value * size)) in readings(f"People may stay for {form} {name}.")


@given(st.integers(1, 100), st.data())
def test_a_share_reads_the_same_in_every_form(value: int, data: st.DataObject) -> None:
    forms = [f"{value}%", f"{value} %", f"百分之{han(value)}", f"百分之{value}", f"{value} per cent", f"{value} percent"]
    if value % 10 == 0 and value < 100:
        forms.append(f"{han(value // 10)}成")
    if 10 < value < 100 and value % 10:
        forms.append(f"{han(value // 10)}成{han(value % 10)}")
    form = data.draw(st.sampled_from(forms))
    assert ("pct", Fraction(value)) in readings(f"當中{form}的人" if not form.endswith("cent") else f"About {form} of them")


@given(VALUES, VALUES, st.data())
def test_another_count_is_never_taken_for_the_one_cited(held: int, said: int, data: st.DataObject) -> None:
    assume(held != said)
    text = f"截至去年底，這個計劃共收到{data.draw(st.sampled_from(chinese_forms(held)))}宗申請，由入境處處理。"
    claim = f"截至去年底，這個計劃共收到{data.draw(st.sampled_from(chinese_forms(said)))}宗申請。"
    assert faults(claim, evidence_of([make_passage(texts={"zh-Hant": text})])) != []


@given(VALUES, VALUES, st.data())
def test_another_count_is_never_taken_for_it_in_english_either(held: int, said: int, data: st.DataObject) -> None:
    assume(held != said)
    text = f"The department received {data.draw(st.sampled_from(english_forms(held)))} applications under this scheme last summer."
    claim = f"The department received {data.draw(st.sampled_from(english_forms(said)))} applications under this scheme."
    assert faults(claim, evidence_of([make_passage(texts={"en": text})])) != []


@given(VALUES, st.data())
def test_the_count_cited_is_accepted_in_every_form(value: int, data: st.DataObject) -> None:
    text = f"截至去年底，這個計劃共收到{data.draw(st.sampled_from(chinese_forms(value)))}宗申請，由入境處處理。"
    claim = f"截至去年底，這個計劃共收到{data.draw(st.sampled_from(chinese_forms(value)))}宗申請。"
    assert faults(claim, evidence_of([make_passage(texts={"zh-Hant": text})])) == []


@given(st.integers(2, 60), st.integers(2, 60), st.sampled_from(TIMES), st.sampled_from(TIMES), st.data())
def test_another_length_of_time_is_never_accepted(
    held: int, said: int, one: tuple[str, str, int], other: tuple[str, str, int], data: st.DataObject
) -> None:
    assume((one[1], held * one[2]) != (other[1], said * other[2]))
    text = f"獲批准的人士首次可在香港逗留{data.draw(st.sampled_from([str(held), han(held)]))}{one[0]}，期滿前可以申請延期。"
    claim = f"獲批准的人士首次可在香港逗留{data.draw(st.sampled_from([str(said), han(said)]))}{other[0]}。"
    assert (
        faults(
            claim,
            evidence_of(
                [make_passage(texts={"zh-Hant": text})],
            ),
        )
        != []
    )
