"""Lines of a terminal: Chinese may break between any two characters, but no line begins with a closing mark or a citation marker, and no
number, word or address that fits on a line is cut. What East Asian text asks of line breaking (Unicode annex 14), as far as answers need.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_WIDE = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_OPEN = "「『（〈《【［〔“‘(\\[{"
_CLOSE = "」』）〉》】］〕”’)\\]},.，。、；：！？!?;:…％%·"
# What stays together: opening marks, then a wide character, a grouped number or a run without spaces, then closing marks and markers.
_UNIT = re.compile(
    rf"[{_OPEN}]*(?:\d+(?: \d{{3,4}}(?!\d))+|[{_WIDE}]|[^\s{_WIDE}{_OPEN}{_CLOSE}]+(?:[{_CLOSE}]+[^\s{_WIDE}{_OPEN}{_CLOSE}]+)*)?"
    rf"[{_CLOSE}]*(?:\[\d+\][{_CLOSE}]*)*\s*"
)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The lines of one paragraph, each at most `width` cells wide (a Han character takes two) and begun with `indent`."""
    room = max(width - cell_len(indent), 4)
    lines, line, taken = list[str](), "", 0
    for unit in _UNIT.findall(text):
        size = cell_len(unit.rstrip())
        if line and taken + size > room:
            lines.append(line)
            line, taken = "", 0
        *full, rest = chop_cells(unit, room) if size > room else [unit]
        lines += full
        line, taken = line + rest, taken + cell_len(rest)
    return [(indent + part).rstrip() for part in [*lines, line]]
