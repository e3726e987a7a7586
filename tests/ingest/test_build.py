import os
import time
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from rich.console import Console

from ingest.build import ingest as run
from ingest.build import is_stale
from ingest.ledger import read_ledger
from ingest.report import IngestReport, Options
from rag.answer import ask, open_engine
from rag.errors import BrokenIndexError, CorpusError, DocumentError, IndexWriteError
from rag.generation import current_generation, read_manifest, read_passages
from rag.index import open_index
from rag.settings import Settings
from rag.types import Passage
from tests.fakes import DIMENSIONS, FakeEncoder, StoppedClock, make_pdf

pytestmark = pytest.mark.usefixtures("fake_encoder", "ticking_clock", "read_here")


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


def generations(settings: Settings) -> list[str]:
    return sorted(p.name for p in settings.index.glob("gen-*"))


def write(path: Path, fee: int, name: str = "Marina") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {name}\n\nThe {name.lower()} fee is HK${fee} a day.\n", encoding="utf-8")
    return path


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
    assert sources(scratch) == CORPUS | {"Marina", "park"}
    assert "HK$90" in ask(open_engine(scratch), "marina fee a day").text


def test_reading_the_corpus_again_keeps_added_documents(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    ingest(scratch)
    assert sources(scratch) == CORPUS | {"Marina", "park"}


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
    texts = [p.texts["en"] for p in held(scratch) if p.source.title["en"] == "Marina"]
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
    skipped = {Path(name).name: reason for name, reason in report.skipped}
    assert skipped.keys() == {"a-broken.pdf", "b-empty.txt"}
    assert "a-broken.pdf" in skipped["a-broken.pdf"]
    assert skipped["b-empty.txt"] == f"{docs / 'b-empty.txt'} is empty"
    assert sources(scratch) == {"Marina", "park"}


def test_only_bad_files_leave_the_index_as_it_was_and_say_why(scratch: Settings, docs: Path, tmp_path: Path) -> None:
    ingest(scratch, docs)
    before = current_generation(scratch.index)
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match=r"nothing could be indexed: .*empty\.txt is empty"):
        ingest(scratch, tmp_path / "empty.txt")
    assert current_generation(scratch.index) == before


