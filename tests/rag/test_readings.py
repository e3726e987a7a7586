import pytest

from rag.held import currencies_in, held_readings, reads_as_held
from rag.readings import figures_of

SAME = [
    ("三年", "36 months"),
    ("3 years", "三十六個月"),
    ("68,098", "68 098"),
    ("25萬", "250,000"),
    ("HK$2.5 million", "250萬港元"),
    ("HK$2.5m", "二百五十萬元"),
    ("半年", "6 months"),
    ("two weeks", "14天"),
    ("九成", "90%"),
    ("54 per cent", "百分之五十四"),
    ("１２個月", "1年"),
    ("2024年5月底", "by end-May 2024"),
    ("May 2024", "2024年5月7日"),
    ("2024", "on 7 May 2024"),
    ("16 October 2024", "2024年10月16日"),
    ("5月", "2023年3月至5月"),
    ("2023年5月", "from March to May 2023"),
    ("2022-23年度", "the 2022/23 school year"),
    ("3 months", "2至3個月"),
    ("30萬元", "20至30萬元"),
    ("2824 6111", "（852）2824-6111"),
    ("18歲", "aged 18"),
    ("3 years", "from 2 years to 3"),
    ("第3期", "the third issue"),
    ("1 萬宗", "10,000 cases"),
    ("HK$2 百萬", "HK$2 million"),
    ("上升3百分點", "3 percentage points"),
    ("2+3+3年", "a 2-3-3 year pattern"),
    ("RMB 3 million", "人民幣300萬元"),
    ("S$5,600", "5,600新加坡元"),
    ("24小時", "24 hours"),
    ("年薪250萬港元", "年薪達250萬，"),
]
OTHER = [
    ("3 months", "3 years"),
    ("4星期", "4個月"),
    ("10 days", "10 working days"),
    ("HK$2,500", "RMB 2,500"),
    ("S$600", "600港元"),
    ("US$600", "HK$600"),
    ("25萬元", "25萬人"),
    ("54人", "54%"),
    ("2023年5月", "2024年5月、2023年3月"),
    ("8 May 2024", "on 7 May 2024"),
    ("68 089", "68 098"),
    ("34億", "340億"),
    ("3+3+2年", "2+3+3年"),
    ("三分之一", "30%"),
    ("2824 6112", "2824 6111"),
]


def held(one: str, other: str) -> bool:
    figures = figures_of(one)
    assert figures
    return all(reads_as_held(f, held_readings(other), currencies_in(figures)) for f in figures)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_value_is_held_in_every_form(one: str, other: str) -> None:
    assert held(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_value_unit_or_currency_is_not_held(one: str, other: str) -> None:
    assert not held(one, other)


@pytest.mark.parametrize("text", ["they may march on", "一般就業政策", "first of its kind", ""])
def test_words_are_no_figures(text: str) -> None:
    assert figures_of(text) == ()


@pytest.mark.parametrize(
    ("text", "side"),
    [("不得少於3年", "least"), ("少於3年", "most"), ("3 years or more", "least"), ("no more than 3 years", "most"), ("3年", "")],
)
def test_a_figure_has_its_side(text: str, side: str) -> None:
    assert [f.side for f in figures_of(text)] == [side]


@pytest.mark.parametrize("text", ["截至2024年5月，共批准25萬宗，佔54%。", "From 2 years to 3, HK$600 or HK$1,300, 2+3+3 years."])
def test_a_text_holds_its_own_figures(text: str) -> None:
    assert held(text, text)


@pytest.mark.parametrize("text", ["0/0", "24/0宗", "1/000"])
def test_a_stroke_with_nothing_under_it_is_no_fraction(text: str) -> None:
    assert [f.face for f in figures_of(text)] == [int(n) for n in text.removesuffix("宗").split("/")]


def test_a_run_of_thousands_of_digits_is_no_figure() -> None:
    assert figures_of("9" * 5_000 + "宗") == ()
    assert [f.face for f in figures_of("1" + "0" * 20 + "宗")] == [10**20]
