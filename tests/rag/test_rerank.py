from dataclasses import replace

import numpy as np
import pytest

from rag.answer import Engine
from rag.coverage import cover
from rag.query import understand
from rag.rerank import BETWEEN_YEARS, NAMES, Features, features, score
from rag.settings import Settings
from rag.types import Passage
from tests.fakes import make_passage


def found(engine: Engine, question: str) -> Features:
    index = engine.index
    query = understand(index, engine.settings, question, [])
    numbers = np.arange(len(index.passages))
    ones = np.ones(len(numbers), np.float32)
    return features(list(index.passages), query, (ones, ones, -ones), cover(index, query), numbers)


def year_of(engine: Engine, passage: Passage, years: tuple[int, ...]) -> float:
    """The year feature of a passage for a question that names these years."""
    query = replace(understand(engine.index, engine.settings, "人數", []), years=years)
    one, number = np.ones(1, np.float32), np.zeros(1, np.int64)
    return float(features([passage], query, (one, one, one), cover(engine.index, query), number).year[0])


def of(engine: Engine, values: np.ndarray) -> dict[str, float]:
    return {p.section: float(v) for p, v in zip(engine.index.passages, values, strict=True)}


def test_a_passage_about_another_scheme_clashes_and_one_about_none_does_not(engine: Engine) -> None:
    features = found(engine, "優才")
    scheme, clash = of(engine, features.scheme), of(engine, features.clash)
    assert (scheme["qmas-quota"], clash["qmas-quota"]) == (1, 0)
    assert (scheme["ttps-approved"], clash["ttps-approved"]) == (0, 1)
    assert (scheme["centres"], clash["centres"]) == (0, 0)


def test_without_a_scheme_nothing_clashes(engine: Engine) -> None:
    features = found(engine, "職員有幾多")
    assert not features.scheme.any()
    assert not features.clash.any()


def test_the_share_of_the_years_asked_about_counts(engine: Engine) -> None:
    years = of(engine, found(engine, "2023年和2024年").year)
    assert (years["ttps-approved-2023"], years["ttps-approved"]) == (0.5, 0.5)
    assert of(engine, found(engine, "2023年").year)["ttps-approved-2023"] == 1
    assert not found(engine, "優才").year.any()


@pytest.mark.parametrize(
    ("years", "share"),
    [
        ((2022,), 1.0),
        ((2023,), BETWEEN_YEARS),
        ((2025,), 1.0),
        ((2021,), 0.0),
        ((2026,), 0.0),
        ((2022, 2023), (1 + BETWEEN_YEARS) / 2),
        ((2022, 2030), 0.5),
        ((), 0.0),
    ],
)
def test_a_year_between_two_of_a_list_counts_less_than_one_that_stands_there(engine: Engine, years: tuple[int, ...], share: float) -> None:
    passage = make_passage(texts={"zh-Hant": "2022年有10間，2025年有30間。"}, as_of="undated")
    assert year_of(engine, passage, years) == pytest.approx(share)


def test_the_date_of_a_passage_counts_with_its_text(engine: Engine) -> None:
    passage = make_passage(texts={"zh-Hant": "館在2022年有10間。"}, as_of="2025-03")
    assert year_of(engine, passage, (2025,)) == 1
    assert year_of(engine, passage, (2024,)) == pytest.approx(BETWEEN_YEARS)


def test_one_year_spans_nothing(engine: Engine) -> None:
    passage = make_passage(texts={"zh-Hant": "2022年有10間。"}, as_of="undated")
    assert year_of(engine, passage, (2023,)) == year_of(engine, passage, (2021,)) == 0


def test_a_negative_cosine_counts_as_none(engine: Engine) -> None:
    assert not found(engine, "優才").dense.any()


def test_every_feature_has_a_weight_that_moves_the_score(engine: Engine) -> None:
    base = found(engine, "優才")
    settings = Settings()
    for name in NAMES:
        more = score(replace(base, **{name: getattr(base, name) + 1}), settings) - score(base, settings)
        assert more == pytest.approx(np.full(len(more), getattr(settings, f"rank_{name}")), abs=1e-4)
    assert settings.rank_clash <= 0 <= settings.rank_scheme
