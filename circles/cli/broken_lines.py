"""Text broken into lines by the width that a terminal gives it: a Chinese sign takes two places, and may end a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circles.text_width import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_UNITS = "平方公里|平方米|公里|公顷|万元|分钟|小时|人次"
"""Units of more than one sign, which would be broken within."""
_PARTS = re.compile(rf"[^\s{_CHINESE}]*\d[^\s{_CHINESE}]* (?:{_UNITS}|[{_CHINESE}])|[{_CHINESE}]|\s+|[^\s{_CHINESE}]+")
"""A number with the unit that it counts; a Chinese sign; a space; a word."""
_STAYS_BEFORE = "，。、；：！？）》」”’…"
"""A line never begins with these."""
_STAYS_AFTER = "（《“‘"
"""A line never ends with these."""


def broken(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text that is at most so wide; a word that is wider than that has a line of its own.

    Examples
    --------
    >>> list(broken("地图写入 maps，可离线打开。", 10))
    ['地图写入', 'maps，可离', '线打开。']
    >>> list(broken("涉及 87,330 人", 12))
    ['涉及', '87,330 人']
    """
    line = ""
    for part in unbroken(text):
        if line.strip() and width_of((line + part).rstrip()) > width:
            yield line.rstrip()
            line = part.lstrip()
        else:
            line += part
    if line.strip():
        yield line.rstrip()


def unbroken(text: str) -> Iterator[str]:
    """Yield parts of a text between which a line may end: words, Chinese signs, a number with what it counts."""
    held = ""
    for part in _PARTS.findall(text):
        if held and part[0] not in _STAYS_BEFORE and held[-1] not in _STAYS_AFTER:
            yield held
            held = ""
        held += part
    if held:
        yield held
