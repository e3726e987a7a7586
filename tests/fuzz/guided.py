"""Files made by a fuzzer that watches which lines are reached (atheris, which `pip install atheris` adds on Linux); not part of the tests.

    python -m tests.fuzz.guided html|md|docx|pdf FOLDER -max_total_time=300 -timeout=20 -rss_limit_mb=2000

FOLDER keeps the files that reached something new; start it with a few sound ones. It ends at the first that is neither read nor refused.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "pdfminer", "pdfplumber", "docx", "markdown_it"]):
    import ingest.load_docx
    import ingest.load_html
    import ingest.load_text
    import ingest.pdf.read  # noqa: F401 loaded here so that it is watched
    from ingest.limits import Limits
    from ingest.read import read_file
from rag.errors import DocumentError

LIMITS = Limits(max_bytes=200_000, max_pages=20, max_chars=200_000)
KINDS = ("html", "md", "docx", "pdf")


def run(kind: str, arguments: list[str]) -> None:
    """Fuzz one reader until the time is over or a file brings it down."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"

        def once(data: bytes) -> None:
            path.write_bytes(data)
            try:
                document = read_file(path, LIMITS)
            except DocumentError:
                return
            for block in document.blocks:
                block.text.encode("utf-8")

        atheris.Setup([sys.argv[0], *arguments], once)
        atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in KINDS:
        sys.exit(f"name what to read ({', '.join(KINDS)}), a folder for the files, and libFuzzer's options")
    run(sys.argv[1], sys.argv[2:])
