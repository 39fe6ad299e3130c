"""What a cell says of urban and rural, in words or by the statistical code (``settlements.toml``)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping


def settlement_of(cell: str) -> str | None:
    """Return ``urban`` or ``rural``, an empty text where a cell says nothing, None where it says something else.

    Examples
    --------
    >>> settlement_of("城镇"), settlement_of("220"), settlement_of(""), settlement_of("老城")
    ('urban', 'rural', '', None)
    """
    text = squeezed(cell).removesuffix(".0")
    return _known().get(text) if text else ""


@cache
def _known() -> Mapping[str, str]:
    words = rules_in(__package__, "settlements.toml")
    return {squeezed(word): settlement for settlement in ("urban", "rural") for word in words[settlement]}
