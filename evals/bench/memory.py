"""Memory of a process, MB (10^6 bytes)."""

from __future__ import annotations

import os
import resource
from pathlib import Path

MB = 1e6


def resident_mb(process: int | str = "self") -> float:
    """Memory of a process now."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def peak_mb() -> float:
    """Most memory this process has had; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
