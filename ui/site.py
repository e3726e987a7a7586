"""What every page is built with: the service behind it, the language in force, and the labels that follow it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

import gradio as gr

from rag.answer import Engine
from rag.service import Service
from ui.roles import Access, Right
from ui.watch import Asking, Watch
from ui.words import PAGE_LANGS, Words

C = TypeVar("C")


@dataclass(slots=True)
class Site:
    """Shared by the pages while they are built.

    Attributes:
        service: gives the engine in force; take `engine` anew for each event, since the index may have been replaced.
        lang: the language chosen, one of PAGE_LANGS; its `.change` re-renders what a page shows beyond its labels.
        tab: the tab of the page that is being built; its `.select` tells that the page is opened.
        labels: components whose text follows the language, with the update for it.
        watch: told of every question asked. access: who may do what; asked in each event with the name of who sends it.
    """

    service: Service
    lang: gr.Radio
    tab: Any = None
    labels: list[tuple[Any, Callable[[Words], Any]]] = field(default_factory=list)
    watch: Watch | None = None
    access: Access = field(default_factory=Access)

    @property
    def engine(self) -> Engine:
        """The engine in force."""
        return self.service.engine

    def may(self, request: gr.Request, right: Right) -> bool:
        """Whether the person who sends an event may do that."""
        return self.access.may(request.username, right)

    def asking(self, question: str) -> AbstractContextManager[Asking]:
        """Around the answering of a question on the page, so that it is told of; see `ui.watch.Watch.asking`."""
        return self.watch.asking("page", question) if self.watch else nullcontext(Asking())

    def label(self, component: C, update: Callable[[Words], Any]) -> C:
        """Register a component whose label, choices or text follow the language; gives it back.

        Args:
            update: from the words in force to the component's update, such as `lambda w: gr.update(label=w["ask"])`.
        """
        self.labels.append((component, update))
        return component

    def relabelled(self, code: str) -> list[Any]:
        """The updates of every label, in their order; an unknown language counts as Traditional Chinese."""
        words = Words(code if code in PAGE_LANGS else "zh-Hant")
        return [update(words) for _, update in self.labels]
