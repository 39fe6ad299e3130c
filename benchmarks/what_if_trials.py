"""Whether saved pages answer scenarios as Python does: ``python -m benchmarks.what_if_trials --data FOLDER``.

Two hundred seeded scenarios each on the demo, Porto Alegre and Heidelberg, every walk and verdict of every block, and
the gaps of the first forty. Exit status 1 if one differs. benchmarks/README.md has the figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

import circles
from benchmarks.edit_worlds import town_on
from benchmarks.what_if_scenarios import changed_share, held_to_python, scenarios
from circles import tables
from circles.planning_study import Study
from circles.publish import write_map
from circles.service_tiers import Tier
from circles.sources import read_streets
from circles.sources.streets.osm_squares import squares_from_osm
from circles.workflows import network_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CITIES = {
    "Porto Alegre": "porto-alegre/poa_osm.pbf",
    "Heidelberg": "heidelberg/heidelberg.osm.pbf",
    "Wuhan": "wuhan/wuhan.osm.pbf",
}
CENTERS, BLOCKS, ESTATES = 60, 2_000, 12
OPENS, CLOSES = ("", "", "2018", "2027-03", "2029-06-30"), ("", "", "", "2026-12-31")
TIERS = (Tier(name="upper", minutes=25), Tier(name="lower", walk_m=800))
GAPS = 40
SEED = 20261129


def studies(data: Path, only: str | None) -> Iterator[tuple[str, Study]]:
    """Give the demo's study, and one of each city: seeded centers and blocks about its streets."""
    if only in (None, "demo"):
        yield "demo", circles.read_study(circles.demo_study() / "study.toml")
    for city, file in CITIES.items():
        if only in (None, city):
            yield city, seeded(city, data / file)


def seeded(city: str, file: Path) -> Study:
    """Return a study of a city's streets and squares with seeded centers, blocks, days, tiers and estates."""
    nobody = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(object)
    empty = gpd.GeoDataFrame({"block_id": [], "center_id": []}, geometry=[], crs=tables.WGS84)
    bare = Study(
        name=city, streets=read_streets(file), centers=empty, blocks=empty,
        gates=nobody.set_geometry("geometry").set_crs(tables.WGS84), squares=squares_from_osm(file),
    )  # fmt: skip
    rng = np.random.default_rng(SEED)
    town = town_on(network_of(bare), centers=CENTERS, blocks=BLOCKS, rng=rng)
    days = {name: rng.choice(texts, len(town.centers)) for name, texts in (("opens", OPENS), ("closes", CLOSES))}
    centers = town.centers.assign(tier=rng.choice(["upper", "lower", ""], len(town.centers)), **days)
    west, south, east, north = town.blocks.total_bounds.tolist()
    study = replace(bare, centers=centers, blocks=town.blocks, scenario=circles.Scenario(tiers=TIERS))
    for number in range(ESTATES):
        known = {"delivered": str(rng.choice(OPENS)) or None, "population": float(rng.integers(3_000))}
        study = study.with_demand(f"E{number}", rng.uniform(west, east), rng.uniform(south, north), **known)
    return study


def told(name: str, study: Study, count: int) -> tuple[str, int]:
    """Return a line of the table, and how many walks or verdicts differ."""
    plan, graph = circles.plan(study), network_of(replace(study, edits=None))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "coverage.html"
        write_map(plan, page)
        asked = scenarios(plan, count, np.random.default_rng(SEED))
        held = held_to_python(plan, page, asked, graph, gaps=GAPS)
        size_mb = page.stat().st_size / 1e6
    for line in held.wrong[:10]:
        print(line, file=sys.stderr)
    changed = f"{changed_share(plan, held.answers):.0%}"
    row = (name, len(plan.pieces), len(plan.blocks), count, changed, len(held.wrong))
    times = (f"{seconds * 1000 / count:.0f}" for seconds in (held.node_s, held.python_s))
    return f"| {' | '.join(map(str, (*row, *times)))} | {size_mb:.2f} |", len(held.wrong)


def main() -> int:
    """Print the table; 1 if a page differs from Python."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--only", help="demo, or a city")
    asked = parser.parse_args()
    print(
        "| study | pieces | blocks | scenarios | of them change something | differ "
        "| ms each in node | ms each in Python | page, MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    differ = 0
    for name, study in studies(asked.data, asked.only):
        line, wrong = told(name, study, asked.count)
        print(line, flush=True)
        differ += wrong
    return int(differ > 0)


if __name__ == "__main__":
    raise SystemExit(main())
