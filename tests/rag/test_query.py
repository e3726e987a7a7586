from dataclasses import replace

import pytest

from rag.answer import Engine
from rag.errors import QuestionError
from rag.followup import question_lang
from rag.lexicon import Lexicon, Term
from rag.query import kinds_of, understand
from rag.text import fold
from rag.types import Query
from tests.cases import cases


def read(engine: Engine, question: str, *history: str, lang: str = "auto") -> Query:
    return understand(engine.index, engine.settings, question, list(history), lang)


@pytest.mark.parametrize(("question", "lang"), cases("question_lang"))
def test_language_and_script_are_the_askers(question: str, lang: str) -> None:
    assert question_lang(question) == lang


@pytest.mark.parametrize(("question", "kind"), cases("kinds"))
def test_the_kind_of_question_is_seen(question: str, kind: str) -> None:
    assert kind in kinds_of(fold(question))


@pytest.mark.parametrize("question", ["優才配額", "TTPS renewal", "showhow", ""])
def test_keywords_alone_tell_no_kind(question: str) -> None:
    assert kinds_of(fold(question)) == ()


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "？！…", "🙂"])
def test_a_question_without_a_letter_is_refused_with_an_example(engine: Engine, question: str) -> None:
    with pytest.raises(QuestionError, match=r"^the question is empty; type a question"):
        read(engine, question)


def test_a_pasted_document_is_refused_with_its_length_and_a_way_out(engine: Engine) -> None:
    with pytest.raises(QuestionError) as caught:
        read(engine, "人" * 100_000)
    limit = engine.settings.max_question_chars
    assert caught.value.line.startswith(f"the question has 100,000 characters, more than {limit:,};")
    assert "`wenjin ingest FILE`" in caught.value.line


def test_a_question_of_just_the_limit_is_taken(engine: Engine) -> None:
    limit = engine.settings.max_question_chars
    assert len(read(engine, "人" * limit).asked) == limit
    with pytest.raises(QuestionError):
        read(engine, "人" * (limit + 1))


def test_characters_that_unfold_count_for_what_they_become(engine: Engine) -> None:
    most = engine.settings.max_question_chars
    with pytest.raises(QuestionError, match=rf"{18 * (most // 17):,} characters"):
        read(engine, "\ufdfa" * (most // 17))
    assert len(read(engine, "咁優才呢？", "高才通" + "\ufdfa" * most).standalone) <= 2 * most


def test_half_a_character_is_read_as_a_question_mark(engine: Engine) -> None:
    query = read(engine, "優才\ud800幾多人", "高才通\udfff呢")
    assert query.asked == "優才?幾多人"
    assert query.standalone.encode("utf-8")


def test_white_space_does_not_count(engine: Engine) -> None:
    assert read(engine, "  can   my\n wife work? ").asked == "can my wife work?"


def test_an_unknown_language_names_those_known(engine: Engine) -> None:
    with pytest.raises(QuestionError, match=r"unknown language 'fr'; use auto, zh-Hant, zh-Hans, en"):
        read(engine, "can my wife work?", lang="fr")


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "en"])
def test_a_language_asked_for_wins_over_the_questions(engine: Engine, lang: str) -> None:
    assert read(engine, "can my wife work? 可以嗎", lang=lang).lang == lang


def test_schemes_terms_and_years_are_read_in_every_wording(engine: Engine) -> None:
    query = read(engine, "2024年5月的高才通同优才，家屬2023年點？ 12024")
    assert query.schemes == ("ttps", "qmas")
    assert query.terms == ("ttps", "qmas", "dependant")
    assert query.years == (2023, 2024)


def test_tokens_are_those_of_the_standalone_question(engine: Engine) -> None:
    query = read(engine, "咁受養人呢？", "高才通續簽要甚麼文件？")
    assert query.tokens == tuple(engine.index.tokens(query.standalone))
    assert "@ttps" in query.tokens


def test_without_history_a_question_stands_alone(engine: Engine) -> None:
    query = read(engine, "咁受養人呢？")
    assert query.standalone == query.asked == "咁受養人呢？"


@pytest.mark.parametrize("question", ["咁受養人呢？", "那受养人呢", "what about dependants?", "And after 3 years?", "點解？", "why?"])
def test_a_leaning_question_takes_over_the_scheme(engine: Engine, question: str) -> None:
    query = read(engine, question, "高才通續簽要甚麼文件？")
    assert "ttps" in query.schemes
    assert query.asked == " ".join(question.split())


def test_a_leaning_question_with_a_scheme_of_its_own_drops_the_old_one(engine: Engine) -> None:
    query = read(engine, "咁優才呢？", "高才通續簽要甚麼文件？")
    assert query.schemes == ("qmas",)
    assert fold("續簽要甚麼文件") in fold(query.standalone)


