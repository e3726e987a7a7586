"""Faults of disks, files and processes, brought about for real: `python -m evals.faults`."""
