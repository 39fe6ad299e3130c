"""What is observed of centers: floor, land, services, how many there are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from circles.center_list import sites_of
from circles.norms.audited_tables import exact, fold, marked, said_yes, services_of
from circles.norms.chosen_centers import name_of
from circles.norms.measured import Measured, Reading, hundredths, known, whole
from circles.phrases import phrase
from circles.service_lists import service_list

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause
    from circles.service_lists import ServiceList

Row = dict[Any, Any]


def floor_area(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return the floor area of each center."""
    return _of_each(
        centers, lambda row: known(name_of(row), exact(row["floor_area_m2"]), row["center_id"]), "floor_area"
    )


def site_area(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return the land of each center."""
    return _of_each(centers, lambda row: known(name_of(row), exact(row["site_area_m2"]), row["center_id"]), "site_area")


def residents_area_share(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return the space for residents in a hundred of the floor of each center."""

    def share(row: Row) -> Reading:
        part, total = exact(row["residents_area_m2"]), exact(row["floor_area_m2"])
        value = None if part is None or not total else hundredths(part, total)
        return known(name_of(row), value, row["center_id"])

    return _of_each(centers, share, "residents_area")


def functions(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many services each center offers."""

    def count(row: Row) -> Reading:
        offered = services_of(row["services"])
        value = None if offered is None else Fraction(len(offered))
        return known(name_of(row), value, row["center_id"])

    return _of_each(centers, count, "services")


def services_of_list(_: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many services of a list each center offers; of a list that is open no more than a part is known."""
    listed = service_list(str(clause.takes["list"]))
    found = _of_each(centers, lambda row: _offered(row, listed), "services")
    evidence = [phrase("norms.evidence.list", list=listed.title, names=", ".join(listed.services))]
    evidence += [phrase("norms.evidence.list_open")] if listed.open else []
    return Measured(readings=found.readings, lacking=found.lacking, why=found.why, evidence=tuple(evidence))


def demonstration_services(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many services of a list each demonstration site offers."""
    sites = marked(centers, (said_yes(value) is True for value in centers["demonstration"]))
    return services_of_list(tables, sites, clause)


def demonstration_sites(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many open centers are demonstration sites."""
    said = [said_yes(value) for value in centers["demonstration"]]
    sure, unsaid = said.count(True), said.count(None)
    reading = Reading(name="", low=Fraction(sure), high=Fraction(sure + unsaid))
    return Measured(readings=(reading,), lacking=("demonstration",) if unsaid else ())


def centers_in_use(_: AuditedTables, centers: pd.DataFrame, __: Clause) -> Measured:
    """Return how many centers are open, several plates at one place being one."""
    return whole(Fraction(len(sites_of(centers).unique())))


def _of_each(centers: pd.DataFrame, reading: Callable[[Row], Reading], field: str) -> Measured:
    """Return a reading a center, and the field where one has none."""
    readings = tuple(reading(row) for row in centers.to_dict("records"))
    lacking = any(each.low is None for each in readings)
    return Measured(readings=readings, lacking=(field,) if lacking else (), why="" if readings else "no_units")


def _offered(row: Row, listed: ServiceList) -> Reading:
    offered = services_of(row["services"])
    if offered is None:
        return known(name_of(row), None, row["center_id"])
    names = [{fold(name) for name in (service, *listed.also.get(service, ()))} for service in listed.services]
    count = Fraction(sum(bool(each & offered) for each in names))
    return Reading(name=name_of(row), low=count, high=None if listed.open else count, unit=row["center_id"])
