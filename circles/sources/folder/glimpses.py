"""What stands at the top of a file: its layers or sheets, their columns, shapes and first rows; never all of it."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj import CRS

from circles.errors import Finding, InputError
from circles.sources.files import contents
from circles.sources.files.contents import RASTER, is_tiff
from circles.sources.files.features import about_layer, read_features, with_assumed_crs
from circles.sources.files.format import EXTRACT, GRAPH, LAYER, LIST, WORKBOOK, refuse_other_driver, unreadable
from circles.sources.geo.coordinates import crs_text
from circles.sources.tables.delimited import SAMPLE_ROWS, top_of_text
from circles.sources.tables.headers import MOST_COLUMNS, Header, Row, likely_header, narrow_rows
from circles.sources.tables.layers import READER_FAULTS
from circles.sources.tables.shape_columns import shape_column, shape_of_cell
from circles.sources.tables.spreadsheets import tops_of_sheets
from circles.sources.words.cells import text_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from circles.sources.files.format import Format


MOST_LAYERS = 40
"""Layers of one file that are looked at."""

MOST_BYTES_WHOLE = 256 * 2**20
"""The largest file of a kind of which nothing can be seen without reading all (GeoJSON, a workbook's texts)."""

LINE, POLYGON, POINT = "line", "polygon", "point"


_READ_WHOLE = (contents.GEOJSON, contents.WORKBOOK)
_SHAPES = {"Point": POINT, "LineString": LINE, "LinearRing": LINE, "Polygon": POLYGON}


@dataclass(frozen=True, kw_only=True)
class Glimpse:
    """What was seen of one layer, sheet or file.

    Attributes
    ----------
    path : Path
        The file.
    content : str
        What it holds, one of the names of :mod:`circles.sources.files.contents`.
    layer : str
        The layer or sheet, empty where the file has only one.
    sheets : tuple of str
        The sheets, where several are parts of one list.
    shape : str
        What most of its shapes are, ``line``, ``polygon`` or ``point``; empty for a table of columns.
    crs : str
        Coordinate reference system of the shapes, empty where they say none.
    bounds : tuple of float
        West, south, east, north of the shapes as given; empty where not known.
    rows : int or None
        Rows or features, where that is known without reading all.
    sample : mapping of str to tuple of str
        Column to its texts in the first rows.
    """

    path: Path
    content: str
    layer: str = ""
    sheets: tuple[str, ...] = ()
    shape: str = ""
    crs: str = ""
    bounds: tuple[float, ...] = ()
    rows: int | None = None
    sample: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.sample)

    @property
    def seen_rows(self) -> int:
        """How many rows were looked at."""
        return max(map(len, self.sample.values()), default=0)

    @property
    def title(self) -> str:
        """The file's name, and the layer's where it has several."""
        return f"{self.path.name} › {self.layer}" if self.layer else self.path.name


def glimpses_of(path: Path) -> tuple[Glimpse, ...]:
    """Return what can be seen of each layer or sheet of a file.

    Raises
    ------
    InputError
        If the file is broken, of no kind that is read, or too large to be looked into.
    """
    content = contents.content_of(path)
    if content == contents.OTHER and is_tiff(path):
        return (_of_raster(path),)
    if content in _READ_WHOLE and path.stat().st_size > MOST_BYTES_WHOLE:
        details = {"most": f"{MOST_BYTES_WHOLE // 2**20:,}"}
        raise InputError(Finding(code="too_large_to_look", file=path.name, details=details))
    family = contents.family_of(content)
    if family in (EXTRACT, GRAPH):
        return (Glimpse(path=path, content=content),)
    if family == LIST:
        return (_of_rows(path, content, top_of_text(path)),)
    if family == WORKBOOK:
        tops = {name: narrow_rows(rows) for name, rows in tops_of_sheets(path, most_rows=SAMPLE_ROWS).items() if rows}
        sheets = list(islice(tops.items(), MOST_LAYERS))
        return tuple(_of_rows(path, content, rows, layer=name if len(tops) > 1 else "") for name, rows in sheets)
    if family == LAYER:
        return _of_layers(path, contents.FORMATS[content])
    raise contents.wrong_content(path, content, contents.TABLES)


def _of_layers(path: Path, form: Format) -> tuple[Glimpse, ...]:
    try:
        with warnings.catch_warnings():
            # GDAL murmurs about rings and mixed columns; the readers say what matters.
            warnings.simplefilter("ignore")
            with form.at_rest(path) as file:
                refuse_other_driver(file, form)
                form.refuse_hostile(file)
                if form.name == contents.GEOPARQUET:
                    return (_of_parquet(path, form),)
                if form.frame is not None:
                    return (_of_frame(path, form, form.frame(file)),)
                where = form.opened(file)
                if not form.has_layers:
                    return (_of_layer(path, form, where, form.reads_layer or None, form.encoding(file)),)
                names = [str(name) for name, shape in pyogrio.list_layers(where) if shape]
                seen = [_of_layer(path, form, where, name, form.encoding(file)) for name in names[:MOST_LAYERS]]
                seen = seen if len(names) > 1 else [replace(each, layer="") for each in seen]
    except READER_FAULTS as error:
        raise error if isinstance(error, InputError) else unreadable(path.name, error) from error
    return tuple(seen)


