"""What method 2 costs: ``python -m benchmarks.method_cost --data FOLDER``.

The same places by method 1, every amendment of the walk switched off, and by method 2: private streets in or out,
squares crossed, barriers. Heidelberg, Porto Alegre and Helsinki have compounds and squares of their own; in Wuhan,
which has few, 300 gated polygons and 50 squares are drawn at random. At most 1.3 times is asked.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

import circles
from benchmarks.edit_worlds import rectangles, shifts_m
from benchmarks.measuring import processor_in_turns
from benchmarks.reach import within_limit
from circles import integers, network, tables
from circles.network import isochrones

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles import Study

DRAWN = "Wuhan, drawn"
CITIES = {
    "Heidelberg": "heidelberg/heidelberg.osm.pbf",
    "Porto Alegre": "porto-alegre/poa_osm.pbf",
    "Helsinki": "helsinki/Helsinki.osm.pbf",
    DRAWN: "wuhan/wuhan.osm.pbf",
}
WALKED = ("reach", "circle", "plan")
"""What is asked of, as benchmarks/README.md names them: walks within the limit, circles, a plan from PBF to files."""

METHOD_1: dict[str, Any] = {"private_ways": "left out", "access_rules": "1", "squares": False}
METHOD_2: dict[str, Any] = {"private_ways": "in or out", "access_rules": "2", "squares": True}
SEED, CENTERS, BLOCKS = 20261128, 100, 2_000
DRAWN_COMPOUNDS, DRAWN_SQUARES = 300, 50
MOST = 1.3


@dataclass(frozen=True)
class Subject:
    """One study of a city: what its network holds, and what is called."""

    sizes: tuple[int, ...]
    calls: dict[str, Callable[[], Any]]

    def cells(self) -> str:
        return " | ".join(f"{size:,}" for size in self.sizes)


def askers(path: Path, *, drawn: bool, rng: np.random.Generator) -> tuple[Callable[[], Study], Callable[[], Study]]:
    """Return what reads the study of a city by method 1 and by method 2: the same places, beside random vertices."""
    streets = circles.read_streets(path, **{name: METHOD_1[name] for name in ("private_ways", "access_rules")})
    places = shapely.get_coordinates(streets.geometry.to_numpy())
    spots = integers.to_units(rng.choice(places, CENTERS + BLOCKS))
    points = shapely.points(integers.to_degrees(spots + shifts_m(rng, spots, 100.0)))
    ids = [f"{i:04d}" for i in range(len(points))]
    tables_of: dict[str, Any] = {
        "streets": path,
        "centers": gpd.GeoDataFrame({"center_id": ids[:CENTERS]}, geometry=points[:CENTERS], crs=tables.WGS84),
        "blocks": gpd.GeoDataFrame({"block_id": ids[CENTERS:]}, geometry=points[CENTERS:], crs=tables.WGS84),
    }
    one, two = (partial(circles.study, **tables_of, **method) for method in (METHOD_1, METHOD_2))
    if not drawn:
        return one, two
    compounds = {"compound_id": [f"W{i}" for i in range(DRAWN_COMPOUNDS)], "name": ""}
    squares = {"square_id": [f"Q{i}" for i in range(DRAWN_SQUARES)], "name": "", "level": ""}
    tables_drawn = [
        gpd.GeoDataFrame(columns, geometry=rectangles(streets, count, half_m, rng), crs=tables.WGS84)
        for columns, count, half_m in ((compounds, DRAWN_COMPOUNDS, 150.0), (squares, DRAWN_SQUARES, 60.0))
    ]
    return one, lambda: replace(two(), compounds=tables_drawn[0], squares=tables_drawn[1])


def planned(ask: Callable[[], Study]) -> None:
    """Read a study, plan it and write the result."""
    with TemporaryDirectory() as folder:
        circles.plan(ask(), threads=1).save(Path(folder) / "plan")


def subject(ask: Callable[[], Study]) -> Subject:
    """Return what is measured of a study."""
    study = ask()
    graph, plan = circles.network_of(study), circles.plan(study, threads=1)
    at, ids, limit_mm = plan.attachments, study.centers["center_id"], study.scenario.limit_mm
    paper = isochrones.sheet(graph, metric_crs=study.metric_crs, limit_mm=limit_mm, minute_mm=limit_mm // 15)
    stretches = network.reach(graph, at, ids, limit_mm=limit_mm)
    account = graph.account
    sizes = (
        graph.piece_mm.size,
        account.get("square_pieces", 0),
        graph.layers.rows,
        account.get("compounds", 0),
        account.get("compound_gates", 0),
        account.get("squares", 0),
        len(stretches),
    )
    calls: dict[str, Callable[[], Any]] = {
        "reach": lambda: within_limit(graph, at, ids, threads=1),
        "circle": lambda: isochrones.circles(paper, at, ids, threads=1),
        "plan": lambda: planned(ask),
        "stretches": lambda: network.reach(graph, at, ids, limit_mm=limit_mm, threads=1),
    }
    return Subject(sizes, calls)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured, in turns; the least counts")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    print(
        "| city | method | pieces | of squares | states | compounds | gates | squares | stretches reached"
        " | reach s | circle s | plan s | table of stretches s |\n" + "|---" * 13 + "|",
        flush=True,
    )
    worst = 0.0
    for name in asked.city or CITIES:
        both = askers(asked.data / CITIES[name], drawn=name == DRAWN, rng=np.random.default_rng(SEED))
        one, two = (subject(ask) for ask in both)
        found = [processor_in_turns(one.calls[call], two.calls[call], runs=asked.runs, of=min) for call in one.calls]
        for number, each in enumerate((one, two)):
            seconds = " | ".join(f"{pair[number]:.3f}" for pair in found)
            print(f"| {name} | {number + 1} | {each.cells()} | {seconds} |", flush=True)
        ratios = {call: after / before for call, (before, after) in zip(one.calls, found, strict=True)}
        more = " | ".join(
            f"{after / before:.2f}x" if before else "" for before, after in zip(one.sizes, two.sizes, strict=True)
        )
        print(f"| {name} | 2 to 1 | {more} | {' | '.join(f'{ratio:.2f}x' for ratio in ratios.values())} |", flush=True)
        worst = max(worst, *(ratios[call] for call in WALKED))
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
