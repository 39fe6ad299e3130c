"""Where on the map a place is that has a name: the row of a block, a center or a district in the page's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.publish.payload_districts import district_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circles.answers.plan import Plan

    Place = tuple[str, str]

KINDS = ("block", "center", "district", "region")
"""What places are on the page."""


def rows_of_places(plan: Plan) -> Callable[[Iterable[Place]], dict[str, list[int]]]:
    """Return what gives the rows of places, by their kinds on the page; what the plan does not have is left aside.

    A place is a kind (blocks, center, community, subdistrict, region) and the id of a block or center, the name of a
    region, or the names of a district (``街道/社区``): of namesakes that name no sub-district all are meant.

    Parameters
    ----------
    plan : Plan
        Whose blocks, centers and districts are meant.
    """
    found: dict[Place, list[tuple[str, int]]] = {}
    for kind, page_kind, ids in (
        ("blocks", "block", plan.blocks["block_id"]),
        ("center", "center", plan.centers["center_id"]),
    ):
        for row, name in enumerate(ids.astype(str)):
            found[kind, name] = [(page_kind, row)]
    for row, name in enumerate(_regions(plan)):
        found["region", name] = [("region", row)]
    if plan.levels:
        for at, district in enumerate(district_rows(plan).to_dict("records")):
            for part in _names(district):
                found.setdefault((district["level"], part), []).append(("district", at))

    def rows_of(places: Iterable[Place]) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for place in places:
            for kind, row in found.get(place, ()):
                rows[kind].append(row)
        return {kind: own for kind, own in rows.items() if own}

    return rows_of


def _regions(plan: Plan) -> list[str]:
    """Return the names of the regions that are given, as the page has them."""
    return [] if plan.study.regions is None else plan.study.regions["region"].astype(str).tolist()


def _names(district: dict[Any, Any]) -> list[str]:
    """Return how a district may be named: by itself, a community also with its sub-district before it."""
    name = str(district[district["level"]])
    above = str(district["subdistrict"] or "") if district["level"] == "community" else ""
    return [name, f"{above}/{name}"] if above else [name]
