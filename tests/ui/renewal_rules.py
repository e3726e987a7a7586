"""Rules, schemes and passages for the tests of the renewal page, small and made up."""

from __future__ import annotations

from datetime import date

from ingest.corpus import Bilingual
from ingest.renewal import PARTS, Line, Renewal, Window
from ingest.structured import Facts, Scheme
from rag.types import Passage, Source
from ui.renewal import Case

TODAY = date(2025, 6, 1)
DATED = "2024-11-01"


def line(name: str, **more: object) -> Line:
    return Line.model_validate({"id": name, "zh": f"{name}一句", "en": f"{name} line", "as_of": DATED, "section": "paper/rule"} | more)


def window(name: str, **more: object) -> Window:
    given = {"id": name, "zh": "期前3個月", "en": "3 months before", "as_of": DATED, "section": "paper/rule", "basis": "scheme"} | more
    return Window.model_validate(given)


def rules(**parts: tuple[Line, ...]) -> Renewal:
    windows = (
        window("three", schemes=["ttps"], months=3),
        window("four", schemes=["gep"], weeks=4, basis="general"),
        window("was-four", schemes=["ttps"], weeks=4, former=True),
    )
    return Renewal(windows, {part: parts.get(part, ()) for part in PARTS})


def case(expiry: date = date(2025, 8, 31), **more: object) -> Case:
    return Case(**({"scheme": "ttps", "category": "B", "expiry": expiry, "situation": "employed"} | more))  # type: ignore[arg-type]


def passages(text: str = "Rule text.") -> dict[str, Passage]:
    source = Source("paper", {"zh-Hant": "文件", "en": "Paper"}, {"zh-Hant": "報館", "en": "The <b>Press</b>"}, "2024", status="reported")
    headings, texts, where = {"zh-Hant": "標題", "en": "Heading"}, {"zh-Hant": "內文", "en": text}, {"zh-Hant": "段", "en": "par"}
    return {"paper/rule": Passage("paper/rule", source, "rule", headings, texts, where, DATED)}


SCHEMES = (
    Scheme(
        id="ttps", abbr="TTPS", name=Bilingual(zh="高端", en="Top Talent"), category=[Facts(id="B", name=Bilingual(zh="乙類", en="TTPS B"))]
    ),
    Scheme(id="gep", abbr="GEP", name=Bilingual(zh="就業", en="Employment")),
    Scheme(id="qmas", abbr="QMAS", name=Bilingual(zh="優才", en="Quality")),
)
