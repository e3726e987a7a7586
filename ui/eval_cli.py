"""`wenjin eval`: run, score, report, compare, gate, ablate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from rag.settings import ROOT, load_settings
from ui.output import IndexOption, emit, errors

if TYPE_CHECKING:
    from evals.run import Run

eval_app = typer.Typer(help="Evaluation sets and runs.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@eval_app.command("run")
def eval_run(  # noqa: PLR0913 options of a command
    set_path: Annotated[Path, typer.Argument(metavar="SET", help="A set of cases, such as evals/sets/first-light.jsonl.")],
    out: Annotated[Path | None, typer.Option("--out", help="Run folder; default var/runs/<set>-<system>.")] = None,
    system: Annotated[str, typer.Option("--system", help="wenjin, baseline:bm25 or baseline:tutorial.")] = "wenjin",
    over: Annotated[Path | None, typer.Option("--over", help="Folder of texts a baseline reads; default our corpus.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Questions at a time.")] = 1,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Answer and score a set; an interrupted run goes on where it stopped."""
    from evals.run import run_set
    from rag.answer import open_engine

    name = f"{set_path.stem}-{system.replace(':', '-')}"
    folder = out or ROOT / "var" / "runs" / name
    _show_run(run_set(open_engine(load_settings(index=index)), set_path, folder, system, over, jobs), as_json)


@eval_app.command("score")
def eval_score(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    as_json: JsonOption = False,
) -> None:
    """Score a run again, without asking again."""
    from evals.run import score_run

    _show_run(score_run(run_folder), as_json)


def _show_run(run: Run, as_json: bool) -> None:
    """Headline figures, and each case that is not right."""
    from dataclasses import asdict

    from evals.figures import headline, latency

    found = headline(run)
    if as_json:
        emit({name: asdict(value) for name, value in found.items()} | latency(run))
        return
    table = Table("figure", "value", "95% interval", "cases", title=f"{run.about['set']} · {run.about['system']} over {run.about['over']}")
    for name, value in found.items():
        table.add_row(name, f"{value.mean:.3g}", f"{value.low:.3g} – {value.high:.3g}", str(value.n))
    for name, ms in latency(run).items():
        table.add_row(name, f"{ms:.1f}", "", "")
    Console().print(table)
    for verdict in run.scores:
        if not verdict.right:
            errors.print(f"{verdict.case}: {verdict.reason} (found at {verdict.found_at})", highlight=False)
    errors.print(f"rows and scores are in {run.folder}")


@eval_app.command("report")
def eval_report(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    beside: Annotated[list[Path] | None, typer.Option("--beside", help="Other run folders for the headline table; repeatable.")] = None,
) -> None:
    """One self-contained HTML page and a JSON file in the run's folder."""
    from evals.report import write_report
    from evals.run import read_run

    page = write_report(read_run(run_folder), [read_run(folder) for folder in beside or []])
    typer.echo(str(page))


@eval_app.command("compare")
def eval_compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The run before.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The run after.")],
    as_json: JsonOption = False,
) -> None:
    """Paired differences (B minus A) with significance, and the cases won and lost."""
    from dataclasses import asdict

    from evals.compare import compare
    from evals.run import read_run

    found = compare(read_run(run_a), read_run(run_b))
    if as_json:
        emit(asdict(found))
        return
    table = Table("figure", "B - A", "95% interval", "p", "won", "lost", "cases")
    for name, d in found.figures.items():
        mark = " *" if d.significant else ""
        table.add_row(name, f"{d.mean:+.3f}{mark}", f"{d.low:+.3f} – {d.high:+.3f}", f"{d.p:.3f}", str(d.won), str(d.lost), str(d.n))
    Console().print(table)
    Console().print(f"won: {' '.join(found.won) or '-'}\nlost: {' '.join(found.lost) or '-'}", highlight=False)


@eval_app.command("gate")
def eval_gate(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    thresholds: Annotated[Path, typer.Option("--thresholds", help="Promised figures by set.")] = ROOT / "evals" / "thresholds.toml",
    accept: Annotated[bool, typer.Option("--accept", help="Keep this run as the one later runs are held against.")] = False,
) -> None:
    """Exit code 1 when a figure is below its threshold or significantly below the last accepted run."""
    from evals.gate import accept as keep
    from evals.gate import against_accepted, against_thresholds, read_thresholds
    from evals.run import read_run

    run = read_run(run_folder)
    name = Path(run.about["set"]).stem
    accepted = ROOT / "evals" / "accepted" / f"{name}.json"
    missed = against_thresholds(run, read_thresholds(thresholds, name)) + against_accepted(run, accepted)
    for line in missed:
        typer.echo(line)
    if missed:
        raise typer.Exit(1)
    if accept:
        keep(run, accepted)
    errors.print(f"{name}: every promise holds")


