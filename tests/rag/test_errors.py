import pytest

from rag import errors
from rag.errors import CorpusError, WenjinError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WenjinError)]


def test_a_message_is_one_line() -> None:
    assert WenjinError("what\n  happened ").line == "what happened"


@pytest.mark.parametrize(("line", "place"), [(12, "x.md:12: bad"), (0, "x.md: bad")])
def test_a_corpus_error_names_the_line_when_it_has_one(line: int, place: str) -> None:
    error = CorpusError("x.md", line, "bad")
    assert error.line == place
    assert (error.path, error.line_number, error.what) == ("x.md", line, "bad")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_stands_in_the_tree_at_the_top_of_its_file(kind: type) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
