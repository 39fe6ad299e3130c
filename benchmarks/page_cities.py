"""Cities as large as those that the page is held to: so many street pieces, so many blocks of cells, 100 centers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import circles
from circles import integers, tables

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from circles import Study

SEED, CENTERS = 20261129, 100
_RESOLUTION = 9
_METRES_PER_DEGREE = 111_195.0
_LEAST_UNITS = 10_000_000
"""In 1e-7 degree: copies of a city stand no closer than so."""


@dataclass(frozen=True)
class PageCity:
    """A city: its file below the data, what of it is taken, and how many blocks it gets.

    Attributes
    ----------
    name, file : str
        How it is called, and its OSM extract.
    blocks : int
        Cells of about ten hectares on its streets.
    half_m : float or None
        Half the width of the square about its middle that is taken, None for the whole.
    copies : int
        In how many rows and columns copies of it stand side by side.
    """

    name: str
    file: str
    blocks: int
    half_m: float | None = None
    copies: int = 1


CITIES = (
    PageCity("Heidelberg, its middle", "heidelberg/heidelberg.osm.pbf", 500, half_m=5_000.0),
    PageCity("Wuhan four times", "wuhan/wuhan.osm.pbf", 5_000, copies=2),
    PageCity("Wuhan four times, many blocks", "wuhan/wuhan.osm.pbf", 20_000, copies=2),
)


def page_study(city: PageCity, data: Path) -> Study:
    """Return the study of a city, its blocks and centers drawn at random."""
    rng = np.random.default_rng(SEED)
    streets = _copied(_middle(circles.read_streets(data / city.file), city.half_m), city.copies)
    places = shapely.get_coordinates(streets.geometry.to_numpy())
    blocks = _cells(places, city.blocks, rng)
    spots = rng.choice(places, CENTERS, replace=False)
    ids = [f"C{i:03d}" for i in range(CENTERS)]
    centers = gpd.GeoDataFrame(
        {"center_id": ids, "name": [f"第{i + 1}党群服务中心" for i in range(CENTERS)], "status": "open"},
        geometry=shapely.points(spots),
        crs=tables.WGS84,
    )
    return circles.study(streets=streets, centers=centers, blocks=blocks, name=city.name, lang="zh")


def _middle(streets: gpd.GeoDataFrame, half_m: float | None) -> gpd.GeoDataFrame:
    if half_m is None:
        return streets
    lon, lat = np.median(shapely.get_coordinates(streets.geometry.to_numpy()), axis=0)
    dy = half_m / _METRES_PER_DEGREE
    dx = dy / np.cos(np.radians(lat))
    box = shapely.box(lon - dx, lat - dy, lon + dx, lat + dy)
    return streets[streets.intersects(box)].reset_index(drop=True)


def _copied(streets: gpd.GeoDataFrame, copies: int) -> gpd.GeoDataFrame:
    west, south, east, north = streets.total_bounds
    step = np.maximum(integers.to_units(np.array([east - west, north - south]) * 1.02), _LEAST_UNITS // 100)
    parts = []
    for row in range(copies):
        for column in range(copies):
            shift = step * np.array([column, row])
            parts.append(_moved(streets, shift).assign(street_id=lambda table, at=(row, column): _ids(table, at)))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=tables.WGS84)


def _ids(table: gpd.GeoDataFrame, at: tuple[int, int]) -> pd.Series:
    ids: pd.Series = table["street_id"].astype(str) + f"/{at[0]}{at[1]}"
    return ids


def _moved(streets: gpd.GeoDataFrame, shift: NDArray[np.int64]) -> gpd.GeoDataFrame:
    moved = shapely.transform(
        streets.geometry.to_numpy(), lambda xy: integers.to_degrees(integers.to_units(xy) + shift)
    )
    return streets.set_geometry(gpd.GeoSeries(moved, index=streets.index, crs=streets.crs))


def _cells(places: NDArray[np.float64], count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return so many hexagons that streets run through, each with people, a name and a sub-district."""
    import h3

    told = rng.permutation(places)[: 40 * count]
    cells = list(dict.fromkeys(h3.latlng_to_cell(lat, lon, _RESOLUTION) for lon, lat in told))[:count]
    shapes = [shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in cells]
    districts = [h3.cell_to_parent(cell, _RESOLUTION - 3) for cell in cells]
    number = {cell: i + 1 for i, cell in enumerate(dict.fromkeys(districts))}
    return gpd.GeoDataFrame(
        {
            "block_id": [f"B{i:05d}" for i in range(len(cells))],
            "name": [f"小区{i + 1}" for i in range(len(cells))],
            "population": rng.integers(50, 3_000, len(cells)),
            "subdistrict": [f"第{number[cell]}街道" for cell in districts],
        },
        geometry=shapes,
        crs=tables.WGS84,
    )
