"""`wenjin doctor`: one line a check, each with what was found and what to do. No check stops another, and none changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.errors import WenjinError
from rag.settings import Settings
from ui import doctor_checks as checks
from ui.doctor_checks import Finding


class State(StrEnum):
    """How a check came out: an error keeps Wenjin from answering, a warning costs something less."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that was made; `found` is one line, `todo` what to do about it, "" when nothing is to be done."""

    name: str
    state: State
    found: str
    todo: str = ""

    @property
    def line(self) -> str:
        """For a terminal or a log."""
        return f"{self.state:<7}  {self.name}: {self.found}" + (f"; {self.todo}" if self.todo else "")


@dataclass(frozen=True, slots=True)
class Named:
    """A check that can be made.

    Attributes:
        needed: whether nothing is answered when it fails; another one that fails is a warning.
        quick: whether it takes no longer than a blink, so that `wenjin serve` makes it too. What serving looks at by itself is not.
    """

    name: str
    look: Callable[[Settings], Finding]
    needed: bool = True
    quick: bool = False


CHECKS = (
    Named("python", checks.python, quick=True),
    Named("disk", checks.disk, quick=True),
    Named("memory", checks.memory, needed=False, quick=True),
    Named("corpus", checks.corpus),
    Named("index", checks.index),
    Named("encoder", checks.encoder),
    Named("vectors", checks.vectors),
    Named("ocr", checks.ocr, needed=False, quick=True),
    Named("language model", checks.language_model, needed=False),
    Named("feedback", checks.feedback, needed=False, quick=True),
    Named("port", checks.port, needed=False),
    Named("access", checks.access),
)


def examine(settings: Settings, named: Sequence[Named] = CHECKS) -> Iterator[Check]:
    """Every check, as it is made."""
    for one in named:
        yield _made(one, settings)


def before_serving(settings: Settings) -> list[str]:
    """What `wenjin serve` tells at the start: a line for each quick check that is not well."""
    return [f"{c.name}: {c.found}; {c.todo}" for c in examine(settings, [one for one in CHECKS if one.quick]) if c.state is not State.OK]


def _made(one: Named, settings: Settings) -> Check:
    failed = State.ERROR if one.needed else State.WARNING
    try:
        finding = one.look(settings)
    except WenjinError as error:
        found, _, todo = error.line.partition("; ")
        return Check(one.name, failed, found, todo)
    except Exception as error:  # a check that breaks is itself a finding
        return Check(one.name, failed, f"{error.__class__.__name__}: {' '.join(str(error).split())[:200]}", "report this line as a fault")
    return Check(one.name, State.WARNING if finding.todo else State.OK, finding.found, finding.todo)
