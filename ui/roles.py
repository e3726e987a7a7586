"""Who may do what: three roles for those who log in; where nobody has to, everybody may do all."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Role(StrEnum):
    """What a person logs in as."""

    READER = "reader"
    EDITOR = "editor"
    EVALUATOR = "evaluator"


class Right(StrEnum):
    """What not everybody may do; all else is open to every role."""

    DOCUMENTS = "documents"  # add, remove and index documents again; WENJIN_ALLOW_UPLOADS is needed besides
    EVALUATION = "evaluation"  # run sets, add cases, read what people thought of answers


_RIGHTS = {Role.READER: frozenset[Right](), Role.EDITOR: frozenset({Right.DOCUMENTS}), Role.EVALUATOR: frozenset({Right.EVALUATION})}
RoleOf = Callable[[str], Role | None]  # the role of a name now; None for a name without an account


class Access:
    """Answers what a person may do, at the moment it is asked: a role changed or taken away holds from the next request.

    Args:
        role_of: looks a name up; None where nobody has to log in.
    """

    def __init__(self, role_of: RoleOf | None = None) -> None:
        self._role_of = role_of

    @property
    def closed(self) -> bool:
        """Whether people have to log in."""
        return self._role_of is not None

    def may(self, name: str | None, right: Right) -> bool:
        """Whether the person of that name, None for nobody, may do it."""
        if self._role_of is None:
            return True
        role = self._role_of(name) if name else None
        return role is not None and right in _RIGHTS[role]

    def role(self, name: str | None) -> Role | None:
        """The role of a person; None for nobody, and where nobody logs in."""
        return self._role_of(name) if name and self._role_of else None
