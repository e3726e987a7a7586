"""`wenjin doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from rag.settings import load_settings
from ui.output import IndexOption, emit

_STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    index: IndexOption = None,
) -> None:
    """Check this machine, the settings and the index, one line each; exit code 1 when something is in the way of answering."""
    from ui.doctor import State, examine

    console, done = Console(soft_wrap=True), []
    for check in examine(load_settings(index=index)):
        done.append(check)
        if not as_json:
            console.print(check.line, style=_STYLES[check.state], markup=False, highlight=False)
    good = all(check.state is not State.ERROR for check in done)
    if as_json:
        emit({"ok": good, "checks": [asdict(check) for check in done]})
    if not good:
        raise typer.Exit(1)
