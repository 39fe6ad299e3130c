"""Did you mean: the name among those that are known that comes nearest to one that is not."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.phrases import Words

_NEAR = 0.6
_LONGEST = 200
"""Names beyond this many signs are slips of another kind; comparing them takes long."""


def nearest(asked: str, known: Iterable[str]) -> str | None:
    """Return the known name that comes nearest to what was asked, None where none comes near.

    Case, full width, ``-`` and ``_`` make no difference; of names equally near, the first.

    Examples
    --------
    >>> nearest("minuts", ["minutes", "profile"]), nearest("speed", ["file", "crs"])
    ('minutes', None)
    """
    wanted = _folded(asked[:_LONGEST])
    best, near = None, _NEAR
    for name in known:
        likeness = SequenceMatcher(None, _folded(name[:_LONGEST]), wanted).ratio()
        if likeness >= near and (best is None or likeness > near):
            best, near = name, likeness
    return best


def nearest_words(asked: str, known: Iterable[str]) -> Words:
    """Return a question whether the nearest of the `known` names was meant, with a space behind; empty without one.

    Examples
    --------
    >>> nearest_words("minuts", ["minutes"]).text("en")
    'Did you mean “minutes”? '
    """
    found = nearest(asked, known)
    return "" if found is None else phrase("near.meant", name=found)


def choice_details(asked: object, choices: Iterable[object]) -> dict[str, object]:
    """Return what the finding of a value that is no choice tells: the choices, and which of them was meant.

    Examples
    --------
    >>> choice_details("zn", ["zh", "en"])["known"]
    'zh, en'
    """
    known = [str(choice) for choice in choices if choice]
    return {"known": ", ".join(known) or "–", "meant": nearest_words(str(asked), known)}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("-", "_").strip()
