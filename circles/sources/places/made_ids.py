"""Ids for rows that have none, made of what a row says: one more row changes no other's (docs/method.md, Ids)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import integers
from circles.sources.words.table_words import squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

PREFIXES = {"centers": "C", "blocks": "B", "gates": "G", "edits": "E", "candidates": "K"}
"""What an id begins with, by kind of table."""

_LETTERS = 12
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
    roots = [
        _root(kind, squeezed(name), place) if name or place else _root(kind, rest(row))
        for row, (name, place) in enumerate(zip(names.tolist(), _places(shapes), strict=True))
    ]
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, root in enumerate(roots):
        rows_of[root].append(row)
    ids = np.empty(len(roots), dtype=object)
    for root, rows in rows_of.items():
        free = (text for n in range(1, len(given) + len(rows) + 1) if (text := _nth(root, n)) not in given)
        for row in rows if len(rows) == 1 else sorted(rows, key=rest):
            ids[row] = next(free)
    return ids


def _nth(root: str, n: int) -> str:
    return root if n == 1 else f"{root}-{n}"


def _root(*said: str) -> str:
    text = "\x1f".join(said)
    letters = base64.b32encode(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10]).decode("ascii")
    return f"{PREFIXES[said[0]]}-{letters[:_LETTERS]}"


def _places(shapes: NDArray[np.object_]) -> list[str]:
    """Return the middle of each shape's bounds in whole 1e-5 degree, empty where there is none."""
    bounds = shapely.bounds(shapes)
    there = np.isfinite(bounds).all(axis=1)
    units = integers.to_units(np.where(there[:, None], bounds, 0.0))
    middles = np.floor_divide(units[:, :2] + units[:, 2:] + _UNITS, 2 * _UNITS)
    return [f"{lon},{lat}" if known else "" for (lon, lat), known in zip(middles.tolist(), there.tolist(), strict=True)]
