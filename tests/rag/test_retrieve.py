from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.answer import Engine
from rag.index import query_vector
from rag.query import understand
from rag.retrieve import best_entry_scores, dense_candidates, exact_dense, first_scores, keep, retrieve
from rag.settings import Settings
from rag.types import Hit, Query, Retrieval
from tests.cases import cases
from tests.fakes import make_passage


def read(engine: Engine, question: str) -> Query:
    return understand(engine.index, engine.settings, question, [])


def find(engine: Engine, question: str, settings: Settings | None = None) -> Retrieval:
    return retrieve(engine.index, read(engine, question), settings or engine.settings)


def sections(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.section for hit in hits]


@pytest.mark.parametrize(("question", "section"), cases("found"))
def test_the_passage_that_answers_comes_first_in_every_language(engine: Engine, question: str, section: str) -> None:
    assert find(engine, question).kept[0].passage.section == section


@pytest.mark.parametrize("question", ["高才通批咗幾多人？", "can my wife work?", "zzzz qqqq", "火星恐龍"])
def test_hits_come_best_first_and_never_twice(engine: Engine, question: str) -> None:
    found = find(engine, question)
    hits = (*found.kept, *found.rejected)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_no_more_than_the_settings_say_is_kept_or_looked_at(engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"kept": 2, "candidates": 4})
    found = find(engine, "高才通批咗幾多人？", settings)
    assert len(found.kept) == 2
    assert len(found.rejected) <= 2


def test_every_hit_shows_its_score_by_stage_and_every_stage_its_time(engine: Engine) -> None:
    found = find(engine, "can my wife work?")
    assert {"bm25_bag", "bm25_entry", "dense", "words", "near"} <= set(found.kept[0].stages)
    assert {"encode", "lexical", "dense", "rerank"} <= set(found.seconds)
    assert min(found.seconds.values()) >= 0


def test_a_passage_about_the_scheme_named_beats_one_about_another(engine: Engine) -> None:
    order = [hit.passage.schemes for hit in find(engine, "優才 定 限額 批准 申請").kept]
    assert order[0] == ("qmas",)


def test_the_year_asked_about_decides_between_two_dates(engine: Engine) -> None:
    assert find(engine, "2023年高才通批出多少宗").kept[0].passage.section == "ttps-approved-2023"
    assert find(engine, "2024年高才通批出多少宗").kept[0].passage.section == "ttps-approved"


def test_a_passage_scores_as_its_best_lexical_entry(engine: Engine) -> None:
    index = engine.index
    tokens = tuple(index.tokens("can my wife work"))
    scores, entries = best_entry_scores(index, tokens), index.entry.scores(tokens)
    owners = index.entries.passage[index.entries.lexical]
    assert scores.shape == (len(index.passages),)
    assert scores.tolist() == [entries[owners == number].max() for number in range(len(index.passages))]


def test_a_question_without_known_words_has_no_dense_candidate(engine: Engine) -> None:
    assert dense_candidates(engine.index, np.zeros(engine.index.encoder.dimensions, np.float32), 10) == []


def test_the_nearest_entries_passage_leads_the_dense_candidates(engine: Engine) -> None:
    vector = query_vector(engine.index, "can my wife work here")
    found = dense_candidates(engine.index, vector, 1_000_000)
    assert engine.index.passages[found[0]].section == "dependants-work"
    assert sorted(found) == list(range(len(engine.index.passages)))


def test_exact_dense_is_the_best_cosine_of_each_passage(engine: Engine) -> None:
    index = engine.index
    vector = query_vector(index, "優才配額")
    numbers = np.arange(len(index.passages))
    cosines = index.vectors.astype(np.float32) @ vector
    expected = [cosines[index.entries.passage == number].max() for number in numbers]
    assert exact_dense(index, vector, numbers) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("去離島嘅渡輪喺碼頭幾耐開一班？", "ferry"),
        ("轮渡乘客在哪里买船票？", "ferry"),
        ("When is the library closed?", "library"),
        ("How many books may readers borrow?", "library"),
    ],
)
def test_a_document_of_one_language_is_found_in_the_other_without_a_word_in_common(mixed: Engine, question: str, section: str) -> None:
    passage = next(p for p in mixed.index.passages if p.section == section)
    words = mixed.index.tokens(" ".join([*passage.headings.values(), *passage.texts.values()]))
    assert not set(read(mixed, question).tokens) & set(words)
    assert find(mixed, question).kept[0].passage.section == section


