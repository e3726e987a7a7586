"""Memory of a process as the measurements read it."""

from __future__ import annotations

import os
import subprocess
import sys

from evals.bench.memory import resident_mb

# In a process of its own: one that has run other tests gives memory back meanwhile.
ALLOCATES = """
from evals.bench.memory import peak_mb, resident_mb
before = resident_mb()
held = bytearray(b"x") * 50_000_000
assert resident_mb() > before + 40
del held
assert peak_mb() > before + 40
"""


def test_memory_now_is_that_of_the_process_named() -> None:
    assert 10 < resident_mb() < 1_000_000
    assert abs(resident_mb(os.getpid()) - resident_mb()) < 50


def test_a_large_allocation_is_seen_now_and_stays_in_the_peak() -> None:
    done = subprocess.run([sys.executable, "-c", ALLOCATES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
