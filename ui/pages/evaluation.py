"""The evaluation page: run a set with progress, read its figures, compare with an earlier run, open the report."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from evals.compare import compare
from evals.figures import headline, latency
from evals.report import write_report
from evals.run import Run, read_run, run_set
from rag.answer import Engine
from rag.errors import WenjinError
from rag.log import logger
from rag.settings import ROOT
from ui.site import Site
from ui.words import Words

RUNS = ROOT / "var" / "runs"
SETS = ROOT / "evals" / "sets"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


def run_names() -> list[str]:
    """Finished runs, newest first."""
    found = [p.parent for p in RUNS.glob("*/scores.jsonl")]
    return [p.name for p in sorted(found, key=lambda p: -p.stat().st_mtime) if _NAME.fullmatch(p.name)]


def report_path(name: str) -> Path | None:
    """The report of a run by its name; None for a name that is not one of ours."""
    path = RUNS / name / "report.html"
    return path if _NAME.fullmatch(name) and path.is_file() else None


def figures_table(run: Run, before: Run | None) -> str:
    """Headline figures as HTML, with the paired difference to an earlier run."""
    changes = compare(before, run).figures if before else {}
    rows = ""
    for name, value in headline(run).items():
        change = changes.get(name)
        cell = f"{change.mean:+.3f} (p {change.p:.3f}){' *' if change.significant else ''}" if change else ""
        rows += (
            f"<tr><th>{name}</th><td>{value.mean:.3f}</td><td>{value.low:.3f} – {value.high:.3f}</td><td>{value.n}</td><td>{cell}</td></tr>"
        )
    rows += "".join(f"<tr><th>{n}</th><td>{ms:.0f}</td><td></td><td></td><td></td></tr>" for n, ms in latency(run).items())
    head = "<tr><th>figure</th><th>value</th><th>95%</th><th>n</th><th>Δ</th></tr>"
    wrong = "".join(f"<li>{escape(s.case)}: {escape(s.reason or s.unscored)}</li>" for s in run.scores if not s.right)
    link = f'<p><a href="/runs/{escape(run.folder.name)}" target="_blank" rel="noopener">report.html</a></p>'
    return f'<table class="wj-figures">{head}{rows}</table>{link}<details><summary>{sum(not s.right for s in run.scores)} ✗</summary><ul>{wrong}</ul></details>'


def evaluate(engine: Engine, set_name: str, earlier: str | None, progress: Any, words: Words) -> str:
    """Run a set of evals/sets and show its figures; a fault becomes one friendly line."""
    path = SETS / f"{set_name}.jsonl"
    if not _NAME.fullmatch(set_name) or not path.is_file():
        return f"<p>{escape(words['failed'])}</p>"
    before = read_run(RUNS / earlier) if earlier and earlier in run_names() else None
    try:
        progress(0.1, desc=set_name)
        run = run_set(engine, path, RUNS / f"{set_name}-page", on_case=lambda done, total: progress(done / total, desc=f"{done}/{total}"))
        write_report(run, [before] if before else [])
        return figures_table(run, before)
    except WenjinError as error:
        return f"<p>{escape(error.line)}</p>"
    except Exception:
        logger.exception("an evaluation failed")
        return f"<p>{escape(words['failed'])}</p>"


def build_evaluation(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    words = Words("zh-Hant")
    sets = sorted(p.stem for p in SETS.glob("*.jsonl"))
    with gr.Row():
        first = "first-light" if "first-light" in sets else None
        chosen = gr.Dropdown(sets, value=first, label=words["evaluation.set"], elem_id="wj-eval-set")
        earlier = gr.Dropdown(run_names(), value=None, label=words["evaluation.before"], elem_id="wj-eval-before")
        start = gr.Button(words["evaluation.run"], variant="primary", elem_id="wj-eval-run")
    shown = gr.HTML(elem_id="wj-eval-figures")
    site.label(chosen, lambda w: gr.update(label=w["evaluation.set"]))
    site.label(earlier, lambda w: gr.update(label=w["evaluation.before"]))
    site.label(start, lambda w: gr.update(value=w["evaluation.run"]))

    def on_run(name: str, before: str | None, code: str, progress: gr.Progress = gr.Progress()) -> tuple[str, Any]:  # noqa: B008 gradio's own way
        html = evaluate(site.engine, name, before, progress, Words(code))
        return html, gr.update(choices=run_names())

    start.click(on_run, [chosen, earlier, site.lang], [shown, earlier], api_visibility="private", concurrency_limit=1)
