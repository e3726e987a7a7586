"""Bring every fault about, one after the other, and print what became of it; exit code 1 when one did harm."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.faults import disk, together
from evals.faults.world import SkippedError, World

FAULTS: dict[str, Callable[[World], str]] = {
    "disk full while ingesting": disk.disk_full,
    "disk full for an import": disk.import_on_a_full_disk,
    "read-only disk": disk.read_only_disk,
    "a bit turned round in a part": disk.damaged_in_use,
    "a damaged index beside a server": disk.damaged_beside_a_server,
    "two servers, three ingests": together.two_servers_and_ingests,
    "two ingests at once": together.two_ingests,
    "exports and imports killed": together.killed_imports,
}


def main() -> int:
    """Run the faults named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=list(FAULTS), help="this fault; repeatable")
    options = parser.parse_args()
    console, bad = Console(), 0
    table = Table("fault", "outcome", "seconds")
    for name in options.only or FAULTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="wenjin-fault-", ignore_cleanup_errors=True) as folder:
            try:
                wrong = FAULTS[name](World(Path(folder)))
                outcome = f"HARM: {wrong}" if wrong else "as it should be"
                bad += bool(wrong)
            except SkippedError as reason:
                outcome = f"not tried: {reason}"
            except Exception as error:  # the fault itself could not be brought about to its end
                outcome, bad = f"HARM: {error.__class__.__name__}: {error}", bad + 1
        table.add_row(name, outcome, f"{time.monotonic() - began:.0f}")
        Console(stderr=True).print(f"{name}: {outcome}", markup=False, highlight=False)
    console.print(table)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
