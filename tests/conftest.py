"""What the tests share: a tiny corpus, an index over it, and a machine without settings or network."""

import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from ingest.build import ingest
from rag.answer import Engine, open_engine
from rag.settings import Settings
from rag.text import Segmenter
from tests.fakes import FakeEncoder, ReaderHere, TickingClock

REPOSITORY = Path(__file__).resolve().parent.parent
SMALL_CORPUS = REPOSITORY / "tests" / "fixtures" / "small_corpus"

os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when a test module first imports what knows a hub

_SEGMENTERS: dict[tuple[tuple[str, ...], Path | None], Segmenter] = {}


def one_segmenter(words: Iterable[str] = (), cache_dir: Path | None = None) -> Segmenter:
    """A real segmenter, made once for each dictionary: jieba takes half a second to start."""
    key = (tuple(words), cache_dir)
    if key not in _SEGMENTERS:
        _SEGMENTERS[key] = Segmenter(*key)
    return _SEGMENTERS[key]


@pytest.fixture(scope="session", autouse=True)
def bare_machine() -> Iterator[None]:
    """No WENJIN_ variable in force, no connection but to this machine, one segmenter a dictionary."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        local = self.family == socket.AF_UNIX or (isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost"))
        if not local:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("WENJIN_")]:
            patch.delenv(name)
        patch.setattr(socket.socket, "connect", guarded)
        for module in ("ingest.word_ends", "rag.index", "rag.write"):
            patch.setattr(f"{module}.Segmenter", one_segmenter)
        yield


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """jieba's prefix dictionary, made once a session."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def segmenter(cache: Path) -> Segmenter:
    return Segmenter(cache_dir=cache)


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder of six sections in two sources, without findings; shared, so not to be changed."""
    return Path(shutil.copytree(SMALL_CORPUS, tmp_path_factory.mktemp("corpus") / "corpus"))


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """The same corpus, to be broken."""
    return Path(shutil.copytree(SMALL_CORPUS, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def settings(small_corpus: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(index=tmp_path_factory.mktemp("index"), corpus=small_corpus, cache=cache, users=cache / "users.json")


@pytest.fixture(scope="session")
def engine(settings: Settings, bare_machine: None) -> Engine:
    """The shipped encoder over the small corpus; shared, so not to be changed."""
    ingest(settings, [], True, Console(quiet=True))
    return open_engine(settings)


@pytest.fixture
def scratch(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with an index folder that does not exist yet."""
    return settings.model_copy(update={"index": tmp_path / "index"})


@pytest.fixture
def index_copy(engine: Engine, tmp_path: Path) -> Settings:
    """Settings with a copy of the session's index, to be damaged."""
    folder = shutil.copytree(engine.settings.index, tmp_path / "index")
    return engine.settings.model_copy(update={"index": folder})


@pytest.fixture
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """A fake in place of every encoder that building and opening would load."""
    encoder = FakeEncoder()
    for module in ("rag.index", "rag.write"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_: encoder)
    monkeypatch.setattr("ingest.build.encoder_fingerprint", lambda _: encoder.fingerprint)
    return encoder


@pytest.fixture
def ticking_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every generation gets a second of its own."""
    monkeypatch.setattr("rag.write.datetime", TickingClock)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process."""
    monkeypatch.setattr("ingest.reading.Reader", ReaderHere)
