"""`wenjin feedback`: report, export, forget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rag.errors import FeedbackError
from rag.settings import Settings, load_settings
from ui.output import emit, errors

if TYPE_CHECKING:
    from rag.feedback_report import FeedbackReport, Group, Key, Notice

feedback_app = typer.Typer(help="What people asked, did not find and disliked.", no_args_is_help=True)
SinceOption = Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on, such as 2026-05-01.")]
LangOption = Annotated[str, typer.Option("--lang", help="Only zh-Hant, zh-Hans or en.")]
Chosen = Literal["down", "up", "unanswered", "all"]


@feedback_app.command("report")
def feedback_report(
    since: SinceOption = "",
    lang: LangOption = "",
    top: Annotated[int, typer.Option("--top", min=1, help="Questions of each kind.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Most asked, most refused, most disliked; by language and week."""
    from rag.feedback_report import make_report

    settings = load_settings()
    kept, judged = _notices(settings, since, lang)
    if not kept and not judged and not as_json:
        errors.print(_nothing(settings, since, lang), markup=False, highlight=False)
        return
    found = make_report(kept, judged, _key(settings), top)
    if as_json:
        emit(asdict(found))
        return
    _print(found, settings, Console())


@feedback_app.command("export")
def feedback_export(
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="File to make; one line a question.")],
    verdict: Annotated[Chosen, typer.Option("--verdict", help="down, up, unanswered (questions kept), or all.")] = "down",
    since: SinceOption = "",
    lang: LangOption = "",
) -> None:
    """Lines to start evaluation cases from, each to be reviewed by a person: they hold no gold."""
    from rag.feedback_report import draft_line, grouped

    settings = load_settings()
    found = _chosen(*_notices(settings, since, lang), verdict)
    if not found:
        errors.print(_nothing(settings, since, lang), markup=False, highlight=False)
        return
    lines = [draft_line(group) for group in grouped(found, _key(settings))]
    try:
        with out.open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    except FileExistsError:
        raise FeedbackError(f"{out} is there already, and may have been reviewed; name another file") from None
    except OSError as error:
        raise FeedbackError(f"cannot write {out} ({error.strerror}); name a file that can be written") from None
    errors.print(
        f'{len(lines)} question(s) in {out}; look for the answer to each in the sources, then: wenjin eval add SET --feedback "$(sed -n 1p {out})"',
        markup=False,
        highlight=False,
    )


@feedback_app.command("forget")
def feedback_forget(
    before: Annotated[str, typer.Option("--before", metavar="DAY", help="What is older than this day is deleted.")],
) -> None:
    """Delete verdicts and kept questions older than a day."""
    from rag.feedback_file import forget, parse_day

    settings = load_settings()
    gone = forget(settings.feedback, parse_day(before).isoformat())
    errors.print(f"{gone} row(s) deleted from {settings.feedback}", markup=False, highlight=False)


def _notices(settings: Settings, since: str, lang: str) -> tuple[list[Notice], list[Notice]]:
    """What is to be reported on.

    Raises:
        FeedbackError: the day or the language is none, or the file cannot be read.
    """
    from rag.asked import read_asked
    from rag.feedback import read_feedback
    from rag.feedback_file import parse_day
    from rag.feedback_report import notices
    from rag.types import LANGS

    if lang and lang not in LANGS:
        raise FeedbackError(f"unknown language {lang!r}; give one of {', '.join(LANGS)}")
    day = parse_day(since).isoformat() if since else ""
    return notices(read_asked(settings.feedback), read_feedback(settings.feedback), day, lang)


def _key(settings: Settings) -> Key:
    from rag.feedback_report import question_key
    from rag.text import Segmenter

    return question_key(Segmenter(cache_dir=settings.cache))


def _chosen(kept: list[Notice], judged: list[Notice], verdict: Chosen) -> list[Notice]:
    from rag.asked import UNANSWERED

    unanswered = [notice for notice in kept if notice.status in UNANSWERED]
    if verdict == "unanswered":
        return unanswered
    return [*judged, *unanswered] if verdict == "all" else [notice for notice in judged if notice.verdict == verdict]


def _nothing(settings: Settings, since: str, lang: str) -> str:
    limits = "".join((f" since {since}" if since else "", f" in {lang}" if lang else ""))
    kept = "" if settings.keep_questions != "off" else "; questions are kept only with WENJIN_KEEP_QUESTIONS=unanswered or all"
    return f"nothing of that kind in {settings.feedback}{limits}{kept}"


def _print(found: FeedbackReport, settings: Settings, console: Console) -> None:
    console.print(
        f"{found.kept} question(s) kept (WENJIN_KEEP_QUESTIONS={settings.keep_questions}), {found.judged} judged", highlight=False
    )
    for title, groups in (("most asked", found.asked), ("most refused", found.refused), ("most disliked", found.disliked)):
        if groups:
            console.print(_table(title, groups))
    table = Table("week", "language", "kept", "unanswered", "up", "down", title="by week")
    for week in found.weeks:
        table.add_row(week.week, week.lang, *(str(n) for n in (week.kept, week.unanswered, week.up, week.down)))
    console.print(table)


def _table(title: str, groups: Sequence[Group]) -> Table:
    table = Table("times", "question", "languages", "last", "reasons and comments", title=title)
    for group in groups:
        langs = ", ".join(f"{lang} {n}" for lang, n in group.langs.items())
        said = "; ".join((*(f"{reason} {n}" for reason, n in group.reasons.items()), *group.comments[:2]))
        table.add_row(*(_plain(cell) for cell in (str(group.count), group.question, langs, group.last, said)))
    return table


def _plain(text: str) -> str:
    """What people wrote, without rich's markup or a terminal's control characters taking effect."""
    return escape("".join(c for c in text if c.isprintable()))
