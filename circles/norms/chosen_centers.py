"""The centers that a clause is about: of its tier, its kind of facility, its area, and open on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.norms.audited_tables import (
    exact,
    fold,
    is_any_unknown,
    is_empty,
    marked,
    same_area,
    same_tier,
    services_of,
    sum_of,
)
from circles.norms.vocabulary import rules
from circles.phrases import phrase
from circles.tables import districts_of

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause
    from circles.phrases import Words
    from circles.tables import District


def chosen(tables: AuditedTables, clause: Clause, day: dt.date | None) -> tuple[pd.DataFrame, str]:
    """Return the open centers that a clause is about, and why there can be none: the list holds no such row at all.

    A tier or a kind of which the list has no row, open or closed, may be in another list: nothing is known of it. Where
    there are such rows and none is open, there is none.
    """
    listed = listed_of(tables, clause)
    if listed.empty and (clause.scope.tier or clause.scope.facility):
        is_of_tier = clause.scope.tier and _of_tier(tables.centers, clause).empty
        return listed, "no_such_tier" if is_of_tier else "no_such_kind"
    opened = tables.open_on(day)
    kept = opened[opened["center_id"].isin(set(listed["center_id"]))]
    areas = areas_of(tables) if clause.scope.area else {}
    if areas:
        own = (row.get("communities") or () for row in kept.to_dict("records"))
        kept = marked(kept, (_is_in(communities, areas, clause.scope.area) for communities in own))
    return kept, ""


def listed_of(tables: AuditedTables, clause: Clause) -> pd.DataFrame:
    """Return the centers of the tier and of the kind of a clause, open or closed."""
    listed = _of_tier(tables.centers, clause) if clause.scope.tier else tables.centers
    if clause.scope.facility:
        names = names_of_kind(clause.scope.facility)
        listed = marked(listed, (_is_of_kind(row, names) for row in listed.to_dict("records")))
    return listed


def _of_tier(listed: pd.DataFrame, clause: Clause) -> pd.DataFrame:
    said = listed["tier"] if "tier" in listed else [None] * len(listed)
    return marked(listed, (same_tier(value, clause.scope.tier) for value in said))


def areas_of(tables: AuditedTables) -> dict[District, str | None]:
    """Return whether each community is urban or rural, empty where that is known of none."""
    if not tables.has("area"):
        return {}
    values = zip(tables.communities["district"], tables.communities["area"], strict=True)
    return {district: same_area(value) for district, value in values}


def households_by_community(tables: AuditedTables) -> tuple[dict[District, Fraction], set[District]]:
    """Return the households of each community, and the communities of which some block has no number."""
    numbers: dict[District, list[Fraction | None]] = {district: [] for district in tables.communities["district"]}
    for district, value in zip(districts_of(tables.blocks, "community"), tables.blocks["dwellings"], strict=True):
        if district is not None:
            numbers.setdefault(district, []).append(exact(value))
    unsaid = {district for district, own in numbers.items() if is_any_unknown(own)}
    return {district: sum_of(own) for district, own in numbers.items()}, unsaid


def area_words(tables: AuditedTables, clause: Clause) -> list[Words]:
    """Return that urban and rural cannot be told apart, where a clause is about one of them."""
    said = clause.scope.area and not areas_of(tables)
    return [phrase("norms.evidence.area_unknown")] if said else []


def _is_of_kind(row: dict[Any, Any], names: set[str]) -> bool:
    """Return whether a center is of a kind of facility, or offers it as one of its services."""
    offered = services_of(row.get("services")) or frozenset()
    kind = row.get("kind")
    return bool(names & offered) or (not is_empty(kind) and fold(kind) in names)


def names_of_kind(wanted: str) -> set[str]:
    """Return the names that mean a kind of facility, folded."""
    families: list[list[str]] = list(rules("vocabulary")["facility"].values())
    # The first name of a family is that of all its kinds; any other is one kind alone.
    return {fold(name) for name in next((names for names in families if names[0] == wanted), [wanted])}


def _is_in(communities: tuple[District, ...], areas: dict[District, str | None], wanted: str) -> bool:
    known = {areas.get(district) for district in communities} - {None}
    return not known or wanted in known


def name_of(row: dict[Any, Any]) -> str:
    """Return how a center is called (``named_rows.called``); where that is not known by its name, else by its id."""
    return str(row.get("called") or row.get("name") or row["center_id"])
