"""How far a job of the documents page is, and what became of each file, as HTML; every text is escaped."""

from __future__ import annotations

from html import escape

from ui.document_desk import Job
from ui.document_import import Row
from ui.words import Words

_ADDED = ("added", "replaced")
_DETAILED = ("complex", "other")  # reasons whose own line says more than the words for it
_CHECKED = 0.4  # share of the bar that the checks take: a guess, since a scan's recognition comes after them


def job_html(job: Job | None, words: Words, now: float) -> str:
    """The state of the last job; "" before the first.

    Args:
        now: clock of this process, seconds.
    """
    if job is None:
        return ""
    return _running(job, words, now) if job.running else _ended(job, words)


def refused_html(reason: str, words: Words) -> str:
    """Why a job was not started."""
    return f'<p class="wj-documents-fault" role="alert">{escape(words[f"documents.refused_{reason}"])}</p>'


def share_done(job: Job) -> float:
    """How far a running job is, in [0, 1]."""
    if job.phase == "checking":
        within = (job.page - 1) / job.pages if job.pages else 0.0
        return _CHECKED * (max(0, job.file - 1) + max(0.0, within)) / max(1, job.files)
    begun = _CHECKED if job.kind == "add" else 0.0
    return begun + (0.9 - begun) * (job.done / job.of if job.of else 0.0)


def _running(job: Job, words: Words, now: float) -> str:
    if job.phase == "checking" and job.name:
        said = [words.say("documents.checking", n=job.file, of=job.files, name=job.name)]
        said += [words.say("documents.checking_page", page=job.page, pages=job.pages)] if job.pages else []
    elif job.of and job.done >= job.of:
        said = [words["documents.writing_index"]]
    else:
        said = [words["documents.indexing"]]
        said += [words.say("documents.indexing_of", done=job.done, of=job.of)] if job.of else []
    elapsed = words.say("documents.elapsed", seconds=int(now - job.started))
    share = share_done(job)
    # Only the line is announced: a clock in a live region would be read out every second.
    return (
        f'<div class="wj-documents-job"><p role="status">{escape(" · ".join(said))}</p>'
        f'<progress max="100" value="{100 * share:.0f}" aria-label="{escape(said[0])}"></progress>'
        f'<p class="wj-documents-hint" aria-hidden="true">{escape(elapsed)}</p></div>'
    )


def _ended(job: Job, words: Words) -> str:
    if job.fault:
        line = f'<p class="wj-documents-fault" role="alert">{escape(words[f"documents.fault_{job.fault}"])}</p>'
    else:
        added = job.kind != "add" or any(row.outcome in _ADDED for row in job.rows)
        key = f"documents.finished_{job.kind if added else 'none'}"
        line = f'<p class="wj-documents-good" role="status">{escape(words.say(key, seconds=max(1, round(job.seconds))))}</p>'
    return line + rows_html(job.rows, words) if job.kind == "add" else line


def rows_html(rows: tuple[Row, ...], words: Words) -> str:
    """What became of each file, a row each; "" without files."""
    if not rows:
        return ""
    columns = [words[f"documents.col_{name}"] for name in ("file", "result", "note")]
    head = "".join(f'<th scope="col" role="columnheader">{escape(column)}</th>' for column in columns)
    body = "".join(_row(row, columns, words) for row in rows)
    caption = f"<caption>{escape(words['documents.results'])}</caption>"
    return f'<table class="wj-documents-table" role="table">{caption}<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'


def _row(row: Row, columns: list[str], words: Words) -> str:
    outcome = escape(words[f"documents.outcome_{row.outcome}"])
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><bdi>{escape(row.name)}</bdi></th>'
        f'<td role="cell" data-label="{escape(columns[1])}"><span class="wj-documents-{row.outcome}">{outcome}</span></td>'
        f'<td role="cell" data-label="{escape(columns[2])}">{_note(row, words)}</td></tr>'
    )


def _note(row: Row, words: Words) -> str:
    if row.outcome == "skipped":
        detail = f'<small lang="en"><bdi>{escape(row.detail)}</bdi></small>' if row.detail and row.reason in _DETAILED else ""
        return escape(words[f"documents.reason_{row.reason}"]) + detail
    count = words.say("documents.note_passages_one" if row.passages == 1 else "documents.note_passages", n=row.passages)
    parts = [words.say("documents.note_same", other=row.other)] if row.other else []
    return f"<bdi>{escape(' · '.join([*parts, count] if row.passages else parts))}</bdi>"
