"""What the other language of a page says otherwise: the page carries the words of both, and all else once."""

from __future__ import annotations

from typing import Any


def differences(one: Any, other: Any) -> dict[str, Any] | None:
    """Return what turns `one` into `other`, None where they say the same.

    Both are made of dicts, lists and plain values. A difference is ``{"to": value}`` where a value is replaced whole,
    and ``{"in": {key: difference}}`` where what is within a dict or a list differs, rows of a list by their numbers.

    Examples
    --------
    >>> differences({"rate": "70%", "unit": "人"}, {"rate": "70%", "unit": "people"})
    {'in': {'unit': {'to': 'people'}}}
    """
    pairs = _pairs(one, other)
    if pairs is None:
        return None if one == other else {"to": other}
    inner = {key: found for key, *both in pairs if (found := differences(*both)) is not None}
    return {"in": inner} if inner else None


def _pairs(one: Any, other: Any) -> list[tuple[str, Any, Any]] | None:
    """Return the parts of two values that belong together, None where they are compared whole."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [(key, one[key], other[key]) for key in one]
    alike = isinstance(one, list) and isinstance(other, list) and len(one) == len(other)
    if alike and any(isinstance(row, (dict, list)) for row in one):
        return [(str(row), *both) for row, both in enumerate(zip(one, other, strict=True))]
    return None
