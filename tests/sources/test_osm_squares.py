"""The squares of an extract: which areas people cross by their tags, and what is taken out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import settings, tables
from circles.errors import InputError
from circles.sources.streets.osm_squares import squares_from_osm
from circles.sources.streets.tags import WalkFilter
from tests.sources.drawn_extract import Extract, at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STREET = {"highway": "residential"}


def squares_of(extract: Extract, folder: Path, private_ways: str = settings.LEFT_OUT) -> gpd.GeoDataFrame:
    return squares_from_osm(extract.write(folder / "extract.osm.pbf"), asked=WalkFilter(private_ways))


@pytest.mark.parametrize(
    ("tags", "crossed"),
    [
        ({"highway": "pedestrian", "area": "yes"}, True),
        ({"highway": "footway", "area": "yes", "surface": "sett"}, True),
        ({"highway": "service", "area": "yes"}, True),
        # A way around something, not an area.
        ({"highway": "pedestrian"}, False),
        ({"highway": "pedestrian", "area": "no"}, False),
        # What the walk filter does not walk.
        ({"highway": "pedestrian", "area": "yes", "foot": "no"}, False),
        ({"highway": "pedestrian", "area": "yes", "access": "no"}, False),
        ({"highway": "motorway", "area": "yes"}, False),
        ({"highway": "cycleway", "area": "yes"}, False),
        ({"highway": "cycleway", "area": "yes", "foot": "designated"}, True),
        # A place is one where its ground is said to be walked.
        ({"place": "square"}, False),
        ({"place": "square", "surface": "paving_stones"}, True),
        ({"place": "square", "surface": "grass"}, False),
        ({"place": "square", "highway": "pedestrian"}, True),
        ({"place": "square", "highway": "motorway"}, False),
        ({"place": "neighbourhood", "surface": "paving_stones"}, False),
        ({"area": "yes", "surface": "asphalt"}, False),
    ],
)
def test_an_area_is_a_square_by_its_tags(tags: Mapping[str, str], *, crossed: bool, tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 1, 1, name="Markt", **tags)
    found = squares_of(extract, tmp_path)
    assert found.columns.tolist() == list(tables.SQUARES)
    assert (found["name"].tolist(), found["level"].tolist()) == ((["Markt"], [""]) if crossed else ([], []))


def test_private_squares_are_crossed_where_private_ways_are_open(tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 1, 1, highway="pedestrian", area="yes", access="private")
    counts = {}
    for said in (settings.LEFT_OUT, settings.IN_OR_OUT, settings.OPEN):
        (folder := tmp_path / said).mkdir()
        counts[said] = len(squares_of(extract, folder, said))
    assert counts == {settings.LEFT_OUT: 0, settings.IN_OR_OUT: 0, settings.OPEN: 1}


def test_a_place_that_cars_drive_over_is_none_and_one_that_they_drive_around_is(tmp_path: Path) -> None:
    extract = Extract()
    for west in (0, 10, 20, 30, 40):
        extract.box(west, 0, west + 2, 2, place="square", surface="asphalt")
    extract.way([(-1, 1), (1, 1)], **STREET)
    extract.way([(10.5, 0.5), (11, 1), (11.5, 0.5)], **STREET)
    extract.way([(20, 0), (22, 0), (22, 2)], **STREET)
    extract.way([(29, 1), (33, 1)], highway="residential", tunnel="yes", layer="-1")
    extract.way([(39, 1), (43, 1)], highway="footway")
    assert squares_of(extract, tmp_path)["square_id"].tolist() == ["w3", "w4", "w5"]


def test_a_carriageway_of_which_the_file_lacks_a_node_is_driven_all_the_same(tmp_path: Path) -> None:
    extract = Extract()
    for west in (0, 10):
        extract.box(west, 0, west + 2, 2, place="square", surface="asphalt")
    across = [extract.node(-1, 1), extract.node(3, 1), 999]
    extract.ways.append((9, across, STREET))
    # What it lacks may lie anywhere: of a way without two nodes in a row nothing is known.
    extract.ways.append((10, [extract.node(9, 1), 998, extract.node(13, 1)], STREET))
    assert squares_of(extract, tmp_path)["square_id"].tolist() == ["w2"]


def test_buildings_and_water_are_taken_out_of_the_ground(tmp_path: Path) -> None:
    extract = Extract()
    outer = extract.box(0, 0, 10, 10)
    inner = extract.box(1, 1, 2, 2)
    extract.relation([("w", outer, "outer"), ("w", inner, "inner")], highway="pedestrian", name="Platz")
    extract.box(3, 3, 4, 4, building="church")
    extract.box(5, 5, 6, 6, natural="water")
    # Under a roof one walks; what is below the ground, or stands for nothing, is no obstacle.
    extract.box(7, 7, 8, 8, building="roof")
    extract.box(3, 6, 4, 7, building="yes", location="underground")
    extract.box(6, 3, 7, 4, building="no")
    (found,) = squares_of(extract, tmp_path).geometry
    (width, height), (west, south) = (b - a for a, b in zip(at(0, 0), at(1, 1), strict=True)), at(0, 0)
    assert found.area / (width * height) == pytest.approx(100 - 3, abs=1e-3)
    holes = sorted(
        (round((ring.bounds[0] - west) / width), round((ring.bounds[1] - south) / height)) for ring in found.interiors
    )
    assert holes == [(1, 1), (3, 3), (5, 5)]


def test_a_building_may_cut_a_square_in_two_and_takes_nothing_from_a_deck(tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 10, 2, highway="pedestrian", area="yes")
    extract.box(20, 0, 30, 2, highway="pedestrian", area="yes", layer="1", bridge="yes")
    extract.box(4, -1, 5, 3, building="yes")
    extract.box(24, -1, 25, 3, building="yes")
    found = squares_of(extract, tmp_path)
    assert found["square_id"].tolist() == ["w1.1", "w1.2", "w2"]
    assert found["level"].tolist() == ["", "", "bridge layer=1"]


def test_a_file_that_is_not_sorted_by_ids_is_read_alike(tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 1, 1, highway="pedestrian", area="yes", name="Markt")
    extract.box(2, 0, 3, 1, highway="pedestrian", area="yes", name="Hafen")
    sorted_ones = squares_of(extract, tmp_path)
    extract.ways.reverse()
    extract.nodes = dict(reversed(extract.nodes.items()))
    (folder := tmp_path / "unsorted").mkdir()
    assert squares_of(extract, folder).equals(sorted_ones)
    assert sorted_ones["name"].tolist() == ["Markt", "Hafen"]


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 1, 1, highway="pedestrian", area="yes")
    whole = extract.write(tmp_path / "whole.osm.pbf").read_bytes()
    (tmp_path / "short.osm.pbf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError):
        squares_from_osm(tmp_path / "short.osm.pbf")


def test_a_study_of_an_extract_crosses_its_squares_unless_it_says_no(tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 2, 2, highway="pedestrian", area="yes", name="Markt")
    extract.way([(0, 0), (-20, 0)], **STREET)
    extract.way([(2, 2), (20, 2), (20, -5), (-20, -5), (-20, 0)], **STREET)
    extract.write(tmp_path / "city.osm.pbf")
    center, block = (
        gpd.GeoDataFrame({"name": [name]}, geometry=[shapely.Point(place)], crs=tables.WGS84)
        for name, place in (("C", at(0, 0)), ("B", at(2, 2)))
    )
    streets = str(tmp_path / "city.osm.pbf")
    crossing = circles.study(streets=streets, centers=center, blocks=block)
    around = circles.study(streets=streets, centers=center, blocks=block, squares=False)
    assert crossing.squares is not None
    assert (len(crossing.squares), around.squares) == (1, None)
    walks = [circles.plan(study, circles.Scenario(minutes=60)).blocks["walk_m"].iloc[0] for study in (crossing, around)]
    assert walks[0] < walks[1]
    told = circles.plan(crossing)
    assert told.streets_account["squares"] == 1
    assert crossing.sources[0].taken.counts["squares"] == 1
    assert "squares" in told.summary()["streets"]


def plazas_of(*rows: tuple[shapely.Geometry | None, str], **settings: Any) -> circles.Study:
    """Return a study of two streets with squares of its own."""
    lines = [shapely.LineString([at(*place) for place in line]) for line in ([(0, 0), (-20, 0)], [(2, 2), (20, 2)])]
    streets = gpd.GeoDataFrame({"name": ["S", "T"]}, geometry=lines, crs=tables.WGS84)
    center, block = (
        gpd.GeoDataFrame({"name": [name]}, geometry=[shapely.Point(at(*place))], crs=tables.WGS84)
        for name, place in (("C", (0, 0)), ("B", (2, 2)))
    )
    names, shapes = [name for _, name in rows], [shape for shape, _ in rows]
    plazas = gpd.GeoDataFrame({"名称": names}, geometry=shapes, crs=tables.WGS84)
    return circles.study(streets=streets, centers=center, blocks=block, plazas=plazas, **settings)


def drawn(*places: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([at(*place) for place in places])


def test_a_study_draws_squares_of_its_own() -> None:
    bow_tie, whole = drawn((9, 9), (10, 10), (10, 9), (9, 10)), drawn((0, 0), (2, 0), (2, 2), (0, 2))
    study = plazas_of((whole, "市民广场"), (bow_tie, ""), (None, "无图"))
    assert study.squares is not None
    assert study.squares.columns.tolist() == list(tables.SQUARES)
    assert study.squares["name"].tolist() == ["市民广场", ""]
    assert study.squares["square_id"].str.fullmatch(r"Q-[A-Z2-7]{12}").all()
    assert study.squares.geometry.is_valid.all()
    source = next(each for each in study.sources if each.kind == "plazas")
    assert (source.rows, source.taken.counts["repaired"]) == (3, 1)
    assert "plaza_without_shape" in [finding.code for finding in study.warnings]
    told = circles.plan(study)
    assert told.blocks["walk_m"].iloc[0] == pytest.approx(293.4, abs=0.5)
    assert "市民广场" in [part["name"] for part in circles.explain(told, "B").summary()["parts"]]
    assert plazas_of((whole, ""), squares=False).squares is None


def test_squares_that_are_no_polygons_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        plazas_of((shapely.Point(at(0, 0)), "P"), (shapely.LineString([at(0, 0), at(1, 1)]), "L"))
    assert [finding.code for finding in caught.value.findings] == ["plaza_not_polygon"] * 2
