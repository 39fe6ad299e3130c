"""The answer to a siting question in tables: what each proposed site brings, and the curve of centers and people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables, texts
from circles.proposal import SITES
from circles.siting.gains import (
    completed,
    districts_of,
    gains,
    near_streets,
    nearest_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from circles.answer import Plan
    from circles.siting.gains import Gains
    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution
    from circles.siting.question import SitingQuestion
    from circles.study import Study
    from circles.workflows.siting_posing import Posed

CURVE = ("centers", "covered", "chosen", "bound", "status")

_MOST_CURVE_POINTS = 10
_CURVE_SHARE_OF_TIME = 0.5


def gains_of(posed: Posed, found: tuple[Solution, ...]) -> tuple[Gains, NDArray[np.int64]]:
    """Return what the new sites bring, and the phase of each from 1.

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
    covered = np.zeros(instance.blocks, np.bool_)
    covered[instance.pair_block[kept[instance.pair_site]]] = True
    first = np.searchsorted(instance.pair_site, np.arange(instance.sites + 1))
    reached = {site: instance.pair_block[first[site] : first[site + 1]] for site in phase_of}
    gained = gains(instance.demand, covered, reached, groups=groups)
    return gained, np.array([phase_of[int(site)] for site in gained.site], np.int64)


def study_with(posed: Posed, gained: Gains, closed: tuple[str, ...], study: Study) -> Study:
    """Return the study with the sites as open centers and those that close as closed."""
    chosen = posed.candidates.iloc[gained.site - len(posed.center_ids)]
    ids, names = site_names(study, len(chosen))
    carried = {
        name: chosen[name].to_numpy() if name in {"kind", "floor_area_m2"} else ""
        for name in study.centers.columns
        if name not in tables.CENTERS
    }
    rows = gpd.GeoDataFrame(
        {"center_id": ids, "name": names, "status": "open", **carried},
        geometry=chosen.geometry.to_numpy(),
        crs=tables.WGS84,
    )
    status = study.centers["status"].mask(study.centers["center_id"].isin(closed), "closed")
    existing = study.centers.assign(status=status)
    both: Any = pd.concat([existing, rows[existing.columns]], ignore_index=True) if len(rows) else existing
    return replace(study, centers=both)


def site_names(study: Study, count: int) -> tuple[list[str], list[str]]:
    """Return ids and names of `count` proposed sites; no id is one of the study's centers."""
    taken = set(study.centers["center_id"])
    free = (f"S{number:02d}" for number in range(1, len(taken) + count + 1))
    ids = [each for each in free if each not in taken][:count]
    return ids, [texts.say("site.name", study.lang, number=number) for number in range(1, count + 1)]


def sites_table(posed: Posed, gained: Gains, phase: NDArray[np.int64], before: Plan) -> gpd.GeoDataFrame:
    """Return :data:`circles.proposal.SITES`.

    Parameters
    ----------
    posed : Posed
        The question.
    gained : Gains
        What each site brings.
    phase : ndarray of int64
        The phase of each.
    before : Plan
        The plan without them.
    """
    study, blocks = before.study, before.blocks
    chosen = posed.candidates.iloc[gained.site - len(posed.center_ids)].reset_index(drop=True)
    ids, names = site_names(study, len(chosen))
    people = integers.thousandths(blocks["population"])
    unknown = not blocks["population"].notna().any()
    counted, one_each = posed.within.demand, np.ones(len(blocks), np.int64)
    in_order = np.where(unknown, np.nan, gained.in_order(people) / 1000)
    covered = np.array([counted[state].sum() for state in gained.covered[1:]])
    metric = study.metric_crs
    closed_gaps = completed(gained.covered, _numbers(blocks["gap_id"]))
    lifted: Any = completed(gained.covered, tables.districts_of(study.blocks, "community"))
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(in_order > 0, chosen["cost"].to_numpy(np.float64) / in_order, np.nan)
    return gpd.GeoDataFrame(
        {
            "site_id": ids,
            "name": names,
            "lon": shapely.get_x(chosen.geometry.to_numpy()),
            "lat": shapely.get_y(chosen.geometry.to_numpy()),
            "gained_population": in_order,
            "gained_blocks": gained.in_order(one_each),
            "alone_population": np.where(unknown, np.nan, gained.alone(people) / 1000),
            "alone_blocks": gained.alone(one_each),
            "phase": phase,
            "candidate_id": chosen["candidate_id"],
            "candidate_name": chosen["name"],
            "kind": chosen["kind"],
            "near": _near(chosen.geometry, before),
            "community": districts_of(chosen.geometry, study.blocks, study.communities, "community", metric_crs=metric),
            "subdistrict": districts_of(
                chosen.geometry, study.blocks, study.subdistricts, "subdistrict", metric_crs=metric
            ),
            "gaps_closed": [", ".join(map(str, numbers)) for numbers in closed_gaps],
            "communities_covered": [", ".join(community.name for community in found) for found in lifted],
            "coverage_rate": covered / counted.sum(),
            "floor_area_m2": chosen["floor_area_m2"],
            "cost": chosen["cost"],
            "cost_per_person": each,
        },
        geometry=chosen.geometry,
        crs=tables.WGS84,
    )[list(SITES)]


