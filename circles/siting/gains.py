"""What proposed sites bring, one by one: who is gained, which gaps close, where they are in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from circles.rule_numbers import NEAR_SITE_M

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Gains:
    """Chosen sites in the order in which each adds the most.

    Attributes
    ----------
    site : ndarray of int64
        The sites in that order.
    reached : tuple of ndarray of int64
        The blocks within the walk allowed of each.
    covered : tuple of ndarray of bool
        The blocks covered before the first, and after each.
    """

    site: Integers
    reached: tuple[Integers, ...]
    covered: tuple[Flags, ...]

    def in_order(self, values: Integers) -> Integers:
        """Return what each site adds of block `values` to those before it: the sum is what all add together."""
        return np.array([values[now & ~before].sum() for before, now in pairwise(self.covered)], np.int64)

    def alone(self, values: Integers) -> Integers:
        """Return what each site would add of block `values` by itself."""
        return np.array([values[new[~self.covered[0][new]]].sum() for new in self.reached], np.int64)


def gains(
    demand: Integers, covered: Flags, reached: dict[int, Integers], *, groups: tuple[tuple[int, ...], ...]
) -> Gains:
    """Return sites in order: each time the one that adds the most demand, then the most blocks, then the first.

    Parameters
    ----------
    demand : ndarray of int64
        (blocks,) thousandths.
    covered : ndarray of bool
        (blocks,) covered before any of them.
    reached : dict of int to ndarray of int64
        The blocks within the walk allowed of each site.
    groups : tuple of tuple of int
        The sites, those of an earlier phase before those of a later.
    """
    order: list[int] = []
    states = [covered]
    for group in groups:
        left = sorted(group)
        while left:
            best = max(left, key=lambda site: (*_added(demand, states[-1], reached[site]), -site))
            left.remove(best)
            order.append(best)
            after = states[-1].copy()
            after[reached[best]] = True
            states.append(after)
    return Gains(site=np.array(order, np.int64), reached=tuple(reached[site] for site in order), covered=tuple(states))


def gains_of(posed: Posed, found: tuple[Solution, ...]) -> tuple[Gains, NDArray[np.int64]]:
    """Return what the new sites of an answer bring, and the phase of each from 1.

    Parameters
    ----------
    posed : Posed
        The question.
    found : tuple of Solution
        One, or one for each phase.
    """
    existing = posed.instance.existing
    opened = [np.flatnonzero(each.open & ~existing) for each in found]
    phase_of = {int(site): phase for phase in range(len(opened), 0, -1) for site in opened[phase - 1]}
    groups = tuple(
        tuple(site for site in sorted(phase_of) if phase_of[site] == phase) for phase in range(1, len(opened) + 1)
    )
    instance = posed.within
    kept = found[-1].open & existing
    covered = np.zeros(instance.block_count, np.bool_)
    covered[instance.pair_block[kept[instance.pair_site]]] = True
    first = np.searchsorted(instance.pair_site, np.arange(instance.site_count + 1))
    reached = {site: instance.pair_block[first[site] : first[site + 1]] for site in phase_of}
    gained = gains(instance.demand, covered, reached, groups=groups)
    return gained, np.array([phase_of[int(site)] for site in gained.site], np.int64)


def _added(demand: Integers, covered: Flags, blocks: Integers) -> tuple[int, int]:
    new = blocks[~covered[blocks]]
    return int(demand[new].sum()), int(new.size)


def completed(states: tuple[Flags, ...], group: NDArray[np.object_]) -> list[tuple[object, ...]]:
    """Return for each site the groups of which it covers the last block, in order of their names or numbers.

    Parameters
    ----------
    states : tuple of ndarray of bool
        As :attr:`Gains.covered`.
    group : ndarray
        (blocks,) name or number of each block's group, None where it has none.
    """
    members = np.array([each is not None for each in group], np.bool_)
    open_groups = [set(group[members & ~state].tolist()) for state in states]
    return [tuple(sorted(before - after)) for before, after in pairwise(open_groups)]


def near_streets(sites: gpd.GeoSeries, pieces: gpd.GeoDataFrame, *, metric_crs: str) -> list[str]:
    """Return for each site the names of the two nearest named streets within 300 m, the nearer first.

    Parameters
    ----------
    sites : GeoSeries
        Points in WGS-84.
    pieces : GeoDataFrame
        ``tables.PIECES``.
    metric_crs : str
        Plane of the distances.
    """
    named = pieces[pieces["name"].astype(str) != ""]
    points = sites.to_crs(metric_crs).to_numpy()
    if named.empty or not len(points):
        return [""] * len(points)
    # Only pieces about a site are moved to the plane: a city has a hundred thousand.
    margin = NEAR_SITE_M / 50_000
    boxes = shapely.buffer(sites.to_numpy(), margin, cap_style="square")
    rows = np.unique(shapely.STRtree(named.geometry.to_numpy()).query(boxes)[1])
    around = named.iloc[rows]
    lines, names = around.geometry.to_crs(metric_crs).to_numpy(), around["name"].to_numpy(object)
    site, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=NEAR_SITE_M)
    distance = shapely.distance(points[site], lines[line])
    found: list[str] = []
    for number in range(len(points)):
        own = site == number
        order = np.lexsort((names[line[own]].astype(str), distance[own]))
        found.append(", ".join(list(dict.fromkeys(names[line[own]][order].tolist()))[:2]))
    return found


def nearest_names(sites: gpd.GeoSeries, blocks: gpd.GeoDataFrame, *, metric_crs: str) -> list[str]:
    """Return the name of the nearest named block within 300 m of each site, empty where there is none."""
    return districts_of(sites, blocks, None, "name", metric_crs=metric_crs)


def districts_of(
    sites: gpd.GeoSeries, blocks: gpd.GeoDataFrame, districts: gpd.GeoDataFrame | None, column: str, *, metric_crs: str
) -> list[str]:
    """Return the text in `column` (``community``, ``subdistrict``) that holds at each site, empty where not known.

    The district's own polygon tells; without one, the nearest block within 300 m that says.

    Parameters
    ----------
    sites : GeoSeries
        Points in WGS-84.
    blocks : GeoDataFrame
        Blocks that may have the column.
    districts : GeoDataFrame or None
        Polygons with the column.
    column : str
        The column.
    metric_crs : str
        Plane of the distances.
    """
    names = np.full(len(sites), "", object)
    points = sites.to_numpy()
    if districts is not None and column in districts:
        site, row = shapely.STRtree(districts.geometry.to_numpy()).query(points, predicate="intersects")
        names[site[::-1]] = districts[column].to_numpy(object)[row[::-1]]
    if column in blocks:
        known = blocks[(blocks[column].fillna("") != "") & blocks.geometry.notna()]
        left = np.flatnonzero(names == "")
        if len(known) and left.size:
            shapes = known.geometry.to_crs(metric_crs).to_numpy()
            metric = sites.to_crs(metric_crs).to_numpy()[left]
            near = shapely.STRtree(shapes).query_nearest(metric, max_distance=NEAR_SITE_M, all_matches=False)
            names[left[near[0]]] = known[column].to_numpy(object)[near[1]]
    return [str(name) for name in names]
