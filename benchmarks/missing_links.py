"""Whether streets that are taken away are found again: ``python -m benchmarks.missing_links --data FOLDER``.

50 street pieces of 60 m at most are deleted from Heidelberg, drawn at random of those that bring somebody inside: in
a plan of the city in which that piece alone is a street again, somebody more is inside. Missing links are then looked
for in what is left. A deleted piece is found where one of the first 100, no further from it than 150 m, brings all
blocks inside that it brought; it is found to the spot where both ends are within 10 m. The gain of each is held
against a whole plan with that link. docs/method.md (Remedies) has the rule, benchmarks/README.md the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

import circles
from benchmarks.edit_worlds import shifts_m
from circles import integers, network, tables
from circles.network.search import walk_from_all
from circles.network.walk_spots import access_spots, center_spots, roots_of
from circles.planning_study import Scenario, Study
from circles.sources import read_obstacles, read_streets
from circles.workflows.reruns import Base, rerun

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.network import WalkNetwork

    Integers = NDArray[np.int64]

SEED = 20261129
CENTERS, BLOCKS = 40, 1_300
DELETED, SPARE, PROPOSED = 50, 10, 100
LONGEST_MM, SHORTEST_MM = 60_000, 5_000
NEAR_M, SPOT_M = 150.0, 10.0
_GONE_MM = 10**9


@dataclass(frozen=True, eq=False)
class Worn:
    """A city without some of its streets.

    Attributes
    ----------
    plan : Plan
        Of what is left.
    deleted : ndarray of LineString
        What was taken away, in WGS-84.
    served : list of set of str
        The blocks that each brings inside where it alone is a street again.
    """

    plan: Plan
    deleted: NDArray[np.object_]
    served: list[set[str]]


def city(file: Path, *, seed: int, centers: int = CENTERS, blocks: int = BLOCKS) -> tuple[Study, WalkNetwork]:
    """Return a city, its streets the pieces of its network, with centers and blocks about random vertices."""
    built = network.build_network(read_streets(file))
    rng = np.random.default_rng(seed)
    vertex = rng.choice(built.vertex_lon.size, centers + blocks)
    units = np.column_stack([built.vertex_lon[vertex], built.vertex_lat[vertex]])
    places = shapely.points(integers.to_degrees(units + shifts_m(rng, units, 60.0)))
    sites = gpd.GeoDataFrame(
        {"center_id": [f"C{i:02d}" for i in range(centers)], "name": "", "status": "open"},
        geometry=places[:centers],
        crs=tables.WGS84,
    )
    homes = gpd.GeoDataFrame(
        {
            "block_id": [f"B{i:04d}" for i in range(blocks)],
            "name": "",
            "population": rng.integers(100, 2_000, blocks).astype(float),
            "dwellings": np.nan,
        },
        geometry=places[centers:],
        crs=tables.WGS84,
    )
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(object)
    study = Study(
        name=file.stem,
        streets=_streets(built, np.ones(built.piece_mm.size, np.bool_)),
        centers=sites,
        blocks=homes,
        gates=gpd.GeoDataFrame(gates, geometry="geometry", crs=tables.WGS84),
        scenario=Scenario(minutes=15),
    )
    return study, built


def worn(study: Study, built: WalkNetwork, *, seed: int) -> Worn:
    """Return the city without 50 pieces, each of which brings somebody inside where it alone is a street again."""
    gone = _drawn(Judge(study, built), seed)
    while True:
        plan, served = _given_back(study, built, gone)
        able = [one for one, own in zip(gone, served, strict=True) if own]
        print(f"deleted {len(gone)}, of which {len(able)} serve somebody", flush=True)
        if len(able) == len(gone) <= DELETED:
            lines = network.piece_lines(built, np.arange(built.piece_mm.size))
            return Worn(plan, lines[gone], served)
        gone = able[:DELETED]


def _drawn(judge: Judge, seed: int) -> list[int]:
    """Return some more pieces than are wanted that serve somebody, as far as walks between given spots tell."""
    gone: list[int] = []
    left = iter(np.random.default_rng(seed).permutation(judge.deletable).tolist())
    while True:
        now = judge.inside(gone)
        for piece in left:
            if len(gone) == DELETED + SPARE:
                break
            after = judge.inside([*gone, piece])
            if (now & ~after).any():
                gone, now = [*gone, piece], after
        # What is deleted later may leave a piece with nobody to serve.
        able = [one for one in gone if (judge.inside([each for each in gone if each != one]) & ~now).any()]
        if len(able) == len(gone):
            return gone
        gone = able


def _given_back(study: Study, built: WalkNetwork, gone: list[int]) -> tuple[Plan, list[set[str]]]:
    """Return the plan without some pieces, and whom each brings inside where it alone is a street again."""
    left = np.ones(built.piece_mm.size, np.bool_)
    left[gone] = False
    plan = circles.plan(replace(study, streets=_streets(built, left)))
    before = _inside(plan)
    served = []
    for one in gone:
        left[one] = True
        served.append(_inside(circles.plan(replace(study, streets=_streets(built, left)))) - before)
        left[one] = False
    return plan, served


def _inside(plan: Plan) -> set[str]:
    return set(plan.blocks.loc[plan.blocks["verdict"] == tables.INSIDE, "block_id"])


def _served(base: Base, line: shapely.LineString) -> set[str]:
    """Return the blocks that a link brings inside."""
    edits = base.study.with_path(line).edits
    assert edits is not None
    rows = rerun(base.with_edits(edits), base.not_inside).inside
    return set(base.study.blocks["block_id"].iloc[rows])


class Judge:
    """Who is inside without some pieces: a walk over the streets in which these are endless."""

    def __init__(self, study: Study, built: WalkNetwork) -> None:
        attachments = network.attach(
            built,
            centers=study.centers,
            blocks=study.blocks,
            gates=study.gates,
            max_snap_m=study.scenario.max_snap_m,
            metric_crs=study.metric_crs,
        )
        self._points = access_spots(attachments)
        self._centers, _ = center_spots(attachments, study.centers["center_id"])
        self._built, self._limit_mm = built, study.scenario.limit_mm
        stands = np.zeros(built.piece_mm.size, np.bool_)
        stands[self._points.piece] = stands[self._centers.piece] = True
        short = (built.piece_mm <= LONGEST_MM) & (built.piece_mm >= SHORTEST_MM)
        nodes = network.walk_field(built, attachments, study.centers["center_id"])
        walked = nodes.loc[nodes["walk_mm"].between(0, self._limit_mm), "next_piece"]
        short &= np.isin(np.arange(built.piece_mm.size), walked)
        self.deletable = np.flatnonzero(short & ~stands & ~built.piece_island & ~built.is_square)

    def inside(self, gone: list[int]) -> NDArray[np.bool_]:
        """Return which spots of blocks are within the limit."""
        built, roads, points, centers = self._built, self._built.roads, self._points, self._centers
        row, root_mm, spot = roots_of(built, centers.piece, centers.at_mm, centers.leg_mm)
        mm = np.where(np.isin(roads.piece, gone), _GONE_MM, roads.mm)
        walk_mm, _ = walk_from_all(row, root_mm, centers.center[spot], roads.offset, roads.node, mm, roads.bits)
        by_start = walk_mm[built.layers.read_start[points.piece]] + points.at_mm
        by_end = walk_mm[built.layers.read_end[points.piece]] + built.piece_mm[points.piece] - points.at_mm
        found: NDArray[np.bool_] = np.minimum(by_start, by_end) + points.leg_mm <= self._limit_mm
        return found


def _streets(built: WalkNetwork, left: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """Return the pieces of a network as streets."""
    pieces = built.pieces()[left]
    ends = ("start", "end")
    cut = {f"cut_{end}": built.node_cut[pieces[end]] for end in ends}
    return gpd.GeoDataFrame(
        {
            "street_id": [f"S{i}" for i in range(len(pieces))],
            "name": pieces["name"].to_numpy(object),
            "highway": pieces["highway"].to_numpy(object),
            "level": "",
            **cut,
            "length_m": pieces["length_mm"].to_numpy() / 1000,
        },
        geometry=pieces.geometry.to_numpy(),
        crs=tables.WGS84,
    )


def found_again(city_worn: Worn, remedies: Remedies, walked: WalkNetwork) -> tuple[int, int]:
    """Return how many deleted pieces the links do the work of, and how many they find to the spot."""
    plane, shapes = city_worn.plan.study.metric_crs, remedies.links.geometry.to_numpy()
    lines, deleted = (network.in_plane(each, plane) for each in (shapes, city_worn.deleted))
    base = Base(plan=city_worn.plan, walk_network=walked)
    works = spots = 0
    for line, own in zip(deleted, city_worn.served, strict=True):
        near = np.flatnonzero(shapely.distance(lines, line) <= NEAR_M).tolist()
        works += any(own <= _served(base, shapes[at]) for at in near)
        spots += any(_same_ends(lines[at], line) for at in near)
    return works, spots


def _same_ends(one: shapely.LineString, other: shapely.LineString) -> bool:
    ends = [[shapely.get_point(line, at) for at in (0, -1)] for line in (one, other)]
    return any(
        max(shapely.distance(a, b) for a, b in zip(ends[0], side, strict=True)) <= SPOT_M
        for side in (ends[1], ends[1][::-1])
    )


def main(arguments: list[str] | None = None) -> int:
    """Delete, look, and hold the gains against whole plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shared cities")
    parser.add_argument("--plans", type=int, default=PROPOSED, help="how many gains are held against whole plans")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--centers", type=int, default=CENTERS)
    parser.add_argument("--blocks", type=int, default=BLOCKS)
    asked = parser.parse_args(arguments)
    file: Path = asked.data / "heidelberg" / "heidelberg.osm.pbf"
    study, built = city(file, seed=asked.seed, centers=asked.centers, blocks=asked.blocks)
    city_worn = worn(study, built, seed=asked.seed)
    obstacles = read_obstacles(file)
    walked = circles.network_of(city_worn.plan.study)
    circles.remedies(city_worn.plan, links=1, walk_network=walked)  # compiled
    begin = time.process_time()
    remedies = circles.remedies(city_worn.plan, obstacles=obstacles, links=PROPOSED, walk_network=walked)
    took_s = time.process_time() - begin
    works, spots = found_again(city_worn, remedies, walked)
    print(
        f"{len(city_worn.deleted)} deleted: {works} found among the first {len(remedies.links)}, {spots} to the spot; "
        f"{took_s:.1f} s; {dict(remedies.links_account)}",
        flush=True,
    )
    before, wrong = float(city_worn.plan.account["inside"]["people"]), 0
    for row in remedies.links.head(asked.plans).to_dict("records"):
        after = circles.plan(remedies.study_with(row["edit_id"]))
        wrong += float(after.account["inside"]["people"]) - before != row["people_gained"]
    print(f"{min(asked.plans, len(remedies.links))} gains held against whole plans: {wrong} differ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
