"""`python -m ui.page_child FILE PAGE FRAME`: one page of a PDF as a picture on standard output, in a process of its own.

A document somebody added may break the library that draws it, or keep it busy without end; it costs this process and no more.
The answer is one line of JSON (see `ui.ask_picture.Picture`), then the picture as WebP. FRAME is "media" for places in the whole sheet, as
pdfplumber gives them, "crop" for places in what is visible, as OCR gives them.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2

WIDTH_PX = 1_100  # of the picture: A4 at 133 dots an inch, small print can be read
MOST_PX = 4_000_000  # of a picture; a page larger or longer is drawn coarser
QUALITY = 60  # of WebP, 0 to 100; a page of text takes some 60 KB
MEMORY_BYTES = 2**30
CPU_S = 20


def main() -> int:
    """Draw the page named on the command line; 0 when it is drawn."""
    for kind, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses some
            continue
    path, number, frame = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with pypdfium2.PdfDocument(path) as pdf:
        if not 1 <= number <= len(pdf):
            return 1
        about, picture = draw(pdf[number - 1], frame)
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + picture)
    return 0


def draw(page: Any, frame: str) -> tuple[dict[str, float], bytes]:
    """A page's measures in points, and its picture.

    `left` and `top` are what the places of that frame have for the picture's upper left corner: pdfplumber counts from where the
    sheet's own coordinates begin, which need not be its corner.
    """
    left, top = 0.0, 0.0
    if frame == "media":
        x0, y0, x1, y1 = page.get_mediabox()
        page.set_cropbox(x0, y0, x1, y1)
        turned = page.get_rotation() in (90, 270)
        left = y0 if turned else x0
        top = (x1 - x0) - x1 if turned else (y1 - y0) - y1
    width, height = page.get_size()
    scale = min(WIDTH_PX / width, (MOST_PX / (width * height)) ** 0.5)
    buffer = BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, "WEBP", quality=QUALITY)
    return {"width": width, "height": height, "left": left, "top": top}, buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
