"""Paths and gates lengthen no walk, closed lines shorten none: integer by integer, on drawn towns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from benchmarks.edit_kinds import ADDED, CLOSED, closure_of, edit_of
from benchmarks.edit_trials import Tally, together, trials
from benchmarks.edit_worlds import Town, changed, grown, side_by_side, town_on
from circles import integers, network, tables
from circles.network import attachment

if TYPE_CHECKING:
    from circles.network import WalkNetwork


def crooked_streets(rng: np.random.Generator, *, with_lengths: bool) -> gpd.GeoDataFrame:
    """Streets of a crooked grid of 120 m: some missing, some bridges, dead ends and two islands beside it."""
    corner = np.array([1_143_000_000, 306_000_000])
    place = {
        (i, j): corner + np.array([i, j]) * 12_000 + rng.integers(-3_000, 3_000, 2) for i in range(9) for j in range(9)
    }
    lines = []
    for (i, j), begin in place.items():
        for end in ((i + 1, j), (i, j + 1), (i + 1, j + 1)):
            if end in place and rng.random() < (0.75 if 0 in (end[0] - i, end[1] - j) else 0.1):
                bend = (begin + place[end]) // 2 + rng.integers(-2_000, 2_000, 2)
                lines.append([begin, bend, place[end]])
    island = corner + np.array([-15_000, 20_000])
    lines += [
        island + np.array(steps) for steps in ([(0, 0), (3_000, 9_000), (0, 30_000)], [(0, 70_000), (2_000, 90_000)])
    ]
    table: dict[str, Any] = {
        "street_id": "",
        "name": [f"S{i % 4}" for i in range(len(lines))],
        "highway": "residential",
        "level": np.where(rng.random(len(lines)) < 0.1, "bridge", ""),
        "cut_start": False,
        "cut_end": False,
    }
    if with_lengths:
        table["length_m"] = np.round(rng.uniform(90, 400, len(lines)), 1)
    shapes = [shapely.LineString(integers.to_degrees(np.array(line))) for line in lines]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84)


def gated_squares(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Four gated squares of 180 to 260 m somewhere in the town."""
    corner = np.array([1_143_000_000, 306_000_000]) + rng.integers(0, 80_000, (4, 2))
    far = corner + rng.integers(18_000, 26_000, (4, 2))
    boxes = shapely.box(*integers.to_degrees(corner).T, *integers.to_degrees(far).T)
    return gpd.GeoDataFrame({"compound_id": [*"WXYZ"], "name": ""}, geometry=boxes, crs=tables.WGS84)


def crooked_town(seed: int) -> Town:
    rng = np.random.default_rng(seed)
    streets = crooked_streets(rng, with_lengths=seed % 2 == 1)
    crossings = "join" if seed % 3 == 0 and "length_m" not in streets else "shared"
    compounds = None
    if seed % 4:
        streets["access"] = np.where(rng.random(len(streets)) < 0.15, tables.PRIVATE, "")
        compounds = gated_squares(rng)
    graph: WalkNetwork = network.build_network(streets, crossings=crossings, compounds=compounds)
    return town_on(graph, centers=5, blocks=25, rng=rng, compounds=compounds)


@pytest.mark.parametrize("seed", range(4))
def test_additions_lengthen_no_walk_and_closures_shorten_none(seed: int) -> None:
    """Of 300 additions in all, 75 a town, 15 are drawn alone and 60 in twelves of five that meet one another."""
    town, rng = crooked_town(seed), np.random.default_rng(100 + seed)
    drawn = [edit_of(town, ADDED[0] if i % 2 else ADDED[i // 2 % len(ADDED)], rng) for i in range(75)]
    found = [grown(town, edits) for edits in drawn[:15]]
    found += [grown(town, together(drawn[i : i + 5])) for i in range(15, 75, 5)]
    assert sum(longer for longer, _ in found) == 0
    assert sum(shorter > 0 for _, shorter in found) >= 0.3 * len(found)
    closed = [grown(town, closure_of(town, kind, rng)) for kind in CLOSED * 2]
    assert sum(shorter for _, shorter in closed) == 0
    assert sum(longer > 0 for longer, _ in closed) >= 0.3 * len(closed)


def test_districts_side_by_side_are_edited_at_once_and_do_not_meet() -> None:
    """What the benchmark asks in one call is what it would ask of each district alone."""
    rng = np.random.default_rng(5)
    (streets,), step = side_by_side([crooked_streets(rng, with_lengths=True)], 4, side_m=500.0, rng=rng)
    town = town_on(network.build_network(streets), centers=3, blocks=12, rng=rng, worlds=4, step=step)
    assert [len(rows) for rows in (*town.block_rows, *town.center_rows)] == [12] * 4 + [3] * 4
    drawn = [edit_of(town, kind, rng, world) for world, kind in enumerate(("near", "gate", "entrance", "island"))]
    alone = [changed(town, edit)[1] for edit in drawn]
    assert (np.array(changed(town, together(drawn))[1]) == np.diag(alone)).all()
    assert np.count_nonzero(alone) == np.count_nonzero(np.diag(alone)) > 0
    added, closed = found = Tally(), Tally()
    trials(town, 24, rng, found)
    assert (added.drawn.total(), closed.drawn.total()) == (20, 4)
    assert (added.broken, closed.broken) == (0, 0)


def test_without_their_own_spots_additions_would_lengthen_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    town, rng = crooked_town(2), np.random.default_rng(102)
    reached = attachment._reached

    def moved_to_choices(own: Any, choices: Any) -> Any:
        own.loc[own.index.isin(choices.index), "piece"] = -1
        return reached(own, choices)

    monkeypatch.setattr(attachment, "_reached", moved_to_choices)
    assert sum(grown(town, edit_of(town, "near", rng))[0] for _ in range(12)) > 0


def test_opened_compounds_lengthen_no_walk() -> None:
    town = crooked_town(1)
    like = edit_of(town, "near", np.random.default_rng(1))
    helped = 0
    for some in (town.graph.compound_ids[::3], town.graph.compound_ids):
        opened = [like.assign(kind="open", compound_id=compound_id) for compound_id in some]
        longer, shorter = grown(town, together(opened))
        assert longer == 0
        helped += shorter
    assert helped > 0
