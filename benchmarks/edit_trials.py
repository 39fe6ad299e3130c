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
from benchmarks.edit_worlds import changed, side_by_side, town_on
from circles import network, tables
from circles.sources import read_streets

if TYPE_CHECKING:
    from benchmarks.edit_worlds import Town

CITIES = {
    "Heidelberg": ("heidelberg/heidelberg.osm.pbf", "shared"),
    "Baoding, a graph with lengths": ("baoding/baoding_main_roads.graphml", "shared"),
    "Baoding, lines joined": ("baoding/baoding_roads.geojson", "join"),
    "Wuhan": ("wuhan/wuhan.osm.pbf", "shared"),
}
SEED = 20261128
WORLDS, SIDE_M = 30, 3_000.0


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


def trials(town: Town, count: int, rng: np.random.Generator) -> tuple[Tally, Tally]:
    """Return what so many edits did, each alone in its district: additions, and closed lines."""
    added, closed = Tally(), Tally()
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
    return added, closed


def together(drawn: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return several edits as those of one study."""
    rows = [edit.assign(edit_id=str(i)) for i, edit in enumerate(drawn)]
    return gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=tables.WGS84)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--count", type=int, default=12_000, help="edits in all, five additions for each closed line")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="districts of a city that are edited at once")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    names = asked.city or list(CITIES)
    print(
        "| city | pieces | additions | of them shorten a walk | walks they lengthen | closed lines | of them lengthen"
        " a walk | walks they shorten | processor s |\n" + "|---" * 9 + "|",
        flush=True,
    )
    broken = 0
    every = Counter[str](), Counter[str]()
    for name in names:
        file, crossings = CITIES[name]
        rng, began = np.random.default_rng(SEED), time.process_time()
        streets, step = side_by_side(read_streets(asked.data / file), asked.worlds, side_m=SIDE_M, rng=rng)
        graph = network.build_network(streets, crossings=crossings)
        town = town_on(graph, centers=30, blocks=300, rng=rng, worlds=asked.worlds, step=step)
        found = trials(town, asked.count // len(names), rng)
        cells = " | ".join(tally.cells() for tally in found)
        pieces = graph.piece_mm.size // asked.worlds
        print(f"| {name} | {pieces:,} | {cells} | {time.process_time() - began:.0f} |", flush=True)
        broken += sum(tally.broken for tally in found)
        for tally in found:
            every[0].update(tally.drawn)
            every[1].update(tally.helped)
    kinds = ", ".join(f"{kind} {count:,} ({every[1][kind] / count:.0%})" for kind, count in every[0].most_common())
    print(f"\nBy kind, and the share that changed a walk as it may: {kinds}.")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
