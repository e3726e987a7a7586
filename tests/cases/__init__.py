"""Text cases as data: one JSON list a file."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def cases(name: str) -> list[Any]:
    """The cases of `<name>.json`, each a list of a test's arguments."""
    rows: list[Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    assert rows, f"{name}.json holds no case"
    return rows
