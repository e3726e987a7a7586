"""The index as one file and back: the same answers, and nothing in use that is not whole."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from rich.console import Console

from ingest.archive import CONTENTS, ROOT, export_index
from ingest.archive_import import import_index
from ingest.build import ingest
from rag.answer import Engine, ask, open_engine
from rag.errors import ArchiveError, BrokenIndexError, IndexWriteError, WenjinError
from rag.generation import OLDEST_CARRIED, SCHEMA, Manifest, current_generation, read_manifest, sweep, write_manifest
from rag.settings import Settings
from rag.wire import answer_json

QUESTIONS = ("高才通幾時可以續簽？", "Can my wife work?", "優才配額幾多？")


@pytest.fixture(scope="module")
def exported(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "index.tar.gz"
    moved = export_index(engine.settings, target)
    assert moved.size == target.stat().st_size
    return target


def said(settings: Settings) -> list[dict[str, Any]]:
    engine = open_engine(settings)
    answers = [answer_json(ask(engine, question), "", 0.0) for question in QUESTIONS]
    return [{key: value for key, value in answer.items() if key not in ("seconds", "latency_ms")} for answer in answers]


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def fault(settings: Settings, path: Path) -> str:
    """The one line an import ends with; what was in use, or that nothing was, is as before."""
    before = sorted(p.name for p in settings.index.glob("*")) if settings.index.exists() else []
    with pytest.raises(WenjinError) as caught:
        import_index(settings, path)
    after = sorted(p.name for p in settings.index.glob("*"))
    assert [name for name in after if name != ".lock"] == [name for name in before if name != ".lock"]
    return caught.value.line


def test_an_index_answers_the_same_after_its_round_trip(engine: Engine, exported: Path, scratch: Settings) -> None:
    moved = import_index(scratch, exported)
    assert moved.upgrade == ""
    assert said(scratch) == said(engine.settings)
    assert not ingest(scratch, [], False, Console(quiet=True)).written, "it is up to date as it is"


def test_an_imported_index_takes_the_place_of_the_one_in_use_which_stays_beside(exported: Path, index_copy: Settings) -> None:
    before = current_generation(index_copy.index)
    assert before is not None
    import_index(index_copy, exported)
    folder, manifest = read_manifest(index_copy.index)
    assert folder != before
    assert manifest.replaces == before.name
    assert sweep(index_copy.index) == []
    assert before.is_dir()


def test_an_import_puts_a_damaged_index_right(exported: Path, index_copy: Settings, engine: Engine) -> None:
    (index_copy.index / "CURRENT").write_bytes(b"\xff")
    import_index(index_copy, exported)
    assert said(index_copy) == said(engine.settings)


def test_nothing_of_the_machine_is_in_an_archive(exported: Path, engine: Engine) -> None:
    with tarfile.open(exported) as archive:
        for member in archive:
            assert (member.uname, member.gname, member.uid, member.mtime) == ("", "", 0, 0)
            assert member.name.startswith(ROOT)
    assert str(engine.settings.index).encode() not in members(exported)[CONTENTS]


def test_an_export_replaces_no_file_and_leaves_none_behind_when_it_fails(index_copy: Settings, tmp_path: Path) -> None:
    target = tmp_path / "out" / "index.tar.gz"
    with pytest.raises(ArchiveError, match="cannot write"):
        export_index(index_copy, target)
    target.parent.mkdir()
    folder = current_generation(index_copy.index)
    assert folder is not None
    data = bytearray((folder / "vectors.npy").read_bytes())
    data[-1] ^= 1
    (folder / "vectors.npy").write_bytes(data)
    with pytest.raises(BrokenIndexError, match=r"damaged: vectors\.npy has other bytes"):
        export_index(index_copy, target)
    assert list(target.parent.iterdir()) == []
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(ArchiveError, match="exists already; name another file"):
        export_index(index_copy, target)
    assert target.read_text(encoding="utf-8") == "mine"


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {k: v for k, v in files.items() if k != name}


def with_contents(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def changed(files: dict[str, bytes]) -> dict[str, bytes]:
        contents = json.loads(files[CONTENTS])
        change(contents)
        return files | {CONTENTS: json.dumps(contents).encode()}

    return changed


def renamed(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """A file of the archive under a name that leads elsewhere, announced as such."""

    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        contents = json.loads(files[CONTENTS])
        contents["files"][name] = contents["files"].pop("vectors.npy")
        body = files[f"{ROOT}vectors.npy"]
        return {**without(f"{ROOT}vectors.npy")(files), CONTENTS: json.dumps(contents).encode(), ROOT + name: body}

    return change


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (without(f"{ROOT}vectors.npy"), "is damaged: vectors.npy is missing"),
        (without(CONTENTS), "is no exported index"),
        (lambda files: files | {f"{ROOT}more.txt": b"x"}, "holds something it does not announce"),
        (lambda files: files | {"/etc/motd": b"x"}, "holds something it does not announce"),
        (lambda files: files | {f"{ROOT}vectors.npy": files[f"{ROOT}vectors.npy"][:-1]}, "holds something it does not announce"),
        (lambda files: files | {f"{ROOT}entries.jsonl": files[f"{ROOT}entries.jsonl"].swapcase()}, "entries.jsonl has other bytes"),
        (renamed("../vectors.npy"), "is no exported index"),
        (renamed("/vectors.npy"), "is no exported index"),
        (renamed("a/../../vectors.npy"), "is no exported index"),
        (renamed("..\\vectors.npy"), "is no exported index"),
        (renamed(".hidden"), "is no exported index"),
        (renamed("other.npy"), "vectors.npy is missing"),
        (with_contents(lambda c: c.update(format=2)), "has archive format 2, this version reads 1"),
        (with_contents(lambda c: c.update(files={})), "is no exported index"),
        (with_contents(lambda c: c["files"]["vectors.npy"].update(size=-1)), "is no exported index"),
        (with_contents(lambda c: c["files"]["vectors.npy"].update(size=1 << 60)), "is no exported index"),
        (with_contents(lambda c: c["files"]["vectors.npy"].update(size=1 << 39)), "MB unpacked, but"),
    ],
)  # fmt: skip
def test_what_is_not_as_announced_is_one_line_and_changes_nothing(
    exported: Path, scratch: Settings, tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], line: str
) -> None:
    path = pack(tmp_path / "changed.tar.gz", change(members(exported)))
    said = fault(scratch, path)
    assert line in said
    assert str(path) in said
    assert list(tmp_path.rglob("vectors.npy")) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_not_unpacked(exported: Path, scratch: Settings, tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "linked.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members(exported).items():
            member = tarfile.TarInfo(name)
            if name == f"{ROOT}vectors.npy":
                member.type, member.linkname = kind, "/etc/passwd"
                archive.addfile(member)
            else:
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    assert "holds something it does not announce" in fault(scratch, path)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_an_archive_cut_short_is_one_line(exported: Path, scratch: Settings, tmp_path: Path, share: float) -> None:
    data = exported.read_bytes()
    path = tmp_path / "cut.tar.gz"
    path.write_bytes(data[: int(share * len(data))])
    assert str(path) in fault(scratch, path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9])
def test_a_bit_turned_round_in_an_archive_is_noticed(exported: Path, scratch: Settings, tmp_path: Path, share: float) -> None:
    data = bytearray(exported.read_bytes())
    data[int(share * len(data))] ^= 16
    path = tmp_path / "flipped.tar.gz"
    path.write_bytes(data)
    assert str(path) in fault(scratch, path)


def test_other_files_are_told_from_an_exported_index(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("not an archive", encoding="utf-8")
    (tmp_path / "note.gz").write_bytes(gzip.compress(b"one file"))
    pack(tmp_path / "other.tar.gz", {"a.txt": b"a"})
    pack(tmp_path / "empty.tar.gz", {})
    for name in ("note.txt", "note.gz", "other.tar.gz", "empty.tar.gz", "nothing", "."):
        assert str(tmp_path / name) in fault(scratch, tmp_path / name)


def test_a_manifest_of_the_archive_that_lies_is_found(exported: Path, scratch: Settings, tmp_path: Path) -> None:
    """Somebody who changed a part and the contents, but not the manifest's checksums."""
    import hashlib

    files = members(exported)
    body = files[f"{ROOT}entries.jsonl"].replace(b"window", b"wandow", 1)
    contents = json.loads(files[CONTENTS])
    contents["files"]["entries.jsonl"]["sha256"] = hashlib.sha256(body).hexdigest()
    path = pack(tmp_path / "lying.tar.gz", files | {CONTENTS: json.dumps(contents).encode(), f"{ROOT}entries.jsonl": body})
    assert "the index in it is damaged: entries.jsonl has other bytes than when it was written" in fault(scratch, path)


