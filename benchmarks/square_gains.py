"""What crossing squares changes in real cities: ``python -m benchmarks.square_gains --data FOLDER``.

Each city has 40 centers and 5,000 blocks about random vertices of its streets. Each walk with squares is held against
the walk around them, in whole millimetres; none may be longer. docs/method.md (Squares) has the rule,
benchmarks/README.md the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from benchmarks.edit_worlds import MAX_SNAP_M, Town, town_on
from circles import network, tables
from circles.sources import read_streets
from circles.sources.streets.osm_squares import squares_from_osm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network import WalkNetwork

CITIES = {
    "Heidelberg": "heidelberg/heidelberg.osm.pbf",
    "Helsinki": "helsinki/Helsinki.osm.pbf",
    "Porto Alegre": "porto-alegre/poa_osm.pbf",
    "Wuhan": "wuhan/wuhan.osm.pbf",
}
SEED = 20261129
LIMIT_MM = 1_000_000


def gains(file: Path) -> str:
    """Return a line of the table: squares, pieces, what they cost, walks that get shorter, and by how much."""
    streets = read_streets(file)
    begin = time.process_time()
    squares = squares_from_osm(file)
    read_s = time.process_time() - begin
    around = network.build_network(streets)
    network.build_network(streets, squares=squares)
    begin = time.process_time()
    network.build_network(streets)
    middle = time.process_time()
    across = network.build_network(streets, squares=squares)
    if "squares" not in across.account:
        return "no squares"
    built_s = time.process_time() - middle - (middle - begin)
    town = town_on(around, centers=40, blocks=5_000, rng=np.random.default_rng(SEED))
    after_mm = _walks_mm(across, town)
    if (after_mm > town.nearest_mm).any():
        raise SystemExit("a square lengthened a walk")
    shorter = after_mm < town.nearest_mm
    known = shorter & np.isfinite(town.nearest_mm)
    gain_m = (town.nearest_mm[known] - after_mm[known]) / 1000
    inside = [int((walks <= LIMIT_MM).sum()) for walks in (town.nearest_mm, after_mm)]
    return (
        f"{across.account['squares']} squares, {across.account['square_m2'] / 10_000:.1f} ha, "
        f"{across.account['square_pieces']} pieces ({around.piece_mm.size:,} of streets); read {read_s:.2f} s, "
        f"built {built_s:.2f} s; {int(shorter.sum())} of {shorter.size} walks shorter, "
        f"by {np.median(gain_m):.1f} m (median), {gain_m.max():.0f} m (most); inside {inside[0]} -> {inside[1]}"
    )


def _walks_mm(graph: WalkNetwork, town: Town) -> NDArray[np.float64]:
    """Return the walk of each block of a town over other streets, infinite without a path."""
    empty = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"block_id": object}
    )
    attachments = network.attach(
        graph,
        centers=town.centers,
        blocks=town.blocks,
        gates=empty,
        max_snap_m=MAX_SNAP_M,
        metric_crs=town.metric_crs,
    )
    ids = town.centers["center_id"]
    nearest = network.nearest(graph, attachments, ids, network.walk_field(graph, attachments, ids))
    walks_mm = np.full(len(town.blocks), np.inf)
    walks_mm[nearest["block_id"].astype(int)] = nearest["walk_mm"]
    return walks_mm


def main(arguments: list[str] | None = None) -> int:
    """Run the cities that are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shared cities")
    data: Path = parser.parse_args(arguments).data
    for city, name in CITIES.items():
        if (data / name).is_file():
            print(f"{city}: {gains(data / name)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