def test_a_folder_without_documents_says_what_it_looked_for(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(DocumentError, match=r"nothing could be indexed: no \.txt, .* or \.pdf file found"):
        ingest(scratch, tmp_path / "bare")


def test_a_file_with_headings_only_is_found_by_them(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("# Only a heading\n", encoding="utf-8")
    ingest(scratch, tmp_path / "bare.md")
    assert [p.texts["en"] for p in held(scratch)] == ["Only a heading"]


def test_a_fault_in_the_corpus_leaves_the_index_as_it_was(scratch: Settings, corpus_copy: Path) -> None:
    settings = scratch.model_copy(update={"corpus": corpus_copy})
    ingest(settings)
    before = current_generation(settings.index)
    (corpus_copy / "harbour" / "en.md").unlink()
    with pytest.raises(CorpusError):
        ingest(settings)
    assert current_generation(settings.index) == before


@pytest.mark.parametrize("moment", ["rag.write.write_passages", "rag.write.part_sizes", "rag.write.switch", "pathlib.Path.replace"])
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
    assert sources(scratch) == CORPUS | {"Marina", "park"}
    assert len(generations(scratch)) == 2, "the half-written generation is gone"


def test_the_generation_before_the_last_is_removed(scratch: Settings, docs: Path) -> None:
    for fee in range(3):
        ingest(scratch, write(docs / "marina.md", fee))
    found = generations(scratch)
    assert len(found) == 2
    current = current_generation(scratch.index)
    assert current is not None
    assert current.name == found[-1]


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
    assert sources(scratch) == {"Marina", "park"}


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
    assert sources(scratch) == {"Marina", "park"}


def test_an_unchanged_folder_makes_nothing_and_loads_no_encoder(scratch: Settings, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(scratch, docs)
    before = generations(scratch)
    for module in ("rag.write", "rag.index"):
        monkeypatch.setattr(f"{module}.load_encoder", None)
    monkeypatch.setattr("ingest.reading.Reader", None)
    report = ingest(scratch, docs)
    assert not report.written
    assert (report.read, report.unchanged, report.skipped) == ((), 2, ())
    assert report.manifest == read_manifest(scratch.index)[1]
    assert generations(scratch) == before


def test_an_unchanged_corpus_makes_nothing(scratch: Settings) -> None:
    ingest(scratch)
    report = ingest(scratch)
    assert (report.written, report.read, report.unchanged) == (False, (), 1)


def test_a_touched_file_is_not_read_again_and_a_changed_one_of_the_same_size_is(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    os.utime(docs / "park.pdf", ns=(1, 1))
    assert not ingest(scratch, docs).written
    write(docs / "marina.md", 95)
    report = ingest(scratch, docs)
    assert [Path(name).name for name, _ in report.read] == ["marina.md"]
    assert report.unchanged == 1


def test_vanished_files_leave_the_index_and_others_stay(scratch: Settings, docs: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "elsewhere" / "pier.md", 70, "Pier")
    ingest(scratch, docs)
    ingest(scratch, other)
    (docs / "marina.md").unlink()
    report = ingest(scratch, docs)
    assert report.removed == ("marina.md",)
    assert sources(scratch) == {"park", "Pier"}
    other.unlink()
    ingest(scratch, docs)
    assert sources(scratch) == {"park", "Pier"}, "its folder was not named"


def test_the_last_document_cannot_vanish(scratch: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "one" / "marina.md", 90)
    ingest(scratch, path.parent)
    path.unlink()
    with pytest.raises(DocumentError, match="no document would be left"):
        ingest(scratch, path.parent)
    assert sources(scratch) == {"Marina"}


def test_the_same_name_in_two_folders_is_two_documents(scratch: Settings, tmp_path: Path) -> None:
    for name, fee in (("a", 90), ("b", 95)):
        write(tmp_path / "docs" / name / "marina.md", fee)
    report = ingest(scratch, tmp_path / "docs")
    assert [r.file for r in report.records] == ["a/marina.md", "b/marina.md"]
    assert len({p.source.id for p in held(scratch)}) == 2
    assert {p.file for p in held(scratch)} == {"a/marina.md", "b/marina.md"}


def test_the_same_bytes_under_two_names_are_indexed_once(scratch: Settings, tmp_path: Path) -> None:
    one, two = (write(tmp_path / "docs" / f"{name}.md", 90) for name in ("one", "two"))
    report = ingest(scratch, tmp_path / "docs")
    assert report.twins == (("two.md", "one.md"),)
    assert [r.file for r in read_ledger(scratch.index)] == ["one.md", "two.md"]
    assert len(held(scratch)) == 1
    assert not ingest(scratch, tmp_path / "docs").written
    one.unlink()
    ingest(scratch, tmp_path / "docs")
    assert [p.file for p in held(scratch)] == ["two.md"]
    assert [(r.file, r.same_as) for r in read_ledger(scratch.index)] == [("two.md", "")]
    assert two.exists()


def test_a_twin_in_a_folder_not_named_takes_over_when_its_twin_changes(scratch: Settings, tmp_path: Path) -> None:
    one, two = (write(tmp_path / name / "marina.md", 90) for name in ("a", "b"))
    ingest(scratch, one.parent)
    ingest(scratch, two.parent)
    assert len(held(scratch)) == 1
    write(one, 95)
    ingest(scratch, one.parent)
    assert sorted(p.texts["en"] for p in held(scratch)) == ["The marina fee is HK$90 a day.", "The marina fee is HK$95 a day."]


def test_what_sources_toml_says_counts_as_a_change(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    (docs / "sources.toml").write_text('["marina.md"]\ntitle = "Fees"\ndate = "2024-06"\n', encoding="utf-8")
    report = ingest(scratch, docs)
    assert [Path(name).name for name, _ in report.read] == ["marina.md"]
    assert sources(scratch) == {"Fees", "park"}
    assert report.skipped == ()


def test_a_file_that_broke_leaves_the_index_and_is_not_tried_each_time(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    (docs / "park.pdf").write_bytes(b"%PDF-1.4 broken")
    assert len(ingest(scratch, docs).skipped) == 1
    assert sources(scratch) == {"Marina"}
    again = ingest(scratch, docs)
    assert not again.written
    assert len(again.skipped) == 1


def test_vectors_of_unchanged_texts_are_taken_over(scratch: Settings, docs: Path, fake_encoder: FakeEncoder) -> None:
    ingest(scratch, docs)
    asked = list[str]()
    encode = fake_encoder.encode
    fake_encoder.encode = lambda texts: (asked.extend(texts), encode(texts))[1]  # type: ignore[method-assign]
    write(docs / "marina.md", 95)
    ingest(scratch, docs)
    assert asked
    assert all("95" in text for text in asked), "heading and the other document are known"


def test_step_by_step_gives_the_same_index_as_at_once(scratch: Settings, docs: Path, tmp_path: Path) -> None:
    at_once = scratch.model_copy(update={"index": tmp_path / "other"})
    ingest(scratch, docs / "park.pdf")
    ingest(scratch)
    write(docs / "marina.md", 80)
    ingest(scratch, docs)
    write(docs / "marina.md", 95)
    ingest(scratch, docs)
    ingest(at_once)
    ingest(at_once, docs)
    (one, _), (two, _) = read_manifest(scratch.index), read_manifest(at_once.index)
    for part in ("passages.jsonl", "entries.jsonl", "vectors.npy", "digests.npy", "bag/vocab.index.json", "bag/data.csc.index.npy"):
        assert (one / part).read_bytes() == (two / part).read_bytes(), part


def test_a_corpus_given_as_a_folder_is_read_as_the_corpus(scratch: Settings, corpus_copy: Path, docs: Path) -> None:
    report = ingest(scratch, corpus_copy, docs)
    assert {name for name, _ in report.read if name.startswith("corpus/")} == {"corpus/harbour", "corpus/official"}
    assert sources(scratch) == CORPUS | {"Marina", "park"}
    assert any("corpus in this project's format" in note for note in report.notes)
    assert ingest(scratch, corpus_copy).written is False


def test_questions_written_for_a_passage_stay_while_it_is_unchanged(scratch: Settings, docs: Path) -> None:
    (docs / "marina.md").write_text("# Marina\n\nIt has 40 berths.\n\n# Fee\n\nHK$90.\n", encoding="utf-8")
    run(scratch, [docs], False, Console(quiet=True), Options(chat=lambda _: "en: how much\nen: how many"))
    assert all(p.questions == ("how much", "how many") for p in held(scratch))
    assert {r.generated for r in read_ledger(scratch.index)} == {2, 4}
    (docs / "marina.md").write_text("# Marina\n\nIt has 40 berths.\n\n# Fee\n\nHK$95.\n", encoding="utf-8")
    ingest(scratch, docs)
    kept = {p.texts["en"]: p.questions for p in held(scratch) if p.source.title["en"] == "Marina"}
    assert kept == {"It has 40 berths.": ("how much", "how many"), "HK$95.": ()}


def test_a_folder_that_cannot_be_written_says_so_in_one_line(scratch: Settings, docs: Path) -> None:
    scratch.index.write_bytes(b"a file in its place")
    with pytest.raises(IndexWriteError) as caught:
        ingest(scratch, docs)
    assert caught.value.line.startswith(f"cannot write the index at {scratch.index} (")


def test_a_full_disk_leaves_the_old_index(scratch: Settings, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(scratch, docs)
    before = generations(scratch)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.write.write_passages", full)
    write(docs / "marina.md", 95)
    with pytest.raises(IndexWriteError, match="No space left on device") as caught:
        ingest(scratch, docs)
    assert "unchanged" in caught.value.line
    assert generations(scratch) == before
    assert "HK$90" in ask(open_engine(scratch), "marina fee a day").text


def test_an_index_over_documents_only_is_stale_for_the_corpus(scratch: Settings, docs: Path) -> None:
    ingest(scratch, docs)
    assert is_stale(scratch) == "stale"
    ingest(scratch)
    assert is_stale(scratch) == "fresh"
    write(docs / "marina.md", 95)
    ingest(scratch, docs)
    assert is_stale(scratch) == "fresh"


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
