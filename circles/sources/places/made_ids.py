"""Ids for rows that have none, made of what a row says: one more row changes no other's (docs/method.md, Ids)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

PREFIXES = {
    "centers": "C",
    "blocks": "B",
    "gates": "G",
    "edits": "E",
    "candidates": "K",
    "compounds": "W",
    "plazas": "Q",
    "demand": "D",
}
"""What an id begins with, by kind of table."""

_LETTERS = 12
_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", dtype=np.uint8)
_BYTES = 8
_SHIFTS = np.arange(64 - 5, 64 - 5 * _LETTERS - 1, -5, dtype=np.uint64)
"""How far each letter's five bits stand from the end of the first eight bytes."""

_UNITS = 100
"""Units of 1e-7 degree in the 1e-5 degree, about a metre, to which a place counts."""

_MADE = re.compile(rf"[{''.join(PREFIXES.values())}]-[A-Z2-7]{{{_LETTERS}}}(-\d+)?")


def is_made(row_id: str) -> bool:
    """Return whether an id has the form of one that is made.

    Examples
    --------
    >>> is_made("B-ABCDEFGHIJKL-2"), is_made("B0001")
    (True, False)
    """
    return _MADE.fullmatch(row_id) is not None


def made_ids(
    kind: str,
    names: NDArray[np.object_],
    shapes: NDArray[np.object_],
    *,
    rest: Callable[[int], str],
    given: Collection[str] = (),
) -> NDArray[np.object_]:
    """Return an id for each row: of its kind, its name and the middle of its shape's bounds.

    Parameters
    ----------
    kind : str
        One of :data:`PREFIXES`.
    names : array of str
        Without case, spaces and full width they make the id.
    shapes : array of geometry or None
        In WGS-84. A row without one is known by its name, and one without both by `rest`.
    rest : callable
        All that a row says, by its position: what orders rows of the same name and place, which become ``-2``,
        ``-3``.
    given : collection of str
        Ids that other rows have, which none that is made may equal.
    """
    said = [
        (kind, squeezed(name), place) if name or place else (kind, rest(row))
        for row, (name, place) in enumerate(zip(names.tolist(), _places(shapes), strict=True))
    ]
    ids = pd.Series(_roots(kind, said), dtype=object)
    shared = ids.duplicated(keep=False) | ids.isin(given)
    for root, rows in pd.Series(np.flatnonzero(shared)).groupby(ids[shared].to_numpy()):
        free = (text for n in range(1, len(given) + len(rows) + 1) if (text := _nth(str(root), n)) not in given)
        for row in sorted(rows, key=rest):
            ids[row] = next(free)
    made: NDArray[np.object_] = ids.to_numpy()
    return made


def _nth(root: str, n: int) -> str:
    return root if n == 1 else f"{root}-{n}"


def _roots(kind: str, said: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the prefix and the first letters in base32 of SHA-256 over what each row says, for all rows at once."""
    texts = ("\x1f".join(parts).encode("utf-8", "surrogatepass") for parts in said)
    digests = b"".join(hashlib.sha256(text).digest()[:_BYTES] for text in texts)
    bits = np.frombuffer(digests, dtype=">u8")[:, None] >> _SHIFTS & np.uint64(31)
    letters = _ALPHABET[bits].view(f"S{_LETTERS}").ravel().astype(str)
    return [f"{PREFIXES[kind]}-{text}" for text in letters.tolist()]


def _places(shapes: NDArray[np.object_]) -> list[str]:
    """Return the middle of each shape's bounds in whole 1e-5 degree, empty where there is none."""
    bounds = shapely.bounds(shapes)
    there = np.isfinite(bounds).all(axis=1)
    units = integers.to_units(np.where(there[:, None], bounds, 0.0))
    middles = np.floor_divide(units[:, :2] + units[:, 2:] + _UNITS, 2 * _UNITS)
    return [f"{lon},{lat}" if known else "" for (lon, lat), known in zip(middles.tolist(), there.tolist(), strict=True)]
