"""What a file from outside may cost before reading it is given up. One value travels to every reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. The defaults let any report or magazine through and stop files built to exhaust the machine.

    Attributes:
        max_bytes: size on disk. The largest scanned annual reports lie near 60 MB.
        max_pages: 2,000 pages take minutes to index; a book has fewer.
        max_glyphs_per_page: a dense A3 newspaper page has about 20,000; a 12 KB file can ask for millions.
        max_chars: characters of a whole file, 10 for each glyph a long book has.
        max_page_pixels: of a rendered page, 25 Mpx: A3 at 300 dpi is 17. A larger page is rendered at a lower resolution.
        max_page_lines: drawn lines and boxes a page; above it no ruled table is looked for, as the search grows with their square.
        seconds_base: wall clock granted to any file, for starting and opening.
        seconds_per_page: added for each page; clean pages take 0.05 to 0.4.
        seconds_cap: upper end of the two together.
        memory_bytes: address space of the reading process; a legitimate file needs under 0.5 GB.
        max_unzipped_bytes: what the parts of a .docx may unpack to in all.
        max_zip_ratio: unpacked over packed size of a .docx part; text and XML compress at most about 50-fold.
        max_zip_entries: parts in a .docx; a thesis with its pictures has hundreds.
    """

    max_bytes: int = 100_000_000
    max_pages: int = 2_000
    max_glyphs_per_page: int = 200_000
    max_chars: int = 20_000_000
    max_page_pixels: int = 25_000_000
    max_page_lines: int = 4_000
    seconds_base: float = 10.0
    seconds_per_page: float = 1.0
    seconds_cap: float = 180.0
    memory_bytes: int = 1_500_000_000
    max_unzipped_bytes: int = 500_000_000
    max_zip_ratio: float = 200.0
    max_zip_entries: int = 10_000
