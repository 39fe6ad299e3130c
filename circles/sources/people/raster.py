"""People of blocks out of a raster of counts (WorldPop, GHSL), every cell shared out and nobody lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from circles.errors import Finding, InputError, raise_if_any
from circles.provenance import Source, Taken
from circles.rule_numbers import COVERED_WITHIN, LEAST_VALUED_SHARE
from circles.sources.files import contents
from circles.sources.files.format import unreadable
from circles.sources.geo.coordinates import crs_text, is_horizontal
from circles.sources.people.apportioning import apportioned
from circles.sources.tables.raw_table import checksum

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_DENSITY = re.compile(
    r"densit|密度|/\s*k?m|per\s+(?:sq|km|square|hect)|km\s*-2|(?:^|[_\-. ])(?:pd|dens)(?:[_\-. ]|$)", re.IGNORECASE
)
_STRIP_CELLS = 4_000_000
_MOST_CELLS = 400_000_000
_MOST_CELLS_A_TILE = 64_000_000
_MOST_PEOPLE = 4e9
_MOST_CLASSES = 20
_CELLS_TO_JUDGE = 1_000
_EDGE_CELLS = 1e-6
_FURTHEST = 1e9

_PARTS = 10**6
"""Cells are added up in millionths of a thousandth: whole numbers add to the same sum in any order."""


class RasterPeople(NamedTuple):
    """People of each block (NaN where it lies on no cell with a value), the record of the raster, and its warnings."""

    population: NDArray[np.float64]
    source: Source
    warnings: tuple[Finding, ...]


class _Cells(NamedTuple):
    """The cells of one strip: counts (0 where there is none), where there is a value, and its bounds."""

    counts: NDArray[np.float64]
    known: NDArray[np.bool_]
    bounds: tuple[float, float, float, float]


class _Shared(NamedTuple):
    """What came of one strip: people in millionths of a thousandth, cells a block covers, and those with a value."""

    in_blocks: NDArray[np.int64]
    total: int
    covered: NDArray[np.float64]
    valued: NDArray[np.float64]


class _Tally(NamedTuple):
    """What all strips add up to; blocks with a value; cells, those without a value, and what looks odd in them."""

    in_blocks: list[int]
    total: int
    has_value: NDArray[np.bool_]
    cells: int
    empty: int
    undeclared: float | None
    classes: tuple[float, ...]


def people_from_raster(path: Path, blocks: gpd.GeoDataFrame) -> RasterPeople:
    """Share the people of each cell of a raster out to the blocks that cover it, by area.

    A cell gives each block its count times the share of the cell that the block covers; where blocks overlap and
    cover more than the cell, their shares are scaled to 1. What no block covers is counted as outside blocks. Over
    the cells within the bounds of all blocks, people in blocks + people outside = the sum of the cells, in whole
    thousandths. The blocks are moved to the raster's system, never the raster to theirs.

    Parameters
    ----------
    path : Path
        A GeoTIFF of one band with people per cell, in any CRS, north up.
    blocks : GeoDataFrame
        ``tables.BLOCKS``: polygons.

    Raises
    ------
    InputError
        If the extra for rasters is not installed, blocks are points, the file is no such raster, or lies elsewhere.
    """
    _refuse_points(blocks)
    _refuse_other_content(path)
    rasterio = _rasterio()
    try:
        # Neighbours of the file are not looked at: what they say could name other files.
        with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"), _open(rasterio, path) as raster:
            crs = _checked(raster, path.name)
            shapes = _placed(blocks, crs, path.name)
            tally = _tallied(raster, shapes, blocks["block_id"].astype(str).tolist(), path.name)
    except InputError:
        raise
    except (rasterio.errors.RasterioError, OSError, MemoryError, ValueError) as error:
        raise unreadable(path.name, error) from error
    return _told(path, crs, blocks, tally)


def _rasterio() -> Any:
    try:
        import exactextract  # noqa: F401 its absence is told before anything is read
        import rasterio
        import rasterio.errors
    except ImportError as error:
        raise InputError(Finding(code="raster_extra_missing")) from error
    return rasterio


def _refuse_points(blocks: gpd.GeoDataFrame) -> None:
    flat = (shapely.get_dimensions(blocks.geometry.to_numpy()) < 2) & blocks.geometry.notna().to_numpy()
    if flat.any():
        raise InputError(Finding(code="raster_needs_polygons", details={"count": int(flat.sum())}))


def _refuse_other_content(path: Path) -> None:
    raise_if_any(contents.existing_file(path))
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise unreadable(path.name, error) from error
    if head not in _TIFF:
        raise InputError(Finding(code="raster_not_tiff", file=path.name))


def _open(rasterio: Any, path: Path) -> Any:
    import warnings

    with warnings.catch_warnings():
        # A raster without a place is refused below, in our words.
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        return rasterio.open(path.resolve(), driver="GTiff")


def _checked(raster: Any, file: str) -> CRS:
    """Return the raster's CRS; refuse what are no counts of people in cells of a known place."""
    findings = []
    if raster.count != 1:
        findings.append(Finding(code="raster_bands", file=file, value=str(raster.count)))
    if not _lies_north_up(raster.transform):
        findings.append(Finding(code="raster_rotated", file=file))
    if np.dtype(raster.dtypes[0]).kind not in "iuf":
        findings.append(Finding(code="raster_not_numbers", file=file, value=raster.dtypes[0]))
    if max(height * width for height, width in raster.block_shapes) > _MOST_CELLS_A_TILE:
        findings.append(Finding(code="raster_too_fine", file=file, details={"most": f"{_MOST_CELLS_A_TILE:,}"}))
    said = [file, raster.units[0] or "", raster.descriptions[0] or ""]
    density = next((text for text in said if _DENSITY.search(text)), None)
    if density is not None:
        findings.append(Finding(code="raster_density", file=file, value=density))
    if "palette" in {each.name for each in raster.colorinterp}:
        findings.append(Finding(code="raster_classes", file=file))
    raise_if_any(findings)
    try:
        crs = CRS.from_wkt(raster.crs.to_wkt()) if raster.crs else None
    except CRSError:
        crs = None
    if crs is None or not is_horizontal(crs):
        raise InputError(Finding(code="raster_no_crs", file=file))
    return crs


