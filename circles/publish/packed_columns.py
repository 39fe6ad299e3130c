"""The page's data as one short text: columns as bytes, deflated, two letters for each 13 bits; nothing is lost.

A list of numbers becomes planes of bytes (all lowest bytes, then all second ones): as they are, as steps from one to
the next, or as differences from an earlier column of the same name, whichever deflates to least. A list of texts
becomes the distinct ones and their numbers, or what each adds to the one before. ``packed_data.js`` undoes it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

SHORTEST = 32
"""Lists with fewer entries stay as they are."""

COLUMN = "~"
"""The one key of what stands for a packed list: its number."""

_INSTEAD = "to"
_MOST_DIGITS = 4
_LARGEST = 2**50
_MEMORY_LEVEL = 6
_QUICK = 1
"""How hard each way to tell a column is deflated to find the shortest."""

_BETWEEN = "\x7f"
_BITS, _LETTERS = 13, "".join(chr(code) for code in range(33, 127) if chr(code) not in '"&<')
"""No letter that means anything in HTML: 91 of them, so that two tell 13 bits."""


@dataclass(frozen=True, eq=False)
class _Packing:
    """What is packed so far: how each column is told, its bytes, and the last column of whole numbers of each name."""

    columns: list[dict[str, Any]] = field(default_factory=list)
    planes: list[bytes] = field(default_factory=list)
    last: dict[tuple[str, int], tuple[int, Integers]] = field(default_factory=dict)


def packed(document: dict[str, Any]) -> tuple[str, int]:
    """Return a document as printable ASCII without quotes, ``&`` and ``<``, and how many bytes it unpacks to.

    Parameters
    ----------
    document : dict
        Ready for JSON; keys are our own, texts may hold anything.
    """
    packing = _Packing()
    tree = _without_columns(document, "", packing)
    head = json.dumps(
        {"tree": tree, "columns": packing.columns}, ensure_ascii=True, allow_nan=False, separators=(",", ":")
    ).encode("ascii")
    whole = b"".join([len(head).to_bytes(4, "little"), head, *packing.planes])
    # Little memory makes short blocks, each with codes of its own: the planes of a column are not those of the next.
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15, _MEMORY_LEVEL)
    return _letters(squeeze.compress(whole) + squeeze.flush()), len(whole)


def _letters(content: bytes) -> str:
    bits = np.unpackbits(np.frombuffer(content, dtype=np.uint8), bitorder="little")
    groups = np.pad(bits, (0, -bits.size % _BITS)).reshape(-1, _BITS)
    values = groups.astype(np.int32) @ (1 << np.arange(_BITS, dtype=np.int32))
    letters = np.frombuffer(_LETTERS.encode("ascii"), dtype=np.uint8)
    pairs = letters[np.column_stack([values % len(letters), values // len(letters)])]
    text: str = pairs.tobytes().decode("ascii")
    return text


def _without_columns(value: Any, name: str, packing: _Packing) -> Any:
    """Return a value with each long list in it replaced by the number of its column."""
    if isinstance(value, dict):
        # A column that takes the place of another bears its name, and is told by what differs from it.
        return {key: _without_columns(inner, name if key == _INSTEAD else key, packing) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) < SHORTEST:
        return [_without_columns(inner, name, packing) for inner in value]
    kinds = set(map(type, value)) - {type(None)}
    if kinds == {str}:
        return _texts(value, name, packing)
    if kinds and kinds <= {int, float}:
        return _numbers(value, name, packing)
    return value


def _told(values: list[Any]) -> tuple[list[Any], NDArray[np.bool_]]:
    """Return the values that are there, and where they are."""
    if None not in values:
        return values, np.ones(len(values), np.bool_)
    return [value for value in values if value is not None], np.array([value is not None for value in values])


def _numbers(values: list[Any], name: str, packing: _Packing) -> Any:
    told, there = _told(values)
    known = np.array(told, dtype=np.float64)
    for digits in range(_MOST_DIGITS + 1):
        with np.errstate(over="ignore"):
            whole = np.rint(known * 10**digits)
        if (np.abs(whole) < _LARGEST).all() and (whole / 10**digits == known).all():
            return _integers(whole.astype(np.int64), there, digits, name, packing)
    return values


def _integers(known: Integers, there: NDArray[np.bool_], digits: int, name: str, packing: _Packing) -> dict[str, int]:
    count = there.size
    ways: list[tuple[dict[str, int], Integers]] = [({}, known), ({"steps": 1}, np.diff(known, prepend=0))]
    earlier = packing.last.get((name, count))
    if earlier is not None and not digits:
        ways.append(({"from": earlier[0]}, known - earlier[1][there]))
    tried = [(how, _planes(rest, there)) for how, rest in ways]
    how, planes = min(tried, key=lambda way: len(zlib.compress(way[1], _QUICK)))
    packing.planes.append(planes)
    packing.columns.append(
        {"count": count, "planes": len(planes) // count, **({"digits": digits} if digits else {}), **how}
    )
    if not digits:
        whole = np.zeros(count, np.int64)
        whole[there] = known
        packing.last[name, count] = len(packing.columns) - 1, whole
    return {COLUMN: len(packing.columns) - 1}


def _planes(rest: Integers, there: NDArray[np.bool_]) -> bytes:
    told = np.zeros(there.size, np.int64)
    told[there] = np.where(rest < 0, -2 * rest - 1, 2 * rest) + 1
    planes = max((int(told.max(initial=0)).bit_length() + 7) // 8, 1)
    return told.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :planes].T.tobytes()


def _texts(values: list[Any], name: str, packing: _Packing) -> Any:
    distinct = list(dict.fromkeys(value for value in values if value is not None))
    if any(_BETWEEN in text for text in distinct):
        return values
    told, there = _told(values)
    if 4 * len(distinct) <= len(values):
        number = {text: i for i, text in enumerate(distinct)}
        known = np.array([number[value] for value in told], dtype=np.int64)
        how = {"words": _BETWEEN.join(distinct)}
    else:
        shared = [_shared(before, text) for before, text in zip(["", *told], told, strict=False)]
        known = np.array(shared, dtype=np.int64)
        how = {"ends": _BETWEEN.join(text[same:] for text, same in zip(told, shared, strict=True))}
    column = _integers(known, there, 0, f"{name} text", packing)
    packing.columns[column[COLUMN]].update(how)
    return column


def _shared(before: str, text: str) -> int:
    """Return how many letters two texts share at the beginning, none that JavaScript would count as two."""
    same = 0
    for one, other in zip(before, text, strict=False):
        if one != other or one > "\uffff":
            break
        same += 1
    return same
