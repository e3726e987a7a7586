"""An answer in the terminal, with what to do and ask next."""

import io

from rich.console import Console

from rag.answer import Engine, ask
from ui.terminal import print_answer, print_next


def printed(engine: Engine, question: str) -> str:
    out = io.StringIO()
    console = Console(file=out, width=500, color_system=None)
    answer = ask(engine, question)
    print_answer(answer, console)
    print_next(engine, answer, (), console)
    return out.getvalue()


def test_an_answer_is_followed_by_what_to_ask_next(engine: Engine) -> None:
    shown = printed(engine, "高才通批咗幾多人？")
    assert "85,424" in shown
    assert "可以接着問：\n  " in shown
    assert "以高才通為例" not in shown


def test_an_assumed_scheme_is_said_before_the_answer(engine: Engine) -> None:
    shown = printed(engine, "What documents do I need to renew?")
    assert shown.index("Understood as: TTPS:") < shown.index("Taking TTPS as the example.") < shown.index("[1]")


def test_a_refusal_ends_with_the_nearest_passages(engine: Engine) -> None:
    shown = printed(engine, "火星上有幾多隻恐龍？")
    assert "最接近的段落" in shown
    assert "可以接着問" not in shown
