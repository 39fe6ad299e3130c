"""What all of the account of norms adds to a plan: ``python -m benchmarks.norms_cost --data FOLDER``.

Wuhan with 5,000 blocks and 200 centers, drawn at random: planned plainly, then with tiers, communities, services and
capacity, audited against every norm at hand, asked how sure each verdict is (36 of each block), audited again with the
ledger of before, and asked for the measures that would cure each gap. Processor seconds of one thread, in one process,
in turns; the least of them counts. All of it may add three times the plain plan.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

import circles
from benchmarks.edit_worlds import shifts_m
from benchmarks.measuring import processor_in_turns
from circles import integers, tables
from circles.norms.norms_at_hand import norm_names
from circles.service_lists import service_list
from circles.service_tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from circles import Plan, Study

CITY = "wuhan/wuhan.osm.pbf"
SEED, CENTERS, BLOCKS, SIDE = 20261129, 200, 5_000, 20
MOST = 3.0
DAY = dt.date(2026, 11, 29)
LIST = "huizhou-11"
TIERS = (Tier(name="街镇", minutes=15), Tier(name="社区村", minutes=10), Tier(name="站点", walk_m=500))


def drawn(path: Path) -> tuple[Study, Study]:
    """Return the plain study, and the same places with all that norms are judged by."""
    rng = np.random.default_rng(SEED)
    streets = circles.read_streets(path)
    places = shapely.get_coordinates(streets.geometry.to_numpy())
    spots = integers.to_units(rng.choice(places, CENTERS + BLOCKS))
    points = shapely.points(integers.to_degrees(spots + shifts_m(rng, spots, 100.0)))
    ids = np.array([f"{i:04d}" for i in range(len(points))], dtype=object)
    communities = _grid(points)
    centers = gpd.GeoDataFrame(
        {"center_id": ids[:CENTERS], "name": ids[:CENTERS]}, geometry=points[:CENTERS], crs=tables.WGS84
    )
    blocks = gpd.GeoDataFrame(
        {"block_id": ids[CENTERS:], "population": rng.integers(50, 3000, BLOCKS)},
        geometry=points[CENTERS:],
        crs=tables.WGS84,
    )
    services = service_list(LIST).services
    told = centers.assign(
        tier=rng.choice([tier.name for tier in TIERS], CENTERS),
        floor_area_m2=rng.integers(100, 3000, CENTERS),
        capacity=rng.integers(2_000, 40_000, CENTERS),
        services=[
            "、".join(rng.choice(services, rng.integers(1, len(services)), replace=False)) for _ in ids[:CENTERS]
        ],
    )
    lived = blocks.assign(dwellings=(blocks["population"] // 3).astype(float))
    given: dict[str, Any] = {"streets": path, "lang": "zh"}
    return circles.study(centers=centers, blocks=blocks, **given), circles.study(
        centers=told, blocks=lived, communities=communities, scenario=_asked(), **given
    )


def _asked() -> circles.Scenario:
    return circles.Scenario(tiers=TIERS, required_services=LIST, as_of=DAY.isoformat())


def _grid(points: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return communities: the boxes of a grid laid over the points."""
    west, south, east, north = shapely.total_bounds(points)
    columns, rows = np.linspace(west, east, SIDE + 1), np.linspace(south, north, SIDE + 1)
    boxes = [shapely.box(x, y, right, top) for x, right in pairwise(columns) for y, top in pairwise(rows)]
    names = [f"社区{i:03d}" for i in range(len(boxes))]
    return gpd.GeoDataFrame({"name": names}, geometry=boxes, crs=tables.WGS84)


def parts(path: Path) -> dict[str, Callable[[], Any]]:
    """Return what is measured, by name; each is called with what came before it ready."""
    plain, told = drawn(path)
    graph = circles.network_of(plain)
    planned: Plan = circles.plan(told, walk_network=graph, threads=1)
    norms = list(norm_names())
    last = circles.audit(planned, norms=norms, as_of=DAY).ledger
    return {
        "plain plan": lambda: circles.plan(plain, threads=1),
        "plan with tiers, communities, services, capacity": lambda: circles.plan(told, threads=1),
        "audit": lambda: circles.audit(planned, norms=norms, as_of=DAY),
        "audit with the ledger of before": lambda: circles.audit(planned, norms=norms, as_of=DAY, ledger=last),
        "36 verdicts of each block": lambda: circles.doubt(planned, walk_network=graph),
        "remedies": lambda: circles.remedies(planned, walk_network=graph),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured, in turns; the least counts")
    asked = parser.parse_args()
    calls = parts(asked.data / CITY)
    seconds = dict(zip(calls, processor_in_turns(*calls.values(), runs=asked.runs, of=min), strict=True))
    base, account, first, again, doubt, remedies = seconds.values()
    # The second audit takes the place of the first: what it takes more is the ledger.
    adds = {
        "tiers, communities, services, capacity": account - base,
        "audit": first,
        "ledger of before": again - first,
        "36 verdicts of each block": doubt,
        "remedies": remedies,
    }
    print(f"| part | processor s | of the plain plan |\n|---|---|---|\n| plain plan | {base:.2f} | |")
    for name, added in adds.items():
        print(f"| {name} | {added:.2f} | {added / base:.2f}x |")
    all_of_it = sum(adds.values())
    print(f"| all of it adds | {all_of_it:.2f} | {all_of_it / base:.2f}x (asked: <= {MOST:.0f}x) |")
    return int(all_of_it > MOST * base)


if __name__ == "__main__":
    sys.exit(main())
