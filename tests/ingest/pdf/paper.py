"""Small PDFs written in tests: text at given places, ruled tables, in built-in fonts that need no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG, LATIN, BOLD = "STSong-Light", "Times-Roman", "Helvetica-Bold"
A4 = (595.0, 842.0)


class Paper:
    """A PDF being written; places are in points from the upper left corner, `top` is the top of the letters."""

    def __init__(self, path: Path, size: tuple[float, float] = A4, password: str = "", title: str = "") -> None:
        if SONG not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(SONG))
        encrypt = StandardEncryption(password, ownerPassword="owner") if password else None
        self.path, self.size = path, size
        self.canvas = Canvas(str(path), pagesize=size, encrypt=encrypt, invariant=True)
        if title:
            self.canvas.setTitle(title)

    def text(self, x: float, top: float, text: str, size: float = 11, font: str = SONG) -> Self:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.size[1] - top - 0.88 * size, text)
        return self

    def lines(self, x: float, top: float, texts: Sequence[str], size: float = 11, leading: float = 17, font: str = SONG) -> Self:
        """Lines one under another."""
        for i, text in enumerate(texts):
            self.text(x, top + i * leading, text, size, font)
        return self

    def table(self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], height: float = 20) -> Self:
        """A ruled table with column edges `xs`."""
        y = self.size[1] - top
        for i in range(len(rows) + 1):
            self.canvas.line(xs[0], y - i * height, xs[-1], y - i * height)
        for x in xs:
            self.canvas.line(x, y, x, y - len(rows) * height)
        for i, row in enumerate(rows):
            for x, cell in zip(xs, row, strict=False):
                self.text(x + 3, top + i * height + 4, cell)
        return self

    def turn(self) -> Self:
        """Begin the next page."""
        self.canvas.showPage()
        return self

    def done(self) -> Path:
        self.canvas.save()
        return self.path


def wrapped(text: str, width: int) -> list[str]:
    """Han text in lines of `width` characters."""
    return [text[i : i + width] for i in range(0, len(text), width)]
