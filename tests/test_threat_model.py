"""The threat model names tests that are there."""

from __future__ import annotations

import re

from rag.settings import ROOT
from ui.body_limit import SMALL_BYTES
from ui.guard import LOGIN_BYTES
from ui.login import CLIENT_TRIES, NAME_TRIES

TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")


def test_every_test_it_names_exists() -> None:
    file, missing, named = "", list[str](), 0
    for path, test in re.findall(r"`((?:\w+/)*\w+\.py)?(?:::(\w+))?`", TEXT):
        if path.startswith("ui/guard_paths") and not test:
            continue
        file = path or file
        text = (ROOT / "tests" / file).read_text(encoding="utf-8") if (ROOT / "tests" / file).is_file() else ""
        named += bool(path or test)
        if (path or test) and (not text or f"def {test}" not in text):
            missing.append(f"{file}::{test}")
    assert missing == []
    assert named > 40


def test_the_limits_it_names_are_those_in_force() -> None:
    assert f"{CLIENT_TRIES} an address and {NAME_TRIES} a name" in TEXT
    assert f"{LOGIN_BYTES // 1024} KB for a login, {SMALL_BYTES // 1024} KB for a question, 4 MB for an event" in TEXT
