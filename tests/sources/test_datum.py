from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod

from circles import integers
from circles.provenance import Shift
from circles.settings import DATUMS
from circles.sources import read_study
from circles.sources.geo.datum import (
    BD09,
    BD09MC,
    GCJ02,
    bd09_from_wgs84,
    contradicting,
    gcj02_from_wgs84,
    shapes_in_wgs84,
    shift_of,
    to_wgs84_degrees,
    wgs84_from_bd09,
    wgs84_from_gcj02,
)
from tests.sources.small_files import SQUARE, STREETS, codes_of, write_layer, write_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from circles.planning_study import Study

PAIRS = {GCJ02: (gcj02_from_wgs84, wgs84_from_gcj02), BD09: (bd09_from_wgs84, wgs84_from_bd09)}
COLUMNS = {GCJ02: "gcj02", BD09: "bd09"}


def known_places() -> dict[str, NDArray[np.float64]]:
    with (Path(__file__).parent / "datum_vectors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        name: np.array([[float(row[f"{name}_{axis}"]) for row in rows] for axis in ("lon", "lat")])
        for name in ("wgs84", "gcj02", "bd09")
    }


def metres_apart(one: tuple[NDArray[np.float64], ...], other: NDArray[np.float64]) -> float:
    east = (np.asarray(one[0]) - other[0]) * 111_320 * np.cos(np.radians(other[1]))
    return float(np.hypot(east, (np.asarray(one[1]) - other[1]) * 111_320).max())


@pytest.mark.parametrize("datum", PAIRS)
def test_fourteen_cities_agree_within_a_metre_both_ways(datum: str) -> None:
    places = known_places()
    forward, back = PAIRS[datum]
    assert places["wgs84"].shape == (2, 14)
    assert metres_apart(forward(*places["wgs84"]), places[COLUMNS[datum]]) < 1
    assert metres_apart(back(*places[COLUMNS[datum]]), places["wgs84"]) < 1


@given(st.sampled_from(sorted(PAIRS)), st.floats(73, 135), st.floats(3, 54))
def test_there_and_back_is_less_than_a_millimetre_off(datum: str, lon: float, lat: float) -> None:
    forward, back = PAIRS[datum]
    assert metres_apart(back(*forward(lon, lat)), np.array([lon, lat])) < 0.001


def test_the_meridian_where_the_formula_has_a_corner_comes_back_too() -> None:
    place = np.array([np.array([105.0, 105.0 + 1e-9, 105.0 - 1e-6]), np.array([35.0, 35.0, 34.9])])
    for forward, back in PAIRS.values():
        assert metres_apart(back(*forward(*place)), place) < 0.001


def test_a_datum_without_shift_changes_nothing() -> None:
    for datum in set(DATUMS) - set(PAIRS) - {BD09MC}:
        lon, lat = to_wgs84_degrees([114.3], [30.6], datum)
        assert (lon.tolist(), lat.tolist()) == ([114.3], [30.6])


def test_every_vertex_moves_and_shared_vertices_stay_shared() -> None:
    square = shapely.box(114.28, 30.58, 114.29, 30.59)
    with_hole = square.difference(shapely.box(114.283, 30.583, 114.285, 30.585))
    neighbour = shapely.box(114.29, 30.58, 114.30, 30.59)
    shapes = np.array([with_hole, None, neighbour, shapely.Point(114.29, 30.58)], dtype=object)
    moved = shapes_in_wgs84(shapes, BD09)
    assert moved[1] is None
    corners = [set(map(tuple, shapely.get_coordinates(moved[i]).tolist())) for i in (0, 2)]
    assert len(corners[0] & corners[1]) == 2
    assert shapely.get_coordinates(moved[3])[0].tolist() in shapely.get_coordinates(moved[2]).tolist()
    assert len(moved[0].interiors) == 1
    expected = np.column_stack(wgs84_from_bd09([114.28, 114.29], [30.58, 30.59]))
    assert shapely.distance(moved[0].exterior, shapely.points(expected)).max() < 1e-7
    again = integers.on_grid(gpd.GeoSeries(moved)).to_numpy()
    assert shapely.equals(again[0], moved[0])


def test_south_and_west_are_kept_apart_from_north_and_east() -> None:
    shapes = np.array([shapely.Point(-51.2, -30.0)], dtype=object)
    moved = shapes_in_wgs84(shapes, GCJ02)[0]
    assert metres_apart((np.array(moved.x), np.array(moved.y)), np.array(wgs84_from_gcj02(-51.2, -30.0))) < 0.02


