"""The small corpus with documents of one language beside it."""

from pathlib import Path

import pytest
from rich.console import Console

from rag.answer import Engine, open_engine
from rag.settings import Settings
from rag.types import Passage
from rag.write import write_generation
from tests.fakes import make_passage, make_source


def document(section: str, lang: str, heading: str, text: str) -> Passage:
    """A passage of a document somebody added, in one language."""
    source = make_source("added", title={lang: "added"}, publisher={lang: ""}, digest=False)
    return make_passage(
        section, id=f"added/{section}", source=source, headings={lang: heading}, texts={lang: text}, as_of="undated", digest=False
    )


FERRY = "The ferry to the outlying islands leaves the pier every hour. Passengers buy their tickets, a SeaPass for $27, on board."
LIBRARY = "圖書館逢星期一休館。讀者每人最多可以借閱十本書籍，逾期歸還要付罰款。"
ADDED = [
    document("ferry", "en", "Ferry", FERRY),
    document("ferry-again", "en", "Ferry", FERRY.replace("Passengers buy", "Passengers  buy").upper()),
    document("library", "zh-Hant", "圖書館", LIBRARY),
]


@pytest.fixture(scope="session")
def mixed(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The small corpus and `ADDED` under the shipped encoder; shared, so not to be changed."""
    settings: Settings = engine.settings.model_copy(update={"index": Path(tmp_path_factory.mktemp("mixed"))})
    write_generation(settings, [*engine.index.passages, *ADDED], "", Console(quiet=True))
    return open_engine(settings)
