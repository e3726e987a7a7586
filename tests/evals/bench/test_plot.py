"""A chart is sound XML, holds every line and point, and puts greater values higher."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree

from evals.bench.plot import Line, plot

SVG = "{http://www.w3.org/2000/svg}"


def heights(text: str) -> list[float]:
    return [float(circle.attrib["cy"]) for circle in ElementTree.fromstring(text).iter(f"{SVG}circle")]


@pytest.mark.parametrize("log", [False, True])
def test_greater_values_stand_higher_and_inside_the_picture(log: bool) -> None:
    text = plot("cost", "size", "s", [Line("one", [(1, 5.0), (10, 50.0), (100, 700.0)])], log)
    first, second, third = heights(text)
    assert 0 < third < second < first < 360


def test_every_line_is_named_and_markup_in_a_name_is_text() -> None:
    text = plot("a & b", "x", "y", [Line("<one>", [(1, 1.0)]), Line("two", [(1, 2.0), (3, 4.0)])])
    said = ["".join(element.itertext()) for element in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert {"<one>", "two", "a & b"} <= set(said)
    assert len(heights(text)) == 3


def test_equal_values_make_a_chart_too() -> None:
    assert len(heights(plot("t", "x", "y", [Line("flat", [(0, 0.0), (5, 0.0)])]))) == 2
    assert len(set(heights(plot("t", "x", "y", [Line("flat", [(1, 10.0), (10, 10.0)])], log=True)))) == 1
