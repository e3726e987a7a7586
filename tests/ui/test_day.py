"""The day is Hong Kong's."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

import pytest

import ui.day


class Evening(datetime):
    """A clock that stands at eight in the evening of 21 November in Greenwich, when Hong Kong has the 22nd."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 11, 21, 20, 0, tzinfo=UTC).astimezone(tz)


def test_the_day_is_the_one_in_hong_kong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.day, "datetime", Evening)
    assert ui.day.today() == date(2026, 11, 22)
