"""A file that somebody sends lies in quarantine until the limited worker has read it; one made to do harm never leaves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.limits import Limits
from ingest.read import OnPage
from ingest.worker import Reader
from rag.answer import Engine
from rag.service import Service
from rag.settings import Settings
from tests.ingest import hostile
from tests.ui.documents import Reopened, ingest_here, sent
from ui.document_desk import Desk
from ui.upload_files import arrivals_folder, documents_folder

pytestmark = pytest.mark.usefixtures("read_here", "ticking_clock")
LIMITS = Limits(
    seconds_base=5.0, seconds_per_page=0.05, seconds_cap=6.0, max_pages=100, memory_bytes=900_000_000
)  # the worker's own cost minutes and gigabytes


class Watched(Reader):
    """The limited worker, in a process of its own, that notes where each file lies when it is read and what has been let in by then."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(LIMITS)
        self._settings = settings
        self.read_at = list[Path]()

    def read(self, path: Path, password: str = "", on_page: OnPage | None = None) -> Document:
        self.read_at.append(path)
        assert list(documents_folder(self._settings).iterdir()) == []
        return super().read(path, password, on_page)


@pytest.fixture
def service(engine: Engine, index_copy: Settings, tmp_path: Path) -> Service:
    return Service(index_copy.model_copy(update={"uploads": tmp_path / "up", "allow_uploads": True}), Reopened(engine))


@pytest.mark.parametrize(
    ("name", "make"),
    [("forms.pdf", hostile.doubling_forms), ("laughs.docx", lambda: hostile.docx("<w:p/>", {"word/document.xml": hostile.laughs()}))],
)  # fmt: skip
def test_a_file_made_to_do_harm_stays_in_quarantine_and_is_gone_after(
    service: Service, tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    settings, watched = service.settings, list[Watched]()

    def open_reader() -> Watched:
        watched.append(Watched(settings))
        return watched[-1]

    desk = Desk(service, ingest_here, open_reader)
    files = [sent(tmp_path / "1", name, make()), sent(tmp_path / "2", "good.md", "# Good\n\nThe quay has 7 benches.\n")]
    assert desk.add(files) == ""
    desk.wait(90)
    assert desk.job is not None
    assert [(row.name, row.outcome) for row in desk.job.rows] == [(name, "skipped"), ("good.md", "added")]
    where = watched[0].read_at
    assert all(path.is_relative_to(settings.uploads / "quarantine") for path in where)
    assert len({path.parent.parent.name for path in where}) == 1
    assert len(where[0].parent.parent.name) == 16  # random
    assert [path.name for path in documents_folder(settings).iterdir()] == ["good.md"]
    assert [path for path in (settings.uploads / "quarantine").rglob("*") if path.is_file()] == []
    assert not any(str(settings.uploads) in row.detail for row in desk.job.rows)


def test_what_browsers_send_lies_where_only_this_account_reads_it(service: Service) -> None:
    first, second = arrivals_folder(service.settings), arrivals_folder(service.settings)
    assert first != second
    assert first.parent == service.settings.uploads / "quarantine"
    assert (first.stat().st_mode | first.parent.stat().st_mode) & 0o077 == 0
    assert not first.is_relative_to(documents_folder(service.settings))
