import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals.figures import headline
from evals.report import curve_svg, figures_html, report_html, report_json, write_report
from evals.run import Run
from evals.score import Score
from tests.evals.runs import make_case, make_row, make_run

HOSTILE = "</script><script>window.owned=1</script><img src=x onerror=window.owned=1>&\u2028\"'{title}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Page(HTMLParser):
    """Elements with their attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.texts:
            self.texts[self.inside][-1] += data

    @property
    def data(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.texts["script"][0])
        return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A right, a hostile wrong, a refused and a failed case."""
    evil = make_case("b", question=HOSTILE, turns=[HOSTILE], must_not=[HOSTILE], evidence=[{"source": HOSTILE, "fact": HOSTILE}])
    pairs = [
        (make_case("a"), Score("a", True, 1.0, True, 1.0, confidence=0.9, latency_ms=5.0)),
        (evil, Score("b", False, 0.0, reason=HOSTILE, confidence=0.4, latency_ms=7.0)),
        (make_case("u", answerable=False), Score("u", True, refused=True, confidence=0.1, latency_ms=6.0)),
        (make_case("f"), Score("f", reason="failed", unscored=HOSTILE)),
    ]
    citation = {"n": 1, "source": HOSTILE, "section": "one", "title": HOSTILE, "as_of": "2024", "quote": HOSTILE, "text": "not shown"}
    hit = {"source": "harbour", "section": HOSTILE, "text": HOSTILE + "long " * 200, "score": 1.0, "stages": {HOSTILE: 0.5}}
    rows = [
        make_row("a"),
        make_row("b", answer=HOSTILE, citations=[citation], retrieved=[hit] * 40),
        make_row("u"),
        make_row("f", status="failed"),
    ]
    return make_run(pairs, tmp_path, rows, system=HOSTILE, over=HOSTILE, settings={HOSTILE: HOSTILE})


@pytest.fixture
def page(run: Run) -> Page:
    return Page(write_report(run, [run]).read_text(encoding="utf-8"))


def test_the_page_loads_nothing(page: Page) -> None:
    attributes = {name for _, attrs in page.elements for name in attrs}
    assert not attributes & {"src", "href", "xlink:href", "srcset", "action", "data", "poster", "style"}
    assert not any(name.startswith("on") for name in attributes)
    assert not {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "embed", "base", "audio", "video"}
    for text in [*page.texts["style"], page.texts["script"][1]]:
        assert not re.search(r"https?:|//\w+\.|url\(|@import|fetch\(|XMLHttp|innerHTML|\bimport\b", text)


def test_the_page_forbids_itself_to_load_anything(page: Page) -> None:
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_hostile_text_makes_no_element(page: Page) -> None:
    assert [attrs.get("id") for tag, attrs in page.elements if tag == "script"] == ["data", None]
    assert "owned" not in page.texts["script"][1]
    assert "<" not in page.texts["script"][0]


def test_every_case_is_in_the_page_word_for_word(page: Page, run: Run) -> None:
    assert [d["case"]["id"] for d in page.data] == ["a", "b", "u", "f"]
    shown = page.data[1]
    assert shown["case"] == run.cases[1].model_dump()
    assert shown["answer"] == shown["score"]["reason"] == shown["citations"][0]["quote"] == HOSTILE
    assert page.data[3]["score"]["unscored"] == HOSTILE


def test_hits_are_shown_best_first_and_shortened(page: Page) -> None:
    hits = page.data[1]["retrieved"]
    assert len(hits) == 30
    assert {len(h["text"]) for h in hits} == {300}


def test_the_headline_table_has_a_column_for_each_run(run: Run) -> None:
    table = figures_html([run, run, run])
    assert table.count("<thead><tr><th>figure</th>") == 1
    assert table.split("</thead>")[0].count("<th>") == 4
    assert "<th>right</th>" + 3 * '<td>0.667<small> 0.208–0.939 <span class="n">n=3</span></small></td>' in table


def test_the_json_beside_the_page_holds_the_same_figures(page: Page, run: Run) -> None:
    data = json.loads((run.folder / "report.json").read_text(encoding="utf-8"))
    assert data["headline"]["right"] == {n: getattr(headline(run)["right"], n) for n in ("mean", "low", "high", "n")}
    assert data["latency"] == {"p50_ms": 6.0, "p95_ms": pytest.approx(6.9)}
    assert [s["case"] for s in data["wrong"]] == ["b", "f"]
    assert data["risk_coverage"][0] == [0.9, pytest.approx(1 / 3), 0.0]
    assert set(data["slices"]) == {"language", "audience", "kind", "source"}
    assert json.loads(json.dumps(report_json(run), allow_nan=False)) == data


def test_a_run_without_confidences_has_no_curve() -> None:
    assert curve_svg(make_run([(make_case("a"), Score("a"))])) == ""


def test_the_curve_runs_from_the_surest_case_to_all(run: Run) -> None:
    points = re.findall(r'points="([^"]*)"', curve_svg(run))[0].split()
    assert points == ["173.3,220.0", "306.7,120.0", "440.0,86.7"]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_in_a_browser_hostile_text_stays_text_and_filters_work(run: Run) -> None:
    from playwright.sync_api import sync_playwright

    asked, faults = list[str](), list[str]()
    path = write_report(run)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path.as_uri())
        assert page.locator("#count").inner_text() == "4 of 4 cases"
        for item in page.locator("details.case > summary").all():
            item.click()
        page.get_by_text("Why not right").first.wait_for()
        assert page.locator("img").count() == 0
        assert page.evaluate("window.owned") is None
        page.locator("#filters select").first.select_option("wrong")
        assert page.locator("#count").inner_text() == "1 of 4 cases"
        assert HOSTILE.split("\u2028")[0] in (page.locator("details.case summary span").first.text_content() or "")
        browser.close()
    assert (asked, faults) == ([path.as_uri()], [])


def test_a_report_names_no_folder_of_this_machine(run: Run) -> None:
    folder = str(Path(__file__).resolve().parent / "index")
    html = report_html(replace(run, about=run.about | {"settings": {"index": folder, "kept": 5}}))
    assert folder not in html
    assert "<th>index</th><td>index</td>" in html
    assert "<th>kept</th><td>5</td>" in html
