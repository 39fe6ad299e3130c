"""A box that is written as text: west, south, east and north in degrees, as osmium extract takes it."""

from __future__ import annotations


def stated_bounds(text: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of a text, None where it is no box on the earth.

    Examples
    --------
    >>> stated_bounds("114.2, 30.5, 114.4, 30.7")
    (114.2, 30.5, 114.4, 30.7)
    >>> stated_bounds("114.4, 30.5, 114.2, 30.7") is None
    True
    """
    try:
        west, south, east, north = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None
