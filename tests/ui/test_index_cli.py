"""`wenjin index export` and `import` as commands."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from rag.answer import Engine
from rag.generation import read_manifest
from ui.cli import app


def test_an_index_is_written_to_a_file_and_put_in_use_elsewhere(engine: Engine, tmp_path: Path) -> None:
    file, other = tmp_path / "index.tar.gz", tmp_path / "other"
    out = CliRunner().invoke(app, ["index", "export", str(file), "--index", str(engine.settings.index)])
    assert out.exit_code == 0, out.output
    assert f"{engine.index.folder.name}, 6 passages" in out.stderr
    back = CliRunner().invoke(app, ["index", "import", str(file), "--index", str(other)])
    assert back.exit_code == 0, back.output
    folder, manifest = read_manifest(other)
    assert manifest.checksums == engine.index.manifest.checksums
    assert f"index at {other}: {folder.name}, 6 passages" in back.stderr
    assert "wenjin ingest" not in back.stderr
