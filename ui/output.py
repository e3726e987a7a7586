"""What the commands share: data on standard output, messages on standard error, the index option."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

errors = Console(stderr=True, soft_wrap=True)
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index.")]


def emit(data: object) -> None:
    """One JSON document on one line of standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
