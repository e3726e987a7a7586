import pytest

from rag.answer import Engine, search_only
from rag.evidence import LOOKED_AT, Evidence, best_evidence, weigh
from rag.settings import Settings
from rag.types import Hit, Retrieval
from tests.fakes import make_passage

SETTINGS = Settings()


def make_hit(words: float, near: float, dense: float) -> Hit:
    return Hit(make_passage(), 1.0, {"words": words, "near": near, "dense": dense})


def test_without_hits_there_is_no_evidence() -> None:
    assert best_evidence(Retrieval((), ()), SETTINGS) == Evidence(0.0, 0.0, 0.0, 0.0)


def test_more_of_any_feature_is_more_confidence() -> None:
    low = weigh(make_hit(0.2, 0.2, 0.2), SETTINGS).confidence
    for more in ((0.9, 0.2, 0.2), (0.2, 0.9, 0.2), (0.2, 0.2, 0.9)):
        assert 0 < low < weigh(make_hit(*more), SETTINGS).confidence < 1


def test_nothing_shared_is_refused_and_everything_shared_is_not() -> None:
    assert weigh(make_hit(0, 0, 0), SETTINGS).confidence < SETTINGS.min_confidence
    assert weigh(make_hit(1, 1, 1), SETTINGS).confidence > SETTINGS.min_confidence


def test_the_strongest_of_the_first_hits_counts_and_no_later_one() -> None:
    weak, strong = make_hit(0.1, 0.1, 0.1), make_hit(1, 1, 1)
    second = Retrieval((weak, strong), ())
    late = Retrieval((weak,) * LOOKED_AT + (strong,), (strong,))
    assert best_evidence(second, SETTINGS) == weigh(strong, SETTINGS)
    assert best_evidence(late, SETTINGS) == weigh(weak, SETTINGS)


@pytest.mark.parametrize(
    ("known", "unknown"), [("can my wife work?", "what is the best pizza in Naples?"), ("優才配額", "火星上有幾多隻恐龍？")]
)
def test_a_question_of_the_corpus_has_more_evidence_than_any_other(engine: Engine, known: str, unknown: str) -> None:
    limit = engine.settings.min_confidence
    assert search_only(engine, known).evidence.confidence > limit > search_only(engine, unknown).evidence.confidence
