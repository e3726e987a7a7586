"""A new case for a set, checked before it is written."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from evals.cases import Case, CaseError, read_cases
from evals.check import case_findings


def next_id(cases: list[Case], prefix: str) -> str:
    """The first free id `<prefix>-001` onward."""
    taken = {c.id for c in cases}
    return next(i for n in range(1, 10_000) if (i := f"{prefix}-{n:03d}") not in taken)


def make_case(fields: dict[str, object]) -> Case:
    """A case from plain fields.

    Raises:
        CaseError: a field is missing or wrong, or the case contradicts itself.
    """
    try:
        case = Case.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        raise CaseError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    if case.answerable != bool(case.gold):
        raise CaseError("an answerable case needs gold (--gold 'one|or another', repeatable), an unanswerable one has none")
    found = case_findings(case)
    if found:
        raise CaseError(found[0])
    return case


def from_feedback(line: str) -> dict[str, object]:
    """Fields of a case from one line of feedback: a JSON object with `question`, and `turns`, `lang`, `id` where known.

    Raises:
        CaseError: the line is not such an object.
    """
    try:
        data = json.loads(line)
    except json.JSONDecodeError:
        raise CaseError("the feedback line is not JSON; give one line of the export") from None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise CaseError("the feedback line has no question")
    return {k: data[k] for k in ("question", "turns", "lang") if k in data}


def add_case(path: Path, case: Case) -> None:
    """Append a case to a set.

    Raises:
        CaseError: the set is broken, or has a case of that id or that question.
    """
    cases = read_cases(path) if path.exists() else []
    twin = next((c for c in cases if c.id == case.id or (c.question == case.question and c.turns == case.turns)), None)
    if twin is not None:
        raise CaseError(f"{path} already has this question or id: {twin.id}")
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(case.model_dump(), ensure_ascii=False) + "\n")
