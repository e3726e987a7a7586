"""Measurements on public sets; results are in RESULTS.md beside."""
