"""A .docx archive is looked over before anything in it is unpacked or parsed."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from ingest.limits import Limits
from rag.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and every file locked by a password
_MAX_XML = 60_000_000  # bytes of one XML part: about 20 million characters of text with their mark-up take this
_RATIO_FROM = 5_000_000  # bytes; small parts may compress as they like
_MAX_DEPTH = 200  # nested elements; a table in a table in a table has 40


class _DepthHandler(ContentHandler):
    """Stops at elements nested deeper than any document's."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - SAX's name
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SAXException("nested too deep")

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        self._depth -= 1


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse what is no .docx, is locked, unpacks to too much, or declares XML entities (Open XML forbids them).

    Raises:
        DocumentError: with the reason.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(_OLE))
    except OSError as error:
        raise DocumentError(f"{path} cannot be opened ({error.strerror}); check its permissions") from None
    if size > limits.max_bytes:
        raise DocumentError(f"{path} has {size:,} bytes, more than {limits.max_bytes:,}; split it")
    if size == 0:
        raise DocumentError(f"{path} is empty")
    if head == _OLE:
        raise DocumentError(f"{path} is locked by a password or in Word's old .doc format; open it in Word and save as .docx without one")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path, archive.infolist(), limits)
            _check_xml(path, archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise DocumentError(f"{path} cannot be read as .docx ({error.__class__.__name__}); open it in Word and save it anew") from None


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.max_zip_entries or unpacked > limits.max_unzipped_bytes:
        raise DocumentError(
            f"{path} unpacks to {len(parts):,} parts of {unpacked:,} bytes: too complex; split it or save it without pictures"
        )
    for part in parts:
        is_xml = part.filename.endswith((".xml", ".rels"))
        if is_xml and part.file_size > _MAX_XML:
            raise DocumentError(
                f"{path}: its part {part.filename[:80]} has {part.file_size:,} bytes, more than {_MAX_XML:,}; split the document"
            )
        if part.file_size > _RATIO_FROM and part.file_size > limits.max_zip_ratio * max(1, part.compress_size):
            raise DocumentError(
                f"{path}: its part {part.filename[:80]} is packed {limits.max_zip_ratio:.0f} times and more, as no document is; save it anew"
            )


def _check_xml(path: Path, archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise DocumentError(f"{path} is an archive, not a Word document; open the original and save as .docx")
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            parseString(archive.read(name), _DepthHandler(), forbid_dtd=True)
        except DefusedXmlException:
            raise DocumentError(f"{path}: its part {name[:80]} declares a document type or entities, as no Word document does") from None
        except SAXException as error:
            reason = error.getMessage() if hasattr(error, "getMessage") else str(error)
            raise DocumentError(f"{path}: its part {name[:80]} is broken ({reason[:80]}); open it in Word and save it anew") from None
