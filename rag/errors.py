"""All errors a user can meet, in one tree. Each message says what happened, what was expected and what to do next.

WenjinError
├── CorpusError        a corpus file breaks the format (carries file and line)
├── DocumentError      a document cannot be read
├── BrokenIndexError   the index is missing, damaged or made by another encoder
├── ArchiveError       a file that should hold an exported index does not, or cannot be written
├── IndexWriteError    the index cannot be written (disk full, folder read-only)
├── ChromaServerError  the Chroma server that keeps the vectors does not answer, or refuses
├── QuestionError      the question is empty or too long
├── ChatError          the language model does not answer as it should (the extractive answer is shown)
├── FeedbackError      a verdict on an answer cannot be written or read (the answer stands)
├── SettingsError      a setting or environment variable has a bad value
├── UsersError         a user of the web interface cannot be added, changed or read
├── BusyError          too many questions wait already (ask again in a moment)
└── ServeError         the page cannot be served (port in use, …)
"""

from __future__ import annotations


class WenjinError(Exception):
    """Base of every error shown to a user as one line."""

    @property
    def line(self) -> str:
        """The message as one line, ready for a terminal or a log."""
        return " ".join(str(self).split())


class CorpusError(WenjinError):
    """A corpus file breaks the format.

    Args:
        path: file as given by the user.
        line: 1-based line number; 0 when the fault is not on one line.
        what: what is wrong and what was expected.
    """

    def __init__(self, path: object, line: int, what: str) -> None:
        self.path, self.line_number, self.what = str(path), line, what
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {what}")


class DocumentError(WenjinError):
    """A document cannot be read; ingestion reports it and goes on with the next."""


class BrokenIndexError(WenjinError):
    """The index is missing, damaged, or was made by another encoder or schema."""


class ArchiveError(WenjinError):
    """An exported index cannot be written, or what is imported is none, is damaged or is of another version."""


class IndexWriteError(WenjinError):
    """The index cannot be written: disk full, folder read-only, no such device."""

    @classmethod
    def of(cls, index: object, error: BaseException) -> IndexWriteError:
        """From the fault that stopped the writing."""
        reason = getattr(error, "strerror", None) or str(error) or error.__class__.__name__
        return cls(
            f"cannot write the index at {index} ({reason}); free space or name another folder with --index; what was there is unchanged"
        )


class ChromaServerError(WenjinError):
    """The Chroma server that keeps the vectors does not answer, refuses, or does not hold them."""


class QuestionError(WenjinError):
    """The question is empty or longer than the limit."""


class ChatError(WenjinError):
    """The language model does not answer, not in time, or not in a form that can be used; never shown, only logged."""


class FeedbackError(WenjinError):
    """A verdict on an answer cannot be written or read."""


class SettingsError(WenjinError):
    """A setting has a value that cannot be used."""


class UsersError(WenjinError):
    """A user of the web interface cannot be added, changed or read."""


class BusyError(WenjinError):
    """More questions wait for an answer than are let wait."""


class ServeError(WenjinError):
    """The web interface cannot be served."""
