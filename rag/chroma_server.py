"""A Chroma server that keeps the vectors (`WENJIN_CHROMA_URL`): reaching it, and the collections on it.

Each generation has a collection of its own, named after its folder, so the one rename of CURRENT switches the server's vectors too.
A collection carries the identity of its index; those whose generation is gone are removed after the next switch.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import InternalError, NotFoundError, RateLimitError

from rag.errors import ChromaServerError, SettingsError
from rag.log import logger
from rag.settings import Settings

PASSING_FAULTS = (httpx.TransportError, InternalError, RateLimitError)  # the same request may succeed a moment later
OWNER = "wenjin_index"  # metadata key of a collection: the identity of the index it belongs to
IDENTITY = "server-id"  # file of the index folder that holds it
COLLECTION_SUFFIX = ".entries"  # a name must end in a letter, which a random folder name may not


def check_url(url: str) -> str:
    """The server's address without a closing slash.

    Raises:
        SettingsError: it is no http address, or carries a password.
    """
    if "@" in url:
        raise SettingsError("WENJIN_CHROMA_URL holds a name or password; give the token in WENJIN_CHROMA_TOKEN and the bare address here")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"WENJIN_CHROMA_URL={url!r} is no address; give http://HOST:PORT or https://HOST:PORT")
    return url.rstrip("/")


def _headers(settings: Settings) -> dict[str, str]:
    """The token in both headers that Chroma servers and the proxies before them read."""
    token = settings.chroma_token.get_secret_value()
    return {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}


def server_fault(settings: Settings, error: BaseException) -> ChromaServerError:
    """One line of what the server or the way to it did; never with the token in it."""
    reason = " ".join(str(error).split())[:200] or error.__class__.__name__
    token = settings.chroma_token.get_secret_value()
    if token:
        reason = reason.replace(token, "…")
    return ChromaServerError(
        f"the Chroma server at {settings.chroma_url} cannot be used ({reason}); start it, correct WENJIN_CHROMA_URL and"
        " WENJIN_CHROMA_TOKEN, or unset them and run `wenjin ingest` to keep the vectors on this machine"
    )


def _probe(settings: Settings, url: str) -> None:
    """One short request, since the client's first one has no time limit."""
    try:
        reply = httpx.get(f"{url}/api/v2/heartbeat", headers=_headers(settings), timeout=settings.chroma_timeout_s)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise server_fault(settings, error) from None
    if reply.status_code != httpx.codes.OK:
        what = {401: "it refuses the token", 403: "it refuses the token", 404: "it is no Chroma server of version 1"}
        raise server_fault(settings, ValueError(what.get(reply.status_code, f"status {reply.status_code}")))


def connect(settings: Settings, timeout_s: float | None = None) -> ClientAPI:
    """A client of the server named in the settings, which has just answered.

    Args:
        timeout_s: of each request, seconds; None: as in the settings.

    Raises:
        SettingsError: the address cannot be used.
        ChromaServerError: nothing answers there, or it refuses.
    """
    url = check_url(settings.chroma_url)
    _probe(settings, url)
    try:
        client = chromadb.HttpClient(
            host=url,
            headers=_headers(settings),
            settings=ChromaSettings(anonymized_telemetry=False),
            tenant=settings.chroma_tenant,
            database=settings.chroma_database,
        )
    except Exception as error:  # Chroma raises bare ones for replies it cannot read
        raise server_fault(settings, error) from None
    for session in _sessions(client):  # Chroma waits without end, and has no setting for it
        session.timeout = httpx.Timeout(timeout_s or settings.chroma_timeout_s)
    return client


def _sessions(client: ClientAPI) -> list[httpx.Client]:
    """The connections of a client and of the one inside it that looks up the database; Chroma keeps them to itself. None in this process."""
    parts = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(part, "_server", None), "_session", None) for part in parts)
    return [session for session in found if isinstance(session, httpx.Client)]


def close(client: ClientAPI) -> None:
    """Let go of a client; the last one of a folder frees what it holds."""
    sessions = _sessions(client)
    client.close()  # type: ignore[attr-defined]  # every client has it, its interface does not name it
    for session in sessions:
        session.close()  # Chroma leaves its connections open


@contextmanager
def connected(settings: Settings) -> Iterator[ClientAPI]:
    """A client for a few requests; faults as `connect`."""
    client = connect(settings)
    try:
        yield client
    finally:
        close(client)


def collection_name(generation: Path) -> str:
    """The collection that holds a generation's vectors."""
    return generation.name + COLLECTION_SUFFIX


def owner_of(index: Path) -> str:
    """The identity of an index folder, made when it is first asked for."""
    path = index / IDENTITY
    if not path.exists():
        path.write_text(uuid.uuid4().hex + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def held_entries(settings: Settings, generation: Path) -> int | None:
    """How many entries of a generation the server holds; None without its collection.

    Raises:
        ChromaServerError: the server does not answer.
    """
    with connected(settings) as client:
        try:
            return client.get_collection(collection_name(generation), embedding_function=None).count()
        except NotFoundError:
            return None
        except Exception as error:  # see `connect`
            raise server_fault(settings, error) from None


def remove_old_collections(settings: Settings) -> list[str]:
    """Remove this index's collections whose generation is gone; their names. A server that fails costs a warning only.

    Only under the write lock.
    """
    removed = list[str]()
    try:
        with connected(settings) as client:
            index, owner = settings.index, owner_of(settings.index)
            for collection in client.list_collections():
                name = collection.name
                if (collection.metadata or {}).get(OWNER) == owner and not (index / name.removesuffix(COLLECTION_SUFFIX)).is_dir():
                    client.delete_collection(name)
                    removed.append(name)
    except Exception as error:  # see `connect`
        logger.warning("old collections stay on the Chroma server: %s", server_fault(settings, error).line)
    return removed
