"""Blocks that no file gives: faces, land use, homes and cells."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles.sources import read_study, study_from_tables
from circles.sources.made import osm_areas
from circles.sources.made.street_faces import street_faces
from circles.sources.places.made_ids import is_made
from tests.sources.drawn_extract import HOME, LAT, LON, STEP, at, finding, study_of, town
from tests.sources.small_files import codes_of, write_layer, write_pbf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([at(*place) for place in places])


def grid(columns: int, rows: int) -> list[shapely.LineString]:
    """Return whole lines that cross without sharing a vertex: the streets of a town of columns x rows faces."""
    down = [line((x, 0), (x, rows)) for x in range(columns + 1)]
    return down + [line((0, y), (columns, y)) for y in range(rows + 1)]


def made(streets: Sequence[shapely.LineString], options: Mapping[str, Any], **columns: Sequence[str]) -> circles.Study:
    table = gpd.GeoDataFrame(columns, geometry=list(streets), crs="EPSG:4326")
    lon, lat = at(0.5, 0)
    centers = pd.DataFrame({"name": ["一号"], "lon": [lon], "lat": [lat]})
    return study_from_tables(streets=table, centers=centers, options=options)


def hectares(study: circles.Study) -> list[float]:
    return [round(area, 2) for area in study.blocks.to_crs(study.metric_crs).area / 10_000]


def test_a_grid_of_streets_gives_its_faces_numbered_by_place() -> None:
    study = made(grid(3, 2), {"blocks": {"from": "streets"}})
    assert study.blocks["block_id"].map(is_made).all()
    assert study.blocks["name"].tolist() == [f"街坊地块 00{n}" for n in range(1, 7)]
    middles = shapely.centroid(study.blocks.geometry.to_numpy())
    cells = [(int((p.x - LON) / STEP), int((p.y - LAT) / STEP)) for p in middles]
    assert cells == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert set(hectares(study)) == {1.06}
    short = [*grid(3, 1)[:4], line((0, 0), (3, 0)), line((0.01, 1), (2.99, 1))]  # ends 1 m short of the sides
    assert len(made(short, {"blocks": {"from": "streets"}}).blocks) == 3
    assert study.blocks["population"].isna().all()
    (source,) = [each for each in study.sources if each.kind == "blocks"]
    assert (source.label, source.rows, source.notes["faces"]) == ("estimate", 6, 6)
    assert source.notes["made_from"] == "faces of the streets"
    assert study.population_label == "source"
    assert "6 faces of the streets" in finding(study, "blocks_of_faces").text("en")
    assert "街坊地块不是小区" in finding(study, "blocks_of_faces").text("zh")


def test_faces_too_small_too_large_and_too_narrow_are_dropped_and_counted() -> None:
    # Between x = 1 and x = 1.2 two carriageways 19 m apart; from x = 2 on a face of 10 x 2 steps, 21 ha.
    lines = [*grid(2, 2), line((1.2, 0), (1.2, 4)), line((0, 4), (2, 4)), line((2, 2), (2, 4)), line((1, 2), (1, 4))]
    lines += [line((2, 0), (12, 0), (12, 2), (2, 2)), line((0, 1.4), (0.6, 2))]
    options = {"blocks": {"from": "streets", "max_area_ha": 20, "min_area_ha": 0.25}}
    notes = next(each for each in made(lines, options).sources if each.kind == "blocks").notes
    # Two strips beside row 0 and 1 hold 0.21 ha each, the one above them 0.43 ha; the corner triangle 0.19 ha.
    assert (notes["too_small"], notes["too_large"], notes["too_narrow"]) == (3, 1, 1)
    assert notes["too_large_ha"] == 21
    everything = made(lines, {"blocks": {"from": "streets", "min_area_ha": 0, "min_width_m": 0}})
    assert len(everything.blocks) == notes["faces"]


def test_ends_that_lead_nowhere_and_service_ways_part_nothing() -> None:
    lines = [*grid(1, 1), line((0.5, 0), (0.5, 0.5)), line((0, 0.4), (1, 0.4)), line((0, 0.7), (1, 0.7))]
    classes = ["residential"] * 5 + ["service", "['footway', 'path']"]
    options: dict[str, Any] = {"blocks": {"from": "streets"}, "output": {"lang": "en"}}
    study = made(lines, options, highway=classes)
    assert hectares(study) == [1.06]
    assert study.blocks["name"].tolist() == ["Face 001"]
    # Without a class nothing tells a service way from a street; the dead end crosses one and so parts too.
    options["blocks"]["min_area_ha"] = 0
    assert hectares(made(lines, options)) == [0.21, 0.32, 0.32, 0.21]


def test_only_faces_whose_middle_is_in_the_area_are_blocks_and_numbers_have_no_holes(tmp_path: Path) -> None:
    area = gpd.GeoDataFrame(geometry=[shapely.box(*at(0.9, -1), *at(2.2, 3))], crs="EPSG:4326")
    area.to_file(tmp_path / "area.geojson")
    write_layer(tmp_path / "streets.gpkg", grid(3, 2))
    (tmp_path / "centers.csv").write_text(f"名称,经度,纬度\n一号,{LON},{LAT}\n", encoding="utf-8")
    study = read_study(
        {
            "streets": {"file": tmp_path / "streets.gpkg"},
            "centers": {"file": tmp_path / "centers.csv"},
            "area": {"file": tmp_path / "area.geojson"},
            "blocks": {"from": "streets"},
        }
    )
    assert study.blocks["name"].tolist() == ["街坊地块 001", "街坊地块 002"]
    source = next(each for each in study.sources if each.kind == "blocks")
    assert (source.file, source.notes["outside_area"]) == ("streets.gpkg", 4)
    assert len(source.sha256) == 64


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(*[st.floats(10, 990, allow_nan=False).map(lambda v: round(v, 1))] * 4), min_size=1, max_size=14)
)
def test_faces_do_not_overlap_and_leave_no_gap_inside(pairs: list[tuple[float, float, float, float]]) -> None:
    frame = shapely.box(0, 0, 1000, 1000)
    lines = [shapely.LineString([pair[:2], pair[2:]]) for pair in pairs if pair[:2] != pair[2:]]
    faces = street_faces(np.array([frame.exterior, *lines], dtype=object))
    assert shapely.is_valid(faces).all()
    assert shapely.area(faces).sum() == pytest.approx(1_000_000)
    assert shapely.union_all(faces).area == pytest.approx(1_000_000)


def test_motorways_part_blocks_and_tunnels_do_not(tmp_path: Path) -> None:
    extract = town()
    extract.way([(1, 0), (1, 2)], highway="motorway")
    extract.way([(3, 0), (3, 2)], highway="primary", tunnel="yes")
    extract.box(2.2, 0.2, 2.9, 1.9, highway="pedestrian", area="yes")
    study = read_study(study_of(extract, tmp_path, '[blocks]\nfrom = "streets"\n'))
    assert hectares(study) == pytest.approx([2.13, 2.13, 4.25], abs=0.01)
    assert study.blocks["name"].tolist() == ["Face 001", "Face 002", "Face 003"]
    assert set(study.streets["highway"]) == {"residential", "footway", "primary"}


def test_a_carriageway_cut_at_a_missing_node_is_never_joined_across(tmp_path: Path) -> None:
    nodes = {number: at(number, 0) for number in range(1, 6)}
    path = write_pbf(tmp_path / "cut.osm.pbf", nodes, [(1, [1, 2, 99, 3, 4, 98, 5], HOME), (2, [1, 97], HOME)])
    runs = [shapely.get_coordinates(each).tolist() for each in osm_areas.carriageways(path)]
    assert runs == [[list(at(1, 0)), list(at(2, 0))], [list(at(3, 0)), list(at(4, 0))]]


def test_residential_land_keeps_names_and_holes_and_counts_the_same_land_once(tmp_path: Path) -> None:
    extract = town()
    outer = extract.box(0.1, 0.1, 1.9, 1.9)
    inner = extract.box(0.5, 0.5, 1.0, 1.0)
    extract.relation([("w", outer, "outer"), ("w", inner, "inner")], landuse="residential", name="阳光苑")
    extract.box(2.1, 0.1, 3.0, 1.0, landuse="residential")
    extract.box(2.1, 0.1, 3.0, 1.0, landuse="residential")
    extract.box(3.1, 0.1, 3.5, 1.0, landuse="retail")
    study = read_study(study_of(extract, tmp_path, '[blocks]\nfrom = "landuse"\n'))
    assert study.blocks["name"].tolist() == ["阳光苑", "Residential area 002"]
    assert len(study.blocks.geometry.iloc[0].interiors) == 1
    assert hectares(study) == pytest.approx([(1.8**2 - 0.25) * 1.063, 0.81 * 1.063], abs=0.02)
    assert finding(study, "blocks_of_land_use").details["count"] == 2


def test_homes_are_grouped_by_the_face_they_stand_in(tmp_path: Path) -> None:
    extract = town()
    extract.box(0.2, 0.2, 0.4, 0.4, building="apartments")
    extract.box(1.6, 1.6, 1.8, 1.8, building="house")
    extract.box(2.2, 0.2, 2.6, 0.6, building="dormitory")
    extract.box(3.2, 0.2, 3.6, 0.6, building="yes")
    extract.box(5.0, 0.2, 5.2, 0.4, building="terrace")
    extract.box(5.3, 0.2, 5.5, 0.4, building="terrace")
    extract.box(7.0, 0.2, 7.2, 0.4, building="detached")
    study = read_study(study_of(extract, tmp_path, '[blocks]\nfrom = "buildings"\n'))
    # Two squares of 0.2 on one diagonal are a block by their hull; homes in no face are one within 50 m (0.1 is 10 m).
    hull = shapely.convex_hull(shapely.union(shapely.box(0.2, 0.2, 0.4, 0.4), shapely.box(1.6, 1.6, 1.8, 1.8)))
    pair = 0.5 * 0.2
    assert hectares(study) == pytest.approx([hull.area * 1.063, 0.16 * 1.063, pair * 1.063, 0.04 * 1.063], abs=0.01)
    details = finding(study, "blocks_of_homes").details
    assert (details["homes"], details["homes_in_no_face"]) == (6, 3)


def test_cells_cover_the_hull_of_the_streets_or_the_area() -> None:
    study = made(grid(12, 12), {"blocks": {"from": "h3"}})
    assert study.blocks["name"].iloc[0] == "六边形单元 001"
    about = 12 * 12 * 1.063 / 100
    assert shapely.area(study.blocks.to_crs(study.metric_crs).geometry.to_numpy()).sum() / 1e6 == pytest.approx(
        about, rel=0.25
    )
    finer = made(grid(12, 12), {"blocks": {"from": "h3", "h3_resolution": 10}})
    assert len(finer.blocks) > 5 * len(study.blocks)
    assert shapely.is_valid(finer.blocks.geometry.to_numpy()).all()
    assert "H3" in finding(finer, "blocks_of_cells").text("zh")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            '[blocks]\nfrom = "streets"\nfile = "b.gpkg"\ncolumns = { name = "n" }\n',
            ["file_missing"] + 2 * ["from_and_file"],
        ),
        ('[blocks]\nfrom = "roads"\n', ["not_a_choice"]),
        ('[blocks]\nfrom = "h3"\nh3_resolution = 15\n', ["not_a_choice"]),
        ('[blocks]\nfrom = "h3"\n[gates]\nfrom = "osm"\n', ["gates_of_cells"]),
        ('[blocks]\nfrom = "landuse"\nmin_area_ha = 1\n', ["setting_without_use"]),
        ('[blocks]\nfrom = "streets"\nmin_area_ha = -1\nmin_width_m = nan\n', ["negative_number", "negative_number"]),
        ('[blocks]\nfrom = "landuse"\n', ["no_blocks_made"]),
        ('[blocks]\nfrom = "buildings"\n', ["no_blocks_made"]),
        ('[blocks]\nfrom = "streets"\nmin_area_ha = 50\n', ["no_blocks_made"]),
        ('[gates]\nfrom = "osm"\n', ["file_not_named"]),
    ],
)
def test_what_cannot_be_made_is_said(tmp_path: Path, text: str, codes: list[str]) -> None:
    path = study_of(town(), tmp_path, text)
    assert sorted(codes_of(lambda: read_study(path))) == sorted(codes)


def test_land_use_and_gates_need_an_extract_and_cells_an_end() -> None:
    assert codes_of(lambda: made(grid(1, 1), {"blocks": {"from": "landuse"}})) == ["osm_needed"]
    assert codes_of(lambda: made(grid(1, 1), {"blocks": {"from": "buildings"}})) == ["osm_needed"]
    asked = {"blocks": {"from": "streets"}, "gates": {"from": "osm"}}
    assert codes_of(lambda: made(grid(1, 1), asked)) == ["osm_needed"]
    assert codes_of(lambda: made(grid(1000, 900), {"blocks": {"from": "h3", "h3_resolution": 12}})) == [
        "too_many_cells"
    ]


def test_a_file_by_option_displaces_what_the_study_would_make(tmp_path: Path) -> None:
    write_layer(tmp_path / "blocks.gpkg", [shapely.box(*at(0.1, 0.1), *at(1, 1))], name=["Given"])
    path = study_of(town(), tmp_path, '[blocks]\nfrom = "streets"\n')
    given_file = read_study(path, options={"blocks": {"file": tmp_path / "blocks.gpkg"}})
    assert given_file.blocks["name"].tolist() == ["Given"]
    assert next(each for each in given_file.sources if each.kind == "blocks").label == "source"
    table = gpd.GeoDataFrame(geometry=grid(1, 1), crs="EPSG:4326")
    centers = pd.DataFrame({"name": ["A"], "lon": [LON], "lat": [LAT]})
    options = {"blocks": {"from": "streets"}}
    assert codes_of(
        lambda: study_from_tables(streets=table, centers=centers, blocks=given_file.blocks, options=options)
    ) == ["from_and_file"]


def test_a_broken_extract_is_an_input_error(tmp_path: Path) -> None:
    path = town().write(tmp_path / "whole.osm.pbf")
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(path.read_bytes()[:-40])
    for read in (osm_areas.carriageways, osm_areas.residential_land, osm_areas.gate_places):
        assert codes_of(lambda read=read: read(cut)) == ["unreadable"]  # type: ignore[misc]


def test_streets_and_centers_alone_are_planned_with_every_assumption_said(tmp_path: Path) -> None:
    plan = circles.plan(read_study(study_of(town(), tmp_path, '[blocks]\nfrom = "streets"\n')))
    assert plan.blocks["verdict"].tolist() == ["inside", "inside"]
    assert "people" not in plan.account.index
    assert "blocks_of_faces" in [each.code for each in plan.warnings]


@pytest.mark.city
def test_faces_of_cities(city_data: Path) -> None:
    for file, least in (("heidelberg/heidelberg.osm.pbf", 1000), ("baoding/baoding_roads.geojson", 600)):
        with tempfile.TemporaryDirectory() as folder:
            centers = Path(folder) / "centers.csv"
            lon, lat = (8.69, 49.41) if "heidelberg" in file else (115.49, 38.87)
            centers.write_text(f"name,lon,lat\nA,{lon},{lat}\n", encoding="utf-8")
            asked = {"file": city_data / file}
            study = read_study({"streets": asked, "centers": {"file": centers}, "blocks": {"from": "streets"}})
        assert len(study.blocks) > least
        shapes = study.blocks.to_crs(study.metric_crs).geometry.to_numpy()
        assert shapely.is_valid(study.blocks.geometry.to_numpy()).all()
        assert shapely.area(shapes).sum() == pytest.approx(shapely.union_all(shapes).area, rel=1e-5)


@pytest.mark.city
def test_helsinki_has_land_homes_and_entrances(city_data: Path) -> None:
    path = city_data / "helsinki" / "Helsinki.osm.pbf"
    assert len(osm_areas.residential_land(path).shapes) == 13
    assert len(osm_areas.residential_buildings(path).shapes) == 21
    assert len(osm_areas.gate_places(path)) == 389
