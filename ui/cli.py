"""`wenjin`: data on standard output, messages on standard error; exit codes 0 good, 1 error, 2 usage."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rag.errors import WenjinError
from rag.log import log_to_stderr
from rag.settings import load_settings
from ui.bench_cli import bench
from ui.doctor_cli import doctor
from ui.eval_cli import eval_app
from ui.feedback_cli import feedback_app
from ui.index_cli import index_app
from ui.ingest_cli import ingest, inspect, status
from ui.output import IndexOption, emit, errors
from ui.user_cli import user_app

app = typer.Typer(
    name="wenjin", help="Cited, dated answers about Hong Kong's talent-admission schemes.", no_args_is_help=True, add_completion=False
)
corpus_app = typer.Typer(help="The shipped corpus.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.add_typer(feedback_app, name="feedback")
app.add_typer(user_app, name="user")
app.add_typer(index_app, name="index")
app.command()(ingest)
app.command()(inspect)
app.command()(status)
app.command()(bench)
app.command()(doctor)


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
    from ui.terminal import print_answer, print_next

    engine = open_engine(load_settings(index=index))
    started = time.perf_counter()
    answer = run(engine, question, history or [], lang)
    if as_json:
        emit(answer_json(answer, "", 1000 * (time.perf_counter() - started)))
    else:
        console = Console()
        print_answer(answer, console)
        print_next(engine, answer, history or [], console)


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
    from ui.doctor import before_serving
    from ui.server import serve as run

    settings = load_settings(host=host, port=port, index=index)
    for line in before_serving(settings):
        errors.print(f"warning: {line}", markup=False, highlight=False)
    run(settings, errors)


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
