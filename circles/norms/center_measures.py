"""What is observed of centers: floor, land, services, how many; several plates at one place are one center."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from circles.figures import Figure
from circles.norms.audited_tables import fold
from circles.norms.chosen_centers import households_by_community
from circles.norms.judging import holds
from circles.norms.measured import Measured, Reading, hundredths, known, whole
from circles.norms.sites import joined_sites, plate_words
from circles.phrases import phrase
from circles.service_lists import service_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause
    from circles.norms.sites import Site
    from circles.service_lists import ServiceList
    from circles.tables import District


def floor_area(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return the floor area of each center, where a clause asks that, of those whose communities have the households.

    Where these are not known, it is open whether the clause asks anything of a center that would not satisfy it.
    """
    sites = joined_sites(centers)
    least = clause.takes.get("households_from")
    found = _of_each(sites, lambda site: site.amount("floor_area_m2"), "floor_area")
    if least is None:
        return found
    number = Fraction(least)
    lived = households_by_community(tables)
    asked = [_has_households(lived, site, number) for site in sites]
    readings, is_open = [], False
    for reading, is_asked in zip(found.readings, asked, strict=True):
        hangs = is_asked is None and holds(clause, reading) is not True
        is_open |= hangs
        if is_asked is not False:
            readings.append(known(reading.name, None, reading.unit) if hangs else reading)
    spared = [site.name for site, is_asked in zip(sites, asked, strict=True) if is_asked is False]
    counts = {"least": Figure(value=float(number), precision="whole"), "count": Figure(value=len(spared))}
    said = [phrase("norms.evidence.below_households", **counts, shown=", ".join(spared))] if spared else []
    return Measured(
        readings=tuple(readings),
        lacking=(*found.lacking, *(["households"] if is_open else [])),
        why="" if readings else "no_units",
        evidence=(*said, *found.evidence),
    )


def _has_households(lived: tuple[dict[District, Fraction], set[District]], site: Site, least: Fraction) -> bool | None:
    """Return whether the communities of a place have so many households, None where that is not known."""
    households, unsaid = lived
    own = [households.get(each, Fraction(0)) for each in site.communities]
    if sum(own, Fraction(0)) >= least:
        return True
    return None if not own or not all(own) or unsaid.intersection(site.communities) else False


def site_area(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return the land of each center."""
    return _of_each(joined_sites(centers), lambda site: site.amount("site_area_m2"), "site_area")


def residents_area_share(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return the space for residents in a hundred of the floor of each center.

    Where plates at one place state several numbers the share is open: what they have in common nobody says.
    """

    def share(site: Site) -> Reading:
        part, total = site.amounts["residents_area_m2"], site.amounts["floor_area_m2"]
        is_open = part is None or not total or site.differing & {"residents_area_m2", "floor_area_m2"}
        value = None if is_open or part is None or not total else hundredths(part, total)
        return known(site.name, value, site.center_id)

    return _of_each(joined_sites(centers), share, "residents_area")


def functions(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many services each center offers."""
    return _of_each(joined_sites(centers), lambda site: site.count(len(site.services or ())), "services")


def services_of_list(_: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many services of a list each center offers; of a list that is open no more than a part is known."""
    return _services_of_list(joined_sites(centers), clause)


def demonstration_services(_: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many services of a list each demonstration site offers."""
    return _services_of_list([site for site in joined_sites(centers) if site.demonstration], clause)


def demonstration_sites(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many open centers are demonstration sites."""
    sites = joined_sites(centers)
    said = [site.demonstration for site in sites]
    sure, unsaid = said.count(True), said.count(None)
    reading = Reading(name="", low=Fraction(sure), high=Fraction(sure + unsaid))
    lacking = ("demonstration",) if unsaid else ()
    return Measured(readings=(reading,), lacking=lacking, evidence=tuple(plate_words(sites)))


def centers_in_use(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many centers are open."""
    sites = joined_sites(centers)
    return whole(Fraction(len(sites)), *plate_words(sites))


def _services_of_list(sites: Sequence[Site], clause: Clause) -> Measured:
    listed = service_list(str(clause.takes["list"]))
    found = _of_each(sites, lambda site: _offered(site, listed), "services")
    evidence = [phrase("norms.evidence.list", list=listed.title, names=", ".join(listed.services))]
    evidence += [phrase("norms.evidence.list_open")] if listed.open else []
    return Measured(
        readings=found.readings, lacking=found.lacking, why=found.why, evidence=(*evidence, *found.evidence)
    )


_AMOUNTS_OF = {
    "floor_area": ("floor_area_m2",),
    "site_area": ("site_area_m2",),
    "residents_area": ("residents_area_m2", "floor_area_m2"),
}
"""What is read of a site for a field of ``fields.toml``."""


def _of_each(sites: Sequence[Site], reading: Callable[[Site], Reading], field: str) -> Measured:
    """Return a reading a site, and the field where one is not known."""
    readings = tuple(reading(site) for site in sites)
    amounts = _AMOUNTS_OF.get(field, ())
    lacking = any(each.low is None for each in readings) or any(
        site.differing.intersection(amounts) or (not amounts and site.has_silent_plate) for site in sites
    )
    return Measured(
        readings=readings,
        lacking=(field,) if lacking else (),
        why="" if readings else "no_units",
        evidence=tuple(plate_words(sites, amounts=amounts, services=not amounts)),
    )


def _offered(site: Site, listed: ServiceList) -> Reading:
    names = [{fold(name) for name in (service, *listed.also.get(service, ()))} for service in listed.services]
    count = sum(bool(each & (site.services or frozenset())) for each in names)
    told = site.count(count, len(names))
    is_open = listed.open and site.services is not None
    return Reading(name=told.name, low=told.low, high=None if is_open else told.high, unit=told.unit)