@eval_app.command("ablate")
def eval_ablate(
    set_path: Annotated[Path, typer.Argument(metavar="SET", help="A development set.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the runs; default var/runs/ablation.")] = None,
    index: IndexOption = None,
) -> None:
    """The line with one part taken out at a time, as one table."""
    from evals.ablate import ablate as run_all
    from evals.compare import compare
    from evals.figures import headline

    table = Table("without", "right", "found@1", "found@5", "answerable refused", "unanswerable refused", "Δ right (p)")
    first = None
    for variant, run in run_all(load_settings(index=index), set_path, out or ROOT / "var" / "runs" / "ablation"):
        first = first or run
        found = headline(run)
        names = ("right", "found_at_1", "found_at_5", "answerable_refused", "unanswerable_refused")
        change = compare(first, run).figures["right"]
        cells = [f"{found[n].mean:.3f}" if n in found else "-" for n in names]
        table.add_row(variant.name, *cells, "" if run is first else f"{change.mean:+.3f} ({change.p:.3f})")
    Console().print(table)


@eval_app.command("check")
def eval_check(
    sets: Annotated[list[Path] | None, typer.Argument(metavar="SET …", help="Sets; default all in evals/sets.")] = None,
) -> None:
    """Validate sets: schema, gold in the evidence, questions that hold their answer, near-duplicates."""
    from evals.check import check_sets

    found = check_sets(sets or sorted((ROOT / "evals" / "sets").glob("*.jsonl")), load_settings().corpus)
    for line in found:
        typer.echo(line)
    errors.print(f"{len(found)} finding(s)")
    if found:
        raise typer.Exit(1)


@eval_app.command("add")
def eval_add(  # noqa: PLR0913 options of a command
    set_path: Annotated[Path, typer.Argument(metavar="SET", help="The set to add to; made when it does not exist.")],
    question: Annotated[str, typer.Option("--question", help="The question; asked for when left out.")] = "",
    feedback: Annotated[str, typer.Option("--feedback", help="One line of feedback (JSON) to start from.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="zh-Hant, zh-Hans, yue or en.")] = "",
    audience: Annotated[str, typer.Option("--audience", help="newcomer, social_worker or evaluator.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="fact, number, table, list, temporal, situation, unanswerable …")] = "",
    gold: Annotated[list[str] | None, typer.Option("--gold", help="A fact the answer must hold: 'one|or another'; repeatable.")] = None,
    evidence: Annotated[list[str] | None, typer.Option("--evidence", help="'source: the fact in our own words'; repeatable.")] = None,
) -> None:
    """Add a case; what is not given is asked for."""
    from evals.add import add_case, from_feedback, make_case, next_id
    from evals.cases import read_cases

    fields: dict[str, object] = from_feedback(feedback) if feedback else {}
    fields["question"] = question or fields.get("question") or typer.prompt("Question")
    fields["lang"] = lang or fields.get("lang") or typer.prompt("Language (zh-Hant, zh-Hans, yue, en)")
    fields["audience"] = audience or typer.prompt("Audience (newcomer, social_worker, evaluator)")
    fields["kind"] = kind or typer.prompt("Kind (fact, number, list, situation, unanswerable, …)")
    if gold is None and fields["kind"] != "unanswerable":
        gold = [typer.prompt("Gold (one|or another); empty when it cannot be answered", default="")]
    groups = [[a.strip() for a in group.split("|") if a.strip()] for group in gold or [] if group.strip()]
    facts = [dict(zip(("source", "fact"), (p.strip() for p in e.partition(":")[::2]), strict=True)) for e in evidence or []]
    if groups and not facts:
        source = typer.prompt("Source of the evidence (pb39, lc2024, official, …)")
        facts = [{"source": source, "fact": typer.prompt("The fact in your own words")}]
    known = read_cases(set_path) if set_path.exists() else []
    fields |= {"id": next_id(known, set_path.stem), "gold": groups, "answerable": bool(groups), "evidence": facts}
    case = make_case(fields)
    add_case(set_path, case)
    typer.echo(case.id)


@eval_app.command("consistency")
def eval_consistency(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Questions in four wordings; default evals/quads*.jsonl.")
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """The same question in 繁, 简, English and Cantonese: do the answers cite the same section?"""
    from dataclasses import asdict

    from evals.consistency import consistency
    from rag.answer import open_engine

    found = consistency(open_engine(load_settings(index=index)), paths or sorted((ROOT / "evals").glob("quads*.jsonl")))
    if as_json:
        emit(asdict(found))
        return
    for name, value in (("a common section", found.common), ("the same first section", found.first)):
        typer.echo(f"{name}: {value.mean:.3f} ({value.low:.3f} – {value.high:.3f}, {value.n} questions)")
    errors.print(f"nothing in common: {' '.join(found.apart) or '-'}")