def _lies_north_up(transform: Any) -> bool:
    a, b, west, d, e, north = transform[:6]
    sizes = all(1 / _FURTHEST < size < _FURTHEST for size in (a, -e))
    return sizes and b == d == 0 and abs(west) < _FURTHEST and abs(north) < _FURTHEST


def _placed(blocks: gpd.GeoDataFrame, crs: CRS, file: str) -> gpd.GeoSeries:
    try:
        shapes = blocks.geometry.reset_index(drop=True).to_crs(crs)
    except ProjError as error:
        raise InputError(Finding(code="raster_elsewhere", file=file)) from error
    if not np.isfinite(shapely.get_coordinates(shapes.to_numpy())).all():
        raise InputError(Finding(code="raster_elsewhere", file=file))
    return shapes


def _tallied(raster: Any, shapes: gpd.GeoSeries, block_ids: list[str], file: str) -> _Tally:
    """Add up the people of each block, strip by strip of the window that the blocks span."""
    in_blocks, total = [0] * len(shapes), 0
    covered, valued = np.zeros(len(shapes)), np.zeros(len(shapes))
    cells = empty = 0
    negative: set[float] = set()
    classes: set[float] = set()
    order = np.argsort(np.array(block_ids, dtype=object), kind="stable")
    for strip in _strips(raster, shapes, file, negative):
        shared = _shared(strip, shapes, order)
        total, covered, valued = total + shared.total, covered + shared.covered, valued + shared.valued
        for i in np.flatnonzero(shared.in_blocks).tolist():
            in_blocks[i] += int(shared.in_blocks[i])
        cells, empty = cells + strip.counts.size, empty + int((~strip.known).sum())
        classes |= set(np.unique(strip.counts[strip.known])[: _MOST_CLASSES + 1].tolist())
    integer = np.dtype(raster.dtypes[0]).kind in "iu"
    few = integer and 2 < len(classes) <= _MOST_CLASSES and cells - empty >= _CELLS_TO_JUDGE
    undeclared = next(iter(negative), None)
    has_value = valued > LEAST_VALUED_SHARE * covered
    return _Tally(in_blocks, total, has_value, cells, empty, undeclared, tuple(sorted(classes)) if few else ())


def _shared(strip: _Cells, shapes: gpd.GeoSeries, order: NDArray[np.int64]) -> _Shared:
    block, cell, share = _shares(strip, shapes, order)
    counts, known = strip.counts.ravel(), strip.known.ravel()
    in_blocks = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(in_blocks, block, _units(counts[cell] * share))
    covered, valued = np.zeros(len(shapes)), np.zeros(len(shapes))
    np.add.at(covered, block, share)
    np.add.at(valued, block, share * known[cell])
    return _Shared(in_blocks, int(_units(counts).sum()), covered, valued)


