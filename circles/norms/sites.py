"""Sites: plates of centers at one place (一个阵地、多块牌子) are one, its services joined, its floor never added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.center_list import sites_of
from circles.figures import Figure
from circles.norms.audited_tables import exact, is_empty, said_yes, services_of
from circles.norms.chosen_centers import name_of
from circles.norms.measured import Reading, known
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from circles.phrases import Words
    from circles.tables import District

AMOUNTS = ("floor_area_m2", "site_area_m2", "residents_area_m2")
"""Columns that say how much of a place there is."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One place, under one plate or several.

    Attributes
    ----------
    center_id, name : str
        Of the first of its plates.
    plates : tuple of str
        Ids of all.
    amounts : mapping of str to Fraction or None
        By :data:`AMOUNTS` the largest number that a plate states: that much is there.
    differing : frozenset of str
        Amounts of which plates state several numbers: whether the same rooms are meant nobody says, so more may be
        there than the largest, and they are never added up.
    services : frozenset of str or None
        What its plates offer together, folded; None where none says anything.
    has_silent_plate : bool
        Whether a plate says nothing of its services.
    demonstration : bool or None
        Whether a plate is marked as a demonstration site; None where none is and some say neither.
    communities : tuple of District
        Of all plates.
    subdistricts : tuple of str
        The same.
    by_name : bool
        Whether the list names the communities of a plate.
    """

    center_id: str
    name: str
    plates: tuple[str, ...]
    amounts: Mapping[str, Fraction | None]
    differing: frozenset[str] = frozenset()
    services: frozenset[str] | None = None
    has_silent_plate: bool = False
    demonstration: bool | None = None
    communities: tuple[District, ...] = ()
    subdistricts: tuple[str, ...] = ()
    by_name: bool = False

    def amount(self, column: str) -> Reading:
        """Return what is known of an amount: of plates that differ at least the largest."""
        most = self.amounts[column]
        if column in self.differing:
            return Reading(name=self.name, low=most, high=None, unit=self.center_id)
        return known(self.name, most, self.center_id)

    def count(self, offered: int, most: int | None = None) -> Reading:
        """Return a count of its services: there may be more, `most` at the most, where a plate says nothing of them."""
        if self.services is None:
            return known(self.name, None, self.center_id)
        if not self.has_silent_plate:
            return known(self.name, Fraction(offered), self.center_id)
        high = None if most is None else Fraction(most)
        return Reading(name=self.name, low=Fraction(offered), high=high, unit=self.center_id)


def joined_sites(centers: pd.DataFrame) -> list[Site]:
    """Return the sites of some centers, in the order of their first plates."""
    found: dict[Any, Site] = {}
    for site_id, row in zip(sites_of(centers), centers.to_dict("records"), strict=True):
        own = _of_plate(row)
        found[site_id] = _together(found[site_id], own) if site_id in found else own
    return list(found.values())


def plate_words(sites: Iterable[Site], *, amounts: Collection[str] = (), services: bool = False) -> list[Words]:
    """Return how many places have several plates, how these count, and of which the numbers of the plates differ."""
    shared = [site for site in sites if len(site.plates) > 1]
    if not shared:
        return []
    key = "norms.evidence.plates_services" if services else "norms.evidence.plates"
    said: list[Words] = [phrase(key, count=Figure(value=len(shared)))]
    differing = [site.name for site in shared if site.differing.intersection(amounts)]
    if differing:
        shown = ", ".join(differing)
        said.append(phrase("norms.evidence.plates_differ", count=Figure(value=len(differing)), shown=shown))
    return said


def _of_plate(row: dict[Any, Any]) -> Site:
    subdistrict = row.get("subdistrict")
    services = services_of(row.get("services"))
    return Site(
        center_id=row["center_id"],
        name=name_of(row),
        plates=(row["center_id"],),
        amounts=MappingProxyType({column: exact(row.get(column)) for column in AMOUNTS}),
        services=services,
        has_silent_plate=services is None,
        demonstration=said_yes(row.get("demonstration")),
        communities=tuple(row.get("communities") or ()),
        subdistricts=() if is_empty(subdistrict) else (str(subdistrict),),
        by_name=bool(row.get("by_name")),
    )


def _together(one: Site, other: Site) -> Site:
    amounts = {column: _most(one.amounts[column], other.amounts[column]) for column in AMOUNTS}
    both = {column: {one.amounts[column], other.amounts[column]} - {None} for column in AMOUNTS}
    said = {one.demonstration, other.demonstration}
    return replace(
        one,
        plates=(*one.plates, *other.plates),
        amounts=MappingProxyType(amounts),
        differing=one.differing | {column for column, values in both.items() if len(values) > 1},
        services=None
        if one.services is other.services is None
        else (one.services or frozenset()) | (other.services or frozenset()),
        has_silent_plate=one.has_silent_plate or other.has_silent_plate,
        demonstration=True if True in said else None if None in said else False,
        communities=tuple(dict.fromkeys((*one.communities, *other.communities))),
        subdistricts=tuple(dict.fromkeys((*one.subdistricts, *other.subdistricts))),
        by_name=one.by_name or other.by_name,
    )


def _most(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return max((each for each in (one, other) if each is not None), default=None)
