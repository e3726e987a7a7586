"""Files made to exhaust or deceive a reader, built by hand: each is small and asks for much."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

SPACES_1_GB = (b" " * 2**20, 1024)


def pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects, the first being number 1."""
    out, offsets = io.BytesIO(), list[int]()
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, start))
    return out.getvalue()


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def packed(piece: bytes, times: int) -> bytes:
    """A Flate stream of a piece many times over, packed without ever holding it all."""
    pack = zlib.compressobj(9)
    return stream(b"".join([*(pack.compress(piece) for _ in range(times)), pack.flush()]), b"/Filter/FlateDecode")


def one_page(content: bytes, box: bytes = b"[0 0 612 792]", resources: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    """A page with the given content stream (object 4) in Helvetica; `more` objects are numbered from 6."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>" % (box, resources)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content, font, *more])


def plain(text: bytes = b"The harbour park opened in May.") -> bytes:
    return one_page(stream(b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text))


def spaces_bomb() -> bytes:
    """A gigabyte of white space in a megabyte."""
    return one_page(packed(*SPACES_1_GB))


def glyph_bomb() -> bytes:
    """Three million glyphs on a page."""
    return one_page(packed(b"BT /F1 12 Tf 72 720 Td " + b"(aaaaaaaaaa) Tj " * 3000 + b" ET ", 100))


def doubling_forms(depth: int = 24) -> bytes:
    """A form that draws another one twice, which draws another one twice, and so on."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    more = [
        stream(b"/X Do /X Do", form + b"/Resources<</XObject<</X %d 0 R>>>>" % (7 + level))
        if level < depth
        else stream(b"0 0 m 1 1 l S", form)
        for level in range(depth + 1)
    ]
    return one_page(stream(b"/X Do"), resources=b"/XObject<</X 6 0 R>>", more=more)


def looping_form() -> bytes:
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return one_page(stream(b"/X Do"), resources=b"/XObject<</X 6 0 R>>", more=[form])


def looping_pages() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])


def huge_page() -> bytes:
    return one_page(stream(b"BT /F1 12 Tf 72 720 Td (wide) Tj ET"), box=b"[0 0 288000 288000]")


def many_pages(count: int = 6_000) -> bytes:
    kids = b" ".join(b"%d 0 R" % (3 + i) for i in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), *[page] * count])


def docx(body: str, parts: Mapping[str, bytes] = {}) -> bytes:
    """A minimal Word document; `parts` are added to the archive or replace its own."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{content}.document.main+xml"/>'
        f'<Override PartName="/word/footnotes.xml" ContentType="{content}.footnotes+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{content}.numbering+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {word}><w:body>{body}</w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ({name: text.encode() for name, text in files.items()} | dict(parts)).items():
            archive.writestr(name, data)
    return out.getvalue()


def laughs(depth: int = 12) -> bytes:
    """An XML document that unfolds to ten to the power of `depth` words."""
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(depth + 1))
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (
        f'<!DOCTYPE w:document [{entities}]><w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>&l{depth};</w:t></w:r></w:p></w:body></w:document>'
    ).encode()
