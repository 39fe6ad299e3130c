"""The proposed sites as a table: what each brings, and where it is in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, tables, texts
from circles.answers.siting import SITES
from circles.siting.gains import (
    completed,
    districts_of,
    near_streets,
    nearest_names,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.planning_study import Study
    from circles.siting.gains import Gains
    from circles.siting.kernel.instance import Integers
    from circles.siting.posing import Posed


def site_names(study: Study, count: int) -> tuple[list[str], list[str]]:
    """Return ids and names of `count` proposed sites; no id is one of the study's centers."""
    taken = set(study.centers["center_id"])
    free = (f"S{number:02d}" for number in range(1, len(taken) + count + 1))
    ids = [each for each in free if each not in taken][:count]
    return ids, [texts.say("site.name", study.lang, number=number) for number in range(1, count + 1)]


def sites_table(posed: Posed, gained: Gains, phase: Integers, before: Plan) -> gpd.GeoDataFrame:
    """Return :data:`circles.answers.siting.SITES`.

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
