from dataclasses import replace

import pytest

from rag.answer import Engine, search_only
from rag.evidence import LOOKED_AT, USUAL_LEAD, Evidence, best_evidence, lead_of, weigh
from rag.settings import Settings
from rag.types import Hit, Query, Retrieval
from tests.fakes import make_passage

SETTINGS = Settings()
PLAIN = Query("優才配額", "優才配額", "zh-Hant", (), size=8)


def make_hit(words: float, near: float, dense: float, year: float = 0.0, score: float = 1.0) -> Hit:
    return Hit(make_passage(), score, {"words": words, "near": near, "dense": dense, "year": year})


def confidence(hit: Hit, query: Query = PLAIN) -> float:
    return weigh(hit, query, USUAL_LEAD, SETTINGS).confidence


def test_without_hits_there_is_no_evidence() -> None:
    found = best_evidence(Retrieval((), ()), PLAIN, SETTINGS)
    assert isinstance(found, Evidence)
    assert (found.words, found.near, found.cosine, found.confidence) == (0.0, 0.0, 0.0, 0.0)


def test_more_of_any_feature_is_more_confidence() -> None:
    low = confidence(make_hit(0.2, 0.2, 0.2))
    for more in ((0.9, 0.2, 0.2), (0.2, 0.9, 0.2), (0.2, 0.2, 0.9)):
        assert 0 < low < confidence(make_hit(*more)) < 1


def test_far_words_that_are_not_held_are_less_confidence_and_the_lower_logistic_counts() -> None:
    hit = make_hit(0.5, 0.5, 0.5)
    far = [confidence(replace(hit, stages=hit.stages | {"far": value})) for value in (0.0, 1.0, 4.0)]
    assert far[0] >= far[1] > far[2]
    assert far[2] < SETTINGS.min_confidence


def test_holding_the_year_asked_about_is_more_confidence() -> None:
    query = Query("2024年優才配額", "2024年優才配額", "zh-Hant", (), years=(2024,), size=8)
    assert confidence(make_hit(0.5, 0.5, 0.5, year=0.0), query) < confidence(make_hit(0.5, 0.5, 0.5, year=1.0), query)


def test_nothing_shared_is_refused_and_everything_shared_is_not() -> None:
    assert confidence(make_hit(0, 0, 0)) < SETTINGS.min_confidence < confidence(make_hit(1, 1, 1))


def test_the_strongest_of_the_first_hits_counts_and_no_later_one() -> None:
    weak, strong = make_hit(0.1, 0.1, 0.1), make_hit(1, 1, 1)
    second = Retrieval((weak, strong), ())
    late = Retrieval((weak,) * LOOKED_AT + (strong,), (strong,))
    assert best_evidence(second, PLAIN, SETTINGS) == weigh(strong, PLAIN, lead_of(second), SETTINGS)
    assert best_evidence(late, PLAIN, SETTINGS) == weigh(weak, PLAIN, lead_of(late), SETTINGS)


def test_a_first_hit_that_leads_is_more_confidence() -> None:
    others = tuple(make_hit(0.5, 0.5, 0.5, score=1.0) for _ in range(8))
    alone, crowd = make_hit(0.5, 0.5, 0.5, score=2.0), make_hit(0.5, 0.5, 0.5, score=1.01)
    leading, crowded = Retrieval((alone, *others), ()), Retrieval((crowd, *others), ())
    assert best_evidence(leading, PLAIN, SETTINGS).confidence > best_evidence(crowded, PLAIN, SETTINGS).confidence


@pytest.mark.parametrize(
    ("known", "unknown"), [("can my wife work?", "what is the best pizza in Naples?"), ("優才配額", "火星上有幾多隻恐龍？")]
)
def test_a_question_of_the_corpus_has_more_evidence_than_any_other(engine: Engine, known: str, unknown: str) -> None:
    limit = engine.settings.min_confidence
    assert search_only(engine, known).evidence.confidence > limit > search_only(engine, unknown).evidence.confidence
