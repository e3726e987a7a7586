"""A row of buttons under the answer: the same question about another scheme, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.scheme_chips import MAX_CHIPS
from rag.suggest import MAX_SUGGESTIONS
from ui.ask_reply import Chips
from ui.words import Words


@dataclass(frozen=True, slots=True)
class ChipRow:
    """A row of buttons under the answer, made once and filled after each answer."""

    box: gr.Column
    titles: tuple[gr.HTML, gr.HTML]
    schemes: tuple[gr.Button, ...]
    following: tuple[gr.Button, ...]

    @property
    def buttons(self) -> tuple[gr.Button, ...]:
        """Every button, in the order of `Chips.questions`' two groups."""
        return (*self.schemes, *self.following)

    @property
    def outputs(self) -> list[Any]:
        """What `filled` gives values for."""
        return [self.box, *self.titles, *self.buttons]


def build_chip_row() -> ChipRow:
    """The empty row."""
    with gr.Column(visible=False, elem_id="wj-chips") as box:
        groups = list[tuple[gr.HTML, tuple[gr.Button, ...]]]()
        for name, size in (("schemes", MAX_CHIPS), ("following", MAX_SUGGESTIONS)):
            with gr.Row(elem_classes=["wj-chip-row"]):
                title = gr.HTML(elem_classes="wj-chip-title")
                groups.append(
                    (
                        title,
                        tuple(
                            gr.Button("", size="sm", visible=False, elem_classes=["wj-chip", f"wj-{name}"], min_width=0, scale=0)
                            for _ in range(size)
                        ),
                    )
                )
    return ChipRow(box, (groups[0][0], groups[1][0]), groups[0][1], groups[1][1])


def filled(row: ChipRow, chips: Chips, words: Words) -> list[Any]:
    """Updates for `row.outputs`: labels of the chips there are, the other buttons hidden."""
    updates: list[Any] = [gr.update(visible=bool(chips.questions))]
    groups = ((row.schemes, [c.label for c in chips.schemes], "other_schemes"), (row.following, list(chips.following), "following"))
    updates += [gr.update(value=f"<p>{words[key]}</p>", visible=bool(labels)) for _, labels, key in groups]
    for buttons, labels, _ in groups:
        updates += [gr.update(value=labels[i] if i < len(labels) else "", visible=i < len(labels)) for i in range(len(buttons))]
    return updates
