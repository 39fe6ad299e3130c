"""Bad input gets one clear error that names file, row, column and remedy, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import tables
from tests.refusals import HEADER, changed, refused
from tests.study_files import blocks, centers, gates, streets, write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def moved(row: int, lon: object, lat: object) -> pd.DataFrame:
    """Return the centers with one of them elsewhere."""
    table: pd.DataFrame = changed(changed(centers(), row, "lon", lon), row, "lat", lat)
    return table


@pytest.mark.parametrize("kind", ["streets", "centers", "blocks", "gates"])
def test_a_missing_file_is_named(tmp_path: Path, kind: str) -> None:
    study = write_town(tmp_path)
    file = next(tmp_path.glob(f"{kind}.*"))
    file.unlink()
    assert refused(study, file.name) == ["file_missing"]


@pytest.mark.parametrize(
    ("kind", "column", "code"),
    [
        ("centers", "lon", "missing_column"),
        ("centers", "lat", "missing_column"),
        ("gates", "block_id", "missing_column"),
        ("gates", "lat", "missing_column"),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path, kind: str, column: str, code: str) -> None:
    table = {"centers": centers, "gates": gates}[kind]().drop(columns=column)
    study = write_town(tmp_path, tables={kind: table})
    assert code in refused(study, f"{kind}.csv", column, *table.columns, remedy="columns = {")


def test_a_mapped_column_that_is_missing_is_named(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    text = study.read_text(encoding="utf-8")
    mapped = text.replace('"centers.csv"', '"centers.csv"\ncolumns = { name = "名称" }')
    study.write_text(mapped, encoding="utf-8")
    assert refused(study, "centers.csv", "名称") == ["mapped_column_missing"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("centers", HEADER),
        ("centers", ""),
        ("gates", "block_id,lon,lat\n"),
        ("blocks", blocks().iloc[:0]),
        ("streets", streets().iloc[:0]),
    ],
)
def test_an_empty_table_is_named(tmp_path: Path, kind: str, content: Any) -> None:
    study = write_town(tmp_path, tables={kind: content})
    assert set(refused(study, f"{kind}.")) <= {"empty_table", "empty_file"}


@pytest.mark.parametrize(
    ("lon", "lat", "code", "shown"),
    [
        ("nan", 30.6, "coordinate_not_number", "nan"),
        (114.3, "inf", "coordinate_not_number", "inf"),
        ("-inf", 30.6, "coordinate_not_number", "-inf"),
        (114.3, "1e999", "coordinate_not_number", "1e999"),
        ("114°18′", 30.6, "coordinate_not_number", "114°18′"),
        (30.6, 114.3, "coordinates_swapped", "30.6, 114.3"),
        (534_000, 3_386_000, "coordinates_not_degrees", "534000, 3386000"),
        (114.3, 91, "coordinates_not_degrees", "114.3, 91"),
        ("", 30.6, "coordinate_missing", "lon"),
        ("", "", "coordinate_missing", "lon, lat"),
    ],
)
def test_a_coordinate_in_a_list_is_finite_degrees_the_right_way_round(
    tmp_path: Path, lon: object, lat: object, code: str, shown: str
) -> None:
    study = write_town(tmp_path, tables={"centers": moved(1, lon, lat)})
    assert refused(study, "centers.csv", "3", shown) == [code]


@pytest.mark.parametrize(
    ("shape", "crs", "code"),
    [
        (shapely.box(30.58, 114.28, 30.59, 114.29), "EPSG:4326", "coordinates_swapped"),
        (shapely.box(534_000, 3_386_000, 534_100, 3_386_100), "EPSG:4326", "coordinates_not_degrees"),
        (shapely.Polygon([(1, 1), (np.inf, 1), (2, 2)]), "EPSG:4547", "coordinate_not_finite"),
        (shapely.box(1e30, 1e30, 2e30, 2e30), "EPSG:4547", "coordinate_not_finite"),
    ],
)
def test_a_shape_is_finite_degrees_the_right_way_round(tmp_path: Path, shape: Any, crs: str, code: str) -> None:
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[shapely.Point(0, 0), shape], crs=crs)
    study = write_town(tmp_path, tables={"blocks": table})
    assert code in refused(study, "blocks.gpkg", "2")


@pytest.mark.parametrize("written", ["NaN", "Infinity", "null", '"114.3"'])
def test_a_geojson_coordinate_that_is_no_number_is_not_dropped_in_silence(tmp_path: Path, written: str) -> None:
    text = gpd.GeoSeries([shapely.Point(114.3, 30.6), shapely.Point(114.31, 30.6)]).to_json()
    (tmp_path / "blocks.geojson").write_text(text.replace("114.31", written), encoding="utf-8")
    study = write_town(tmp_path)
    plain = study.read_text(encoding="utf-8").replace("blocks.gpkg", "blocks.geojson")
    study.write_text(plain.replace('[gates]\nfile = "gates.csv"\n', ""), encoding="utf-8")
    assert refused(study, "blocks.geojson", "2") == ["coordinate_not_finite"]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("kind", ["streets", "blocks"])
def test_no_crs_is_asked_for(tmp_path: Path, kind: str) -> None:
    table = {"streets": streets, "blocks": blocks}[kind]().set_crs(None, allow_override=True)
    study = write_town(tmp_path, tables={kind: table})
    code = {"streets": "no_crs", "blocks": "coordinates_in_metres"}[kind]
    assert refused(study, f"{kind}.gpkg", remedy="EPSG code as crs") == [code]


def test_a_crs_of_a_building_site_is_refused(tmp_path: Path) -> None:
    site = 'LOCAL_CS["Site",UNIT["metre",1]]'
    study = write_town(tmp_path, tables={"blocks": blocks().set_crs(site, allow_override=True)})
    assert refused(study, "blocks.gpkg", remedy="EPSG code as crs") == ["crs_not_on_earth"]


@pytest.mark.parametrize("crs", ["EPSG:99999", "EPSG:5773", "EPSG:4978", "nonsense", ""])
@pytest.mark.parametrize("key", ["[area]\nfile = 'blocks.gpkg'\ncrs", "[output]\ncrs"])
def test_a_crs_that_places_nothing_is_refused(tmp_path: Path, key: str, crs: str) -> None:
    study = write_town(tmp_path, text=f'{key} = "{crs}"\n')
    assert refused(study, "study.toml", "crs", remedy="EPSG code") == ["unknown_crs"]


@pytest.mark.parametrize(
    ("kind", "table", "column"),
    [
        ("centers", changed(centers(), 1, "center_id", "A"), "center_id"),
        ("blocks", changed(blocks(), 1, "block_id", "B1"), "block_id"),
        ("gates", changed(gates(), 1, "gate_id", "G1"), "gate_id"),
    ],
)
def test_an_id_given_twice_is_named_with_its_rows(tmp_path: Path, kind: str, table: Any, column: str) -> None:
    codes = refused(write_town(tmp_path, tables={kind: table}), f"{kind}.", column, "2")
    assert "repeated_id" in codes


def test_gates_name_blocks_that_are_there(tmp_path: Path) -> None:
    study = write_town(tmp_path, tables={"gates": changed(gates(), 2, "block_id", "B99")})
    assert refused(study, "gates.csv", "4", "block_id", "B99") == ["gate_of_no_block"]


def test_one_center_must_be_open_and_its_status_known(tmp_path: Path) -> None:
    closed = centers().assign(status="停用")
    assert refused(write_town(tmp_path, tables={"centers": closed}), "centers.csv", remedy="open") == ["no_open_center"]
    unknown = changed(centers(), 0, "status", "maybe")
    study = write_town(tmp_path, tables={"centers": unknown})
    assert refused(study, "centers.csv", "2", "status", "maybe") == ["unknown_status"]


def test_all_centers_or_all_blocks_out_of_reach(tmp_path: Path) -> None:
    study = write_town(tmp_path, tables={"centers": centers().iloc[2:]})
    assert refused(study, remedy="datum") == ["all_centers_out_of_reach"]
    far = blocks()[blocks()["block_id"].isin(["B4", "B5"])]
    study = write_town(tmp_path / "blocks", tables={"blocks": far, "gates": "block_id,lon,lat\nB5,100,30\n"})
    assert refused(study) == ["all_blocks_out_of_reach"]


def test_a_single_far_block_or_one_without_shape_is_not_evaluated(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(write_town(tmp_path)))
    rows = plan.blocks.set_index("block_id")
    for block, reason in (("B4", "no_geometry"), ("B5", "no_street")):
        assert rows.loc[block, ["verdict", "reason"]].tolist() == [tables.NOT_EVALUATED, reason]
    assert rows.loc["B5", "snap_m"] == pytest.approx(4500, abs=20)
    assert "blocks_without_place" in [finding.code for finding in plan.warnings]


def test_a_single_far_center_is_listed_and_not_attached(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(write_town(tmp_path)))
    far = plan.centers.set_index("center_id").loc["F"]
    assert (far["attached"], far["reason"]) == (False, "no_street")
    assert "centers_not_attached" in [finding.code for finding in plan.warnings]


def test_an_invalid_polygon_is_repaired_and_counted(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon(degrees([(20, 20), (80, 80), (80, 20), (20, 80)]))
    overlapping = shapely.MultiPolygon(
        [shapely.Polygon(degrees([(x, 20), (x + 40, 20), (x + 40, 60), (x, 60)])) for x in (20, 40)]
    )
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[bow_tie, overlapping], crs="EPSG:4326")
    plan = circles.plan(circles.read_study(write_town(tmp_path, tables={"blocks": table})))
    assert plan.blocks["land_m2"].tolist() == pytest.approx([1800, 2400], rel=0.001)
    source = next(each for each in plan.study.sources if each.kind == "blocks")
    assert source.notes["repaired"] == 2
    warning = next(finding for finding in plan.warnings if finding.code == "polygons_repaired")
    assert "B6" in warning.text("en")
    assert "2" in warning.text("zh")


def test_a_tangled_polygon_is_repaired_in_no_time(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    tangle = shapely.Polygon(degrees(rng.uniform(20, 400, (300, 2)).tolist()))
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[tangle, tangle], crs="EPSG:4326")
    study = circles.read_study(write_town(tmp_path, tables={"blocks": table}))
    assert study.blocks.geometry.is_valid.all()
