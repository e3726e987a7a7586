"""Memory of a process as the measurements read it."""

from __future__ import annotations

import os

from evals.bench.memory import peak_mb, resident_mb


def test_memory_now_is_that_of_the_process_named() -> None:
    assert 10 < resident_mb() < 1_000_000
    assert abs(resident_mb(os.getpid()) - resident_mb()) < 50


def test_a_large_allocation_is_seen_now_and_stays_in_the_peak() -> None:
    before = resident_mb()
    held = bytearray(b"x") * 50_000_000
    assert resident_mb() > before + 40
    del held
    assert peak_mb() > before + 40
