from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from circles.sources import read_streets, read_study, study_from_tables
from circles.sources.geo.datum import BD09, GCJ02, WGS84, bd09_from_wgs84, gcj02_from_wgs84
from circles.sources.places.doctor import FEWEST_POINTS, MOST_POINTS, SWAPPED, examine_datum, points_of
from tests.sources.small_files import codes_of, write_layer, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MIDDLE = np.array([114.3, 30.6])
METRES = 111_320 * np.array([np.cos(np.radians(30.6)), 1.0])
SHIFTS = {GCJ02: gcj02_from_wgs84, BD09: bd09_from_wgs84}


def city(*, seed: int = 1, streets: int = 30) -> gpd.GeoDataFrame:
    """Return crooked streets at irregular distances, 5 km wide: no two cuts through it are alike."""
    rng = np.random.default_rng(seed)
    along = np.linspace(-2500, 2500, 26)
    lines = []
    for at in rng.uniform(-2500, 2500, streets):
        for flip in (False, True):
            xy = np.column_stack([along, at + np.cumsum(rng.normal(0, 25, len(along)))])
            lines.append(shapely.LineString((xy[:, ::-1] if flip else xy) / METRES + MIDDLE))
    return gpd.GeoDataFrame(geometry=lines, crs="EPSG:4326")


def beside_streets(streets: gpd.GeoDataFrame, count: int, off_m: float, *, seed: int = 2) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    lines = streets.geometry.to_numpy()[rng.integers(0, len(streets), count)]
    spots = shapely.get_coordinates(shapely.line_interpolate_point(lines, rng.random(count), normalized=True))
    angle = rng.random(count) * 2 * np.pi
    away: NDArray[np.float64] = (off_m * rng.random(count) * np.array([np.cos(angle), np.sin(angle)])).T / METRES
    placed: NDArray[np.float64] = spots + away
    return placed


def shifted(points: NDArray[np.float64], datum: str) -> NDArray[np.float64]:
    if datum == WGS84:
        return points
    moved: NDArray[np.float64] = np.column_stack(SHIFTS[datum](points[:, 0], points[:, 1]))
    return moved


@pytest.mark.parametrize("off_m", [0, 50])
@pytest.mark.parametrize("datum", [WGS84, GCJ02, BD09])
def test_thirty_points_tell_their_datum(datum: str, off_m: float) -> None:
    streets = city()
    points = beside_streets(streets, 30, off_m)
    there = shifted(points, datum)
    verdict = examine_datum(there, streets)
    assert verdict.datum == datum
    assert verdict.is_doubtful is (datum != WGS84)
    assert 0.7 < verdict.confidence <= 1
    assert verdict.points == 30
    known_m = np.median((there - points) * METRES, axis=0)
    assert (verdict.shift_east_m, verdict.shift_north_m) == pytest.approx(known_m, abs=15)
    assert verdict.shift_m == pytest.approx(np.hypot(*known_m), abs=15)
    assert verdict.street_m[datum] == min(verdict.street_m.values()) <= off_m + 1e-3


def test_unshifted_layers_raise_no_alarm() -> None:
    for seed in range(12):
        streets = city(seed=seed)
        assert not examine_datum(beside_streets(streets, 30, 150, seed=seed), streets).is_doubtful


def test_points_that_have_nothing_to_do_with_streets_mostly_tell_nothing() -> None:
    streets = city()
    rng = np.random.default_rng(4)
    told = [examine_datum(MIDDLE + rng.uniform(-2000, 2000, (30, 2)) / METRES, streets).is_doubtful for _ in range(16)]
    assert sum(told) <= 1


def test_row_order_and_repeated_rows_change_nothing() -> None:
    streets = city()
    points = shifted(beside_streets(streets, 1100, 50), GCJ02)
    verdict = examine_datum(points, streets)
    shuffled = np.random.default_rng(5).permutation(np.concatenate([points, points]))
    assert examine_datum(shuffled, streets) == verdict
    assert verdict.points == MOST_POINTS
    assert verdict.datum == GCJ02


def test_few_points_and_one_place_many_times_tell_nothing() -> None:
    streets = city()
    few = shifted(beside_streets(streets, FEWEST_POINTS - 1, 0), BD09)
    assert examine_datum(few, streets).datum is None
    same = np.repeat(shifted(beside_streets(streets, 1, 0), BD09), 500, axis=0)
    assert (examine_datum(same, streets).datum, examine_datum(same, streets).points) == (None, 1)


def test_the_sea_no_points_and_no_streets_tell_nothing() -> None:
    streets = city()
    sea = np.array([122.5, 30.0]) + beside_streets(streets, 50, 0) - MIDDLE
    assert examine_datum(sea, streets).datum is None
    assert examine_datum(np.empty((0, 2)), streets).datum is None
    assert examine_datum(np.full((50, 2), np.nan), streets).datum is None
    assert examine_datum(sea, streets.iloc[:0]).datum is None
    assert examine_datum(sea, streets.iloc[:1].set_geometry([None], crs="EPSG:4326")).datum is None


def test_one_straight_street_does_not_tell_places_along_it_apart() -> None:
    line = shapely.LineString([(114.2, 30.6), (114.4, 30.6)])
    streets = gpd.GeoDataFrame(geometry=[line], crs="EPSG:4326")
    points = np.column_stack([np.linspace(114.25, 114.35, 60), np.full(60, 30.6)])
    assert not examine_datum(points, streets).is_doubtful


