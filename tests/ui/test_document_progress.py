"""How far a job is and how it ended, in words that are announced once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ui.document_desk import FAULTS, Job
from ui.document_import import Row
from ui.document_progress import job_html, refused_html, rows_html, share_done
from ui.words import Words, strings

EN = Words("en")
CHECKING = Job("add", name="<b>a</b>.pdf", file=2, files=4, page=6, pages=10, started=100.0)


def test_before_the_first_job_nothing_is_said() -> None:
    assert job_html(None, EN, 0.0) == ""


def test_a_check_names_the_file_and_its_page_and_only_that_is_announced() -> None:
    html = job_html(CHECKING, EN, 107.9)
    assert "Checking file 2 of 4: &lt;b&gt;a&lt;/b&gt;.pdf · page 6 of 10" in html
    assert 'aria-hidden="true">7 s so far' in html
    assert html.count('role="status"') == 1


def test_the_bar_only_grows() -> None:
    steps = [
        replace(CHECKING, file=1, page=0, pages=0),
        replace(CHECKING, file=1, page=10),
        CHECKING,
        replace(CHECKING, file=4, page=10),
        replace(CHECKING, phase="indexing"),
        replace(CHECKING, phase="indexing", done=1, of=2),
        replace(CHECKING, phase="indexing", done=2, of=2),
    ]
    shares = [share_done(job) for job in steps]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] < 1


@pytest.mark.parametrize("fault", [*FAULTS.values(), "busy", "failed"])
def test_every_fault_has_its_words_and_is_an_alert(fault: str) -> None:
    html = job_html(Job("add", "done", fault=fault), EN, 0.0)
    assert 'role="alert"' in html
    assert "{" not in html


def test_the_end_says_whether_anything_new_can_be_asked() -> None:
    added = Job("add", "done", rows=(Row("a.md", "added", 3),), seconds=4.4)
    assert "Done in 4 s. You can now ask" in job_html(added, EN, 0.0)
    assert "Nothing new was added" in job_html(replace(added, rows=(Row("a.md", "unchanged", 3),)), EN, 0.0)
    assert "Removed" in job_html(Job("remove", "done", rows=(Row("a.md", "removed"),), seconds=1), EN, 0.0)


def test_rows_are_text_and_say_what_to_do() -> None:
    rows = (
        Row("<img src=x>.md", "same", 2, other="<i>b</i>.md"),
        Row("b.pdf", "skipped", reason="locked", detail="b.pdf is locked with a password"),
        Row("c.pdf", "skipped", reason="complex", detail="c.pdf has more than <9> pages"),
    )
    html = rows_html(rows, EN)
    assert "<img" not in html
    assert "<i>" not in html
    assert "Take the password off" in html
    assert "is locked with a password</bdi>" not in html
    assert "c.pdf has more than &lt;9&gt; pages" in html
    assert rows_html((), EN) == ""


@pytest.mark.parametrize("reason", ["busy", "elsewhere", "gone", "nothing"])
def test_every_refusal_has_its_words(reason: str) -> None:
    assert f"documents.refused_{reason}" in strings()
    assert 'role="alert"' in refused_html(reason, EN)
