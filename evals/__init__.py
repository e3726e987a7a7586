"""Evaluation: cases, runs, scores, reports. Imports `rag` only."""
