"""The straight line, once, with a fake encoder: file → passages → index → question → cited answer → JSON."""

from pathlib import Path

import pytest
from rich.console import Console

from ingest.build import ingest
from rag.answer import ask, open_engine
from rag.settings import Settings
from rag.wire import answer_json
from tests.fakes import FakeEncoder


@pytest.mark.usefixtures("ticking_clock")
def test_a_file_becomes_a_cited_answer(scratch: Settings, tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    path = tmp_path / "marina.md"
    path.write_text("# 遊艇碼頭收費\n\n遊艇碼頭的泊船費用是每天90元。遊艇碼頭由海事處管理。\n", encoding="utf-8")
    ingest(scratch, [], False, Console(quiet=True))
    report = ingest(scratch, [path], False, Console(quiet=True))
    assert report.read == ((str(path), 1),)

    engine = open_engine(scratch)
    from_file = answer_json(ask(engine, "遊艇碼頭的泊船費用是多少？"), "1", 0.0)
    assert from_file["status"] == "answered"
    assert "每天90元。[1]" in from_file["answer"]
    citation = from_file["citations"][0]
    assert (citation["title"], citation["digest"], citation["lang"]) == ("遊艇碼頭收費", False, "zh-Hant")
    assert citation["quote"] in path.read_text(encoding="utf-8")

    from_corpus = answer_json(ask(engine, "can my wife work here?"), "2", 0.0)
    assert from_corpus["status"] == "answered"
    assert from_corpus["citations"][0]["section"] == "dependants-work"
    assert from_corpus["citations"][0]["digest"]

    assert answer_json(ask(engine, "dinosaurs on Mars"), "3", 0.0)["refused"]
