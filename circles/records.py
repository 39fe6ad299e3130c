"""Frozen dataclasses that hold tables: compared by content, shown in a line, whole in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

_LONGEST = 160
_LONGEST_TEXT = 40


class Record:
    """The parent of what holds tables; declare a child with ``@dataclass(frozen=True, eq=False, repr=False)``.

    Two are equal where they are of one kind and hold the same: every cell, dtype, index and coordinate, none rounded.
    What makes something later is declared with ``field(compare=False)``. Like a table, a record has no hash.
    """

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or type(self) is not type(other):
            return NotImplemented
        return all(alike(getattr(self, name), getattr(other, name)) for name in _names(self))

    def __repr__(self) -> str:
        told = [f"{name}={text}" for name in _differs(self) if (text := _in_short(getattr(self, name)))]
        whole = f"{type(self).__name__}({', '.join(told)})"
        return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 3]} …)"

    def __getstate__(self) -> dict[str, Any]:
        # A read-only view of a mapping cannot be sent; the mapping can, and is made read-only again.
        views = {name: dict(value) for name, value in vars(self).items() if isinstance(value, MappingProxyType)}
        return {**vars(self), **views, "": tuple(views)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        views = state.pop("")
        vars(self).update(state)
        vars(self).update({name: MappingProxyType(state[name]) for name in views})


def alike(one: Any, other: Any) -> bool:
    """Return whether two values are the same: tables and arrays by what they hold, NaN and NaN too."""
    if one is other or type(one) is not type(other):
        return one is other
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(alike, one, other))
    if hasattr(one, "dtypes"):
        return _tables_alike(one, other)
    return _arrays_alike(one, other) if hasattr(one, "dtype") else bool(one == other) or _both_nan(one, other)


def _tables_alike(one: Any, other: Any) -> bool:
    same_frame = one.equals(other) and list(one.columns) == list(other.columns)
    # Asked of the kind of table: a plain table may have a column of such a name.
    of_places = [name for name in ("crs", "active_geometry_name") if hasattr(type(one), name)]
    return bool(same_frame) and all(getattr(one, name, None) == getattr(other, name, None) for name in of_places)


def _arrays_alike(one: Any, other: Any) -> bool:
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    return bool(((one == other) | _both_nan(one, other)).all())


def _both_nan(one: Any, other: Any) -> Any:
    return (one != one) & (other != other)  # noqa: PLR0124 only NaN differs from itself


def _names(record: Any) -> list[str]:
    return [item.name for item in fields(record) if item.compare]


def _differs(record: Any) -> list[str]:
    """Return the names of what is not as it is by default."""
    return [
        item.name for item in fields(record) if item.compare and not alike(getattr(record, item.name), item.default)
    ]


def _in_short(value: object) -> str:
    """Return a value in a few letters; nothing of what is empty."""
    if value is None or (isinstance(value, (tuple, list, Mapping, str)) and not value):
        return ""
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…")
    if isinstance(value, (bool, int, float)):
        return repr(value)
    if hasattr(value, "shape") and hasattr(value, "__len__"):
        return f"{len(value)} rows"
    if isinstance(value, (tuple, list, Mapping)):
        return f"{len(value)} in all"
    return repr(name) if isinstance(name := getattr(value, "name", None), str) else type(value).__name__
