"""What other programs are told when something goes wrong: one line that names no path, and nothing of the inside."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import BusyError, QuestionError, WenjinError
from rag.log import logger


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as it leaves the server. `status` is HTTP's; `code` is a fixed word for programs, `message` one line for people."""

    status: int
    code: str
    message: str


def code_of(error: BaseException) -> str:
    """The fixed word for an error, for logs and counts: `fault_of`'s code, or "stopped" when nobody waited for the answer any more."""
    fault = getattr(error, "fault", None)  # of an error that carries one to where it is sent
    match error:
        case _ if isinstance(fault, Fault):
            return fault.code
        case QuestionError():
            return "bad_question"
        case BusyError():
            return "busy"
        case WenjinError():
            return "unavailable"
        case Exception():
            return "internal"
        case _:
            return "stopped"


def fault_of(error: BaseException) -> Fault:
    """The fault to tell of an error. What the operator has to see goes to the log instead: those messages name files."""
    match error:
        case QuestionError():
            return Fault(422, code_of(error), error.line)
        case BusyError():
            return Fault(503, code_of(error), error.line)
        case WenjinError():
            logger.error("a request could not be served: %s", error.line)
            return Fault(
                503,
                code_of(error),
                "the server cannot read what it needs for this; try again later, or tell its operator, whose log says why",
            )
        case _:
            logger.error("a request failed: %r", error, exc_info=error)
            return Fault(500, code_of(error), "the server met a fault of its own; try again, or tell its operator, whose log says why")
