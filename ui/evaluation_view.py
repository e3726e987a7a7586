"""The figures of an evaluation run as HTML: each in words, with its interval, and what changed against another run. Every text is escaped."""

from __future__ import annotations

from html import escape

from evals.cases import CaseError
from evals.compare import Comparison, compare
from evals.figures import LOWER_IS_BETTER, headline, latency, sliced
from evals.run import Run
from evals.stats import Difference, Interval
from ui.evaluation_runs import report_path
from ui.words import Words

SHARES_NOT = frozenset({"rr_10", "ndcg_10", "length"})  # figures that are no shares of cases or of facts
SLICED = ("right", "supported", "answerable_refused", "unanswerable_refused", "found_at_5")
LANGS = ("zh-Hant", "zh-Hans", "yue", "en")


def value_text(name: str, value: float) -> str:
    """A figure as it is read: a share as a percentage, a length in characters, a rank measure with two decimals."""
    if name == "length":
        return f"{value:.0f}"
    return f"{value:.2f}" if name in SHARES_NOT else f"{100 * value:.1f}%"


def change_text(name: str, change: Difference, words: Words) -> str:
    """What changed against the earlier run, and whether it is more than chance (p < 0.05)."""
    amount = 100 * change.mean if name not in SHARES_NOT else change.mean
    said = f"{amount:+.1f}" if name == "length" or name not in SHARES_NOT else f"{amount:+.2f}"
    unit = words["evaluation.points"] if name not in SHARES_NOT else ""
    sure = words["evaluation.sure" if change.significant else "evaluation.chance"]
    return f"{said}{unit} · {sure} (p = {change.p:.3f})"


def compared(run: Run, before: Run | None) -> Comparison | None:
    """The run against an earlier one; None without one, or when they share no case."""
    try:
        return compare(before, run) if before else None
    except CaseError:
        return None


def figures_html(run: Run | None, before: Run | None, words: Words) -> str:
    """What was run, its headline figures, its time, and where to read the whole report."""
    if run is None:
        return f'<p class="wj-empty">{escape(words["evaluation.none"])}</p>'
    found = compared(run, before)
    changes = found.figures if found else {}
    rows = "".join(_row(name, value, changes.get(name), words) for name, value in headline(run).items())
    rows += "".join(_time_row(name, ms, words) for name, ms in latency(run).items())
    columns = ["figure", "value", "interval", "cases_of", *(["change"] if found else [])]
    head = "".join(f'<th scope="col">{escape(words[f"evaluation.{key}"])}</th>' for key in columns)
    note = "" if found or before is None else f'<p class="wj-note" role="status">{escape(words["evaluation.nothing_shared"])}</p>'
    return (
        f"{_about(run, words)}{note}{_won(found, words)}"
        f'<div class="wj-table" tabindex="0" role="region" aria-label="{escape(words["evaluation.figures"])}"><table class="wj-evaluation-figures">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="wj-note">{escape(words["evaluation.how"])}</p>{slices_html(run, words)}'
    )


def _about(run: Run, words: Words) -> str:
    said = words.say("evaluation.about", set=run.about["set"], n=len(run.cases), system=run.about["system"])
    link = ""
    if report_path(run.folder.name):
        shown = escape(words["evaluation.report"])
        link = f' <a href="/runs/{escape(run.folder.name)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f'<p class="wj-evaluation-about">{escape(said)}{link}</p>'


def _won(found: Comparison | None, words: Words) -> str:
    if found is None:
        return ""
    said = words.say("evaluation.won_lost", won=len(found.won), lost=len(found.lost), n=found.shared)
    return f'<p class="wj-evaluation-about">{escape(said)}</p>'


def _row(name: str, value: Interval, change: Difference | None, words: Words) -> str:
    lower = f" {words['evaluation.lower']}" if name in LOWER_IS_BETTER else ""
    about = escape(words[f"evaluation.about_{name}"] + lower)
    cells = (value_text(name, value.mean), f"{value_text(name, value.low)} – {value_text(name, value.high)}", f"{value.n:,}")
    changed = f"<td>{escape(change_text(name, change, words))}</td>" if change else ""
    return (
        f'<tr><th scope="row">{escape(words[f"evaluation.{name}"])}<small>{about}</small></th>'
        + "".join(f'<td class="wj-num">{cell}</td>' for cell in cells)
        + f"{changed}</tr>"
    )


def _time_row(name: str, ms: float, words: Words) -> str:
    label = escape(words[f"evaluation.{name}"])
    return f'<tr><th scope="row">{label}</th><td class="wj-num">{ms:,.0f} {escape(words["evaluation.ms"])}</td><td></td><td></td></tr>'


def member_words(slice_name: str, key: str, words: Words) -> str:
    """What a value of a slice or filter is called: a language, an audience, a kind; a source keeps its name."""
    if slice_name == "source":
        return words["evaluation.no_source"] if key == "(none)" else key
    if slice_name == "audience":
        return words[key]
    return words[f"evaluation.{slice_name}_{key.replace('-', '_')}"]


def slices_html(run: Run, words: Words) -> str:
    """The figures by language, reader, kind and source, each folded away."""
    parts = ""
    for name, members in sliced(run, SLICED).items():
        head = "".join(f'<th scope="col">{escape(words[f"evaluation.{figure}"])}</th>' for figure in SLICED)
        body = "".join(
            f'<tr><th scope="row">{escape(member_words(name, key, words))}</th>{"".join(_slice_cell(f, found.get(f)) for f in SLICED)}</tr>'
            for key, found in members.items()
        )
        title = escape(words[f"evaluation.by_{name}"])
        parts += (
            f'<details class="wj-evaluation-slice"><summary>{title}</summary><div class="wj-table" tabindex="0" role="region" aria-label="{title}">'
            f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
        )
    return parts


def _slice_cell(name: str, value: Interval | None) -> str:
    if value is None:
        return '<td class="wj-num">–</td>'
    return f'<td class="wj-num">{value_text(name, value.mean)} <small>n = {value.n}</small></td>'