@pytest.mark.parametrize(("question", "section"), cases("found"))
def test_documents_of_one_language_do_not_push_out_the_passage_that_answers(mixed: Engine, question: str, section: str) -> None:
    assert find(mixed, question).kept[0].passage.section == section


def test_the_same_page_added_twice_is_kept_once_and_the_copy_rejected(mixed: Engine) -> None:
    found = find(mixed, "Where do ferry passengers buy their tickets?")
    assert found.kept[0].passage.section in ("ferry", "ferry-again")
    assert len({"ferry", "ferry-again"} & set(sections(found.kept))) == 1
    assert {"ferry", "ferry-again"} <= set(sections((*found.kept, *found.rejected)))


THREE = "高才通續簽要交什麼文件？海港中心有幾多職員？優才限額點解暫停？"


@pytest.mark.parametrize("kept", [3, 4, 5])
def test_the_best_passage_of_each_part_is_kept(engine: Engine, kept: int) -> None:
    found = find(engine, THREE, engine.settings.model_copy(update={"kept": kept}))
    assert {"renewal-papers", "centres", "qmas-quota"} <= set(sections(found.kept))
    assert len(found.kept) == kept


def with_parts(engine: Engine, question: str, *parts: str) -> Query:
    return replace(read(engine, question), parts=tuple(read(engine, part) for part in parts))


def test_a_parts_passage_comes_in_for_one_that_no_part_needs(engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"kept": 3})
    whole = with_parts(engine, "高才通批咗幾多宗？")
    first, *middle, last = sections(retrieve(engine.index, whole, settings).kept)
    assert "centres" not in (first, *middle, last)
    # The last of the whole question's passages is what the second part asks for.
    asks_last = {"renewal-papers": "高才通續簽要交僱傭合約", "dependants-work": "受養人配偶可以工作嗎？"}[last]
    query = with_parts(engine, "高才通批咗幾多宗？", "海港中心有幾多職員？", asks_last)
    assert set(sections(retrieve(engine.index, query, settings).kept)) == {first, "centres", last}


@pytest.mark.parametrize("kept", [1, 2, 3, 5])
def test_parts_lose_and_double_no_hit_and_keep_no_more_than_the_settings_say(engine: Engine, kept: int) -> None:
    settings = engine.settings.model_copy(update={"kept": kept})
    query = with_parts(engine, "高才通批咗幾多宗？", "海港中心有幾多職員？", "優才限額點解暫停？", "高才通續簽要交什麼文件？")
    whole, found = retrieve(engine.index, replace(query, parts=()), settings), retrieve(engine.index, query, settings)
    hits = (*found.kept, *found.rejected)
    assert len(found.kept) == kept
    assert found.kept[0].passage == whole.kept[0].passage
    assert sorted(h.passage.id for h in hits) == sorted({h.passage.id for h in (*whole.kept, *whole.rejected)})
    for some in (found.kept, found.rejected):
        scores = [h.score for h in some]
        assert scores == sorted(scores, reverse=True)


def test_a_part_found_outside_the_whole_questions_candidates_is_kept(engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"kept": 2, "candidates": 2})
    query = with_parts(engine, "高才通批咗幾多宗？", "海港中心有幾多職員？")
    whole, found = retrieve(engine.index, replace(query, parts=()), settings), retrieve(engine.index, query, settings)
    assert "centres" not in sections((*whole.kept, *whole.rejected))
    assert sections(found.kept) == [whole.kept[0].passage.section, "centres"]
    assert sections(found.rejected) == [whole.kept[1].passage.section]


