"""A verdict on an answer: from what the browser sends to what is kept. The answer stands whatever becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.errors import FeedbackError
from rag.feedback import Feedback, save_feedback
from rag.log import logger
from rag.settings import Settings
from ui.ask_turn import Turn


def take_feedback(settings: Settings, turn: Turn, sent: Mapping[str, Any]) -> bool:
    """Keep a verdict; whether it was kept.

    Args:
        sent: `verdict`, `reason` and `comment`, as the browser sends them, unchecked.
    """
    record = Feedback(
        turn=turn.id,
        question=turn.asked,
        understood=turn.understood,
        lang=turn.lang,
        status=turn.status,
        sources=tuple(c.passage for c in turn.citations) or turn.nearest,
        verdict=str(sent.get("verdict", "")),
        reason=str(sent.get("reason", "")),
        comment=str(sent.get("comment", "")),
    )
    try:
        save_feedback(settings, record)
    except FeedbackError as error:
        logger.warning("%s", error.line)
        return False
    return True
