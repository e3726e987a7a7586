import random
from pathlib import Path

import pytest

from ingest.fuzz import broken, fuzz
from rag.errors import DocumentError
from tests.ingest import hostile


def test_every_broken_file_differs_from_the_sound_one_and_the_same_seed_makes_the_same(tmp_path: Path) -> None:
    sound = hostile.plain()
    made = [broken(sound, [sound, b"other" * 99], random.Random(seed)) for seed in range(40)]
    assert made == [broken(sound, [sound, b"other" * 99], random.Random(seed)) for seed in range(40)]
    assert {kind for kind, _ in made} == {"flipped", "truncated", "hole", "doubled", "spliced"}
    assert sum(data == sound for _, data in made) < 4


def test_a_few_broken_files_are_read_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.plain())
    (tmp_path / "a.docx").write_bytes(hostile.docx("<w:p><w:r><w:t>One sentence.</w:t></w:r></w:p>"))
    (tmp_path / "a.html").write_text("<p>One sentence.</p>", encoding="utf-8")
    assert fuzz(tmp_path, 25, 3)
    assert "not foreseen 0" in capsys.readouterr().out


def test_a_folder_without_files_to_break_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no"):
        fuzz(tmp_path, 1, 1)
