"""Each community with its households, open centers and floor, and the floor that it is short of (面积缺口)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import tables
from circles.answers.audit import COMMUNITIES
from circles.norms.audited_tables import exact
from circles.norms.chosen_centers import chosen
from circles.norms.unit_measures import area_gap, floor_by_community
from circles.workflows.tiers_and_communities import centers_of_communities

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from circles.answers.plan import Plan
    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause, Norm
    from circles.norms.unit_measures import FloorOfUnit
    from circles.tables import District

_FLOOR_UNKNOWN = {"floor_area_m2": None, "area_gap_m2": None, "gap_unknown": "households"}


def clause_of_floor(norms: Sequence[Norm]) -> Clause | None:
    """Return the clause that the floor of communities is held to: the lowest number that is more than a wish."""
    asking = [
        clause
        for norm in norms
        for clause in norm.clauses
        if clause.measure == "floor_per_100_households" and clause.value is not None and not clause.only_encourages
    ]
    return min(asking, key=lambda clause: clause.value or 0, default=None)


def community_floor(plan: Plan, audited: AuditedTables, clause: Clause | None, *, day: dt.date) -> pd.DataFrame:
    """Return ``audit.COMMUNITIES``: the largest shortfall first, then those of which it is not known, then by name.

    Parameters
    ----------
    plan : Plan
        Whose communities have the centers that it says.
    audited : AuditedTables
        The same as norms are measured on.
    clause : Clause, optional
        What the floor is held to.
    day : date
        On which centers are open.
    """
    floor = _floors(audited, clause, day)
    own, all_tiers = centers_of_communities(plan)
    households = _households(audited)
    rows: list[dict[str, Any]] = [
        {
            "community": district.name,
            "subdistrict": district.subdistrict,
            "households": households.get(district),
            "open_centers": own.get(district),
            "other_centers": _less(all_tiers.get(district), own.get(district)),
            **(_floor_row(floor.get(district), clause) if is_placed else _FLOOR_UNKNOWN),
        }
        for district, is_placed in _placed(audited)
    ]
    rows.sort(key=lambda row: (-1.0 if row["area_gap_m2"] is None else -row["area_gap_m2"], row["community"]))
    return pd.DataFrame(rows, columns=list(COMMUNITIES))


def _placed(audited: AuditedTables) -> list[tuple[District, bool]]:
    """Return each community, and whether anything but a list of figures has it: else no blocks of it are known."""
    listed = audited.communities
    placed = listed["placed"] if "placed" in listed else [True] * len(listed)
    return list(zip(listed["district"], placed, strict=True))


def _less(all_tiers: int | None, own: int | None) -> int | None:
    return None if all_tiers is None or own is None else all_tiers - own


def _floors(audited: AuditedTables, clause: Clause | None, day: dt.date) -> dict[District, FloorOfUnit]:
    known = clause is not None and audited.has("floor_area") and (not clause.scope.tier or audited.has("tier"))
    if clause is None or not known:
        return {}
    centers, why = chosen(audited, clause, day)
    return {} if why else floor_by_community(audited, centers)


def _floor_row(unit: FloorOfUnit | None, clause: Clause | None) -> dict[str, float | str | None]:
    per_100 = None if clause is None else clause.value
    gap = None if unit is None or per_100 is None else area_gap(unit, per_100)
    return {
        "floor_area_m2": None if unit is None or (unit.open_floor and not unit.plates_differ) else float(unit.floor_m2),
        "area_gap_m2": None if gap is None else float(gap),
        "gap_unknown": "" if gap is not None else _why(unit, clause),
    }


def _why(unit: FloorOfUnit | None, clause: Clause | None) -> str:
    """Return why a gap is not known."""
    if clause is None or unit is None:
        return "no_clause" if clause is None else "no_floor"
    if unit.open_floor:
        return "plates" if unit.plates_differ else "floor"
    return "households"


def _households(audited: AuditedTables) -> dict[District, float | None]:
    """Return the households of each community, None where some block of it has no number."""
    found: dict[Any, float | None] = {}
    own = tables.districts_of(audited.blocks, "community")
    for district, value in zip(own, audited.blocks["dwellings"], strict=True):
        number, before = exact(value), found.get(district, 0.0)
        found[district] = None if number is None or before is None else before + float(number)
    return found