def shifted_study(folder: Path, forward: Callable[..., tuple[NDArray[np.float64], ...]], datum: str) -> Path:
    """Write the small study with everything but the area in a shifted datum."""

    def there(shape: object) -> object:
        return shapely.transform(shape, lambda xy: np.column_stack(forward(xy[:, 0], xy[:, 1])))

    study = write_study(folder)
    write_layer(folder / "streets.gpkg", [there(line) for line in STREETS], name=["中山大道", "胜利街"])
    write_layer(folder / "blocks.gpkg", [there(SQUARE)], name=["江汉里"], 人口=[1200])
    lon, lat = forward(np.array([114.285, 114.291]), np.array([30.5805, 30.585]))
    (folder / "centers.csv").write_text(
        f"名称,经度,纬度,状态\n一号,{lon[0]!s},{lat[0]!s},已启用\n二号,{lon[1]!s},{lat[1]!s},在建\n", encoding="utf-8"
    )
    said = study.read_text(encoding="utf-8")
    for section in ("streets", "centers", "blocks"):
        said = said.replace(f"[{section}]\n", f'[{section}]\ndatum = "{datum}"\n')
    study.write_text(said, encoding="utf-8")
    return study


def coordinates(study: Study) -> NDArray[np.float64]:
    parts = (study.streets, study.centers, study.blocks)
    return np.concatenate([shapely.get_coordinates(part.geometry.to_numpy()) for part in parts])


@pytest.mark.parametrize("datum", PAIRS)
def test_a_study_in_a_declared_datum_is_the_study(tmp_path: Path, datum: str) -> None:
    plain = read_study(write_study(tmp_path / "WGS"))
    shifted = read_study(shifted_study(tmp_path / "偏移", PAIRS[datum][0], datum))
    assert np.abs(coordinates(plain) - coordinates(shifted)).max() < 3e-7
    assert [source.notes["datum"] for source in shifted.sources] == [datum] * 3
    assert shifted.warnings == ()
    assert "datum" not in plain.sources[0].notes


@pytest.mark.parametrize(("datum", "shift_m"), [(GCJ02, 570), (BD09, 1190)])
def test_how_many_places_were_converted_and_how_far_is_noted(tmp_path: Path, datum: str, shift_m: int) -> None:
    streets, centers, blocks = read_study(shifted_study(tmp_path, PAIRS[datum][0], datum)).sources
    assert [source.notes["datum_points"] for source in (streets, centers, blocks)] == [4, 2, 5]
    for source in (streets, centers, blocks):
        assert source.notes["datum_shift_m"] == pytest.approx(shift_m, abs=30)


def test_the_shift_noted_is_the_distance_between_the_two_places() -> None:
    given_at = np.array([[114.285, 30.5805], [114.291, 30.585]])
    shapes = np.array([shapely.Point(given_at[0]), None, shapely.Point(given_at[1])])
    moved = shapes_in_wgs84(shapes, GCJ02)
    apart = Geod(ellps="WGS84").inv(*given_at.T, *shapely.get_coordinates(moved).T)
    assert shift_of(moved, GCJ02) == Shift(points=2, metres=round(float(np.mean(apart[2]))))
    assert shift_of(moved, "CGCS2000") is None
    assert shift_of(moved[1:2], GCJ02) is None


