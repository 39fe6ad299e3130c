"""How far people walk in the time they are given: speed, limit and minutes in exact integers.

Every length is an integer of millimetres; the speed moves only the limit (docs/method.md, Integers).
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

PROFILES: Mapping[str, float] = MappingProxyType({"norm": 4.0, "adult": 4.5, "brisk": 5.0, "elderly": 2.88})
"""Walking speeds in km/h by name; `norm` walks the 1,000 m of GB 50180-2018 in 15 minutes, `elderly` is
0.8 m/s (docs/method.md, Minutes and verdict)."""


def whole(value: float, *, per: int) -> int | None:
    """Return ``value * per`` as an integer, or None where it is not a positive whole number.

    Parameters
    ----------
    value : float
        For example minutes or km/h, as a person wrote it (its shortest decimal form counts).
    per : int
        For example 60 seconds a minute, 1,000 metres a kilometre.
    """
    if not isfinite(value):
        return None
    product = Fraction(repr(float(value))) * per
    return int(product) if product > 0 and product.denominator == 1 else None


def limit_mm(limit_s: int, speed_m_per_h: int) -> int:
    """Return how many whole millimetres are walked in `limit_s` seconds at `speed_m_per_h`."""
    return limit_s * speed_m_per_h * 5 // 18


def minutes(walk_mm: NDArray[np.int64], speed_m_per_h: int) -> NDArray[np.floating[Any]]:
    """Return walking minutes as float64: one product and one division, the same in Python and JavaScript.

    Parameters
    ----------
    walk_mm : ndarray of int64
        Walks in millimetres.
    speed_m_per_h : int
        Speed in metres per hour.
    """
    return walk_mm * 3.0 / (speed_m_per_h * 50.0)
