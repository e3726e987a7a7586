"""File to index: loading, sections, chunks, and the build of an index generation. Imports `rag` only."""
