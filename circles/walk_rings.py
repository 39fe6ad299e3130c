"""Rings: several walks that one run is judged by besides its own, in minutes or in metres."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from circles import walking
from circles.settings import SECTIONS

_PART = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(min|minutes?|分钟|分|m|metres?|meters?|米)?")
_METRES = frozenset({"m", "metre", "metres", "meter", "meters", "米"})
_LEAST_METRES, _MOST_METRES = 50.0, 100_000.0
_BETWEEN = re.compile(r"[、;；/|]|,(?!\d{3}(?!\d))|，")
MOST_RINGS = 20


@dataclass(frozen=True)
class Ring:
    """A walk that blocks are judged by: so many minutes, or so many metres.

    Attributes
    ----------
    minutes : float or None
        A whole number of seconds.
    walk_m : float or None
        A whole number of millimetres.
    """

    minutes: float | None = None
    walk_m: float | None = None

    def limit_mm(self, speed_m_per_h: int) -> int:
        """Return the longest walk inside, in millimetres."""
        if self.walk_m is not None:
            return walking.whole(self.walk_m, per=1000) or 0
        return walking.limit_mm(walking.whole(self.minutes or 0.0, per=60) or 0, speed_m_per_h)


def rings_from(said: str) -> tuple[Ring, ...] | None:
    """Return the rings that a text names, each once; None where it names none or a part of it is no walk.

    A number without a unit has that of the next number that has one; where none has, it means minutes.

    Examples
    --------
    >>> rings_from("5, 10 min, 500 m")
    (Ring(minutes=5.0, walk_m=None), Ring(minutes=10.0, walk_m=None), Ring(minutes=None, walk_m=500.0))
    >>> rings_from("300、500、1,000 米")[-1], rings_from("5 km")
    (Ring(minutes=None, walk_m=1000.0), None)
    """
    parts = [part.strip() for part in _BETWEEN.split(unicodedata.normalize("NFKC", said).casefold())]
    parts = [part for part in parts if part]
    found = [_ring(part) for part in _with_units(parts)]
    if not found or len(found) > MOST_RINGS:
        return None
    whole = [ring for ring in found if ring is not None]
    return tuple(dict.fromkeys(whole)) if len(whole) == len(found) else None


def _with_units(parts: list[str]) -> list[str]:
    """Return parts, each with its unit, which is that of the next part that has one: 300、500、1,000 米."""
    unit, told = "", list[str]()
    for part in reversed(parts):
        match = _PART.fullmatch(part)
        unit = match[2] or unit if match else unit
        told.append(f"{part} {unit}" if match and match[2] is None else part)
    return [part.strip() for part in reversed(told)]


def _ring(part: str) -> Ring | None:
    match = _PART.fullmatch(part)
    if match is None:
        return None
    value = float(match[1].replace(",", ""))
    if match[2] in _METRES:
        is_walk = _LEAST_METRES <= value <= _MOST_METRES and walking.whole(value, per=1000) is not None
        return Ring(walk_m=value) if is_walk else None
    is_time = SECTIONS["scenario"]["minutes"].is_within(value) and walking.whole(value, per=60) is not None
    return Ring(minutes=value) if is_time else None
