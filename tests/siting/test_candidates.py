"""Candidates: read from lists and parcels, made by rule, thinned, and what is left out counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import integers, tables
from circles.rule_numbers import MOST_MADE
from circles.siting.candidates import candidates_for, thinned
from circles.sources import candidates_from_table, read_candidates
from tests.study_files import write_town
from tests.towns import blocks, centers, degrees, square, streets, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles.planning_study import Study


def listed(places: Mapping[str, tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:
    """Return candidates at places in metres."""
    table = gpd.GeoDataFrame(
        {"candidate_id": list(places), **columns}, geometry=shapely.points(degrees(list(places.values()))), crs=4326
    )
    return candidates_from_table(table)


def small_town(**settings: Any) -> Study:
    return town(
        streets([(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(1000, 0), (1000, 800)]),
        {"A": (0, 0)},
        blocks({"B1": (500, 20), "B2": square(1500, 20, 100)}, population=[10, 20]),
        {"G1": ("B2", (1500, 10)), "G2": ("B2", (1600, 10))},
        **settings,
    )


def chosen(
    study: Study, junctions: list[tuple[float, float]] | None = None, **asked: Any
) -> tuple[Any, dict[str, int]]:
    units = integers.to_units(degrees(junctions)) if junctions else np.zeros((0, 2), np.int64)
    return candidates_for(circles.Candidates(**asked), study, units, reach_m=1000.0)


def test_a_list_in_an_offices_words() -> None:
    table = candidates_from_table(
        pd.DataFrame(
            {
                "备选点名称": ["甲", "乙"],
                "经度": ["114.31", "114.3"],
                "纬度": ["30.61", "30.6"],
                "造价(万元)": ["120", "约80"],
                "类型": ["警务室", ""],
                "服务人口": ["3万", "2000"],
                "建筑面积": ["1,200㎡", "暂无"],
            }
        )
    )
    assert tuple(table.columns) == tables.CANDIDATES
    assert table["candidate_id"].is_monotonic_increasing
    by_name = table.set_index("name")
    assert by_name["cost"].to_dict() == {"甲": 1_200_000, "乙": 800_000}
    assert by_name["capacity"].to_dict() == {"甲": 30_000, "乙": 2000}
    assert by_name["kind"].to_dict() == {"甲": "警务室", "乙": ""}
    assert by_name.loc["甲", "floor_area_m2"] == 1200
    assert np.isnan(by_name.loc["乙", "floor_area_m2"])


def test_a_parcel_stands_at_a_point_on_its_surface() -> None:
    bend = shapely.Polygon([(0, 0), (3, 0), (3, 1), (1, 1), (1, 3), (0, 3)])
    table = candidates_from_table(gpd.GeoDataFrame({"id": ["P"]}, geometry=[bend], crs=4326))
    assert bend.covers(table.geometry.iloc[0])
    line = gpd.GeoDataFrame({"id": ["P"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326)
    with pytest.raises(circles.InputError, match="must be a point or a parcel; this is a LineString"):
        candidates_from_table(line)


def test_all_faults_of_a_list_are_told_at_once() -> None:
    table = pd.DataFrame({"id": ["a", "a"], "lon": [114, None], "lat": [30, 30], "cost": ["much", "-1"]})
    with pytest.raises(circles.InputError) as caught:
        candidates_from_table(table)
    codes = {finding.code for finding in caught.value.findings}
    assert codes == {"coordinate_missing", "repeated_id", "not_a_number", "negative_number"}


def test_candidates_of_a_study_file(tmp_path: Path) -> None:
    listed({"K": (1000, 0), "L": (500, 0)}).to_file(tmp_path / "parcels.gpkg", engine="pyogrio")
    forbidden = gpd.GeoDataFrame(geometry=[shapely.Polygon(degrees(square(900, -50, 200)))], crs=4326)
    forbidden.to_file(tmp_path / "water.geojson", engine="pyogrio")
    text = '[candidates]\nfile = "parcels.gpkg"\nspacing_m = 50\n[forbidden]\nfile = "water.geojson"\n'
    study = write_town(tmp_path, text=text)
    asked = read_candidates(study)
    assert asked.table is not None
    assert asked.table["candidate_id"].tolist() == ["K", "L"]
    assert asked.spacing_m == 50
    assert [source.kind for source in asked.sources] == ["candidates", "forbidden"]
    table, account = candidates_for(asked, circles.read_study(study), np.zeros((0, 2), np.int64), reach_m=1000)
    assert table["candidate_id"].tolist() == ["L"]
    assert account["forbidden"] == 1
    other = read_candidates(study, options={"candidates": {"from": "gates"}})
    assert other.table is None
    assert other.made_from == "gates"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"from": "stars"}, "not_a_choice"),
        ({"spacing_m": -1.0}, "bad_setting"),
        ({"grid_m": float("nan")}, "bad_setting"),
        ({"away_m": 1e9}, "bad_setting"),
        ({"file": "nowhere.gpkg"}, "file_missing"),
        ({"file": "https://example.org/x.gpkg"}, "address_refused"),
    ],
)
def test_what_cannot_be_asked_of_candidates(tmp_path: Path, said: dict[str, Any], code: str) -> None:
    study = write_town(tmp_path)
    with pytest.raises(circles.InputError) as caught:
        read_candidates(study, options={"candidates": said})
    assert [finding.code for finding in caught.value.findings] == [code]


def test_junctions_gates_and_grid() -> None:
    study = small_town()
    table, account = chosen(study, [(1000, 0), (1000, 0), (9000, 0)])
    assert account == {
        "made": 2, "beyond_reach": 1, "forbidden": 0, "not_preferred": 0, "near_center": 0, "too_close": 0,
        "spacing_m": 200,
    }  # fmt: skip
    assert table.geometry.iloc[0].equals(shapely.Point(degrees([(1000, 0)])[0]))
    gates, account = chosen(study, made_from="gates")
    assert gates["name"].tolist() == ["G1"]
    assert account["too_close"] == 1
    grid, account = chosen(study, made_from="grid", grid_m=400.0)
    plane = shapely.get_coordinates(grid.geometry.to_crs(study.metric_crs).to_numpy())
    assert np.abs(plane / 400 - np.rint(plane / 400)).max() < 0.001
    near = shapely.distance(
        shapely.points(plane)[:, None], study.blocks.geometry.to_crs(study.metric_crs).to_numpy()[None, :]
    )
    assert near.min(axis=1).max() <= 1000.1
    assert account["too_close"] == 0


def test_a_grid_does_not_move_when_blocks_are_added() -> None:
    def places(*ids: str) -> set[tuple[float, float]]:
        everywhere = {"B1": (500, 20), "B2": (1500, 30), "B3": (900, 700)}
        study = small_town()
        some = blocks({each: everywhere[each] for each in ids})
        table, _ = chosen(replace(study, blocks=some), made_from="grid")
        return {(point.x, point.y) for point in table.geometry}

    assert places("B1") < places("B1", "B2", "B3")


def test_no_gate_and_no_end_are_said() -> None:
    study = replace(small_town(), gates=small_town().gates.iloc[:0])
    with pytest.raises(circles.QuestionError, match="the study has none"):
        chosen(study, made_from="gates")
    far = blocks({"B1": (500, 20), "B2": (300_000, 300_000)})
    with pytest.raises(circles.QuestionError, match="too many points"):
        chosen(replace(study, blocks=far), made_from="grid", grid_m=10.0)


def test_each_filter_counts_what_it_leaves_out() -> None:
    study = town(
        streets([(0, 0), (2000, 0)]),
        centers({"A": (0, 0), "C": (1900, 0)}, closed=["C"]),
        blocks({"B": (500, 20)}, population=[1]),
    )
    places = {"K1": (99, 0), "K2": (100, 0), "K3": (400, 0), "K4": (440, 0), "K5": (1000, 0), "K6": (1900, 0)}
    table, account = chosen(
        study,
        table=listed(places, cost=[1, 2, 9, 3, 1, 1]),
        away_m=99.5,
        spacing_m=50.0,
        forbidden=shapely.Polygon(degrees(square(950, -50, 100))),
        preferred=shapely.Polygon(degrees(square(0, -500, 1500))),
    )
    assert table["candidate_id"].tolist() == ["K2", "K4"]
    assert account == {
        "given": 6, "beyond_reach": 0, "forbidden": 1, "not_preferred": 1, "near_center": 1, "too_close": 1,
        "spacing_m": 50,
    }  # fmt: skip


def test_more_than_enough_junctions_are_spread_wider() -> None:
    side = np.arange(0, 15_000, 250.0)
    everywhere = [(float(x), float(y)) for x in side for y in side]
    study = town(streets([(0, 0), (15_000, 0)]), {"A": (0, 0)}, blocks({"B": square(0, 0, 15_000)}))
    table, account = chosen(study, everywhere)
    assert len(table) <= MOST_MADE
    assert account["spacing_m"] > 250
    assert account["made"] == len(everywhere) == len(table) + account["too_close"]
    assert len(chosen(study, everywhere, spacing_m=0.0)[0]) == len(everywhere)


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=25),
    spacing=st.integers(0, 12),
    seed=st.integers(0, 99),
)
def test_thinning_keeps_its_distance_and_leaves_no_room(places: list[tuple[int, int]], spacing: int, seed: int) -> None:
    points = shapely.points(np.array(places, float).reshape(-1, 2))
    order = np.random.default_rng(seed).permutation(len(places))
    kept = thinned(points, order, float(spacing))
    apart = shapely.distance(points[kept][:, None], points[kept][None, :]) + np.eye(len(kept)) * 1e9
    assert not (apart < spacing).any()
    for row in np.setdiff1d(np.arange(len(places)), kept):
        wanted_more = [other for other in kept if list(order).index(other) < list(order).index(row)]
        assert shapely.distance(points[row], points[wanted_more]).min() < spacing
