import time
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from rich.console import Console

from ingest.build import IngestReport, is_stale
from ingest.build import ingest as run
from rag.answer import ask, open_engine
from rag.errors import BrokenIndexError, CorpusError, DocumentError
from rag.index import current_generation, open_index, read_manifest, read_passages
from rag.settings import Settings
from rag.types import Passage
from tests.fakes import DIMENSIONS, FakeEncoder, StoppedClock, make_pdf

pytestmark = pytest.mark.usefixtures("fake_encoder", "ticking_clock")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "marina.md").write_text("# Marina\n\nThe marina fee is HK$90 a day.\n", encoding="utf-8")
    (folder / "park.pdf").write_bytes(make_pdf([["Harbour Park has 12 benches."]]))
    return folder


def ingest(settings: Settings, *paths: Path, reset: bool = False) -> IngestReport:
    return run(settings, list(paths), reset, Console(quiet=True))


def held(settings: Settings) -> list[Passage]:
    folder, _ = read_manifest(settings.index)
    return read_passages(folder / "passages.jsonl")


def sources(settings: Settings) -> set[str]:
    return {p.source.title["en"] for p in held(settings)}


CORPUS = {"Harbour Talent Handbook", "Renewal under TTPS"}


def test_without_a_path_the_shipped_corpus_is_indexed(scratch: Settings) -> None:
    report = ingest(scratch)
    assert report.read == (("corpus/harbour", 5), ("corpus/official", 1))
    assert report.skipped == ()
    assert report.manifest == read_manifest(scratch.index)[1]
    assert report.manifest.encoder == "fake:1"
    assert report.manifest.dimensions == DIMENSIONS
    assert report.seconds > 0


def test_every_entry_has_its_vector_in_both_stores(scratch: Settings) -> None:
    ingest(scratch)
    index = open_index(scratch)
    assert index.vectors.shape == (index.manifest.entries, DIMENSIONS)
    stored = index.store.get(include=["embeddings", "metadatas"])
    assert len(stored["ids"]) == index.manifest.entries
    for name, vector, about in zip(stored["ids"], stored["embeddings"], stored["metadatas"], strict=True):
        assert np.allclose(vector, index.vectors[int(name)].astype(np.float32), atol=1e-3)
        assert index.positions[about["passage"]] == index.entries.passage[int(name)]


def test_a_second_run_keeps_the_documents_of_the_first(scratch: Settings, docs: Path) -> None:
    ingest(scratch)
    ingest(scratch, docs / "marina.md")
    ingest(scratch, docs / "park.pdf")
    assert sources(scratch) == CORPUS | {"marina", "park"}
    assert "HK$90" in ask(open_engine(scratch), "marina fee a day").text


