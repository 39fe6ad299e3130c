"""Rows of a list of centers that are plainly something else: they stay as the planner gave them, and are told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles.errors import Finding
from circles.sources.tables.raw_table import listed
from circles.sources.words.venues import venue_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_HALF = 0.5
_DECIMALS = 5


def other_venues(
    raw: RawTable,
    names: NDArray[np.object_],
    kinds: NDArray[np.object_],
    *,
    status: NDArray[np.object_],
    points: NDArray[np.object_],
) -> tuple[Finding, ...]:
    """Return what to tell of a list in which open centers are, by their names and kinds, something else.

    Parameters
    ----------
    raw : RawTable
        The list.
    names, kinds, status : ndarray of str
        Of its rows.
    points : ndarray of Point
        Of its rows: what stands in one place with a center is another plate at its door.
    """
    venues = [venue_of(name, kind) for name, kind in zip(names.tolist(), kinds.tolist(), strict=True)]
    others = [i for i, venue in enumerate(venues) if venue.is_center is False and status[i] == "open"]
    if not others:
        return ()
    places = np.round(np.column_stack([shapely.get_x(points), shapely.get_y(points)]), _DECIMALS).tolist()
    doors = {tuple(place) for place, venue in zip(places, venues, strict=True) if venue.is_center}
    others = [i for i in others if tuple(places[i]) not in doors]
    if not others:
        return ()
    centers = sum(venue.is_center is True for venue in venues)
    words = Counter(venues[i].word for i in others)
    details = {
        "count": len(others),
        "of": len(names),
        "names": listed(names[others]),
        "rows": listed(raw.rows[others]),
        "words": listed(f"{word} × {count}" for word, count in words.most_common()),
    }
    code = "centers_of_other_kinds" if centers or len(others) < _HALF * len(names) else "no_center_of_this_kind"
    return (Finding(code=code, file=raw.file, details=details),)
