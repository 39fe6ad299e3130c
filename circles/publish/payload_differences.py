"""What a page says otherwise in the other language, or before its sites: it carries both, and what is the same once."""

from __future__ import annotations

from typing import Any


def differences(one: Any, other: Any) -> dict[str, Any] | None:
    """Return what turns `one` into `other`, None where they say the same.

    Both are made of dicts, lists and plain values. A difference is ``{"to": value}`` where a value is replaced whole,
    ``{"gone": true}`` where `other` has none of that key, and ``{"in": {key: difference}}`` where what is within a dict
    or a list differs, rows of a list by their numbers.

    Examples
    --------
    >>> differences({"rate": "70%", "unit": "人"}, {"rate": "70%", "unit": "people"})
    {'in': {'unit': {'to': 'people'}}}
    >>> differences({"rate": "70%", "sites": 2}, {"rate": "60%"})
    {'in': {'rate': {'to': '60%'}, 'sites': {'gone': True}}}
    """
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: differences(one[key], other[key]) for key in one if key in other}
        inner: dict[str, Any] = {
            **{key: found for key, found in both.items() if found is not None},
            **{key: {"gone": True} for key in one if key not in other},
            **{key: {"to": value} for key, value in other.items() if key not in one},
        }
        return {"in": inner} if inner else None
    pairs = _rows(one, other)
    if pairs is None:
        return None if one == other else {"to": other}
    rows = {str(row): found for row, pair in enumerate(pairs) if (found := differences(*pair)) is not None}
    return {"in": rows} if rows else None


def _rows(one: Any, other: Any) -> list[tuple[Any, Any]] | None:
    """Return the rows of two lists that belong together, None where they are compared whole."""
    alike = isinstance(one, list) and isinstance(other, list) and len(one) == len(other)
    if alike and any(isinstance(row, (dict, list)) for row in one):
        return list(zip(one, other, strict=True))
    return None