def _strips(raster: Any, shapes: gpd.GeoSeries, file: str, negative: set[float]) -> Iterator[_Cells]:
    """Yield the cells that the bounds of all shapes touch, some rows at a time; `negative` gathers what is below 0."""
    from rasterio.windows import Window

    a, _, west, _, e, north = raster.transform[:6]
    low_x, low_y, high_x, high_y = shapes.total_bounds
    if not np.isfinite(low_x):
        raise InputError(Finding(code="raster_elsewhere", file=file))
    first_column, last_column = _spanned((low_x - west) / a, (high_x - west) / a, raster.width)
    first_row, last_row = _spanned((high_y - north) / e, (low_y - north) / e, raster.height)
    width, height = last_column - first_column, last_row - first_row
    if width <= 0 or height <= 0:
        raise InputError(Finding(code="raster_elsewhere", file=file))
    if width * height > _MOST_CELLS:
        raise InputError(Finding(code="raster_too_fine", file=file, details={"most": f"{_MOST_CELLS:,}"}))
    rows = max(1, _STRIP_CELLS // width)
    for top in range(first_row, last_row, rows):
        count = min(rows, last_row - top)
        read = raster.read(1, window=Window(first_column, top, width, count), masked=True)
        counts, known = _counts(read, file, negative)
        left, upper = west + first_column * a, north + top * e
        yield _Cells(counts, known, (left, upper + count * e, left + width * a, upper))


def _counts(read: Any, file: str, negative: set[float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the counts of a strip, 0 where there is none; one negative number everywhere is a mark of no data."""
    with np.errstate(invalid="ignore"):  # a NaN of a damaged file may be a signalling one
        values = np.asarray(read.data, dtype=np.float64)
    known = ~np.ma.getmaskarray(read) & ~np.isnan(values)
    below = known & (values < 0)
    with np.errstate(over="ignore"):
        whole = values[known & ~below].sum()
    if not whole < _MOST_PEOPLE:
        raise InputError(Finding(code="raster_not_counts", file=file, value=f"{values[known].max():g}"))
    negative |= set(np.unique(values[below])[:2].tolist())
    if len(negative) > 1:
        raise InputError(Finding(code="raster_negative", file=file, value=", ".join(f"{each:g}" for each in negative)))
    known &= ~below
    return np.where(known, values, 0.0), known


def _shares(
    strip: _Cells, shapes: gpd.GeoSeries, order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (block, cell, share of the cell) for each block and cell that touch, by block id, never by row."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    low_x, low_y, high_x, high_y = strip.bounds
    bounds = shapely.bounds(shapes.to_numpy()[order])
    with np.errstate(invalid="ignore"):
        near = (bounds[:, 0] < high_x) & (bounds[:, 2] > low_x) & (bounds[:, 1] < high_y) & (bounds[:, 3] > low_y)
    chosen = order[near]
    if not len(chosen):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    source = NumPyRasterSource(strip.counts, low_x, low_y, high_x, high_y)
    near_shapes = gpd.GeoDataFrame(geometry=shapes.iloc[chosen])
    found = exact_extract(source, near_shapes, ["cell_id", "coverage"], output="pandas")
    lengths = found["cell_id"].map(len).to_numpy()
    block = np.repeat(chosen, lengths)
    cell = np.concatenate(found["cell_id"].to_numpy()).astype(np.int64)
    share = np.concatenate(found["coverage"].to_numpy()).astype(np.float64)
    covered = np.bincount(cell, weights=share, minlength=strip.counts.size)
    there = share > 0
    # Shares come in single precision: a cell that is covered but for that is covered.
    whole = np.where(covered > 1 - COVERED_WITHIN, covered, 1.0)
    return block[there], cell[there], (share / whole[cell])[there]


def _units(people: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return people as whole millionths of a thousandth."""
    result: NDArray[np.int64] = np.rint(people * 1000 * _PARTS).astype(np.int64)
    return result


def _spanned(low: float, high: float, cells: int) -> tuple[int, int]:
    """Return the first cell from `low` to `high` and the one after the last; rounding alone enters no cell."""
    return max(0, int(np.floor(low + _EDGE_CELLS))), min(cells, int(np.ceil(high - _EDGE_CELLS)))


def _told(path: Path, crs: CRS, blocks: gpd.GeoDataFrame, tally: _Tally) -> RasterPeople:
    """Return the people in whole thousandths that add up, and the record of the raster."""
    total = (2 * tally.total + _PARTS) // (2 * _PARTS)
    # What rounded edges give to a block without a value stays outside: unknown people cannot be added up.
    known = np.where(tally.has_value, np.array(tally.in_blocks, dtype=object), 0).tolist()
    weights = [*known, max(0, tally.total - sum(known))]
    parts = apportioned(total, weights, [*blocks["block_id"].astype(str), ""]) if tally.total else [0] * len(weights)
    population = np.array(parts[:-1], dtype=np.float64) / 1000
    population[~tally.has_value] = np.nan
    outside = parts[-1] / 1000
    people = {"people_in_raster": total / 1000, "people_in_blocks": sum(parts[:-1]) / 1000, "people_outside": outside}
    counts = {**people, "cells_read": tally.cells, "cells_without_value": tally.empty}
    source = Source(
        kind="population",
        file=path.name,
        sha256=checksum(path),
        rows=tally.cells,
        crs=crs_text(crs),
        label="estimate",
        taken=Taken(counts=counts),
    )
    shown = {name: f"{value:,.0f}" for name, value in people.items()}
    findings = [Finding(code="people_from_raster", file=path.name, details=shown)]
    if tally.undeclared is not None:
        findings.append(Finding(code="raster_undeclared", file=path.name, value=f"{tally.undeclared:g}"))
    if tally.classes:
        values = ", ".join(f"{each:g}" for each in tally.classes)
        findings.append(Finding(code="raster_few_values", file=path.name, value=values))
    return RasterPeople(population, source, tuple(findings))