def _numbers(column: pd.Series) -> NDArray[np.object_]:
    """Return whole numbers as they are, None where one is missing."""
    return column.astype(object).where(column.notna(), None).to_numpy(dtype=object)


def _near(sites: gpd.GeoSeries, before: Plan) -> list[str]:
    """Return where each site is in words: the nearest named streets, else the nearest named block."""
    study = before.study
    streets = near_streets(sites, before.pieces, metric_crs=study.metric_crs)
    names = nearest_names(sites, study.blocks, metric_crs=study.metric_crs)
    return [
        street or (texts.say("site.near_block", study.lang, name=name) if name else "")
        for street, name in zip(streets, names, strict=True)
    ]


def curve_of(
    posed: Posed,
    question: SitingQuestion,
    found: Solution,
    gained: Gains,
    *,
    stop: Callable[[], bool] | None = None,
) -> pd.DataFrame:
    """Return the most that one, two, three ... new centers cover, with the bound of each, in thousandths.

    Columns :data:`CURVE`: `covered` is the best found for that many, `bound` what no choice can exceed (the same where
    `status` is ``optimal``), `chosen` what the first so many of the proposed sites cover, never above `covered`. Row 0
    is without any.

    Parameters
    ----------
    posed : Posed
        The question.
    question : SitingQuestion
        Its time limit and seed hold; all the curve takes at most half as long again.
    found : Solution
        The answer; centers that close there are closed all along the curve.
    gained : Gains
        What each of its sites brings.
    stop : callable, optional
        As for the question; the rest of the curve is then left out.
    """
    from circles.siting.cover.covering import cover_most

    within = _without_closed(posed.within, found.open)
    chosen = [int(within.demand[state].sum()) for state in gained.covered]
    most = len(chosen) - 1
    counts = np.unique(np.linspace(1, most, min(most, _MOST_CURVE_POINTS)).round().astype(np.int64))
    rows: list[tuple[int, int, int, int, str]] = [(0, chosen[0], chosen[0], chosen[0], "optimal")]
    for count in counts.tolist():
        if stop is not None and stop():
            break
        limit_s = max(1.0, question.time_limit_s * _CURVE_SHARE_OF_TIME / len(counts))
        best = cover_most(within, new=count, time_limit_s=limit_s, seed=question.seed, stop=stop)
        # A short search may find less than the sites of the answer cover; they are a choice of so many, too.
        covered = max(best.objective, chosen[count])
        status = "optimal" if covered == best.bound else best.status
        rows.append((count, covered, chosen[count], best.bound, status))
    return pd.DataFrame(rows, columns=list(CURVE))


def _without_closed(instance: Instance, is_open: NDArray[np.bool_]) -> Instance:
    """Return the instance in which centers that close serve nobody."""
    gone = instance.existing & ~is_open
    if not gone.any():
        return replace(instance, cost=None, capacity=None)
    kept = ~gone[instance.pair_site]
    return replace(
        instance,
        pair_site=instance.pair_site[kept],
        pair_block=instance.pair_block[kept],
        pair_walk_mm=instance.pair_walk_mm[kept],
        cost=None,
        capacity=None,
    )
