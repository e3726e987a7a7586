"""The project's logger: one line a message, on standard error and in a file if one is named, without any secret.

Messages are text, or JSON objects with `at` (UTC), `level`, `logger`, `message` and, after a fault, `trace`. The line of a question
(`rag.question_log`) is a JSON object in both forms. A secret of the environment, a password or a token in a header is replaced by
`[secret]` wherever it turns up, in a library's message or a trace as well.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from rag.errors import SettingsError
from rag.settings import Settings, secret_values

logger = logging.getLogger("wenjin")
questions = logging.getLogger("wenjin.questions")  # its messages are JSON objects already
HIDDEN = "[secret]"
_CREDENTIALS = re.compile(
    r"(?i)\b(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-chroma-token)(['\"]?\s*[:=,]\s*b?['\"]?)[^\r\n'\"]+"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_PASSWORD = re.compile(r"(?i)\b(password|passwd|api_key|secret|token)(['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;]{4,}")
_IN_URL = re.compile(r"(://[^/\s:@]+:)[^/\s@]+@")


class Redacted(logging.Formatter):
    """A message as text or JSON, secrets taken out.

    Args:
        style: "text" or "json".
        secrets: values never to be written.
    """

    def __init__(self, style: str, secrets: Sequence[str]) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._as_json, self._secrets = style == "json", tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line; in text after a fault the trace as well, on lines of its own."""
        if record.name == questions.name:
            return without_values(record.getMessage(), self._secrets)
        if not self._as_json:
            return without_secrets(super().format(record), self._secrets)
        return self._json(record)

    def _json(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage(), self._secrets),
        }
        if record.exc_info:
            told["trace"] = without_secrets(self.formatException(record.exc_info), self._secrets)
        return json.dumps(told, ensure_ascii=False)


def without_secrets(text: str, secrets: Sequence[str] = ()) -> str:
    """The text with these values, and whatever stands where a credential stands, replaced by HIDDEN."""
    text = without_values(text, secrets)
    text = _CREDENTIALS.sub(rf"\1\2{HIDDEN}", text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _PASSWORD.sub(rf"\1\2{HIDDEN}", text)
    return _IN_URL.sub(rf"\1{HIDDEN}@", text)


def without_values(text: str, secrets: Sequence[str]) -> str:
    """The text with these values replaced by HIDDEN."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def log_to_stderr(level: int = logging.WARNING, settings: Settings | None = None) -> None:
    """Show messages of that level and above on standard error, and in the file the settings name; questions always.

    Called again it replaces what it set up before, so that a command may begin without settings.

    Raises:
        SettingsError: the file cannot be written.
    """
    style, file = (settings.log, settings.log_file) if settings else ("text", "")
    formatter, handlers = Redacted(style, secret_values()), list[logging.Handler]([logging.StreamHandler()])
    if file:
        try:
            handlers.append(logging.handlers.WatchedFileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise SettingsError(
                f"WENJIN_LOG_FILE={file!r} cannot be written ({error.strerror}); name a file in a folder that can"
            ) from None
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, Redacted)]:
        root.removeHandler(handler)
        handler.close()
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    root.setLevel(level)
    questions.setLevel(logging.INFO)