def older(settings: Settings, **changes: Any) -> None:
    folder = current_generation(settings.index)
    assert folder is not None
    data = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | changes
    write_manifest(folder, Manifest.model_validate(data))


def test_an_index_of_another_encoder_is_taken_only_when_asked_for_and_ingest_brings_it_up_to_date(
    index_copy: Settings, scratch: Settings, tmp_path: Path, engine: Engine
) -> None:
    older(index_copy, encoder="other:1", prepared="otherwise")
    path = tmp_path / "other.tar.gz"
    export_index(index_copy, path)
    target = scratch.model_copy(update={"index": tmp_path / "target"})
    assert "made with the encoder other:1" in fault(target, path)
    assert "made with the encoder other:1" in import_index(target, path, outdated=True).upgrade
    with pytest.raises(BrokenIndexError, match="bring it up to date with `wenjin ingest --index"):
        open_engine(target)
    assert ingest(target, [], False, Console(quiet=True)).written
    assert said(target) == said(engine.settings)


@pytest.mark.usefixtures("read_here")
def test_documents_of_an_older_format_stay_when_it_is_brought_up_to_date(scratch: Settings, tmp_path: Path) -> None:
    (tmp_path / "marina.md").write_text("# Marina\n\nThe marina fee is HK$90 a day.\n", encoding="utf-8")
    ingest(scratch, [], False, Console(quiet=True))
    ingest(scratch, [tmp_path / "marina.md"], False, Console(quiet=True))
    (tmp_path / "marina.md").unlink()
    older(scratch, schema_version=OLDEST_CARRIED)
    with pytest.raises(BrokenIndexError, match=f"format {OLDEST_CARRIED}, this version needs {SCHEMA}; bring it up to date"):
        open_engine(scratch)
    assert ingest(scratch, [], False, Console(quiet=True)).written
    assert "HK$90" in ask(open_engine(scratch), "marina fee a day").text


def test_an_import_waits_for_nobody_and_says_who_is_writing(exported: Path, index_copy: Settings) -> None:
    with FileLock(index_copy.index / ".lock"):
        assert "another ingest is writing" in fault(index_copy, exported)


def test_a_disk_that_fills_up_leaves_the_index_in_use(exported: Path, index_copy: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.archive_import.switch", full)
        with pytest.raises(IndexWriteError, match="No space left on device"):
            import_index(index_copy, exported)
    assert len(list(index_copy.index.glob("gen-*"))) == 1
    usage = shutil.disk_usage(index_copy.index)
    monkeypatch.setattr("ingest.archive_import.shutil.disk_usage", lambda _: usage._replace(free=1000))
    assert "MB unpacked, but" in fault(index_copy, exported)
