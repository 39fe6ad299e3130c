"""Towns of a few rows in which one datum of one clause moves: the walk, the floor, the people that it is held to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles.norms.audited_tables import AuditedTables
from circles.norms.vocabulary import rules
from circles.service_lists import service_list
from circles.tables import District

if TYPE_CHECKING:
    from circles.norms.clauses import Clause

OTHERS = ["别的服务一", "别的服务二", "别的服务三", "别的服务四", "别的服务五"]
REACH_MM = 2_000_000


def town(clause: Clause, datum: str) -> AuditedTables:
    """Return a town that satisfies a clause but for the datum; every column that any clause needs is there."""
    made_of: AuditedTables = _OF_MEASURE[clause.measure](clause, Fraction(datum))
    return made_of


def without(tables: AuditedTables, field: str) -> AuditedTables:
    """Return a town in which nothing of a field is known."""
    said = rules("fields")[field]
    if said["table"] == "study":
        unsaid: dict[str, Any] = {said["column"]: None}
        return replace(tables, **unsaid)
    held = getattr(tables, said["table"])
    columns = [name for name in (said["column"], said.get("or")) if name in held]
    return replace(tables, **{said["table"]: held.drop(columns=columns)})


def made(
    clause: Clause,
    *,
    centers: list[dict[str, Any]] | None = None,
    blocks: list[dict[str, Any]] | None = None,
    walk_mm: list[int] | None = None,
    communities: list[dict[str, Any]] | None = None,
    **more: Any,
) -> AuditedTables:
    """Return tables with every column: one center of the clause's kind, one community, one block, unless given."""
    home = District("甲社区", "东街道")
    center = {
        "open": True,
        "tier": clause.scope.tier or "社区",
        "kind": _kind(clause.scope.facility),
        "services": "、".join(OTHERS),
        "floor_area_m2": 20_000.0,
        "site_area_m2": 20_000.0,
        "residents_area_m2": 20_000.0,
        "demonstration": "是",
        "subdistrict": home.subdistrict,
        "by_name": True,
        "x_m": 0.0,
        "y_m": 0.0,
        "communities": (home,),
    }
    block = {
        "population": 1.0,
        "dwellings": 1.0,
        "land_m2": 1.0,
        "community": home.name,
        "subdistrict": home.subdistrict,
        "evaluated": True,
        "unasked": False,
        "x_m": 0.0,
        "y_m": 0.0,
    }
    community = {
        "district": home,
        "area": clause.scope.area or "urban",
        "new_community": "是",
        "service_floor_m2": 500.0,
        "total_floor_m2": 1000.0,
        "community_workers": 50.0,
        "urban_residents": 10_000.0,
    }
    center_rows = [{"center_id": f"C{i}", "name": f"中心{i}", **center, **row} for i, row in enumerate(centers or [{}])]
    block_rows = [{"block_id": f"B{i}", "name": f"小区{i}", **block, **row} for i, row in enumerate(blocks or [{}])]
    community_rows = [{**community, **row} for row in communities or [{}]]
    walks = walk_mm or [0] * len(block_rows)
    within = [(f"B{i}", "C0", walk) for i, walk in enumerate(walks) if walk <= REACH_MM]
    return AuditedTables(
        blocks=pd.DataFrame(block_rows),
        centers=pd.DataFrame(center_rows),
        walks=pd.DataFrame(within, columns=["block_id", "center_id", "walk_mm"]).astype({"walk_mm": np.int64}),
        communities=pd.DataFrame(community_rows),
        subdistricts=pd.DataFrame({"district": [District(row["district"].subdistrict) for row in community_rows]}),
        reach_mm=REACH_MM,
        speed_m_per_h=4000,
        **{"area_km2": Fraction(1), "street_km": Fraction(10), **more},
    )


def _kind(facility: str) -> str:
    """Return a kind of the list that a facility of a clause means: the last of its names."""
    families = rules("vocabulary")["facility"].values()
    return next((names[-1] for names in families if names[0] == facility), facility)


