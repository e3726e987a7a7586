"""The project's logger: one line a message, on standard error."""

from __future__ import annotations

import logging

logger = logging.getLogger("wenjin")


def log_to_stderr(level: int = logging.WARNING) -> None:
    """Show messages of that level and above on standard error."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