def test_a_leaning_year_takes_the_place_of_the_old_one(engine: Engine) -> None:
    query = read(engine, "咁2023年呢？", "高才通2024年批咗幾多人？")
    assert query.years == (2023,)
    assert query.schemes == ("ttps",)


def test_a_leaning_question_that_names_two_schemes_keeps_the_rest_of_the_old_one(engine: Engine) -> None:
    query = read(engine, "咁優才同專才呢？", "高才通點申請？")
    assert set(query.schemes) == {"qmas", "asmtp"}
    assert fold("點申請") in fold(query.standalone)


@pytest.mark.parametrize(("last", "question", "standalone"), cases("leaning"))
def test_a_leaning_question_keeps_what_it_asks_anew(engine: Engine, last: str, question: str, standalone: str) -> None:
    assert fold(read(engine, question, last).standalone) == fold(standalone)


@pytest.mark.parametrize(
    ("typed", "year", "month"), [("25年12月批咗幾多宗？", 2025, 12), ("高才通23年底的人數", 2023, 12), ("24年年初的限額", 2024, 0)]
)
def test_two_digit_years_are_read_as_of_this_century(engine: Engine, typed: str, year: int, month: int) -> None:
    query = read(engine, typed)
    assert [(d.year, d.month) for d in query.dates] == [(year, month)]
    assert query.years == (year,)
    assert f"20{typed[typed.index('年') - 2 : typed.index('年')]}年" in query.asked


def test_a_length_of_time_is_no_year(engine: Engine) -> None:
    query = read(engine, "有25年經驗可以申請優才嗎？")
    assert query.dates == query.years == ()
    assert "有25年經驗" in query.asked


def test_typing_errors_are_put_right_in_what_is_searched_for_only(engine: Engine) -> None:
    query = read(engine, "高材通嘅 employmnt contract")
    assert query.asked == "高材通嘅 employmnt contract"
    assert query.standalone == "高才通嘅 employment contract"


def test_typing_errors_of_earlier_questions_are_put_right_too(engine: Engine) -> None:
    query = read(engine, "咁優材呢？", "高材通點續簽？")
    assert query.schemes == ("qmas",)
    assert query.standalone == "優才點續簽？"


CONTENT = "續簽時要交僱傭合約定係薪金證明？"


def test_a_question_without_a_scheme_takes_over_the_last_one_named(engine: Engine) -> None:
    assert read(engine, CONTENT, "優才有冇限額？", "高才通點續簽？", "海港中心喺邊度？").schemes == ("ttps",)


@pytest.mark.parametrize("turns", [("幾時交？", "要交甚麼文件？"), ("咁幾時交呢？", "咁文件呢？")])
def test_two_short_follow_ups_in_a_row_keep_the_scheme(engine: Engine, turns: tuple[str, str]) -> None:
    assert read(engine, turns[1], "高才通點續簽？", turns[0]).schemes == ("ttps",)


def test_a_question_with_a_scheme_of_its_own_takes_nothing_over(engine: Engine) -> None:
    query = read(engine, "優才有冇限額？", "高才通續簽要甚麼文件？")
    assert query.standalone == "優才有冇限額？"


def test_a_new_topic_drops_the_thread(engine: Engine) -> None:
    query = read(engine, "香港有幾多間國際學校？", "高才通續簽要甚麼文件？")
    assert query.standalone == query.asked


def test_only_the_latest_turns_are_looked_at(engine: Engine) -> None:
    history = ["高才通續簽要甚麼文件？"] + ["海港中心喺邊度？"] * engine.settings.max_history
    assert read(engine, CONTENT, *history).schemes == ()
    assert read(engine, CONTENT, *history[:-1]).schemes == ("ttps",)


def test_no_history_is_looked_at_when_the_setting_says_none(engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"max_history": 0})
    assert understand(engine.index, settings, "咁受養人呢？", ["高才通點續？"]).schemes == ()


def test_empty_turns_are_left_out(engine: Engine) -> None:
    assert read(engine, "咁受養人呢？", "高才通點續？", "  ", "").schemes == ("ttps",)


def test_an_earlier_turn_cannot_make_the_question_longer_than_the_limit(engine: Engine) -> None:
    query = read(engine, "咁受養人呢？", "高才通" * 3_000)
    assert len(query.standalone) <= 2 * engine.settings.max_question_chars


def test_the_parts_of_a_question_are_understood_each_on_its_own(engine: Engine) -> None:
    first, second = read(engine, "高才通2024年批咗幾多宗申請？優才限額由2023年起暫停幾耐？").parts
    assert (first.schemes, first.years, first.kinds) == (("ttps",), (2024,), ("number",))
    assert (second.schemes, second.years) == (("qmas",), (2023,))
    assert "duration" in second.kinds
    assert first.tokens == tuple(engine.index.tokens(first.standalone))
    assert first.parts == second.parts == ()


