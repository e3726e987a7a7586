"""The optional language model: one request, streamed, within one total time. No setting, no model and no request."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import ChatError, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PACKAGES = {"openai": "langchain-openai", "ollama": "langchain-ollama"}
# How a reply that was not cut off ends, by the providers' own words.
_WHOLE = frozenset({"stop", "completed", "end_turn"})


class ChatWriter(Protocol):
    """What writes answers."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            ChatError: it does not come, not in time, or not whole.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelWriter:
    """A langchain chat model behind the seam; `timeout_s` is for the whole reply."""

    model: BaseChatModel
    timeout_s: float

    def stream(self, system: str, user: str) -> Iterator[str]:
        """See `ChatWriter.stream`. Ends the request when it is closed early."""
        inbox = queue.Queue[str | BaseException | None]()
        stop = threading.Event()
        # In a thread, since a read that waits for a slow server can be bounded by the wait for a byte only, not by the whole time.
        threading.Thread(target=self._read, args=(system, user, inbox, stop), name="wenjin-chat", daemon=True).start()
        deadline = time.monotonic() + self.timeout_s
        try:
            while True:
                try:
                    piece = inbox.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ChatError(f"the language model took more than {self.timeout_s:g} s; see WENJIN_CHAT_TIMEOUT_S") from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise _fault(piece)
                yield piece
        finally:
            stop.set()

    def _read(self, system: str, user: str, inbox: queue.Queue[str | BaseException | None], stop: threading.Event) -> None:
        from langsmith import tracing_context

        try:
            ended = ""
            # A LangSmith key in the environment would send every question to a third party.
            with tracing_context(enabled=False), closing(self._chunks(system, user)) as chunks:
                for text, reason in chunks:
                    if stop.is_set():
                        return
                    ended = reason or ended
                    if text:
                        inbox.put(text)
            if ended not in _WHOLE:
                raise ChatError(f"the language model's reply was cut off ({ended or 'connection closed'})")
            inbox.put(None)
        except BaseException as error:  # every fault of the provider's library ends at the reader
            inbox.put(error)

    def _chunks(self, system: str, user: str) -> Generator[tuple[str, str], None, None]:
        for chunk in self.model.stream([("system", system), ("human", user)]):
            about: dict[str, Any] = chunk.response_metadata
            yield str(chunk.text), str(about.get("finish_reason") or about.get("done_reason") or about.get("status") or "")


def _fault(error: BaseException) -> ChatError:
    if isinstance(error, ChatError):
        return error
    return ChatError(f"the language model could not be asked ({error.__class__.__name__}: {_line(error)})")


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """Constructor arguments by provider.

    Nothing is retried: the extractive answer is there already. Temperature 0: the same passages should give the same answer.
    """
    options: dict[str, Any] = {"temperature": 0} | ({"base_url": settings.chat_base_url} if settings.chat_base_url else {})
    if provider == "openai":
        return options | {"timeout": settings.chat_timeout_s, "max_retries": 0}
    return options | {"client_kwargs": {"timeout": settings.chat_timeout_s}}


def open_chat_model(settings: Settings) -> ModelWriter | None:
    """The model named in the settings, or None where none is; asks it nothing.

    Raises:
        SettingsError: the name has another form, its package is not installed, or its key is missing.
    """
    if not settings.chat_model:
        return None
    provider, _, name = settings.chat_model.partition(":")
    if provider not in PACKAGES or not name.strip():
        raise SettingsError(
            f"WENJIN_CHAT_MODEL={settings.chat_model!r} names no model; expected openai:NAME or ollama:NAME, for example ollama:qwen3:8b"
        )
    from langchain.chat_models import init_chat_model

    options = _options(provider, settings)
    try:
        try:
            model = init_chat_model(name, model_provider=provider, **options)
        except Exception as error:  # each provider's library has its own
            if not (settings.chat_base_url and "api_key" in str(error)):
                raise
            # A server of one's own asks for no key, but the library does.
            model = init_chat_model(name, model_provider=provider, **options, api_key="none")
    except ImportError:
        raise SettingsError(
            f"WENJIN_CHAT_MODEL={settings.chat_model!r} needs {PACKAGES[provider]}, which is not installed; run `pip install 'wenjin[llm]'`"
        ) from None
    except Exception as error:
        known = "api_key" in str(error)
        what = "needs a key; set OPENAI_API_KEY" if known else f"cannot be used ({error.__class__.__name__}: {_line(error)}); correct it"
        raise SettingsError(f"WENJIN_CHAT_MODEL={settings.chat_model!r} {what}, or unset it") from None
    return ModelWriter(model, settings.chat_timeout_s)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