def _of_layer(path: Path, form: Format, where: str | Path | bytes, layer: str | None, encoding: str | None) -> Glimpse:
    how: dict[str, Any] = {"layer": layer, "encoding": encoding, "options": form.options}
    about = about_layer(where, force_total_bounds=True, **how)
    top = with_assumed_crs(read_features(where, path.name, most=SAMPLE_ROWS, **how).frame, form.assumed_crs)
    cells = top.drop(columns=top.geometry.name)
    bounds = tuple(float(each) for each in about["total_bounds"] or ())
    name = layer if form.has_layers and layer else ""
    seen = _of_shapes(path, form.name, top.geometry.to_numpy(), cells, crs=top.crs, layer=name)
    return Glimpse(**{**seen, "rows": int(about["features"]), "bounds": bounds})


def _of_frame(path: Path, form: Format, frame: gpd.GeoDataFrame) -> Glimpse:
    """Return what is seen of a file that was read whole because nothing can be seen of it otherwise."""
    top = frame.head(SAMPLE_ROWS)
    cells = top.drop(columns=top.geometry.name)
    seen = _of_shapes(path, form.name, frame.geometry.to_numpy(), cells, crs=frame.crs, layer="")
    bounds = tuple(float(each) for each in frame.total_bounds)
    return Glimpse(**{**seen, "rows": len(frame), "bounds": bounds})


def _of_parquet(path: Path, form: Format) -> Glimpse:
    file = pq.ParquetFile(path)
    said = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    column = said["primary_column"]
    batch = next(file.iter_batches(batch_size=SAMPLE_ROWS), None)
    frame = (batch if batch is not None else file.schema_arrow.empty_table()).to_pandas(ignore_metadata=True)
    about = said["columns"][column]
    crs = about.get("crs", "OGC:CRS84")
    seen = _of_shapes(
        path,
        form.name,
        shapely.from_wkb(frame[column].to_numpy()),
        frame.drop(columns=column),
        crs=None if crs is None else CRS.from_user_input(crs),
        layer="",
    )
    bounds = tuple(float(each) for each in about.get("bbox", ()))
    return Glimpse(**{**seen, "rows": int(file.metadata.num_rows), "bounds": bounds if len(bounds) == 4 else ()})


def _of_raster(path: Path) -> Glimpse:
    """Return what is seen of a raster; a scanned map has several bands, or does not say where it lies."""
    try:
        import rasterio
    except ImportError as error:
        raise InputError(Finding(code="raster_not_looked_into", file=path.name)) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(path, driver="GTiff") as raster:
                bands, crs, bounds = raster.count, raster.crs, tuple(raster.bounds)
    except (rasterio.errors.RasterioError, OSError, ValueError) as error:
        raise unreadable(path.name, error) from error
    if bands != 1 or not crs:
        raise InputError(Finding(code="raster_not_people", file=path.name, details={"bands": bands}))
    return Glimpse(path=path, content=RASTER, crs=crs_text(CRS(crs.to_wkt())), bounds=bounds)


def _of_shapes(path: Path, content: str, shapes: Any, cells: pd.DataFrame, *, crs: Any, layer: str) -> dict[str, Any]:
    kinds = Counter(_SHAPES.get(shape.geom_type.removeprefix("Multi"), "") for shape in shapes if shape is not None)
    sample = {str(name): tuple(text_cells(column).tolist()) for name, column in islice(cells.items(), MOST_COLUMNS)}
    return {
        "path": path,
        "content": content,
        "layer": layer,
        "shape": kinds.most_common(1)[0][0] if kinds else "",
        "crs": crs_text(CRS(crs)) if crs is not None else "",
        "sample": MappingProxyType(sample),
    }


def _of_rows(path: Path, content: str, rows: Sequence[Row], *, layer: str = "") -> Glimpse:
    """Return what is seen of a table: its header is the row with most known columns of any kind."""
    known, header = likely_header(rows) if rows else (0, Header(0, 0, ()))
    if known <= 1:
        header = Header(0, 1, tuple(" ".join(name.split()) for name in rows[0].cells) if rows else ())
    body = [list(row.cells) + [""] * len(header.names) for row in rows[header.end :]]
    sample = {name: tuple(cells[i] for cells in body) for i, name in enumerate(header.names) if name}
    column = shape_column(sample)
    if not column:
        return Glimpse(path=path, content=content, layer=layer, sample=MappingProxyType(sample))
    shapes = [shape_of_cell(cell) for cell in sample.pop(column)]
    seen = _of_shapes(path, content, shapes, pd.DataFrame(sample), crs=None, layer=layer)
    return Glimpse(**{**seen, "rows": len(shapes) if len(body) < SAMPLE_ROWS - 1 else None})
