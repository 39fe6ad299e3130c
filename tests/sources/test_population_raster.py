"""People out of a raster of counts: every cell shared out, nobody lost, whatever its system and its holes."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from circles import integers, tables
from circles.errors import InputError
from circles.sources.people import raster as population_raster
from circles.sources.people.raster import RasterPeople, people_from_raster
from tests.sources.small_files import codes_of

if TYPE_CHECKING:
    from pathlib import Path

WEST, NORTH, CELL = 114.28, 30.60, 0.001
MOLLWEIDE = "ESRI:54009"


def north_up(west: float, north: float, cell: float) -> Affine:
    return Affine(cell, 0, west, 0, -cell, north)


def write_raster(
    path: Path,
    counts: Any,
    *,
    crs: str | None = tables.WGS84,
    transform: Affine | None = None,
    nodata: float | None = None,
    **said: Any,
) -> Path:
    """Write a GeoTIFF whose north-west corner is that of the town and whose cells are a thousandth of a degree."""
    values = np.asarray(counts)
    bands = values if values.ndim == 3 else values[None]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=bands.shape[2],
        height=bands.shape[1],
        count=bands.shape[0],
        dtype=bands.dtype,
        crs=crs,
        transform=transform or north_up(WEST, NORTH, CELL),
        nodata=nodata,
        **{key: value for key, value in said.items() if key in {"tiled", "blockxsize", "blockysize", "compress"}},
    ) as raster:
        raster.write(bands)
        if "units" in said:
            raster.units = [said["units"]]
        if "description" in said:
            raster.descriptions = [said["description"]]
        if "palette" in said:
            raster.colorinterp = [ColorInterp.palette]
            raster.write_colormap(1, said["palette"])
    return path


def cells(column: float, row: float, width: float, height: float) -> shapely.Polygon:
    """Return a rectangle counted in cells from the north-west corner."""
    west, north = WEST + column * CELL, NORTH - row * CELL
    return shapely.box(west, north - height * CELL, west + width * CELL, north)


def blocks(*shapes: Any, ids: list[str] | None = None) -> gpd.GeoDataFrame:
    names = ids or [f"B{i}" for i in range(len(shapes))]
    table = gpd.GeoDataFrame({"block_id": names}, geometry=list(shapes), crs=tables.WGS84)
    return table.assign(geometry=integers.on_grid(table.geometry))


def people(found: RasterPeople) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 3) for value in found.population]


def adds_up(found: RasterPeople) -> bool:
    notes: Any = found.source.notes
    thousandths = [round(value * 1000) for value in people(found) if value is not None]
    whole = round(notes["people_in_raster"] * 1000)
    return bool(sum(thousandths) + round(notes["people_outside"] * 1000) == whole)


def test_cells_are_shared_by_area_and_what_no_block_covers_is_outside(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "人口 1.tif", np.array([[10.0, 20.0], [40.0, 80.0]], np.float32))
    found = people_from_raster(path, blocks(cells(0, 0, 1, 2), cells(1, 0, 0.5, 1), cells(1.5, 0, 0.5, 2)))
    assert people(found) == [50.0, 10.0, 50.0]
    assert dict(found.source.notes) == {
        "people_in_raster": 150.0,
        "people_in_blocks": 110.0,
        "people_outside": 40.0,
        "cells_read": 4,
        "cells_without_value": 0,
    }
    assert (found.source.kind, found.source.crs, found.source.label) == ("population", "EPSG:4326", "estimate")
    assert len(found.source.sha256) == 64
    assert [finding.code for finding in found.warnings] == ["people_from_raster"]


def test_only_the_window_of_the_blocks_is_added_up(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.full((50, 60), 7.0))
    found = people_from_raster(path, blocks(cells(10, 20, 2, 3), cells(20, 20, 1, 1)))
    assert people(found) == [42.0, 7.0]
    assert found.source.notes["cells_read"] == 11 * 3
    assert found.source.notes["people_in_raster"] == 11 * 3 * 7.0


def test_thousandths_are_met_exactly_by_the_largest_remainders(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.array([[1.0]]))
    found = people_from_raster(path, blocks(*(cells(i / 3, 0, 1 / 3, 1) for i in range(3))))
    assert sorted(found.population.tolist()) == [0.333, 0.333, 0.334]
    assert found.source.notes["people_outside"] == 0


def test_overlapping_blocks_share_a_cell_and_count_nobody_twice(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.array([[90.0]]))
    found = people_from_raster(path, blocks(cells(0, 0, 1, 1), cells(0, 0, 0.5, 1)))
    assert people(found) == [60.0, 30.0]
    assert adds_up(found)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.sampled_from([1, 3, 10_000]))
def test_nobody_is_lost_or_made_whatever_the_blocks(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rows: int
) -> None:
    random = np.random.default_rng(seed)
    counts = np.where(random.random((9, 11)) < 0.2, -1.0, random.exponential(30, (9, 11)))
    path = write_raster(tmp_path_factory.mktemp("r") / "r.tif", counts, nodata=-1.0)
    shapes = [cells(*random.uniform(-2, 9, 2), *random.uniform(0.1, 4, 2)) for _ in range(12)]
    ids = [f"B{i}" for i in range(12)]
    table = blocks(cells(0, 0, 11, 9), *shapes, None, ids=["A", *ids, "Z"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(population_raster, "_STRIP_CELLS", rows * 11)
        found = people_from_raster(path, table)
        again = people_from_raster(path, table.iloc[::-1])
    assert adds_up(found)
    assert people(again) == people(found)[::-1]
    assert found.source.notes["people_in_raster"] == pytest.approx(counts[counts > 0].sum(), abs=0.0006)
    assert np.isnan(found.population[-1])


def test_cells_without_a_value_are_nobody_and_a_block_of_them_alone_is_unknown(tmp_path: Path) -> None:
    counts = np.array([[np.nan, 5.0, -99999.0, 0.0]], np.float32)
    path = write_raster(tmp_path / "r.tif", counts, nodata=-99999.0)
    found = people_from_raster(path, blocks(*(cells(i, 0, 1, 1) for i in range(4)), cells(9, 0, 1, 1)))
    assert np.isnan(found.population).tolist() == [True, False, True, False, True]
    assert found.population[[1, 3]].tolist() == [5.0, 0.0]
    assert found.source.notes["cells_without_value"] == 2


def test_a_sliver_on_a_cell_with_a_value_makes_nobody_known_and_loses_nobody(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.array([[-1.0, 50_000.0]]), nodata=-1.0)
    found = people_from_raster(path, blocks(cells(0, 0, 1.0004, 1), cells(1.5, 0, 0.5, 1)))
    assert people(found) == [None, 25_000.0]
    assert found.source.notes["people_outside"] == 25_000.0
    assert adds_up(found)


def test_one_undeclared_negative_number_is_no_data_and_told(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.array([[-200.0, 5.0, -200.0]]))
    found = people_from_raster(path, blocks(cells(0, 0, 3, 1)))
    assert people(found) == [5.0]
    told = {finding.code: finding.value for finding in found.warnings}
    assert told["raster_undeclared"] == "-200"


@pytest.mark.parametrize("crs", [MOLLWEIDE, "EPSG:32650", "EPSG:4547"])
def test_blocks_are_moved_to_the_system_of_the_raster(tmp_path: Path, crs: str) -> None:
    corner = gpd.GeoSeries([shapely.Point(WEST, NORTH)], crs=tables.WGS84).to_crs(crs).iloc[0]
    random = np.random.default_rng(7)
    counts = random.exponential(20, (30, 30))
    path = write_raster(
        tmp_path / "r.tif", counts, crs=crs, transform=north_up(corner.x, corner.y, 100), compress="deflate"
    )
    squares = [shapely.box(corner.x + 500 * i, corner.y - 1500, corner.x + 500 * (i + 1), corner.y) for i in range(6)]
    table = gpd.GeoDataFrame({"block_id": list("abcdef")}, geometry=squares, crs=crs).to_crs(tables.WGS84)
    found = people_from_raster(path, table)
    own = [counts[:15, 5 * i : 5 * i + 5].sum() for i in range(6)]
    assert found.population == pytest.approx(own, rel=1e-4)
    assert adds_up(found)


def test_a_huge_raster_is_read_by_its_window_only(tmp_path: Path) -> None:
    path = tmp_path / "world.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=432_000,
        height=216_000,
        count=1,
        dtype="float32",
        crs=tables.WGS84,
        transform=north_up(-180, 90, 1 / 1200),
        nodata=-1.0,
        tiled=True,
        sparse_ok=True,
        bigtiff="yes",
        blockxsize=4096,
        blockysize=4096,
    ) as raster:
        column, row = int((WEST + 180) * 1200), int((90 - NORTH) * 1200)
        raster.write(np.full((4, 4), 3.0, np.float32), 1, window=rasterio.windows.Window(column, row, 4, 4))
    found = people_from_raster(path, blocks(shapely.box(WEST + 0.0005, NORTH - 0.002, WEST + 0.002, NORTH - 0.0005)))
    assert adds_up(found)
    assert found.population[0] == pytest.approx(3.0 * 1.8 * 1.8, rel=0.01)
    assert found.source.rows == found.source.notes["cells_read"] == 9
    assert found.source.notes["cells_read"] in {4, 9}


SQUARE = cells(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("counts", "said", "code"),
    [
        (np.ones((2, 2)), {"crs": None}, "raster_no_crs"),
        (np.ones((2, 2)), {"transform": Affine(CELL, CELL / 9, WEST, 0, -CELL, NORTH)}, "raster_rotated"),
        (np.ones((2, 2)), {"transform": Affine(CELL, 0, WEST, 0, CELL, NORTH)}, "raster_rotated"),
        (np.ones((2, 2)), {"transform": north_up(WEST, NORTH, 1e-300)}, "raster_rotated"),
        (np.ones((2, 2)), {"transform": north_up(10, 50, CELL)}, "raster_elsewhere"),
        (np.ones((3, 2, 2)), {}, "raster_bands"),
        (np.ones((2, 2), np.complex64), {}, "raster_not_numbers"),
        (np.ones((2, 2)), {"units": "people/km2"}, "raster_density"),
        (np.ones((2, 2)), {"description": "Population density"}, "raster_density"),
        (np.ones((2, 2), np.uint8), {"palette": {1: (9, 9, 9, 255)}}, "raster_classes"),
        (np.array([[-1.0, -2.0]]), {}, "raster_negative"),
        (np.array([[np.inf, 1.0]]), {}, "raster_not_counts"),
        (np.array([[1.7e308, 1.7e308]]), {}, "raster_not_counts"),
        (np.array([[np.inf, -np.inf]]), {}, "raster_not_counts"),
    ],
)
def test_what_is_no_raster_of_people_is_refused(tmp_path: Path, counts: Any, said: dict[str, Any], code: str) -> None:
    path = write_raster(tmp_path / "r.tif", counts, **said)
    assert codes_of(lambda: people_from_raster(path, blocks(cells(0, 0, 2, 1)))) == [code]


@pytest.mark.parametrize(
    ("name", "refused"),
    [("chn_pd_2020_1km.tif", True), ("chn_ppp_2020.tif", False), ("人口密度.tif", True), ("pdx.tif", False)],
)
def test_the_name_of_the_file_may_say_density(tmp_path: Path, name: str, refused: bool) -> None:  # noqa: FBT001
    path = write_raster(tmp_path / name, np.ones((1, 1)))
    if refused:
        assert codes_of(lambda: people_from_raster(path, blocks(SQUARE))) == ["raster_density"]
    else:
        assert people(people_from_raster(path, blocks(SQUARE))) == [1.0]


def test_few_whole_numbers_are_told_and_counts_are_not(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    classes = random.choice(np.array([10, 11, 21, 30], np.int16), (40, 40))
    counts = random.poisson(40, (40, 40)).astype(np.int16)
    for values, told in ((classes, True), (counts, False)):
        path = write_raster(tmp_path / f"{told}.tif", values)
        codes = {finding.code for finding in people_from_raster(path, blocks(cells(0, 0, 40, 40))).warnings}
        assert ("raster_few_values" in codes) is told


def test_points_and_other_files_are_refused(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "r.tif", np.ones((2, 2)))
    assert codes_of(lambda: people_from_raster(path, blocks(shapely.Point(WEST, NORTH)))) == ["raster_needs_polygons"]
    for name, content in (("a.tif", b"<VRTDataset></VRTDataset>"), ("b.tif", b""), ("c.tif", b"PK\x03\x04")):
        (tmp_path / name).write_bytes(content)
        assert codes_of(lambda file=tmp_path / name: people_from_raster(file, blocks(SQUARE))) == [  # type: ignore[misc]
            "raster_not_tiff"
        ]
    assert codes_of(lambda: people_from_raster(tmp_path / "none.tif", blocks(SQUARE))) == ["file_missing"]


def test_the_missing_extra_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_raster(tmp_path / "r.tif", np.ones((2, 2)))
    monkeypatch.setitem(sys.modules, "exactextract", None)
    assert codes_of(lambda: people_from_raster(path, blocks(SQUARE))) == ["raster_extra_missing"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_damaged_raster_gives_people_or_a_finding(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    whole = bytearray(write_raster(folder / "r.tif", np.arange(64.0).reshape(8, 8), compress="deflate").read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(4, len(whole)))
    (folder / "r.tif").write_bytes(bytes(whole[:cut]))
    with suppress(InputError):
        assert adds_up(people_from_raster(folder / "r.tif", blocks(cells(0, 0, 8, 8))))


@pytest.mark.city
def test_the_grid_of_helsinki_gets_its_own_numbers_back(tmp_path: Path, city_data: Path) -> None:
    grid = gpd.read_file(city_data / "helsinki" / "helsinki_population_grid_2020.gpkg").to_crs("EPSG:3879")
    grid = grid.assign(geometry=shapely.set_precision(grid.geometry.to_numpy(), 1.0))
    west, south, east, north = grid.total_bounds
    counts = np.full((round((north - south) / 250), round((east - west) / 250)), -1.0)
    middles = grid.geometry.centroid
    counts[((north - middles.y) // 250).astype(int), ((middles.x - west) // 250).astype(int)] = grid["population"]
    path = write_raster(tmp_path / "r.tif", counts, crs="EPSG:3879", transform=north_up(west, north, 250), nodata=-1.0)
    table = grid[["geometry"]].to_crs(tables.WGS84).assign(block_id=[f"B{i}" for i in range(len(grid))])
    found = people_from_raster(path, table)
    assert found.population == pytest.approx(grid["population"].to_numpy(), abs=1)
    assert found.source.notes["people_in_raster"] == 71_724
    assert adds_up(found)
