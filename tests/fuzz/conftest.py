"""Profiles: the suite runs few examples, the same ones each time; `make fuzz` runs many new ones (`--hypothesis-profile=long`)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.conftest import REPOSITORY

set_hypothesis_home_dir(str(REPOSITORY / "var" / "hypothesis"))
_SHARED = {
    "deadline": None,  # the machine may be busy; where time is the matter, the test measures it
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("suite", max_examples=25, derandomize=True, database=None, **_SHARED)  # type: ignore[arg-type]
settings.register_profile("long", max_examples=1_500, print_blob=True, **_SHARED)  # type: ignore[arg-type]


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile", default=None):
        settings.load_profile("suite")
