"""The facts of a document as plain values, ready for JSON: figures as numbers, words in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from circles import texts
from circles.figures import Figure


def plain_values(facts: object) -> Any:
    """Return `facts` with figures as their values, words by language, numpy numbers as Python's own, NaN as None."""
    if isinstance(facts, Mapping):
        return {str(name): plain_values(value) for name, value in facts.items()}
    if isinstance(facts, (list, tuple)):
        return [plain_values(value) for value in facts]
    if isinstance(facts, Figure):
        return plain(facts.value)
    if hasattr(facts, "text"):
        return {lang: facts.text(lang) for lang in texts.LANGUAGES}
    return plain(facts)


def plain(value: Any) -> Any:
    """Return a numpy number as Python's own, NaN as None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 NaN
