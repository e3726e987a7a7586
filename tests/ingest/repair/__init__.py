"""Text repair: cases as data, sorted by where they come from."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of `cases/<name>.json`: a name, the text as read, and what it should become."""
    rows: list[dict[str, Any]] = json.loads((HERE / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    assert rows, f"{name}.json holds no case"
    return rows


def undamaged_part() -> str:
    """Sound lines that the tests damage."""
    return str(cases("in_the_wild")[0]["repaired"])
