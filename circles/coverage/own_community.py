"""Communities: which have a center of their own, how much of each is covered, and by whose center.

A community has a center where an open one names it (所属社区, several allowed), else where one stands inside its
outline (docs/method.md, Tiers and communities).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.center_list import community_key, listed_parts

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.scenario import Scenario

OWN, OTHER, UNKNOWN = "own", "other", "unknown"
"""Whose center covers a block inside: that of its own community, only another's, or its community is not known."""

COVERED, PARTLY, UNCOVERED, NOT_JUDGED = "covered", "partly covered", "not covered", "not judged"

COMMUNITY_ACCOUNTS = (
    "county",
    "subdistrict",
    "community",
    "base",
    "total",
    "inside",
    "outside",
    "not_evaluated",
    "unknown_blocks",
    "coverage_rate",
    "inside_own",
    "inside_other",
    "verdict",
    "has_center",
    "by",
    "center_ids",
    "shared",
)
"""A row for each community. `inside_own` and `inside_other` are what their own community's center covers, and what only
another's does; `has_center` is missing where it cannot be told; `by` is ``named`` or ``outline``; `shared`: a center
of theirs names several communities."""

Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class OwnCenters:
    """The centers of each community, by its sub-district and name.

    Attributes
    ----------
    of : mapping
        Ids of centers by community.
    by : mapping
        ``named`` or ``outline`` by community.
    shared : frozenset of str
        Centers that name several communities.
    places : tuple
        All communities, those without a center too.
    """

    of: Mapping[Place, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    by: Mapping[Place, str] = field(default_factory=lambda: MappingProxyType({}))
    shared: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()


def own_centers(
    blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame | None, serving: frozenset[str]
) -> OwnCenters | None:
    """Return which centers each community has; None where no center names one and there are no outlines.

    Parameters
    ----------
    blocks : GeoDataFrame
        With `community`, and `subdistrict` where it is known.
    centers : GeoDataFrame
        ``tables.PLAN_CENTERS``, with `community` where the list says it.
    outlines : GeoDataFrame or None
        ``tables.COMMUNITIES``.
    serving : frozenset of str
        Ids of the open centers that count for communities.
    """
    named = centers["community"].fillna("") if "community" in centers else pd.Series("", index=centers.index)
    if "community" not in blocks or (outlines is None and not (named != "").any()):
        return None
    places = list(dict.fromkeys([*_places(blocks), *([] if outlines is None else _places(outlines))]))
    open_centers = centers[centers["center_id"].isin(serving)]
    of, shared = _named(open_centers, places)
    by = dict.fromkeys(of, "named")
    inside = {} if outlines is None else _inside(open_centers, outlines)
    for place, ids in inside.items():
        if place not in of:
            of[place], by[place] = ids, "outline"
    return OwnCenters(of=of, by=by, shared=shared, places=tuple(places))


def community_cover(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, own: OwnCenters) -> NDArray[np.object_]:
    """Return whose center covers each block inside, an empty text for the others.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    own : OwnCenters
        The centers of each community.
    """
    place = _places(blocks, each=True)
    pairs = [(each, center_id) for each, ids in own.of.items() for center_id in ids]
    theirs = pd.DataFrame(pairs, columns=["place", "center_id"])
    of_block = pd.DataFrame({"block_id": blocks["block_id"].to_numpy(), "place": pd.Series(place, dtype=object)})
    reached = walks[["block_id", "center_id"]].merge(of_block, on="block_id").merge(theirs, on=["place", "center_id"])
    by_own = blocks["block_id"].isin(set(reached["block_id"])).to_numpy()
    inside = (blocks["verdict"] == tables.INSIDE).to_numpy()
    nameless = np.array([not name for _, name in place], dtype=bool)
    cover: NDArray[np.object_] = np.select([~inside, nameless, by_own], ["", UNKNOWN, OWN], OTHER).astype(object)
    return cover


def own_of_blocks(blocks: gpd.GeoDataFrame, own: OwnCenters) -> list[tuple[str, ...]]:
    """Return the ids of the centers of each block's community, none where it has none or is not known."""
    return [own.of.get(place, ()) if place[1] else () for place in _places(blocks, each=True)]


def communities(
    blocks: gpd.GeoDataFrame, districts: pd.DataFrame, own: OwnCenters | None, base: str, scenario: Scenario
) -> pd.DataFrame:
    """Return the account and the verdict of each community, as :data:`COMMUNITY_ACCOUNTS`.

    Parameters
    ----------
    blocks : GeoDataFrame
        Of a plan, with `community_cover` where the centers of communities are known.
    districts : DataFrame
        ``tables.DISTRICT_ACCOUNTS`` of these blocks.
    own : OwnCenters or None
        The centers of each community, None where they cannot be told.
    base : str
        What is counted: ``people``, ``land_m2`` or another base of the account.
    scenario : Scenario
        The shares from which a community is covered, not covered or not judged.
    """
    told = districts[(districts["level"] == "community") & (districts["base"] == base) & (districts["community"] != "")]
    table = told[[name for name in COMMUNITY_ACCOUNTS if name in told]].reset_index(drop=True)
    parts = _covered_parts(blocks, base)
    keys = list(zip(table["subdistrict"], table["community"], strict=True))
    for cover in (OWN, OTHER):
        known = own is not None
        table[f"inside_{cover}"] = [parts.get((*key, cover), 0) / 1000 if known else np.nan for key in keys]
    table["verdict"] = [_verdict(row, scenario) for row in table.to_dict("records")]
    ids = [own.of.get(key, ()) if own else () for key in keys]
    table["has_center"] = pd.array([bool(each) if own else pd.NA for each in ids], dtype="boolean")
    table["by"] = [own.by.get(key, "") if own else "" for key in keys]
    table["center_ids"] = [";".join(each) for each in ids]
    table["shared"] = [bool(own and own.shared.intersection(each)) for each in ids]
    return table[list(COMMUNITY_ACCOUNTS)]


def _verdict(row: Mapping[Hashable, float], scenario: Scenario) -> str:
    """Return whether a community is covered, by whole thousandths of its people."""
    inside, outside, unknown = (round(row[name] * 1000) for name in ("inside", "outside", "not_evaluated"))
    evaluated = inside + outside
    if not evaluated or unknown > _share(scenario.unjudged_share) * (evaluated + unknown):
        return NOT_JUDGED
    if inside >= _share(scenario.covered_share) * evaluated:
        return COVERED
    return UNCOVERED if inside <= _share(scenario.uncovered_share) * evaluated else PARTLY


def _share(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def _covered_parts(blocks: gpd.GeoDataFrame, base: str) -> dict[tuple[str, str, str], int]:
    """Return the thousandths of a base by sub-district, community and whose center covers them."""
    if "community_cover" not in blocks:
        return {}
    values = blocks[{"people": "population"}.get(base, base)] if base != "blocks" else pd.Series(1.0, blocks.index)
    place = _places(blocks, each=True)
    keys = [(*each, cover) for each, cover in zip(place, blocks["community_cover"], strict=True)]
    sums: dict[tuple[str, str, str], int] = {}
    for key, amount in zip(keys, integers.thousandths(values).tolist(), strict=True):
        sums[key] = sums.get(key, 0) + amount
    return sums


def _places(table: pd.DataFrame, *, each: bool = False) -> list[Place]:
    """Return the sub-district and name of each row's community, or of those that are named, each once."""
    columns = [
        table[name].fillna("").astype(str).tolist() if name in table else [""] * len(table)
        for name in ("subdistrict", "community")
    ]
    places = list(zip(*columns, strict=True))
    return places if each else [place for place in dict.fromkeys(places) if place[1]]


def _named(centers: gpd.GeoDataFrame, places: list[Place]) -> tuple[dict[Place, tuple[str, ...]], frozenset[str]]:
    """Return the centers that name each community, and those that name several."""
    by_key: dict[str, list[Place]] = {}
    for place in places:
        by_key.setdefault(community_key(place[1]), []).append(place)
    found: dict[Place, tuple[str, ...]] = {}
    shared = set()
    if "community" not in centers:
        return {}, frozenset()
    for (subdistrict, said), center_id in zip(_places(centers, each=True), centers["center_id"], strict=True):
        keys = {community_key(part) for part in listed_parts(said)} - {""}
        shared |= {center_id} if len(keys) > 1 else set()
        for key in keys:
            alike = by_key.get(key, [])
            near = [place for place in alike if subdistrict and place[0] == subdistrict] or alike
            for place in near:
                found[place] = (*found.get(place, ()), str(center_id))
    return found, frozenset(shared)


def _inside(centers: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> dict[Place, tuple[str, ...]]:
    """Return the centers that stand inside the outline of each community."""
    points = centers.geometry.to_numpy()
    center, outline = shapely.STRtree(outlines.geometry.to_numpy()).query(points, predicate="intersects")
    places, ids = _places(outlines, each=True), centers["center_id"].tolist()
    found: dict[Place, tuple[str, ...]] = {}
    for at, row in zip(center.tolist(), outline.tolist(), strict=True):
        if places[row][1]:
            found[places[row]] = (*found.get(places[row], ()), ids[at])
    return found
