"""What a trial in the map asks of norms again: clauses, and what is known of the centers and districts they count."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

AGAIN = (
    *("norm", "clause", "measure", "base", "level", "per", "metres", "minutes", "comparison", "value", "value_max"),
    *("households_from", "share", "until", "needs", "tier", "area", "tiers", "kinds", "listed", "standing", "left_out"),
    *("reads", "units", "doubtful", "fixed", "force"),
)
CENTERS_KNOWN = ("center_id", "site_id", "communities", "by_name", "subdistrict", "demonstration")
UNITS_KNOWN = ("name", "subdistrict", "area", "households", "is_open")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AskedAgain(Record):
    """What decides the clauses that a trial answers anew; whatever is a number is a Fraction, None where unknown.

    Attributes
    ----------
    clauses : DataFrame
        :data:`AGAIN`. `needs` are the names of what has to be known; `listed` the centers of its tier and kind, open or
        not, `standing` those of them that are open on the day, whatever their area; `left_out` blocks and planned
        estates of another area; `reads` what is held to the number of each place: a measure, or a list of services;
        `units` and `doubtful` the rows of districts that are counted, and of which nobody says whether they are of the
        area; `fixed` verdict, figure and units (met, failed, all) of what no trial of centers changes.
    centers : DataFrame
        :data:`CENTERS_KNOWN`: rows of communities and sub-district (-1 unsaid, -2 none of them), and whether the
        list names the communities.
    readings : DataFrame
        What each center states: amounts in columns of their own, and the services that it offers, folded, as tuples.
    communities, subdistricts : DataFrame
        :data:`UNITS_KNOWN`: households of the blocks that are no planned estates, `is_open` where one has no number.
    estates : tuple of int
        The community of each planned estate, -1 without one.
    lists : mapping
        Of each list of services whether it is open, and of each service the names that mean it.
    known : tuple of str
        Names of what the study knows.
    has_areas, has_outlines, is_alike : bool
        Whether any community is known to be urban or rural, communities are outlined, and another day changes neither
        which districts there are nor what the list says of days.
    """

    clauses: pd.DataFrame
    centers: pd.DataFrame
    readings: pd.DataFrame
    communities: pd.DataFrame
    subdistricts: pd.DataFrame
    estates: tuple[int, ...] = ()
    lists: Mapping[str, tuple[bool, tuple[tuple[str, ...], ...]]] = field(default_factory=lambda: MappingProxyType({}))
    known: tuple[str, ...] = ()
    has_areas: bool = False
    has_outlines: bool = False
    is_alike: bool = True
