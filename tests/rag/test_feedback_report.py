"""Questions that are the same in other words are one line of the report; those about something else never are."""

from __future__ import annotations

import json

import pytest

from evals.add import from_feedback
from rag.asked import Asked
from rag.feedback import Feedback
from rag.feedback_report import Notice, draft_line, grouped, make_report, notices, question_key
from rag.text import Segmenter


def asked(question: str, day: str = "2026-05-01", lang: str = "zh-Hant", status: str = "no_evidence") -> Asked:
    return Asked(question, "", lang, status, day)


def judged(question: str, verdict: str = "down", at: str = "2026-05-02T10:00:00+00:00", **more: str) -> Feedback:
    fields = {"lang": "zh-Hant", "status": "answered"} | more
    return Feedback(turn=question + at, question=question, verdict=verdict, at=at, **fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高才通續簽要什麼文件？", "高才通续签要咩文件"),
        ("优才配额有多少", "優才配額係幾多？？"),
        ("How do I renew TTPS?", "how to renew  ttps"),
    ],
)
def test_wordings_of_one_question_are_one_group(segmenter: Segmenter, one: str, other: str) -> None:
    assert (
        len(
            grouped(
                [Notice(one, "zh-Hant", "answered", "2026-05-01"), Notice(other, "en", "answered", "2026-05-01")], question_key(segmenter)
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高才通續簽要什麼文件？", "優才續簽要什麼文件？"),
        ("2023年批出幾多宗？", "2024年批出幾多宗？"),
        ("from IANG to TTPS", "from TTPS to IANG"),
        ("？？", "邊個？"),
    ],
)
def test_another_scheme_year_or_direction_is_another_group(segmenter: Segmenter, one: str, other: str) -> None:
    key = question_key(segmenter)
    assert key(one) != key(other)


def test_a_group_shows_its_most_used_wording_languages_reasons_and_comments(segmenter: Segmenter) -> None:
    kept, said = notices(
        [],
        [
            judged("優才配額？", reason="wrong", comment="舊"),
            judged("優才配額？", at="2026-05-03T00:00:00+00:00"),
            judged("优才配额", lang="zh-Hans"),
        ],
    )
    (group,) = grouped(said, question_key(segmenter))
    assert kept == []
    assert (group.question, group.count, group.langs, group.last) == ("優才配額？", 3, {"zh-Hant": 2, "zh-Hans": 1}, "2026-05-03")
    assert (group.reasons, group.comments) == ({"wrong": 1}, ("舊",))


def test_a_question_that_leaned_on_another_is_counted_as_it_was_understood() -> None:
    kept, _ = notices([Asked("咁優才呢？", "優才名額？", "zh-Hant", "partial", "2026-05-01")], [])
    assert kept[0].question == "優才名額？"


def test_day_and_language_limit_both_kinds() -> None:
    kept, said = notices(
        [asked("a", "2026-04-30"), asked("b"), asked("c", lang="en")],
        [judged("d"), judged("e", at="2026-04-30T23:59:59+00:00")],
        "2026-05-01",
        "zh-Hant",
    )
    assert [n.question for n in kept] == ["b"]
    assert [n.question for n in said] == ["d"]


def test_the_report_ranks_what_is_asked_refused_and_disliked_and_counts_weeks(segmenter: Segmenter) -> None:
    kept, said = notices(
        [
            asked("高才通年薪？"),
            asked("高才通年薪？", status="answered"),
            asked("優才名額？", "2026-05-12"),
            asked("天氣？", "2026-05-12", status="declined"),
        ],
        [judged("高才通年薪？", reason="outdated"), judged("優才名額？", "up")],
    )
    found = make_report(kept, said, question_key(segmenter), 5)
    assert (found.kept, found.judged) == (4, 2)
    assert (found.asked[0].question, found.asked[0].count) == ("高才通年薪？", 2)
    assert {g.question for g in found.refused} == {"高才通年薪？", "優才名額？", "天氣？"}
    assert [g.question for g in found.disliked] == ["高才通年薪？"]
    assert [(w.week, w.kept, w.unanswered, w.up, w.down) for w in found.weeks] == [("2026-W20", 2, 2, 0, 0), ("2026-W18", 2, 1, 1, 1)]


def test_where_no_question_is_kept_verdicts_tell_what_is_asked(segmenter: Segmenter) -> None:
    _, said = notices([], [judged("高才通年薪？", "up", status="no_evidence")])
    found = make_report([], said, question_key(segmenter), 5)
    assert [g.question for g in found.refused] == [g.question for g in found.asked] == ["高才通年薪？"]
    assert found.disliked == ()


def test_a_line_of_the_export_has_no_gold_says_so_and_starts_a_case(segmenter: Segmenter) -> None:
    (group,) = grouped(notices([], [judged("優才配額？", comment="4,000")])[1], question_key(segmenter))
    line = json.loads(draft_line(group))
    assert (line["review"], line["gold"]) == ("needed", [])
    assert from_feedback(draft_line(group)) == {"question": "優才配額？", "lang": "zh-Hant"}