def test_a_part_that_leans_is_searched_for_with_the_whole_but_wants_its_own(engine: Engine) -> None:
    query = read(engine, "海港中心喺邊度開門？幾錢？")
    assert query.parts[1].asked == "幾錢？"
    assert query.parts[1].standalone == query.standalone
    assert "money" in query.parts[1].kinds
    assert "place" in query.kinds
    assert "place" not in query.parts[1].kinds


def test_a_part_takes_over_the_scheme(engine: Engine) -> None:
    query = read(engine, "高才通申請要幾多錢？要等幾耐先有結果？")
    assert [part.schemes for part in query.parts] == [("ttps",), ("ttps",)]


def test_the_parts_of_a_follow_up_hold_what_it_takes_over(engine: Engine) -> None:
    query = read(engine, "續簽時要交幾多個月嘅薪金證明，同埋要喺屆滿前幾多個星期提出申請？", "高才通點續簽？")
    assert len(query.parts) == 2
    assert [part.schemes for part in query.parts] == [("ttps",), ("ttps",)]


EARLIER = "高才通批咗幾多宗，同埋54%係幾多歲以下？"


@pytest.mark.parametrize("question", ["咁要交咩文件先可以喺香港工作？", "咁限額係點計？", "點解？"])
def test_the_question_before_is_no_part_of_a_follow_up(engine: Engine, question: str) -> None:
    query = read(engine, question, EARLIER)
    assert query.standalone == f"{EARLIER} {question}"
    assert query.parts == ()


def test_the_parts_of_a_leaning_follow_up_are_its_own(engine: Engine) -> None:
    query = read(engine, "咁受養人可唔可以喺香港工作，幾錢？", EARLIER)
    assert [part.asked for part in query.parts] == ["咁受養人可唔可以喺香港工作", "幾錢？"]
    assert fold(query.parts[0].standalone) == fold("高才通 咁受養人可唔可以喺香港工作")
    assert query.parts[1].schemes == ("ttps",)


def test_a_part_of_a_follow_up_that_leans_is_searched_for_with_all_of_it(engine: Engine) -> None:
    query = read(engine, "咁邊個部門批？幾錢？", "海港中心喺邊度？")
    assert query.parts
    assert query.parts[1].standalone == query.standalone
    assert fold("海港中心") in fold(query.parts[1].standalone)


def test_a_swapped_question_asks_all_that_the_one_before_asked(engine: Engine) -> None:
    query = read(engine, "咁優才呢？", "高才通批咗幾多宗申請，同埋限額暫停幾耐？")
    assert query.schemes == ("qmas",)
    assert len(query.parts) == 2
    assert {part.schemes for part in query.parts} == {("qmas",)}


def test_the_end_of_a_long_follow_up_is_kept(engine: Engine) -> None:
    query = read(engine, "咁受養人呢？", *["高才通" * 600 + "？同埋" + "續簽" * 300] * 2)
    assert query.standalone.endswith("咁受養人呢？")


@pytest.mark.parametrize("lang", ["auto", "en", "zh-Hans"])
def test_parts_are_answered_in_the_language_of_the_whole(engine: Engine, lang: str) -> None:
    query = read(engine, "高才通批咗幾多宗？How many staff work at the Harbour centres?", lang=lang)
    assert len(query.parts) == 2
    assert {part.lang for part in query.parts} == {query.lang}


def test_a_question_that_asks_one_thing_has_no_parts(engine: Engine) -> None:
    assert read(engine, "高才通續簽要交什麼文件？").parts == ()


def test_identifiers_are_masked_in_the_parts_too(engine: Engine) -> None:
    query = read(engine, "我嘅身份證A123456(7)，可唔可以續簽高才通？受養人要交什麼文件先可以工作？")
    assert query.parts
    assert not any("123456" in text for part in query.parts for text in (part.asked, part.standalone))


@pytest.mark.parametrize(
    ("last", "question", "meant"),
    [
        ("When did Zoe come to Hong Kong?", "Does she go out to work these days?", "Zoe"),
        ("Candy係邊度人？", "佢點解會帶個女過嚟？", "Candy"),
        ("Zoe和Candy何時來港？", "佢而家住邊？", "Candy"),
        ("Zoe係邊度人？", "Michael嗰邊呢，佢住邊？", ""),
        ("高才通幾時續簽？", "佢哋可以網上交嗎？", ""),
    ],
)
def test_a_pronoun_stands_for_the_last_person_named(engine: Engine, last: str, question: str, meant: str) -> None:
    people = [
        Term.model_validate({"id": n.lower(), "kind": "named", "zh-Hant": n, "zh-Hans": n, "en": n}) for n in ("Zoe", "Candy", "Michael")
    ]
    index = replace(engine.index, lexicon=Lexicon(people))
    asked = understand(index, engine.settings, question, [last]).standalone
    assert asked.startswith(f"{meant} ") == bool(meant)