def test_other_countries_are_left_alone() -> None:
    streets = city()
    away = np.array([-51.2 - 114.3, -30.0 - 30.6])
    there = streets.set_geometry(streets.translate(*away))
    points = shifted(beside_streets(streets, 100, 0), GCJ02) + away
    assert examine_datum(points, there).datum is None


def test_a_swap_is_seen_where_the_numbers_alone_do_not_show_it() -> None:
    streets = city()
    away = np.array([24.9, 60.2]) - MIDDLE
    there = streets.set_geometry(streets.translate(*away))
    points = beside_streets(streets, 40, 50) + away
    assert examine_datum(points, there).datum is None
    verdict = examine_datum(points[:, ::-1], there)
    assert (verdict.datum, verdict.confidence, verdict.is_doubtful) == (SWAPPED, 1.0, True)


def test_a_polygon_is_examined_by_a_corner() -> None:
    shapes = [shapely.box(0, 0, 1, 1), None, shapely.Point(3, 4), shapely.Polygon()]
    shapes.append(shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(8, 8, 9, 9)]))
    points = points_of(np.array(shapes, dtype=object))
    assert points[[0, 2, 4]].tolist() == [[1, 0], [3, 4], [6, 5]]
    assert np.isnan(points[[1, 3]]).all()


def town_files(folder: Path, datum: str) -> Path:
    streets = city()
    study = write_study(folder)
    write_layer(folder / "streets.gpkg", streets.geometry.tolist())
    points = shifted(beside_streets(streets, 40, 50), datum)
    rows = "\n".join(f"中心{i},{lon:.6f},{lat:.6f}" for i, (lon, lat) in enumerate(points))
    (folder / "centers.csv").write_text(f"名称,经度,纬度\n{rows}\n", encoding="utf-8")
    write_layer(folder / "blocks.gpkg", [shapely.box(114.298, 30.598, 114.299, 30.599)], 人口=[1200])
    return study


@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_a_study_says_what_to_write_and_is_quiet_once_it_is_written(tmp_path: Path, datum: str) -> None:
    study = town_files(tmp_path, datum)
    read = read_study(study)
    (warning,) = read.warnings
    assert (warning.code, warning.file, warning.details["datum"]) == ("layer_shifted", "centers.csv", datum)
    assert f'datum = "{datum}"' in warning.text("zh")
    assert "[centers]" in warning.text("en")
    assert read.centers.geometry[0].x == pytest.approx(
        float((tmp_path / "centers.csv").read_text("utf-8").split(",")[3])
    )
    assert read_study(study, options={"centers": {"datum": datum}}).warnings == ()
    assert read_study(study, options={"centers": {"datum": WGS84}}).warnings == ()
    assert read_study(study, options={"centers": {"crs": "EPSG:4326"}}).warnings == ()


def test_a_right_study_is_quiet(tmp_path: Path) -> None:
    assert read_study(town_files(tmp_path, WGS84)).warnings == ()


def test_blocks_whose_outlines_follow_the_streets_are_examined() -> None:
    streets = city()
    faces = [
        face
        for face in shapely.get_parts(
            shapely.polygonize(shapely.get_parts(shapely.node(shapely.multilinestrings(streets.geometry.to_numpy()))))
        )
        if face.area * METRES.prod() > 5_000
    ]
    assert len(faces) > 100
    moved = [shapely.transform(face, lambda xy: shifted(xy, BD09)) for face in faces]
    centers = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(MIDDLE)], crs="EPSG:4326")
    for blocks, codes in ((faces, []), (moved, ["layer_shifted"])):
        frame = gpd.GeoDataFrame({"population": [10] * len(faces)}, geometry=blocks, crs="EPSG:4326")
        study = study_from_tables(streets=streets, centers=centers, blocks=frame)
        assert [finding.code for finding in study.warnings] == codes


def test_swapped_lists_elsewhere_are_warned_of(tmp_path: Path) -> None:
    away = np.array([24.9, 60.2]) - MIDDLE
    streets = city()
    study = write_study(tmp_path)
    write_layer(tmp_path / "streets.gpkg", streets.translate(*away).tolist())
    write_layer(tmp_path / "blocks.gpkg", [shapely.box(24.9, 60.2, 24.901, 60.201)], 人口=[12])
    lon, lat = (beside_streets(streets, 5, 0) + away).T
    rows = "\n".join(f"{i},{y},{x}" for i, (x, y) in enumerate(zip(lon, lat, strict=True)))
    (tmp_path / "centers.csv").write_text(f"name,lon,lat\n{rows}\n", encoding="utf-8")
    assert codes_of(lambda: read_study(study)) == ["all_centers_out_of_reach", "layer_swapped"]


@pytest.mark.city
def test_a_hundred_centers_of_a_real_city_tell_their_datum(city_data: Path) -> None:
    streets = read_streets(city_data / "baoding" / "baoding_roads.geojson")
    points = beside_streets(streets, 100, 50)
    for datum in (WGS84, GCJ02, BD09):
        assert examine_datum(shifted(points, datum), streets).datum == datum
