"""Whether what edits add can only help: ``python -m benchmarks.edit_trials --data FOLDER``.

Paths, gates and closed lines are drawn at random, half of them near a block, and each is held against the town without
it, in whole millimetres: a path or a gate may lengthen no walk of any block or of any pair within the bound, a closed
line may shorten none. docs/method.md (Edits) has the rule, benchmarks/results.md the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.edit_kinds import ADDED, CLOSED, closure_of, edit_of
from benchmarks.edit_worlds import changed, rectangles, side_by_side, town_on
from circles import network, tables
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import WalkFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.edit_worlds import Town

CITIES = {
    "Heidelberg": ("heidelberg/heidelberg.osm.pbf", "shared"),
    "Baoding, a graph with lengths": ("baoding/baoding_main_roads.graphml", "shared"),
    "Baoding, lines joined": ("baoding/baoding_roads.geojson", "join"),
    "Wuhan": ("wuhan/wuhan.osm.pbf", "shared"),
}
SEED = 20261128
WORLDS, SIDE_M, CENTERS, BLOCKS = 30, 2_000.0, 20, 200
COLUMNS = (
    "city", "pieces", "of compounds", "of squares", "additions", "of them shorten a walk", "walks they lengthen",
    "closed lines", "of them lengthen a walk", "walks they shorten", "processor s",
)  # fmt: skip

ROUND = 120
"""How many edits are tried in a city before the next city has its turn."""

COMPOUNDS, SQUARES = 6, 4
"""How many gated polygons and squares are drawn in a district, beside those that the file knows."""


@dataclass
class Tally:
    """Of additions or closed lines: how many of each kind, how many changed a walk as they may, walks that broke."""

    drawn: Counter[str] = field(default_factory=Counter)
    helped: Counter[str] = field(default_factory=Counter)
    broken: int = 0

    def add(self, kind: str, *, as_meant: int, against: int) -> None:
        self.drawn[kind] += 1
        self.helped[kind] += as_meant > 0
        self.broken += against

    def cells(self) -> str:
        drawn = self.drawn.total()
        return f"{drawn:,} | {self.helped.total() / max(drawn, 1):.0%} | {self.broken}"


def kind_of(number: int, rng: np.random.Generator) -> str:
    """Return the kind of the n-th edit: five additions for each closure, every other addition near a block."""
    if number % 6 == 5:
        return str(rng.choice(CLOSED))
    return ADDED[0] if number % 2 else str(rng.choice(ADDED[1:]))


def town_of(path: Path, *, crossings: str, worlds: int, rng: np.random.Generator) -> Town:
    """Return districts of a city side by side, by every amendment: compounds and squares, its own and drawn ones."""
    read = streets_reading(path, asked=WalkFilter("in or out", "2"), squares=True)
    own = [read.table, *(table for table in (read.squares, read.barriers) if table is not None)]
    moved, step = side_by_side(own, worlds, side_m=SIDE_M, rng=rng)
    streets, barriers = moved[0], moved[-1] if read.barriers is not None else None
    counts = worlds * COMPOUNDS, worlds * SQUARES
    compounds = {"compound_id": [f"W{i:03d}" for i in range(counts[0])], "name": ""}
    squares = {"square_id": [f"Q{i:03d}" for i in range(counts[1])], "name": "", "level": ""}
    walls, plazas = (
        gpd.GeoDataFrame(columns, geometry=rectangles(streets, count, half_m, rng), crs=tables.WGS84)
        for columns, count, half_m in ((compounds, counts[0], 150.0), (squares, counts[1], 60.0))
    )
    if read.squares is not None:
        plazas = gpd.GeoDataFrame(pd.concat([moved[1], plazas], ignore_index=True))
    graph = network.build_network(streets, crossings=crossings, compounds=walls, squares=plazas, barriers=barriers)
    return town_on(graph, centers=CENTERS, blocks=BLOCKS, rng=rng, worlds=worlds, step=step, compounds=walls)


def trials(town: Town, count: int, rng: np.random.Generator, found: tuple[Tally, Tally]) -> None:
    """Add to what is found what so many edits did, each alone in its district: additions, and closed lines."""
    added, closed = found
    for first in range(0, count, town.worlds):
        worlds = range(min(town.worlds, count - first))
        kinds = [kind_of(first + world, rng) for world in worlds]
        is_closed = [(first + world) % 6 == 5 for world in worlds]
        drawn = [
            (closure_of if shut else edit_of)(town, kind, rng, world)
            for world, kind, shut in zip(worlds, kinds, is_closed, strict=True)
        ]
        longer, shorter = changed(town, together(drawn))
        for world, kind, shut in zip(worlds, kinds, is_closed, strict=True):
            as_meant, against = (longer, shorter) if shut else (shorter, longer)
            (closed if shut else added).add(kind, as_meant=int(as_meant[world]), against=int(against[world]))
            if against[world]:
                row = drawn[world].drop(columns=["author", "date"]).to_json()
                print(f"district {world}, {kind}: {against[world]} walks\n{row}", file=sys.stderr, flush=True)


def together(drawn: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return several edits as those of one study."""
    rows = [edit.assign(edit_id=str(i)) for i, edit in enumerate(drawn)]
    return gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=tables.WGS84)


def told(towns: Mapping[str, Town], found: Mapping[str, tuple[Tally, Tally]], seconds: Mapping[str, float]) -> str:
    """Return the table of what was found in each city, and by kind."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        "|---" * len(COLUMNS) + "|",
    ]
    for name, town in towns.items():
        of = (town.pieces, town.private_pieces, town.square_pieces)
        pieces = " | ".join(f"{sum(map(len, each)) // town.worlds:,}" for each in of)
        cells = " | ".join(tally.cells() for tally in found[name])
        lines.append(f"| {name} | {pieces} | {cells} | {seconds[name]:.0f} |")
    for which, what in enumerate(("additions that shorten a walk", "closed lines that lengthen one")):
        drawn, helped = Counter[str](), Counter[str]()
        for tallies in found.values():
            drawn.update(tallies[which].drawn)
            helped.update(tallies[which].helped)
        kinds = ", ".join(f"{kind} {helped[kind] / count:.0%} of {count:,}" for kind, count in drawn.most_common())
        lines += ["", f"By kind, {what}: {kinds}."]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--count", type=int, default=12_000, help="edits in all, five additions for each closed line")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="districts of a city that are edited at once")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    rngs = {name: np.random.default_rng(SEED) for name in asked.city or CITIES}
    towns: dict[str, Town] = {}
    for name, rng in rngs.items():
        file, crossings = CITIES[name]
        towns[name] = town_of(asked.data / file, crossings=crossings, worlds=asked.worlds, rng=rng)
    found = {name: (Tally(), Tally()) for name in towns}
    seconds = dict.fromkeys(towns, 0.0)
    for done in range(0, asked.count, ROUND * len(towns)):
        for name, town in towns.items():
            began = time.process_time()
            trials(town, min(ROUND, (asked.count - done) // len(towns)), rngs[name], found[name])
            seconds[name] += time.process_time() - began
        # What is known so far, for who has not the time to wait for all.
        print(told(towns, found, seconds), file=sys.stderr, flush=True)
    print(told(towns, found, seconds))
    return int(any(tally.broken for tallies in found.values() for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
