"""Texts as they are compared: full width, spaces and letter case make no difference."""

from __future__ import annotations

import unicodedata


def squeezed(text: str) -> str:
    """Return a text without spaces, letter case and full width.

    Examples
    --------
    >>> squeezed("Ａ区 东湖　社区")
    'a区东湖社区'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
