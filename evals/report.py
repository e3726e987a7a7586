"""A run as one self-contained HTML page and one JSON file: figures with intervals, slices, curve, every case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.figures import FIGURES, headline, latency, risk_coverage, sliced
from evals.run import Run
from evals.score import Score
from evals.stats import Interval

SLICED = ("right", "supported", "answerable_refused", "unanswerable_refused", "found_at_5", "length")
MAX_SHOWN = 30
_HERE = Path(__file__).resolve().parent


def _cell(value: Interval | None) -> str:
    if value is None:
        return "<td>–</td>"
    shown = f"{value.mean:.3f}" if abs(value.mean) <= 1 else f"{value.mean:.1f}"
    low, high = (f"{v:.3f}" if abs(value.mean) <= 1 else f"{v:.1f}" for v in (value.low, value.high))
    return f'<td>{shown}<small> {low}–{high} <span class="n">n={value.n}</span></small></td>'


def figures_html(runs: Sequence[Run]) -> str:
    """Headline figures, one column a run."""
    columns = [headline(run) for run in runs]
    names = [n for n in FIGURES if any(n in c for c in columns)]
    head = "".join(f"<th>{escape(run.about['system'])}<br><small>over {escape(run.about['over'])}</small></th>" for run in runs)
    rows = "".join(f"<tr><th>{n}</th>{''.join(_cell(c.get(n)) for c in columns)}</tr>" for n in names)
    times = [latency(run) for run in runs]
    for key in ("p50_ms", "p95_ms"):
        rows += f"<tr><th>{key}</th>{''.join(f'<td>{t[key]:.0f}</td>' if key in t else '<td>–</td>' for t in times)}</tr>"
    return f"<table><thead><tr><th>figure</th>{head}</tr></thead><tbody>{rows}</tbody></table>"


def slices_html(run: Run) -> str:
    """One table a slice: language, audience, kind, source."""
    parts = []
    for slice_name, members in sliced(run, SLICED).items():
        head = "".join(f"<th>{n}</th>" for n in SLICED)
        rows = "".join(f"<tr><th>{escape(key)}</th>{''.join(_cell(found.get(n)) for n in SLICED)}</tr>" for key, found in members.items())
        parts.append(f"<h3>{slice_name}</h3><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return "".join(parts)


def curve_svg(run: Run) -> str:
    """Risk against coverage as inline SVG; "" without confidences."""
    curve = risk_coverage(run)
    if not curve:
        return ""
    points = " ".join(f"{40 + 400 * coverage:.1f},{220 - 200 * risk:.1f}" for _, coverage, risk in curve)
    ticks = "".join(
        f'<text x="{40 + 400 * t:.0f}" y="238" text-anchor="middle">{t:.1f}</text><text x="34" y="{224 - 200 * t:.0f}" text-anchor="end">{t:.1f}</text>'
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    return (
        '<svg viewBox="0 0 460 262" role="img" aria-label="Risk against coverage"><path d="M40 20V220H440" fill="none" stroke="currentColor"/>'
        f'<polyline points="{points}" fill="none" stroke="#0d9488" stroke-width="2"/>{ticks}'
        '<text x="240" y="258" text-anchor="middle">coverage (share of cases answered)</text><text x="48" y="16">risk (share of them not right)</text></svg>'
    )


def _hits(row: dict[str, Any], case: Case) -> list[dict[str, Any]]:
    kept = [
        {k: h.get(k) for k in ("source", "section", "score", "stages")} | {"text": str(h["text"])[:300]}
        for h in row["retrieved"][:MAX_SHOWN]
    ]
    return kept


def case_data(case: Case, row: dict[str, Any], verdict: Score) -> dict[str, Any]:
    """What the page shows of one case."""
    citations = [{k: c.get(k) for k in ("n", "source", "section", "title", "as_of", "quote")} for c in row["citations"]]
    return {
        "case": case.model_dump(),
        "score": asdict(verdict),
        "answer": row["answer"],
        "status": row["status"],
        "standalone": row.get("standalone", ""),
        "citations": citations,
        "retrieved": _hits(row, case),
    }


def _embedded(data: object) -> str:
    """JSON that is safe inside a script element."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def report_json(run: Run) -> dict[str, Any]:
    """The figures of a run as plain data."""
    return {
        "about": run.about,
        "headline": {name: asdict(value) for name, value in headline(run).items()},
        "latency": latency(run),
        "slices": {
            s: {key: {n: asdict(v) for n, v in found.items()} for key, found in members.items()}
            for s, members in sliced(run, SLICED).items()
        },
        "risk_coverage": risk_coverage(run),
        "wrong": [asdict(s) for s in run.scores if not s.right],
    }


def report_html(run: Run, others: Sequence[Run] = ()) -> str:
    """The page; `others` stand beside it in the headline table. Nothing is loaded from elsewhere."""
    cases = [case_data(c, r, s) for c, r, s in zip(run.cases, run.rows, run.scores, strict=True)]
    about = {k: v for k, v in run.about.items() if k != "settings"}
    settings = "".join(f"<tr><th>{escape(k)}</th><td>{escape(_without_folders(v))}</td></tr>" for k, v in run.about["settings"].items())
    return (
        (_HERE / "report.html")
        .read_text(encoding="utf-8")
        .format(
            title=escape(f"{run.about['set']} · {run.about['system']}"),
            about=escape(json.dumps(about, ensure_ascii=False, indent=1)),
            figures=figures_html([run, *others]),
            slices=slices_html(run),
            curve=curve_svg(run),
            settings=f"<table>{settings}</table>",
            cases=_embedded(cases),
            script=(_HERE / "report.js").read_text(encoding="utf-8"),
        )
    )


def write_report(run: Run, others: Sequence[Run] = ()) -> Path:
    """Write report.html and report.json into the run's folder; returns the page's path."""
    (run.folder / "report.json").write_text(json.dumps(report_json(run), ensure_ascii=False, indent=1), encoding="utf-8")
    page = run.folder / "report.html"
    page.write_text(report_html(run, others), encoding="utf-8")
    return page


def _without_folders(value: object) -> str:
    """A setting as shown: of a path on this machine the last name only, since reports are passed on."""
    return Path(value).name if isinstance(value, str) and Path(value).is_absolute() else str(value)
