import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.answer import Engine
from rag.errors import BrokenIndexError
from rag.generation import (
    OLDEST_CARRIED,
    SCHEMA,
    Manifest,
    current_generation,
    part_sizes,
    read_manifest,
    read_passages,
    write_manifest,
    write_passages,
)
from rag.index import nearest_entries, open_index, query_vector, read_entries
from rag.settings import Settings
from tests.fakes import FakeEncoder, make_passage, make_source

BROKEN = "rebuild it with `wenjin ingest --reset --index {index}`"
MENDED = "repair it with `wenjin ingest --index {index}`"


def generation(settings: Settings) -> Path:
    folder = current_generation(settings.index)
    assert folder is not None
    return folder


def fault(settings: Settings) -> str:
    with pytest.raises(BrokenIndexError) as caught:
        open_index(settings)
    assert "\n" not in str(caught.value)
    return caught.value.line


def set_manifest(settings: Settings, **values: object) -> None:
    folder = generation(settings)
    data = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | values
    write_manifest(folder, Manifest.model_validate(data))


def test_no_index_names_the_command_that_builds_one(scratch: Settings) -> None:
    assert fault(scratch) == f"no index at {scratch.index}; build it with `wenjin ingest --index {scratch.index}`"


def test_a_generation_without_manifest_is_incomplete(index_copy: Settings) -> None:
    folder, index = generation(index_copy), index_copy.index
    (folder / "manifest.json").unlink()
    assert fault(index_copy) == f"the index at {index} is incomplete ({folder.name} has no manifest); {BROKEN.format(index=index)}"


def test_a_missing_generation_is_incomplete(index_copy: Settings) -> None:
    folder, index = generation(index_copy), index_copy.index
    shutil.rmtree(folder)
    assert fault(index_copy) == f"the index at {index} is incomplete ({folder.name} has no manifest); {BROKEN.format(index=index)}"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 4}'])
def test_a_manifest_that_cannot_be_read_says_so(index_copy: Settings, text: str) -> None:
    (generation(index_copy) / "manifest.json").write_text(text, encoding="utf-8")
    index = index_copy.index
    assert fault(index_copy) == f"the index at {index} has a manifest that cannot be read; {BROKEN.format(index=index)}"


def test_a_newer_format_is_not_told_to_be_thrown_away(index_copy: Settings) -> None:
    set_manifest(index_copy, schema_version=SCHEMA + 1)
    assert fault(index_copy) == (
        f"the index at {index_copy.index} has format {SCHEMA + 1}, made by a newer version than this one, which needs {SCHEMA};"
        " update Wenjin, or name another folder with --index"
    )


def test_an_older_format_that_can_be_taken_over_says_so(index_copy: Settings) -> None:
    set_manifest(index_copy, schema_version=OLDEST_CARRIED)
    assert fault(index_copy) == (
        f"the index at {index_copy.index} has format {OLDEST_CARRIED}, this version needs {SCHEMA};"
        f" bring it up to date with `wenjin ingest --index {index_copy.index}`, documents in it stay"
    )


def test_a_format_too_old_to_be_taken_over_is_made_from_nothing(index_copy: Settings) -> None:
    set_manifest(index_copy, schema_version=OLDEST_CARRIED - 1)
    index = index_copy.index
    assert fault(index_copy) == (
        f"the index at {index} has format {OLDEST_CARRIED - 1}, this version needs {SCHEMA}; {BROKEN.format(index=index)}"
    )


def test_another_encoder_names_both_encoders(index_copy: Settings, fake_encoder: FakeEncoder) -> None:
    _, manifest = read_manifest(index_copy.index)
    assert fault(index_copy) == (
        f"the index at {index_copy.index} was built with the encoder {manifest.encoder}, but fake:1 is in force;"
        f" bring it up to date with `wenjin ingest --index {index_copy.index}`, documents in it stay, or set WENJIN_ENCODER back"
    )


def remedy(settings: Settings, part: str) -> str:
    return (BROKEN if part == "passages.jsonl" else MENDED).format(index=settings.index)


@pytest.mark.parametrize("part", ["passages.jsonl", "entries.jsonl", "vectors.npy", "bag/vocab.index.json", "glossary.toml"])
def test_a_missing_part_is_named(index_copy: Settings, part: str) -> None:
    (generation(index_copy) / part).unlink()
    assert fault(index_copy) == f"the index at {index_copy.index} is damaged: {part} is missing; {remedy(index_copy, part)}"


@pytest.mark.parametrize("part", ["passages.jsonl", "vectors.npy", "heading/data.csc.index.npy"])
def test_a_cut_part_is_named_with_both_sizes(index_copy: Settings, part: str) -> None:
    path = generation(index_copy) / part
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-5])
    wanted = f"the index at {index_copy.index} is damaged: {part} has {size - 5} bytes instead of {size}; {remedy(index_copy, part)}"
    assert fault(index_copy) == wanted


def test_missing_vectors_of_chroma_are_damage(index_copy: Settings) -> None:
    shutil.rmtree(generation(index_copy) / "chroma")
    index = index_copy.index
    assert fault(index_copy) == f"the index at {index} is damaged: the Chroma folder is missing; {MENDED.format(index=index)}"


