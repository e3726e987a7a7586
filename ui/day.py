"""Which day it is for those who ask: Hong Kong's, wherever the machine stands."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_PLACE = ZoneInfo("Asia/Hong_Kong")  # limits of stay run by its calendar, and what is printed is read there


def today() -> date:
    """The day in Hong Kong."""
    return datetime.now(_PLACE).date()
