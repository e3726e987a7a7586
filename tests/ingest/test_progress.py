import io

from rich.console import Console

from ingest.ledger import FileRecord
from ingest.progress import LINES, ReadingProgress


def record(number: int, skipped: str = "") -> FileRecord:
    return FileRecord(path=f"/x/{number}.md", file=f"[{number}].md", digest="", size=0, mtime_ns=0, chunks=("a", "b"), skipped=skipped)


def shown(files: int, skip: int = -1, terminal: bool = False) -> str:
    out = io.StringIO()
    with ReadingProgress(Console(file=out, force_terminal=terminal, width=100), files) as progress:
        for number in range(files):
            progress.page(f"[{number}].md", 1, 3)
            progress.done(record(number, "is broken" if number == skip else ""))
    return out.getvalue()


def test_without_a_terminal_each_file_is_a_plain_line() -> None:
    assert shown(2, skip=1).splitlines() == ["[1/2] [0].md: 2 passages", "[2/2] [1].md: skipped: is broken"]


def test_many_files_give_a_few_lines_and_every_skipped_one() -> None:
    lines = shown(1_000, skip=7).splitlines()
    assert len(lines) == LINES + 1
    assert any("is broken" in line for line in lines)
    assert lines[-1].startswith("[1000/1000]")


def test_on_a_terminal_bars_are_shown() -> None:
    assert "3/3" in shown(3, terminal=True)
    assert "passages" not in shown(3, terminal=True)
