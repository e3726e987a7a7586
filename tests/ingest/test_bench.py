import gzip
import json
from pathlib import Path

import pytest

from ingest.bench import ours, peer, peer_texts, write_news
from tests.fakes import make_pdf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "crud_docs.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(n), "text": f"Pier {n} opens in June. " * 5}) + "\n" for n in range(4))
    write_news(tmp_path / "data", tmp_path / "news", 3, 50)
    return tmp_path / "news"


def test_news_become_files_of_a_length(folder: Path) -> None:
    files = sorted(folder.rglob("*.txt"))
    assert [len(f.read_text(encoding="utf-8")) for f in files] == [51, 51, 51]


def test_the_peer_reads_pages_and_texts(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(make_pdf([["Harbour Park has 12 benches."], ["It opened in May."]]))
    texts = peer_texts(folder)
    assert len(texts) == 4
    assert any("benches" in t and "May" in t for t in texts)


@pytest.mark.usefixtures("fake_encoder", "read_here", "small_corpus")
def test_a_row_counts_documents_and_passages(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("WENJIN_CACHE", str(cache))
    name, documents, passages, seconds, peak = ours(str(folder), str(tmp_path / "index"), 1)
    assert (name, documents, passages) == ("wenjin", 3, 3)
    assert seconds > 0
    assert peak > 1


def test_the_peer_says_what_it_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Exception, match="langchain-text-splitters"):
        peer(str(folder), "", False)
