"""An older result beside this one: the rates of the whole area, and the centers that opened and closed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    import pandas as pd

RATES = ("base", "published", "recomputed", "now")
CENTERS_SINCE = ("change", "center_id", "name", "day")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LookBack(Record):
    """What became of an older result.

    Attributes
    ----------
    name : str
        What it is called.
    day : str or None
        The day that it was for, None where it says none.
    rates : DataFrame
        A row for each base that both count, that of the headline first, :data:`RATES`: shares that are inside; of
        last year as it was published, by the method of today, and today. `recomputed` is that which was published where
        both were asked in the same way, else NaN: last year's study would have to be rerun.
    asked_otherwise : tuple of str
        Settings that decide verdicts and differ, or that the older result does not say.
    centers : DataFrame or None
        A row for each center, :data:`CENTERS_SINCE`: ``opened`` or ``closed`` since, and when; None where that is not
        known, because the older result has no day or the list of centers no dates.
    open_then, open_published : int or None
        How many centers this year's list has open on that day, and how many the older result counted.
    undated : int
        Open centers whose opening day the list does not say: they are taken for open then.
    """

    name: str
    day: str | None
    rates: pd.DataFrame
    asked_otherwise: tuple[str, ...] = ()
    centers: pd.DataFrame | None = None
    open_then: int | None = None
    open_published: int | None = None
    undated: int = 0
