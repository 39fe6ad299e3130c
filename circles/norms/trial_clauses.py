"""Clauses as a trial in the map asks them again: of which centers and districts, and what is known of these."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import tables as columns
from circles.answers.asked_again import AGAIN, CENTERS_KNOWN, UNITS_KNOWN, AskedAgain
from circles.center_list import sites_of
from circles.norms.audited_tables import exact, fold, is_empty, said_yes, same_tier, services_of
from circles.norms.auditing import measured_on
from circles.norms.by_county import counties_of
from circles.norms.chosen_centers import areas_of, listed_of, names_of_kind
from circles.norms.judging import judged
from circles.norms.requirements import needed
from circles.norms.sites import AMOUNTS
from circles.norms.vocabulary import rules
from circles.norms.walk_measures import blocks_of
from circles.service_lists import service_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause, Norm

_COUNTED = frozenset({"people", "households"})
"""Bases that the map has to the last thousandth."""

_OF_EACH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "floor_area": ("floor_area_m2",),
        "site_area": ("site_area_m2",),
        "residents_area_share": ("residents_area_m2", "floor_area_m2"),
        "functions": (),
        "services_of_list": (),
        "demonstration_services": (),
    }
)
"""Measures of each center, and the amounts that each reads; the others read its services."""

_OF_COUNTS = frozenset({"centers_in_use", "demonstration_sites", "centers_per_households"})
_OF_UNITS = frozenset({"units_with_facility", "floor_per_100_households"})
_OF_OTHERS = frozenset({"workers_per_10000", "service_floor_share", "street_density"})
"""Measures that no center changes."""


def asked_again(
    tables: AuditedTables,
    norms: Iterable[Norm],
    *,
    as_of: dt.date,
    tiers: Iterable[str] = (),
    estates: pd.DataFrame | None = None,
    has_outlines: bool = False,
    is_alike: bool = True,
) -> AskedAgain:
    """Return what a trial answers clauses from.

    Parameters
    ----------
    tables, norms, as_of
        As they are audited.
    tiers : iterable of str
        Names of the tiers of the study: each clause says which of them it means.
    estates : DataFrame, optional
        Planned estates, whether they are blocks on the day or not.
    has_outlines, is_alike
        As in :class:`AskedAgain`.
    """
    asked = [(norm, clause) for norm in norms for clause in norm.clauses if _is_answered(tables, clause, as_of)]
    rows = [_row(tables, norm, clause, as_of, tuple(tiers), estates) for norm, clause in asked]
    place = {district: row for row, district in enumerate(tables.communities["district"])}
    lists = {str(clause.takes["list"]) for _, clause in asked if "list" in clause.takes}
    return AskedAgain(
        clauses=pd.DataFrame(rows, columns=list(AGAIN)),
        centers=_centers(tables, place),
        readings=_readings(tables, [clause for _, clause in asked]),
        communities=_communities(tables, estates),
        subdistricts=_units(tables.subdistricts["district"]),
        estates=() if estates is None else tuple(place.get(each, -1) for each in _communities_of(estates)),
        lists={name: _names(name) for name in sorted(lists)},
        known=tuple(name for name in rules("fields") if tables.has(name)),
        has_areas=bool(areas_of(tables)),
        has_outlines=has_outlines,
        is_alike=is_alike,
    )


def _is_answered(tables: AuditedTables, clause: Clause, as_of: dt.date) -> bool:
    if clause.measure not in _OF_OTHERS and counties_of(tables, clause):
        return False  # the page does not know which county a center that is drawn stands in
    if clause.measure != "walk_share":
        return clause.measure in {*_OF_EACH, *_OF_COUNTS, *_OF_UNITS, *_OF_OTHERS}
    # Of a center that is open on the day and closed in the plan the map has no walks, even where the audit has.
    # Nor of blocks that the study gives no verdict.
    if blocks_of(tables, clause)["unasked"].any():
        return False
    closed = set(_standing(tables, clause, as_of)) - set(tables.open_on(None)["center_id"])
    return clause.base in _COUNTED and not closed & set(tables.walks["center_id"])


def _standing(tables: AuditedTables, clause: Clause, as_of: dt.date) -> tuple[str, ...]:
    opened = tables.open_on(as_of)["center_id"]
    return tuple(opened[opened.isin(set(listed_of(tables, clause)["center_id"]))])


def _row(
    tables: AuditedTables,
    norm: Norm,
    clause: Clause,
    as_of: dt.date,
    tiers: tuple[str, ...],
    estates: pd.DataFrame | None,
) -> dict[str, Any]:
    scope = clause.scope
    units, doubtful = _counted_units(tables, clause)
    fixed = judged(clause, measured_on(tables, clause, as_of)) if clause.measure in _OF_OTHERS else None
    return {
        "norm": norm.name,
        "clause": clause.clause,
        "measure": clause.measure,
        "base": clause.base,
        "level": clause.level,
        "per": clause.takes.get("per"),
        "households_from": clause.takes.get("households_from"),
        "metres": clause.takes.get("metres"),
        "minutes": clause.takes.get("minutes"),
        "comparison": clause.comparison,
        "value": clause.value,
        "value_max": clause.value_max,
        "share": clause.share,
        "until": "" if clause.until is None else clause.until.isoformat(),
        "needs": tuple(name for name in needed(clause) if name != "target"),
        "tier": scope.tier,
        "area": scope.area,
        "tiers": tuple(name for name in tiers if same_tier(name, scope.tier)),
        "kinds": tuple(sorted(names_of_kind(scope.facility))) if scope.facility else (),
        "listed": tuple(listed_of(tables, clause)["center_id"]),
        "standing": _standing(tables, clause, as_of),
        "left_out": _left_out(tables, clause, estates),
        "reads": _reads(clause),
        "units": units,
        "doubtful": doubtful,
        "force": clause.force,
        "fixed": None if fixed is None else (fixed.verdict, fixed.observed, fixed.met, fixed.failed, fixed.units),
    }


def _left_out(tables: AuditedTables, clause: Clause, estates: pd.DataFrame | None) -> tuple[str, ...]:
    """Return the blocks, and the planned estates that are none yet, of another area than that of a clause."""
    areas = areas_of(tables) if clause.scope.area else {}
    if not areas:
        return ()
    kept = set(blocks_of(tables, clause)["block_id"])
    found = [block for block in tables.blocks["block_id"] if block not in kept]
    if estates is not None:
        known = set(tables.blocks["block_id"])
        for block, own in zip(estates["block_id"], _communities_of(estates), strict=True):
            elsewhere = own is not None and areas.get(own) not in {clause.scope.area, None}
            found += [block] if elsewhere and block not in known else []
    return tuple(map(str, found))


def _counted_units(tables: AuditedTables, clause: Clause) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the rows of the districts that a clause counts, and of those of which nobody says whether it does."""
    areas = areas_of(tables) if clause.scope.area else {}
    named = tables.subdistricts if clause.base == "subdistrict" else tables.communities
    said = [areas.get(each) if areas else clause.scope.area for each in named["district"]]
    sure = tuple(row for row, area in enumerate(said) if area == clause.scope.area)
    return sure, tuple(row for row, area in enumerate(said) if area is None)


