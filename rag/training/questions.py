"""Questions to fit word weights on: `language <TAB> question` a line."""

from __future__ import annotations

from pathlib import Path

from rag.settings import ROOT

FAR = ROOT / "rag" / "training" / "far.tsv"
UNANSWERED = ROOT / "rag" / "training" / "unanswered.tsv"


def read_questions(path: Path) -> list[str]:
    """The questions of a file, without their languages."""
    return [line.split("\t")[1] for line in path.read_text(encoding="utf-8").splitlines()]
