"""What the structured files of the corpus have in common: a fact in both languages with the section that backs it, and reading them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.corpus import CorpusDate
from rag.errors import CorpusError

SECTION = r"^[a-z0-9-]+/[a-z0-9-]+$"


class Value(BaseModel):
    """One dated fact in both languages and the section that backs it."""

    model_config = ConfigDict(extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    as_of: CorpusDate
    section: str = Field(pattern=SECTION)


# A single value may stand for a list of one; several are newest first.
Values = Annotated[list[Value], BeforeValidator(lambda v: [v] if isinstance(v, dict) else v)]


def _read(path: Path, key: str) -> list[dict[str, object]]:
    if not path.exists():  # a corpus of somebody's own has no such data, and its pages are empty
        return []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))[key]
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CorpusError(path, 0, f"cannot be read, or has no [[{key}]] ({error.__class__.__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(path, 0, f"not valid TOML: {error}") from None
    return list(found)


Model = TypeVar("Model", bound=BaseModel)


def checked(path: Path, key: str, model: type[Model]) -> list[Model]:
    """The `[[key]]` tables of a TOML file; none where there is no such file.

    Raises:
        CorpusError: the file cannot be read or is broken TOML, has no such table, or one is not as the model says.
    """
    out = []
    for number, raw in enumerate(_read(path, key), 1):
        try:
            out.append(model.model_validate(raw))
        except ValidationError as error:
            fault = error.errors()[0]
            raise CorpusError(path, 0, f"{key} {number} ({raw.get('id')}): {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    return out
