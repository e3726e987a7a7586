import pytest

from rag.dates import Date, clash, dates_in, with_full_years
from rag.text import fold
from tests.cases import cases


@pytest.mark.parametrize(("text", "said"), cases("dates_said"))
def test_dates_are_read_as_written_in_both_languages(text: str, said: list[list[int]]) -> None:
    assert dates_in(fold(text)) == tuple(Date(*date) for date in said)


@pytest.mark.parametrize(("text", "full"), cases("full_years"))
def test_two_digit_years_are_of_this_century_and_lengths_of_time_stay(text: str, full: str) -> None:
    assert with_full_years(text) == full
    assert with_full_years(full) == full


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Date(2024), Date(2024), True),
        (Date(2024), Date(2024, 5), True),
        (Date(2024, 5), Date(2024, 5), True),
        (Date(2024, 5), Date(2024, 6), False),
        (Date(2024), Date(2023), False),
        (Date(2024, 5), Date(2023, 5), False),
    ],
)
def test_dates_agree_when_they_can_be_the_same_time(one: Date, other: Date, agree: bool) -> None:
    assert one.agrees(other) is other.agrees(one) is agree


def test_dates_clash_only_where_both_sides_name_one_and_none_agrees() -> None:
    asked = (Date(2023, 12),)
    assert clash(asked, (Date(2024, 5),))
    assert not clash(asked, (Date(2023),))
    assert not clash(asked, (Date(2023, 12), Date(2024, 5)))
    assert not clash(asked, ())
    assert not clash((), (Date(2024),))


def test_a_year_sorts_before_its_months() -> None:
    assert sorted([Date(2024, 2), Date(2023, 5), Date(2024)]) == [Date(2023, 5), Date(2024), Date(2024, 2)]
