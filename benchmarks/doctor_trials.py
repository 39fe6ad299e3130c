"""How often the datum doctor errs: ``python -m benchmarks.doctor_trials --data FOLDER``.

Points are drawn along real streets by length, moved off them by a seeded rule, and shifted or not. A Chinese shift
is simulated in Porto Alegre by laying its streets, at their true size, where Wuhan is.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles.sources import read_streets
from circles.sources.geo.datum import BD09, GCJ02, WGS84, bd09_from_wgs84, gcj02_from_wgs84
from circles.sources.places.doctor import StreetPlane, examine_datum, examine_on, street_plane

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CITIES = {
    "Baoding": "baoding/baoding_roads.geojson",
    "Wuhan": "wuhan/wuhan_streets.parquet",
    "Porto Alegre": "porto-alegre/poa_osm.pbf",
}
WUHAN = np.array([114.3, 30.6])
OFFSETS_M = (0, 50, 150)
NUMBERS = (30, 60, 120)
SHIFTS: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], ...]]] = {
    WGS84: lambda lon, lat: (lon, lat),
    GCJ02: gcj02_from_wgs84,
    BD09: bd09_from_wgs84,
}
SEED = 20261122


def streets_of(city: str, data: Path) -> gpd.GeoDataFrame:
    streets = read_streets(data / CITIES[city])
    if city != "Porto Alegre":
        return streets
    west, south, east, north = streets.total_bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    narrower = np.array([np.cos(np.radians(middle[1])) / np.cos(np.radians(WUHAN[1])), 1.0])
    moved = shapely.transform(streets.geometry.to_numpy(), lambda xy: (xy - middle) * narrower + WUHAN)
    return streets.set_geometry(gpd.GeoSeries(moved, index=streets.index, crs=streets.crs))


def drawn_points(
    streets: gpd.GeoDataFrame, count: int, offset_m: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return points at places drawn by street length, each moved by 0 to `offset_m` in any direction."""
    lines = streets.geometry.to_numpy()
    length = shapely.length(lines)
    chosen = lines[rng.choice(len(lines), count, p=length / length.sum())]
    spots = shapely.get_coordinates(shapely.line_interpolate_point(chosen, rng.random(count), normalized=True))
    away_m, angle = offset_m * rng.random(count), rng.random(count) * 2 * np.pi
    degrees = 111_320 * np.column_stack([np.cos(np.radians(spots[:, 1])), np.ones(count)])
    moved: NDArray[np.float64] = spots + (away_m * np.array([np.cos(angle), np.sin(angle)])).T / degrees
    return moved


def wrong_share(
    streets: gpd.GeoDataFrame, plane: StreetPlane, datum: str, count: int, offset_m: int, trials: int
) -> tuple[float, float]:
    """Return the share of trials with a wrong answer, and with one that names a wrong shift.

    A wrong answer is for a shifted layer not to be named as what it is, for an unshifted one to be called shifted.
    """
    missed = misled = 0
    for trial in range(trials):
        rng = np.random.default_rng((SEED, trial, count, offset_m))
        points = drawn_points(streets, count, offset_m, rng)
        verdict = examine_on(np.column_stack(SHIFTS[datum](points[:, 0], points[:, 1])), plane)
        misled += verdict.is_doubtful and verdict.datum != datum
        missed += not verdict.is_doubtful and datum != WGS84
    return (missed + misled) / trials, misled / trials


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--trials", type=int, default=200, help="of each kind")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    parser.add_argument("--off", type=int, choices=OFFSETS_M, action="append", help="only this offset")
    parser.add_argument("--points", type=int, action="append", help="only this number of points")
    asked = parser.parse_args()
    print(
        "| city | off the street | points | false alarm | GCJ-02 missed | BD-09 missed | wrong shift named | trials |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for city in asked.city or CITIES:
        streets = streets_of(city, asked.data)
        plane = street_plane(streets)
        for offset_m in asked.off or OFFSETS_M:
            for count in asked.points or NUMBERS:
                rates = {datum: wrong_share(streets, plane, datum, count, offset_m, asked.trials) for datum in SHIFTS}
                wrong = [f"{rates[datum][0]:.1%}" for datum in SHIFTS]
                misled = (rates[GCJ02][1] + rates[BD09][1]) / 2
                print(
                    f"| {city} | 0-{offset_m} m | {count} | {' | '.join(wrong)} | {misled:.1%} | {asked.trials} |",
                    flush=True,
                )
        points = drawn_points(streets, 2_000, 50, np.random.default_rng(SEED))
        began = time.perf_counter()
        examine_datum(points, streets)
        print(f"{city}: 2,000 points examined in {time.perf_counter() - began:.2f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