def test_reading_the_corpus_again_keeps_added_documents(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    ingest(scratch)
    assert sources(scratch) == CORPUS | {"marina", "park"}


def test_the_corpus_is_replaced_as_a_whole(corpus_copy: Path, scratch: Settings) -> None:
    settings = scratch.model_copy(update={"corpus": corpus_copy})
    ingest(settings)
    text = (corpus_copy / "sources.toml").read_text(encoding="utf-8")
    (corpus_copy / "sources.toml").write_text(text[: text.rindex("[[source]]")], encoding="utf-8")
    ingest(settings)
    assert {p.source.id for p in held(settings)} == {"harbour"}


def test_a_document_read_again_is_replaced(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    (docs / "marina.md").write_text("# Marina\n\nThe marina fee is HK$95 a day.\n", encoding="utf-8")
    ingest(scratch, docs)
    texts = [p.texts["en"] for p in held(scratch) if p.source.title["en"] == "marina"]
    assert texts == ["The marina fee is HK$95 a day."]


def test_reset_drops_what_the_index_held(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    ingest(scratch, reset=True)
    assert sources(scratch) == CORPUS


def test_a_bad_file_among_good_ones_is_reported_and_skipped(scratch: Settings, docs: Path) -> None:
    (docs / "a-broken.pdf").write_bytes(b"not a pdf")
    (docs / "b-empty.txt").write_bytes(b"")
    report = ingest(scratch, docs)
    assert [Path(name).name for name, _ in report.read] == ["marina.md", "park.pdf"]
    assert [Path(name).name for name, _ in report.skipped] == ["a-broken.pdf", "b-empty.txt"]
    assert "cannot be read as PDF" in report.skipped[0][1]
    assert report.skipped[1][1] == f"{docs / 'b-empty.txt'} is empty"
    assert sources(scratch) == {"marina", "park"}


def test_only_bad_files_leave_the_index_as_it_was_and_say_why(scratch: Settings, docs: Path, tmp_path: Path) -> None:
    ingest(scratch, docs)
    before = current_generation(scratch.index)
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match=r"nothing could be indexed: .*empty\.txt is empty"):
        ingest(scratch, tmp_path / "empty.txt")
    assert current_generation(scratch.index) == before


def test_a_folder_without_documents_says_what_it_looked_for(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(DocumentError, match=r"nothing could be indexed: no \.txt, \.md or \.pdf file found"):
        ingest(scratch, tmp_path / "bare")


def test_a_file_with_headings_only_is_named(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("# Only a heading\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"bare\.md"):
        ingest(scratch, tmp_path / "bare.md")


def test_a_fault_in_the_corpus_leaves_the_index_as_it_was(scratch: Settings, corpus_copy: Path) -> None:
    settings = scratch.model_copy(update={"corpus": corpus_copy})
    ingest(settings)
    before = current_generation(settings.index)
    (corpus_copy / "harbour" / "en.md").unlink()
    with pytest.raises(CorpusError):
        ingest(settings)
    assert current_generation(settings.index) == before


@pytest.mark.parametrize("moment", ["rag.write.write_passages", "rag.write.part_sizes", "rag.write._switch", "pathlib.Path.replace"])
def test_a_killed_run_leaves_the_old_generation_in_use(scratch: Settings, docs: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    ingest(scratch)
    before = current_generation(scratch.index)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moment, killed)
        with pytest.raises(KeyboardInterrupt):
            ingest(scratch, docs)
    assert current_generation(scratch.index) == before
    assert sources(scratch) == CORPUS
    ingest(scratch, docs)
    assert sources(scratch) == CORPUS | {"marina", "park"}
    generations = {p.name for p in scratch.index.glob("gen-*")}
    assert len(generations) == 2, "the half-written generation is swept up by the next run"


def test_the_generation_before_the_last_is_removed(scratch: Settings, docs: Path) -> None:
    for _ in range(3):
        ingest(scratch, docs / "marina.md")
    generations = sorted(p.name for p in scratch.index.glob("gen-*"))
    assert len(generations) == 2
    current = current_generation(scratch.index)
    assert current is not None
    assert current.name == generations[-1]


def test_an_open_index_answers_on_while_the_next_is_built(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs / "marina.md")
    engine = open_engine(scratch)
    ingest(scratch, docs / "park.pdf")
    assert "HK$90" in ask(engine, "marina fee a day").text


def test_a_second_run_at_the_same_time_says_so(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    before = current_generation(scratch.index)
    started = time.monotonic()
    with FileLock(scratch.index / ".lock"), pytest.raises(BrokenIndexError) as caught:
        ingest(scratch)
    assert time.monotonic() - started < 0.9, "it does not wait"
    assert caught.value.line == f"another ingest is writing {scratch.index}; wait until it ends and try again"
    assert current_generation(scratch.index) == before
    ingest(scratch)


def test_two_runs_in_one_second_are_two_generations(scratch: Settings, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.write.datetime", StoppedClock)
    ingest(scratch, docs / "marina.md")
    ingest(scratch, docs / "park.pdf")
    assert sources(scratch) == {"marina", "park"}


def test_a_file_named_beside_its_folder_is_indexed_once(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs, docs / "marina.md")
    ids = [p.id for p in held(scratch)]
    assert len(ids) == len(set(ids))


def test_a_damaged_index_is_not_added_to_but_can_be_reset(scratch: Settings, docs: Path) -> None:
    ingest(scratch)
    folder = current_generation(scratch.index)
    assert folder is not None
    (folder / "passages.jsonl").unlink()
    with pytest.raises(BrokenIndexError, match=r"passages\.jsonl is missing"):
        ingest(scratch, docs)
    ingest(scratch, docs, reset=True)
    assert sources(scratch) == {"marina", "park"}


def test_an_index_is_fresh_until_corpus_encoder_or_windows_change(scratch: Settings, corpus_copy: Path, fake_encoder: FakeEncoder) -> None:
    settings = scratch.model_copy(update={"corpus": corpus_copy})
    assert is_stale(settings) == "stale"
    ingest(settings)
    assert is_stale(settings) == "fresh"
    assert is_stale(settings.model_copy(update={"window_chars": settings.window_chars + 1})) == "stale"
    fake_encoder.fingerprint = "fake:2"
    assert is_stale(settings) == "stale"
    fake_encoder.fingerprint = "fake:1"
    (corpus_copy / "glossary.toml").write_text("", encoding="utf-8")
    assert is_stale(settings) == "stale"
    folder = current_generation(settings.index)
    assert folder is not None
    (folder / "manifest.json").unlink()
    assert is_stale(settings) == "unusable"


def test_an_index_without_glossary_opens(scratch: Settings, corpus_copy: Path) -> None:
    (corpus_copy / "glossary.toml").unlink()
    settings = scratch.model_copy(update={"corpus": corpus_copy})
    ingest(settings)
    assert open_index(settings).lexicon.words == []
