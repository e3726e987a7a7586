"""Tools for assistants that speak the Model Context Protocol, through Gradio's own server at /gradio_api/mcp. All of them only read.

Results are JSON as text. They leave out what fills an assistant's window and helps nobody read: rejected passages, times, whole lists.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr
from gradio.events import api

from rag.service import Service
from ui.api_models import AnswerLang, Need, PageLang
from ui.faults import Fault, fault_of
from ui.lookups import answer_data, search_data
from ui.schemes_data import schemes_as_data
from ui.support_list import measures_as_data
from ui.watch import Watch
from ui.workers import Workers

TOOLS = ("ask", "search", "schemes", "support")
MAX_FOUND = 10  # passages or measures a tool gives at most: some 3,000 tokens
_LEFT_OUT = ("id", "retrieved", "seconds", "latency_ms")


class ToolError(gr.Error):
    """A fault as a tool tells it: one line, without the quotes that Gradio's own error puts around it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message, print_exception=False)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.message)


def build_tools(service: Service, workers: Workers | None = None, watch: Watch | None = None) -> None:
    """Expose the tools; to be called while the blocks are built.

    Each runs outside Gradio's queue: inside it, the MCP server would ask itself over the network, at an address the caller names.
    """
    crew, seen = workers or Workers(), watch or Watch(service.settings)

    async def worked(work: Callable[[], object]) -> str:
        try:
            # Half a character, which a question in JSON can hold, would break the reply.
            return json.dumps(await crew.run(work), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
        except Exception as error:
            raise ToolError(fault_of(error)) from None

    async def ask(question: str, history: list[str] | None = None, lang: AnswerLang = "auto") -> str:
        """Answer a question about Hong Kong's talent-admission schemes (TTPS, QMAS, ASMTP, GEP, IANG and others), renewal, dependants and support for newcomers. Every sentence is cited and dated; status no_evidence or declined means that there is no answer, which is not to be guessed.

        Args:
            question: the question, in Chinese (any script or Cantonese wording) or English
            history: earlier questions of the conversation, oldest first
            lang: language and script of the answer; auto takes the question's
        """
        with seen.asking("mcp", question) as asking:
            return await worked(lambda: _without(answer_data(service, question, history or [], lang, told=asking.answered)))

    async def search(question: str, count: int = 5, lang: AnswerLang = "auto") -> str:
        """Find the passages nearest to a question, each with source, date and text, without an answer.

        Args:
            question: the question, in Chinese or English
            count: passages wanted, 1 to 10
            lang: language preferred in the passages; auto takes the question's
        """
        return await worked(lambda: search_data(service, question, min(max(count, 1), MAX_FOUND), lang))

    async def schemes(scheme: str = "", lang: PageLang = "en") -> str:
        """Conditions of one admission scheme, each with its date and source; without a scheme, the list of schemes.

        Args:
            scheme: id or abbreviation such as ttps or QMAS; empty lists all schemes
            lang: language and script of the texts
        """
        return await worked(lambda: _scheme(schemes_as_data(service.settings, lang), scheme))

    async def support(need: Need = "", words: str = "", lang: PageLang = "en") -> str:
        """Support measures for newcomers to Hong Kong: who provides them, for whom, how to get them, at what cost. Gives the ten that fit best and how many fit.

        Args:
            need: what it helps with; empty means any need
            words: words to look for, in any language
            lang: language and script of the texts
        """
        return await worked(lambda: _first(measures_as_data(service.settings, lang, need, words)))

    tools: tuple[Callable[..., Awaitable[str]], ...] = (ask, search, schemes, support)
    for tool in tools:
        api(tool, api_name=tool.__name__, queue=False)


def _without(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in _LEFT_OUT}


def _scheme(found: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    """The scheme of that id, abbreviation or name; all schemes without their facts where none is named or known."""
    name = wanted.strip().casefold()
    known = [{key: scheme[key] for key in ("id", "abbr", "name", "job_offer_needed")} for scheme in found]
    if not name:
        return {"schemes": known}
    named = [s for s in found if name in (s["id"].casefold(), s["abbr"].casefold(), s["name"].casefold())]
    return {"schemes": named} if named else {"schemes": known, "note": "no scheme of that name; ask again with an id of this list"}


def _first(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"found": len(found), "measures": found[:MAX_FOUND]}
