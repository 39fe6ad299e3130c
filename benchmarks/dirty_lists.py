"""How often the datum doctor errs on lists as offices keep them: ``python -m benchmarks.dirty_lists --data FOLDER``.

A real list of compounds (Baoding, BD-09) had 35 % of its rows far from any street, 2-3 % on spots that rows share and
40 % in other towns. Lists of the same make are drawn here by seed: each row is in another town, or shares the spot of
a fallback, or stands anywhere in the town, or beside a street. The streets are real.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.doctor_trials import CITIES, SHIFTS, drawn_points, streets_of
from circles.sources.geo.datum import WGS84
from circles.sources.places.doctor import StreetPlane, Tried, spots_tried, street_plane, tried, verdict_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.datum import DatumVerdict

SIZES = (200, 345, 500, 2_000)
"""Rows of a list; of 345 rows 200 are usable."""

POOL = 12_000
"""Rows beside streets that lists are drawn from."""

OTHER_TOWNS, ANYWHERE, ON_SPOTS = 0.4, 0.35, 0.025
"""Shares of the rows: in other towns; of the rest, anywhere in the town; of the rest, on spots that rows share."""

SPOT_ROWS = 5
"""Rows that share a spot."""

OFF_M = 150
TOWNS_AWAY = ((0.45, -0.3), (-0.4, 0.25), (0.1, 0.6), (-0.2, -0.55))
TOWN_DEGREES = 0.03
SEED = 20261128
ONE_SIDED = 0.05

RIGHT, MISSED, FALSE, UNTOLD = "right", "missed", "false", "cannot tell"


class Pool(NamedTuple):
    """Rows that lists are drawn from, and what the doctor finds of each: the same code, once a row.

    Attributes
    ----------
    kinds : mapping of str to ndarray
        Positions of the rows beside streets, anywhere, on shared spots, in other towns.
    given : ndarray
        Longitude and latitude as they stand in the list.
    places : Tried
        What :func:`circles.sources.places.doctor.tried` finds.
    """

    kinds: dict[str, NDArray[np.int64]]
    given: NDArray[np.float64]
    places: Tried


def pool_of(streets: gpd.GeoDataFrame, plane: StreetPlane, datum: str, pool: int) -> Pool:
    """Return rows of every kind in a datum; the places are the same whatever the datum."""
    rng = np.random.default_rng(SEED)
    beside = drawn_points(streets, pool, OFF_M, rng)
    low, high = np.quantile(beside, (0.05, 0.95), axis=0)
    anywhere = rng.uniform(low, high, (pool // 2, 2))
    spots = rng.uniform(low, high, (pool // 20, 2))
    towns = (low + high) / 2 + np.array(TOWNS_AWAY)[rng.integers(0, len(TOWNS_AWAY), pool // 2)]
    away = towns + rng.normal(0, TOWN_DEGREES, towns.shape)
    parts = {"beside": beside, "anywhere": anywhere, "spots": spots, "away": away}
    ends = np.cumsum([0, *(len(part) for part in parts.values())])
    kinds = {name: np.arange(ends[i], ends[i + 1]) for i, name in enumerate(parts)}
    places = np.concatenate(list(parts.values()))
    given = np.column_stack(SHIFTS[datum](places[:, 0], places[:, 1]))
    return Pool(kinds, given, tried(given, plane))


def dirty_list(pool: Pool, rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the rows of a list, in no order."""
    away = round(OTHER_TOWNS * rows)
    anywhere = round(ANYWHERE * (rows - away))
    shared = round(ON_SPOTS * (rows - away))
    counts = {"away": away, "anywhere": anywhere, "beside": rows - away - anywhere - shared}
    parts = [rng.choice(pool.kinds[kind], count, replace=False) for kind, count in counts.items()]
    spots = rng.choice(pool.kinds["spots"], max(1, shared // SPOT_ROWS), replace=False)
    return rng.permutation(np.concatenate([*parts, rng.choice(spots, shared)]))


def outcome(said: str | None, datum: str) -> str:
    """Return what an answer is: false where it names a shift that is not the list's, missed where it names none."""
    if said is None:
        return UNTOLD
    if said == datum:
        return RIGHT
    return MISSED if said == WGS84 else FALSE


def upper_bound(events: int, trials: int, *, level: float = ONE_SIDED) -> float:
    """Return the exact one-sided upper bound (Clopper and Pearson) of a rate, by bisection of the binomial sum.

    Examples
    --------
    >>> round(upper_bound(0, 1000), 4)
    0.003
    """
    low, high = events / trials, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        likely = sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(events + 1))
        low, high = (rate, high) if likely > level else (low, rate)
    return high


def examined(pool: Pool, rows: NDArray[np.int64], plane: StreetPlane) -> DatumVerdict:
    """Return what the doctor says of some rows: what is looked up for each row stands in the pool."""
    spots = rows[spots_tried(pool.given[rows], plane)]
    return verdict_of(pool.places._replace(distance_m=pool.places.distance_m[:, spots]))


def outcomes(pool: Pool, plane: StreetPlane, datum: str, rows: int, trials: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for trial in range(trials):
        verdict = examined(pool, dirty_list(pool, rows, np.random.default_rng((SEED, trial, rows))), plane)
        found[outcome(verdict.datum, datum)] += 1
        found["points"] += verdict.points
    return found


def line(city: str, datum: str, rows: int, found: Counter[str], trials: int) -> str:
    bounds = [f"{found[kind]} (< {upper_bound(found[kind], trials):.2%})" for kind in (MISSED, FALSE)]
    untold = f"{found[UNTOLD] / trials:.1%}"
    return f"| {city} | {datum} | {rows} | {found['points'] / trials:.0f} | {' | '.join(bounds)} | {untold} |"


def of_city(city: str, data: Path, trials: int, sizes: tuple[int, ...]) -> None:
    streets = streets_of(city, data)
    plane = street_plane(streets)
    for datum in SHIFTS:
        pool = pool_of(streets, plane, datum, POOL)
        for rows in sizes:
            print(line(city, datum, rows, outcomes(pool, plane, datum, rows, trials), trials), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--trials", type=int, default=1_000, help="of each kind")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    parser.add_argument("--rows", type=int, action="append", help="only this number of rows")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    print("| city | datum | rows | usable points | missed | false | cannot tell |")
    print("|---|---|---|---|---|---|---|", flush=True)
    run = partial(of_city, data=asked.data, trials=asked.trials, sizes=tuple(asked.rows or SIZES))
    if asked.processes == 1:
        for city in asked.city or CITIES:
            run(city)
        return 0
    with ProcessPoolExecutor(asked.processes) as pool:
        list(pool.map(run, asked.city or CITIES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
