"""How wide a text is shown where every sign takes one place or two: on a terminal, in a spreadsheet."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """Return how many places a text takes: a Chinese sign two, a mark that joins the letter before it none.

    Examples
    --------
    >>> width_of("map"), width_of("地图")
    (3, 4)
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else not unicodedata.combining(sign) for sign in text)