def _reads(clause: Clause) -> str:
    """Return what is observed of each center: a measure or a list of services, empty of other measures."""
    if clause.measure not in _OF_EACH:
        return ""
    return f"list {clause.takes['list']}" if "list" in clause.takes else clause.measure


def _readings(tables: AuditedTables, clauses: Iterable[Clause]) -> pd.DataFrame:
    """Return the amounts of each center that clauses read, and its services, None where they are not known."""
    asked = {column for clause in clauses for column in _OF_EACH.get(clause.measure, ())} | {"floor_area_m2"}
    centers = tables.centers
    found: dict[str, pd.Series] = {
        column: pd.Series([exact(value) for value in centers[column]], dtype=object)
        for column in AMOUNTS
        if column in asked and column in centers
    }
    if "services" in centers and any(_reads(clause) and not _OF_EACH[clause.measure] for clause in clauses):
        offered = [services_of(value) for value in centers["services"]]
        found["services"] = pd.Series([None if each is None else tuple(sorted(each)) for each in offered], dtype=object)
    return pd.DataFrame(found)


def _names(name: str) -> tuple[bool, tuple[tuple[str, ...], ...]]:
    listed = service_list(name)
    services = [sorted({fold(each) for each in (one, *listed.also.get(one, ()))}) for one in listed.services]
    return listed.open, tuple(map(tuple, services))


def _centers(tables: AuditedTables, place: Mapping[Any, int]) -> pd.DataFrame:
    centers = tables.centers
    around = {district.name: row for row, district in enumerate(tables.subdistricts["district"])}
    said = centers["subdistrict"] if "subdistrict" in centers else [""] * len(centers)
    shown = centers["demonstration"] if "demonstration" in centers else [None] * len(centers)
    columns_known = {
        "center_id": list(centers["center_id"]),
        "site_id": list(sites_of(centers)),
        "communities": [tuple(place[each] for each in own) for own in centers["communities"]],
        "by_name": list(map(bool, centers["by_name"])),
        "subdistrict": [-1 if is_empty(name) else around.get(str(name), -2) for name in said],
        "demonstration": [said_yes(value) for value in shown],
    }
    return pd.DataFrame({name: pd.Series(columns_known[name], dtype=object) for name in CENTERS_KNOWN})


def _communities(tables: AuditedTables, estates: pd.DataFrame | None) -> pd.DataFrame:
    """Return the communities with the households of their blocks, but for those of planned estates."""
    planned = set() if estates is None else set(estates["block_id"])
    households: dict[Any, Any] = {}
    unsaid = set()
    own = _communities_of(tables.blocks)
    for block, district, value in zip(tables.blocks["block_id"], own, tables.blocks["dwellings"], strict=True):
        if district is None or block in planned:
            continue
        number = exact(value)
        households[district] = households.get(district, 0) + (number or 0)
        unsaid |= {district} if number is None else set()
    areas = areas_of(tables)
    districts = list(tables.communities["district"])
    return _units(districts).assign(
        area=[areas.get(each) or "" for each in districts],
        households=pd.Series([households.get(each, 0) for each in districts], dtype=object),
        is_open=[each in unsaid for each in districts],
    )


def _units(districts: Iterable[Any]) -> pd.DataFrame:
    rows = [{"name": each.name, "subdistrict": each.subdistrict} for each in districts]
    return pd.DataFrame(rows, columns=list(UNITS_KNOWN))


def _communities_of(table: pd.DataFrame) -> list[Any]:
    return list(columns.districts_of(table, "community"))