def _walks(clause: Clause, datum: Fraction) -> AuditedTables:
    near, far = {"population": 199.0, "land_m2": 199.0}, {"population": 1.0, "land_m2": 1.0, "x_m": 500.0}
    return made(clause, blocks=[near, far], walk_mm=[0, int(datum * 1000)])


def _people(clause: Clause, datum: Fraction) -> AuditedTables:
    if clause.scope.region:
        # Of a region of the other kind, with one person, nothing is asked.
        other = "居住" if clause.scope.region == "industrial" else "产业"
        own = {"region": ["甲片区", "乙片区"], "kind": ["产业" if other == "居住" else "居住", other]}
        regions = pd.DataFrame({**own, "workers": [float(datum), 1.0]})
        blocks: list[dict[str, Any]] = [{"population": float(datum), "region": "甲片区"}, {"region": "乙片区"}]
        return made(clause, blocks=blocks, regions=regions, industrial_people="workers")
    return made(clause, blocks=[{"population": float(datum)}])


def _column(name: str) -> Any:
    def build(clause: Clause, datum: Fraction) -> AuditedTables:
        """Return a hundred centers of which so many as the share asks, but one, are ample, and one has the datum."""
        ample = int(clause.share) - 1
        rows: list[dict[str, Any]] = [{name: 20_000.0}] * ample + [{name: float(datum)}] + [{name: 1.0}] * (99 - ample)
        least = clause.takes.get("households_from")
        if least is None:
            return made(clause, centers=rows)
        # 1,500 households are asked of, and 1,499 of another community are not, however small its center.
        units = [District("甲社区", "东街道"), District("乙社区", "东街道")]
        blocks = [
            {"community": unit.name, "dwellings": float(number)}
            for unit, number in zip(units, (1500, 1499), strict=True)
        ]
        small = {name: 1.0, "communities": (units[1],)}
        return made(clause, centers=[*rows, small], blocks=blocks, communities=[{"district": unit} for unit in units])

    return build


def _residents(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, centers=[{}, {"floor_area_m2": 1000.0, "residents_area_m2": float(datum)}])


def _floor(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, centers=[{"floor_area_m2": float(datum)}], blocks=[{"dwellings": 400.0}, {"dwellings": 600.0}])


def _per_households(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, blocks=[{"dwellings": float(datum)}])


def _offers(clause: Clause, datum: Fraction) -> AuditedTables:
    if "list" not in clause.takes:
        return made(clause, centers=[{}, {"services": OTHERS[: int(datum)]}])
    listed = list(service_list(str(clause.takes["list"])).services)
    return made(
        clause, centers=[{"services": "、".join(listed)}, {"services": "、".join(listed[: int(datum)] + OTHERS)}]
    )


def _units(clause: Clause, datum: Fraction) -> AuditedTables:
    units = [District(f"社区{i}", f"街道{i}") for i in range(200)]
    having = [{"communities": (each,), "subdistrict": each.subdistrict} for each in units[: int(datum)]]
    return made(clause, communities=[{"district": each} for each in units], centers=having)


def _count(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, centers=[{}] * int(datum) + [{"open": False}])


def _sites(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, centers=[{}] * int(datum) + [{"demonstration": "否"}])


def _community(**columns: str) -> Any:
    def build(clause: Clause, datum: Fraction) -> AuditedTables:
        return made(clause, communities=[{name: float(datum) for name in columns}])

    return build


def _streets(clause: Clause, datum: Fraction) -> AuditedTables:
    return made(clause, street_km=datum)


_OF_MEASURE: dict[str, Any] = {
    "walk_share": _walks,
    "district_people": _people,
    "floor_area": _column("floor_area_m2"),
    "site_area": _column("site_area_m2"),
    "residents_area_share": _residents,
    "floor_per_100_households": _floor,
    "centers_per_households": _per_households,
    "functions": _offers,
    "services_of_list": _offers,
    "demonstration_services": _offers,
    "demonstration_sites": _sites,
    "units_with_facility": _units,
    "centers_in_use": _count,
    "workers_per_10000": _community(community_workers=""),
    "service_floor_share": _community(service_floor_m2=""),
    "street_density": _streets,
}