def test_a_list_that_states_no_datum_is_noted_as_taken_for_wgs84(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    assert read_study(study).sources[1].notes["coordinates"] == "taken as WGS-84"
    for stated in ({"datum": "WGS-84"}, {"crs": "EPSG:4490"}):
        assert "coordinates" not in read_study(study, options={"centers": stated}).sources[1].notes


def test_a_list_and_a_layer_of_the_same_points_become_the_same_points(tmp_path: Path) -> None:
    options = {"centers": {"datum": BD09}}
    by_list = read_study(write_study(tmp_path), options=options)
    write_layer(tmp_path / "centers.gpkg", [shapely.Point(114.285, 30.5805), shapely.Point(114.291, 30.585)])
    by_layer = read_study(
        tmp_path / "study.toml", options={"centers": {"datum": BD09, "file": tmp_path / "centers.gpkg"}}
    )
    one, other = (shapely.get_coordinates(study.centers.geometry.to_numpy()) for study in (by_list, by_layer))
    assert one.tolist() == other.tolist()
    assert abs(one[0, 0] - 114.285) > 0.01


def test_the_area_is_moved_too(tmp_path: Path) -> None:
    write_layer(tmp_path / "area.gpkg", [shapely.box(114.27, 30.57, 114.3, 30.6)])
    study = read_study(write_study(tmp_path, '[area]\nfile = "area.gpkg"\ndatum = "GCJ-02"\n'))
    assert study.area is not None
    corner = shapely.Point(*wgs84_from_gcj02(114.27, 30.57))
    assert study.area.exterior.distance(corner) < 1e-7


def test_lines_traced_over_shifted_tiles_are_shifted_in_any_plane(tmp_path: Path) -> None:
    study = shifted_study(tmp_path, gcj02_from_wgs84, GCJ02)
    for name in ("streets.gpkg", "blocks.gpkg"):
        layer = gpd.read_file(tmp_path / name, engine="pyogrio").to_crs("EPSG:3857")
        layer.to_file(tmp_path / name, engine="pyogrio")
    plain = read_study(write_study(tmp_path / "WGS"))
    assert np.abs(coordinates(read_study(study)) - coordinates(plain)).max() < 3e-7


def test_a_datum_that_is_none_and_one_against_the_crs_are_faults(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    assert codes_of(lambda: read_study(study, options={"centers": {"datum": "火星"}})) == ["not_a_choice"]
    both = {"centers": {"datum": GCJ02, "crs": "EPSG:4490"}, "blocks": {"datum": "CGCS2000", "crs": "EPSG:4610"}}
    assert codes_of(lambda: read_study(study, options=both)) == ["datum_and_crs", "datum_and_crs"]


@pytest.mark.parametrize(
    ("datum", "crs", "fault"),
    [
        (GCJ02, "EPSG:4326", False),
        (GCJ02, "EPSG:3857", False),
        (GCJ02, None, False),
        (None, "EPSG:4490", False),
        ("CGCS2000", "EPSG:4490", False),
        ("CGCS2000", "EPSG:4547", False),
        ("WGS-84", "EPSG:4490", True),
        (BD09, "EPSG:4214", True),
    ],
)
def test_which_crs_goes_with_which_datum(datum: str | None, crs: str | None, *, fault: bool) -> None:
    assert contradicting(datum, None if crs is None else CRS.from_user_input(crs)) is fault


def test_places_outside_china_are_converted_as_declared_and_warned_of(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    (tmp_path / "centers.csv").write_text("name,lon,lat\n一号,114.285,30.5805\nFar,2.3501,48.8502\n", encoding="utf-8")
    read = read_study(study, options={"centers": {"datum": GCJ02}})
    assert [finding.code for finding in read.warnings] == ["datum_outside_china"]
    assert read.warnings[0].details == {"count": 1, "datum": GCJ02}
    for lang in ("zh", "en"):
        assert "GCJ-02" in read.warnings[0].text(lang)
    far = read.centers.set_index("name").geometry["Far"]
    assert (far.x, far.y) == pytest.approx(wgs84_from_gcj02(2.3501, 48.8502), abs=1e-6)


@pytest.mark.parametrize(
    ("crs", "datum"),
    [
        ("EPSG:4610", "Xian 1980"),
        ("EPSG:2383", "Xian 1980"),
        ("EPSG:4214", "Beijing 1954"),
        ("EPSG:2435", "Beijing 1954"),
    ],
)
def test_the_old_datums_get_a_warning_that_names_the_missing_shift(tmp_path: Path, crs: str, datum: str) -> None:
    study = write_study(tmp_path)
    write_layer(tmp_path / "blocks.gpkg", [gpd.GeoSeries([SQUARE], crs="EPSG:4326").to_crs(crs)[0]], crs=crs)
    read = read_study(study, options={"centers": {"datum": "WGS-84"}})
    assert [(finding.code, finding.details["datum"]) for finding in read.warnings] == [("datum_shift_missing", datum)]
    assert datum in read.warnings[0].text("zh")


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4526", "EPSG:4547"])
def test_the_zones_of_cgcs2000_are_read_with_the_easting_first(tmp_path: Path, crs: str) -> None:
    study = write_study(tmp_path)
    write_layer(tmp_path / "blocks.gpkg", [gpd.GeoSeries([SQUARE], crs="EPSG:4326").to_crs(crs)[0]], crs=crs)
    x, y = gpd.GeoSeries([shapely.Point(114.285, 30.5805)], crs="EPSG:4326").to_crs(crs)[0].coords[0]
    if crs == "EPSG:4526":
        assert 38_400_000 < x < 38_600_000
    (tmp_path / "centers.csv").write_text(f"name,lon,lat\n一号,{x},{y}\n", encoding="utf-8")
    read = read_study(study, options={"centers": {"crs": crs}})
    assert read.warnings == ()
    assert read.centers.geometry[0].coords[0] == pytest.approx((114.285, 30.5805), abs=1e-6)
    assert shapely.hausdorff_distance(read.blocks.geometry[0], SQUARE) < 1e-6


def test_the_notes_of_sources_are_plain_values(tmp_path: Path) -> None:
    read = read_study(write_study(tmp_path), options={"centers": {"datum": BD09}})
    assert json.loads(json.dumps(dict(read.sources[1].notes)))["datum"] == BD09