@pytest.mark.parametrize(
    "part", ["vectors.npy", "bag/vocab.index.json", "entry/indices.csc.index.npy", "passages.jsonl", "entries.jsonl", "glossary.toml"]
)
def test_a_part_with_other_bytes_of_the_same_size_is_damage(index_copy: Settings, part: str) -> None:
    path = generation(index_copy) / part
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert fault(index_copy).endswith(f"is damaged: {part} has other bytes than when it was written; {remedy(index_copy, part)}")


@pytest.mark.parametrize("part", ["manifest.json", "../CURRENT"])
def test_what_leads_to_the_parts_is_damaged_when_it_is_no_text(index_copy: Settings, part: str) -> None:
    path = generation(index_copy) / part
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert fault(index_copy).endswith(BROKEN.format(index=index_copy.index))


def test_an_index_opens_with_all_its_parts(engine: Engine) -> None:
    index = engine.index
    assert index.manifest.passages == len(index.passages) == len(index.positions) == 6
    assert index.manifest.entries == len(index.vectors) == len(index.entries.passage)
    assert index.manifest.sources == {"harbour": 5, "official": 1}
    assert index.vectors.dtype == np.float16
    assert index.bag.size == index.heading.size == 6
    assert index.entry.size == len(index.entries.lexical)
    assert index.store.embeddings is not None


def test_every_passage_has_entries_in_its_own_range(engine: Engine) -> None:
    entries = engine.index.entries
    for number in range(len(engine.index.passages)):
        block = entries.passage[entries.starts[number] : entries.starts[number + 1]]
        assert block.size > 0
        assert set(block.tolist()) == {number}


def test_tokens_hold_words_and_glossary_terms(engine: Engine) -> None:
    assert {"@ttps", "#续签"} <= set(engine.index.tokens("高才通續簽"))


def test_the_vector_of_a_question_is_the_encoders(engine: Engine) -> None:
    text = "can my wife work"
    assert np.array_equal(query_vector(engine.index, text), engine.index.encoder.encode([text])[0])


def test_passages_come_back_as_written(tmp_path: Path) -> None:
    passages = [
        make_passage("one", schemes=("ttps",), topics=("a", "b"), questions=("甲？", "乙\u2028丙？")),
        make_passage("two", texts={"zh-Hans": "原文\n| 表 | 1 |"}, page=3, digest=False, source=make_source("doc", digest=False)),
    ]
    write_passages(tmp_path / "p.jsonl", passages)
    assert read_passages(tmp_path / "p.jsonl") == passages


def test_the_entry_table_leaves_windows_out_of_the_lexical_index(tmp_path: Path) -> None:
    rows = [[0, "section", "en"], [0, "window", "en"], [2, "section", "en"], [2, "question", ""]]
    (tmp_path / "entries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    table = read_entries(tmp_path / "entries.jsonl", 3)
    assert table.lexical.tolist() == [0, 2, 3]
    assert table.starts.tolist() == [0, 2, 2, 4]


def test_part_sizes_leave_out_the_manifest_and_what_chroma_rewrites(tmp_path: Path) -> None:
    for name in ("manifest.json", "a.txt", "bag/b.npy", "chroma/chroma.sqlite3"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("1234", encoding="utf-8")
    assert dict(part_sizes(tmp_path)) == {"a.txt": 4, "bag/b.npy": 4}


def test_the_manifest_lists_every_part_with_its_size(engine: Engine) -> None:
    assert engine.index.manifest.files == dict(part_sizes(engine.index.folder))


def test_without_current_there_is_no_generation(index_copy: Settings, tmp_path: Path) -> None:
    (index_copy.index / "CURRENT").unlink()
    assert current_generation(index_copy.index) is None
    assert current_generation(tmp_path / "nowhere") is None


def test_the_nearest_entries_are_those_of_the_greatest_cosine_in_order(engine: Engine) -> None:
    index = engine.index
    for text in ("can my wife work here", "優才配額", "海港中心喺邊度"):
        vector = query_vector(index, text)
        found, cosines = nearest_entries(index, vector, 10), index.vectors.astype(np.float32) @ vector
        assert len(set(found.tolist())) == 10
        # Equal texts of two entries may come in either order, so cosines are compared.
        assert cosines[found] == pytest.approx(np.sort(cosines)[::-1][:10], abs=2e-3)


def test_a_zero_vector_has_no_nearest_entry(engine: Engine) -> None:
    assert nearest_entries(engine.index, np.zeros(engine.index.encoder.dimensions, np.float32), 10).tolist() == []


def test_asking_for_more_entries_than_there_are_gives_all(engine: Engine) -> None:
    found = nearest_entries(engine.index, query_vector(engine.index, "can my wife work"), 1_000_000)
    assert sorted(found.tolist()) == list(range(engine.index.manifest.entries))


def test_what_languages_a_passage_has_is_known(engine: Engine) -> None:
    assert engine.index.spoken.shape == (6, 2)
    assert engine.index.spoken.all()
