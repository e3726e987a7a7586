"""`wenjin`: data on standard output, messages on standard error; exit codes 0 good, 1 error, 2 usage."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from rag.errors import WenjinError
from rag.log import log_to_stderr
from rag.settings import load_settings
from ui.bench_cli import bench
from ui.eval_cli import eval_app
from ui.output import IndexOption, emit, errors

app = typer.Typer(
    name="wenjin", help="Cited, dated answers about Hong Kong's talent-admission schemes.", no_args_is_help=True, add_completion=False
)
corpus_app = typer.Typer(help="The shipped corpus.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.command()(bench)


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders (.txt .md .pdf); none: the shipped corpus.")] = None,
    index: IndexOption = None,
    reset: Annotated[bool, typer.Option("--reset", help="Start from an empty index.")] = False,
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Do nothing when the index is up to date.")] = False,
) -> None:
    """Read documents into the index; the old index answers until the new one is whole."""
    from ingest.build import ingest as run
    from ingest.build import is_stale

    settings = load_settings(index=index)
    if if_stale and not paths:
        state = is_stale(settings)
        if state == "fresh":
            errors.print(f"index at {settings.index} is up to date")
            return
        reset = reset or state == "unusable"
    report = run(settings, paths or [], reset, errors)
    table = Table("file", "passages", "note")
    for name, count in report.read:
        table.add_row(name, str(count), "")
    for name, reason in report.skipped:
        table.add_row(name, "-", f"skipped: {reason}")
    errors.print(table)
    manifest = report.manifest
    errors.print(f"index at {settings.index}: {manifest.passages} passages, {manifest.entries} entries, {report.seconds:.1f} s")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any of the three scripts.")],
    history: Annotated[list[str] | None, typer.Option("--history", help="Earlier questions, oldest first; repeatable.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="auto, zh-Hant, zh-Hans or en.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, as in batch answers.")] = False,
    index: IndexOption = None,
) -> None:
    """Answer one question."""
    from rag.answer import ask as run
    from rag.answer import open_engine
    from rag.wire import answer_json
    from ui.terminal import print_answer

    engine = open_engine(load_settings(index=index))
    started = time.perf_counter()
    answer = run(engine, question, history or [], lang)
    if as_json:
        emit(answer_json(answer, "", 1000 * (time.perf_counter() - started)))
    else:
        print_answer(answer, Console())


@app.command()
def answer(
    questions: Annotated[Path, typer.Option("--in", help="Questions: a JSON object a line with id, question, turns, lang.")],
    out: Annotated[Path, typer.Option("--out", help="Answers, a JSON object a line.")],
    index: IndexOption = None,
) -> None:
    """Answer a file of questions in one process; a question that fails is reported in its line and the rest go on."""
    from rag.answer import open_engine
    from rag.batch import answer_file

    summary = answer_file(open_engine(load_settings(index=index)), questions, out)
    errors.print(f"{summary.answered} answered, {summary.failed} failed, {summary.seconds:.2f} s, {summary.rate:.1f} questions/s → {out}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port; default 7860.")] = None,
    index: IndexOption = None,
) -> None:
    """The web interface."""
    from ui.server import serve as run

    run(load_settings(host=host, port=port, index=index), errors)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    index: IndexOption = None,
) -> None:
    """What the index holds and the settings in force."""
    from rag.index import read_manifest

    settings = load_settings(index=index)
    folder, manifest = read_manifest(settings.index)
    data = {
        "index": str(settings.index),
        "generation": folder.name,
        **manifest.model_dump(exclude={"files"}),
        "settings": json.loads(settings.model_dump_json()),
    }
    if as_json:
        emit(data)
        return
    table = Table("", "", show_header=False)
    for key, value in data.items():
        if key not in ("settings", "sources"):
            table.add_row(key, str(value))
    table.add_row("sources", ", ".join(f"{name} {count}" for name, count in manifest.sources.items()))
    for key, value in settings.model_dump().items():
        table.add_row(f"WENJIN_{key.upper()}", str(value))
    Console().print(table)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="The question.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    index: IndexOption = None,
) -> None:
    """What a question finds: kept and rejected passages with their scores by stage."""
    from rag.answer import open_engine, search_only
    from ui.terminal import print_hits

    found = search_only(open_engine(load_settings(index=index)), question)
    if as_json:
        emit(
            {
                "standalone": found.query.standalone,
                "confidence": found.evidence.confidence,
                "hits": [
                    {"passage": h.passage.id, "kept": h in found.retrieval.kept, "score": h.score, "stages": h.stages}
                    for h in (*found.retrieval.kept, *found.retrieval.rejected)
                ],
            }
        )
    else:
        print_hits(found, Console())


@corpus_app.command("check")
def corpus_check(
    folder: Annotated[Path | None, typer.Argument(help="Corpus folder; default the shipped one.")] = None,
    originals: Annotated[Path | None, typer.Option("--originals", help="Published texts, for the originality check.")] = None,
) -> None:
    """Check the corpus against its format and writing rules, one finding a line."""
    from ingest.corpus_check import check_corpus

    found = check_corpus(folder or load_settings().corpus, originals)
    for line in found:
        sys.stdout.write(line + "\n")
    errors.print(f"{len(found)} finding(s)")
    if found:
        raise typer.Exit(1)


def main() -> None:
    """Entry point: every expected error becomes one line on standard error and exit code 1."""
    log_to_stderr()
    try:
        app()
    except WenjinError as error:
        errors.print(f"wenjin: {error.line}", markup=False, highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("wenjin: stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