class Fond:
    """A judge that is for texts with a certain word, and notes what it was shown."""

    def __init__(self, word: str) -> None:
        self.word, self.seen = word, list[str]()

    def opinions(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += texts
        return np.array([self.word in text for text in texts], np.float32)


def test_a_judge_puts_the_passage_it_is_for_first(engine: Engine) -> None:
    query, settings = read(engine, "can my wife work?"), engine.settings.model_copy(update={"rank_judge": 9.0})
    plain = retrieve(engine.index, query, settings)
    found = retrieve(engine.index, query, settings, Fond("Harbour"))
    assert plain.kept[0].passage.section == "dependants-work"
    assert found.kept[0].passage.section == "centres"
    assert sections(found.kept)[1] == "dependants-work"


def test_a_judge_that_is_for_all_changes_no_order(engine: Engine) -> None:
    query = read(engine, "can my wife work?")
    assert sections(retrieve(engine.index, query, engine.settings, Fond("")).kept) == sections(find(engine, "can my wife work?").kept)


@pytest.mark.parametrize(("question", "lang"), [("can my wife work?", "en"), ("受養人可以工作嗎？", "zh-Hant")])
def test_a_judge_is_shown_the_first_candidates_in_the_askers_language(engine: Engine, question: str, lang: str) -> None:
    settings, judge = engine.settings.model_copy(update={"candidates": 2}), Fond("")
    found = retrieve(engine.index, read(engine, question), settings, judge)
    assert sorted(judge.seen) == sorted(hit.passage.texts[lang] for hit in (*found.kept, *found.rejected))
    assert len(judge.seen) == 2


ASKED = Query("q", "q", "zh-Hant", ())


def hit(section: str, score: float, **changes: Any) -> Hit:
    return Hit(make_passage(section, **changes), score)


TEXT = "截至2024年5月，入境事務處共收到25萬宗申請，其中85,424宗獲批准，申請人多數在四十歲以下。"


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ({"zh-Hant": TEXT}, {"zh-Hant": TEXT + "\n"}, 1),
        ({"zh-Hant": TEXT}, {"zh-Hant": "〔頁首〕" + TEXT}, 1),
        ({"zh-Hant": TEXT, "en": "One."}, {"zh-Hant": TEXT, "en": "Another."}, 1),
        ({"zh-Hant": TEXT}, {"zh-Hant": TEXT.replace("85,424", "49,737")}, 2),
        ({"zh-Hant": TEXT}, {"zh-Hant": TEXT + "另外，循優才計劃獲批的申請另計，詳見附表。"}, 2),
        ({"zh-Hant": TEXT}, {"en": TEXT}, 2),
        ({"en": "Holders of 高才通 may renew."}, {"en": "The fee of 高才通 is due in spring."}, 2),
        ({"en": "The fee is due in spring."}, {"en": "THE FEE is due in spring"}, 1),
        ({"en": "The fee of 2023 is $230."}, {"en": "The fee of 2024 is $230."}, 2),
        ({"en": "123"}, {"en": "456"}, 2),
    ],
)
def test_only_a_passage_that_says_the_same_as_a_better_one_is_left_out(one: dict[str, str], other: dict[str, str], kept: int) -> None:
    hits = (hit("a", 2.0, texts=one), hit("b", 1.0, texts=other))
    assert keep(hits, ASKED, 5) == hits[:kept]


def test_the_best_passage_of_each_scheme_named_is_kept(engine: Engine) -> None:
    words = ("山", "河", "雨", "雪", "風")
    schemes = ("", "", "", "ttps", "qmas")
    hits = tuple(
        hit(w, 5.0 - i, texts={"zh-Hant": w * 9}, schemes=(s,) if s else ()) for i, (w, s) in enumerate(zip(words, schemes, strict=True))
    )
    query = replace(ASKED, schemes=("ttps", "qmas"))
    assert sections(keep(hits, query, 3)) == ["山", "雪", "風"]
    assert sections(keep(hits, query, 4)) == ["山", "河", "雪", "風"]
    assert sections(keep(hits, replace(ASKED, schemes=("qmas",)), 3)) == ["山", "河", "雨"]


@pytest.mark.parametrize("size", [0, 3, 5, 50])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_first_scores_are_those_of_a_stable_order_over_all_of_them(size: int, share: float) -> None:
    chance = np.random.default_rng(size)
    scores = (chance.integers(1, 4, size) * (chance.random(size) < share)).astype(np.float32)
    order = np.argsort(-scores, kind="stable")[:5]
    assert first_scores(scores, 5).tolist() == order[scores[order] > 0].tolist()
