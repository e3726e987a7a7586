"""An answer in the terminal, with what to do and ask next."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from rag.answer import Engine, ask
from ui.terminal import print_answer, print_next


def printed(engine: Engine, question: str, terminal: bool = False, width: int = 500, no_color: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="standard" if terminal else None, no_color=no_color)
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


def test_a_pipe_gets_whole_lines_without_escapes(engine: Engine) -> None:
    shown = printed(engine, "What documents do I need to renew?", width=40)
    assert "\x1b" not in shown
    assert ask(engine, "What documents do I need to renew?").text in shown


@pytest.mark.parametrize("question", ["高才通批咗幾多人？", "What documents do I need to renew?"])
def test_a_narrow_terminal_gets_lines_that_fit(engine: Engine, question: str) -> None:
    shown = printed(engine, question, terminal=True, width=36, no_color=True)
    assert max(cell_len(line) for line in shown.splitlines()) <= 36


def test_the_citations_stand_out_unless_no_color_is_asked_for(engine: Engine) -> None:
    assert "\x1b[1m" in printed(engine, "高才通批咗幾多人？", terminal=True)
    assert "\x1b" not in printed(engine, "高才通批咗幾多人？", terminal=True, no_color=True)
