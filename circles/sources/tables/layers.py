"""Vector layers, read by the driver that their content calls for and no other."""

from __future__ import annotations

import json
import sqlite3
import warnings
from math import isfinite
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.files import contents, limits
from circles.sources.files.geodatabase import refuse_hostile_geodatabase
from circles.sources.files.geojson import refuse_hostile_geojson
from circles.sources.files.geopackage import broken_shapes, refuse_hostile_geopackage
from circles.sources.files.geoparquet import refuse_hostile_parquet
from circles.sources.files.outlines import tangle_findings
from circles.sources.files.shapefile import refuse_hostile_shapefile, shapefile_encoding
from circles.sources.geo.coordinates import NOT_FINITE, crs_text, parse_crs, to_wgs84
from circles.sources.tables.raw_table import RawTable, cells_of, checksum, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READER_FAULTS = (
    sqlite3.Error,
    DataSourceError,
    DataLayerError,
    FieldError,
    pa.ArrowException,
    shapely.GEOSException,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NameError,  # of pyogrio, over the name of a CRS that is not UTF-8
)

MANY_LAYERED = (contents.GEOPACKAGE, contents.GEODATABASE)

_GEOMETRIES = {
    "streets": "Line",
    "centers": "Point",
    "gates": "Point",
    "blocks": "Polygon",
    "area": "Polygon",
    "edits": "",
    "candidates": "",
    "communities": "Polygon",
    "subdistricts": "Polygon",
    "control": "",
}


def read_layer(path: Path, content: str, *, kind: str, crs: str | None = None, layer: str | None = None) -> RawTable:
    """Return a vector layer with its shapes in WGS-84.

    Parameters
    ----------
    path : Path
        The file.
    content : str
        What it holds (:func:`circles.sources.files.contents.content_of`), one of ``contents.LAYERS``.
    kind : str
        What the layer is for; decides between the layers of a GeoPackage or a File Geodatabase.
    crs : str, optional
        The CRS, where the file says none or a wrong one.
    layer : str, optional
        The layer of a GeoPackage or a File Geodatabase.

    Raises
    ------
    InputError
        If the file cannot be read, refers to another file or an address, holds more than is read, has no or
        several fitting layers, no features, no CRS, or places that are not finite, swapped or outside the earth.
    """
    try:
        with warnings.catch_warnings():
            # What GDAL murmurs about shapes is found again, by row, when they are checked.
            warnings.simplefilter("ignore", RuntimeWarning)
            # A column of texts and other values is taken as text.
            warnings.filterwarnings("ignore", "Could not parse column .* as JSON", UserWarning)
            frame = _read(path, content, kind=kind, layer=layer)
        lost = _lost_shapes(frame, path) if content == contents.GEOJSON else []
        raise_if_any(shortened([*_undecodable(frame, path.name), *lost]))
    except InputError:
        raise
    except READER_FAULTS as error:
        raise contents.unreadable(path.name, error) from error
    return table_from_frame(frame, file=path.name, crs=crs, sha256=checksum(path))


def table_from_frame(frame: gpd.GeoDataFrame, *, file: str, crs: str | None = None, sha256: str = "") -> RawTable:
    """Return a GeoDataFrame as a raw table (see :func:`read_layer`), features counted from 1."""
    if frame.empty:
        raise InputError(Finding(code="empty_table", file=file))
    rows = np.arange(1, len(frame) + 1)
    if shapely.get_num_coordinates(frame.geometry.to_numpy()).sum() > limits.VERTICES:
        raise limits.too_many("too_many_vertices", file, most=limits.VERTICES)
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(copy=True), crs=frame.crs)
    geometry, findings = to_wgs84(shapes, crs=crs, file=file, rows=rows)
    raise_if_any(shortened(findings) or tangle_findings(geometry.to_numpy(), file, rows))
    cells = cells_of(frame.drop(columns=frame.geometry.name), file)
    name = crs_text(parse_crs(crs) or frame.crs)
    return RawTable(file=file, cells=cells, rows=rows, geometry=geometry, sha256=sha256, crs=name)


def _read(path: Path, content: str, *, kind: str, layer: str | None) -> gpd.GeoDataFrame:
    if content == contents.GEOPARQUET:
        refuse_hostile_parquet(path)
        return gpd.read_parquet(path)
    where = where_to_open(path, content)
    if content in MANY_LAYERED:
        chosen = _layer_of(where, path.name, kind, layer)
        frame = _read_features(where, path.name, layer=chosen)
        missing = np.flatnonzero(frame.geometry.isna())
        if content == contents.GEOPACKAGE and len(missing):
            raise_if_any(shortened(broken_shapes(path, chosen, missing)))
        return frame
    encoding = shapefile_encoding(path.resolve()) if content == contents.SHAPEFILE else None
    return _read_features(where, path.name, encoding=encoding)


def where_to_open(path: Path, content: str) -> str | Path | bytes:
    """Return what pyogrio is to open, so that the driver of this `content` reads the file and no other.

    Raises
    ------
    InputError
        If the file refers to another file or an address, is damaged or holds more than is read, or a Shapefile
        does not bear its suffix.
    """
    if content == contents.GEOJSON:
        refuse_hostile_geojson(path)
        # The prefix names the driver: a file that is something else inside is refused instead of obeyed.
        return f"GeoJSON:{path.resolve()}"
    if content == contents.GEOPACKAGE:
        refuse_hostile_geopackage(path)
        return _geopackage(path)
    if content == contents.SHAPEFILE:
        if path.suffix.lower() != ".shp":
            raise InputError(Finding(code="shapefile_suffix", file=path.name))
        refuse_hostile_shapefile(path)
    else:
        refuse_hostile_geodatabase(path)
    # A File Geodatabase is named by the folder's suffix and its first table, which no other driver takes.
    return path.resolve()


def _read_features(
    where: str | Path | bytes, file: str, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    about = pyogrio.read_info(where, layer=layer, encoding=encoding, force_feature_count=True)
    limits.refuse_long_layer(int(about["features"]), len(about["fields"]), file)
    # Arrow is fast; pyogrio takes no encoding with it.
    frame = pyogrio.read_dataframe(where, layer=layer, encoding=encoding, use_arrow=encoding is None, on_invalid="fix")
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ValueError("the layer has no shapes")  # noqa: TRY004 told to the person as the reader's words
    return frame


def _undecodable(frame: gpd.GeoDataFrame, file: str) -> list[Finding]:
    """Return a finding for each column whose texts are not in the encoding that the file claims."""
    findings = []
    for column in frame.columns.drop([frame.geometry.name, *frame.select_dtypes("number").columns]):
        try:
            frame[column].tolist()
        except (pa.ArrowException, UnicodeDecodeError):
            findings.append(Finding(code="text_not_decoded", file=file, column=str(column)))
    return findings


def _lost_shapes(frame: gpd.GeoDataFrame, path: Path) -> list[Finding]:
    """Return a finding for each GeoJSON feature whose shape the driver dropped because a coordinate is no number."""
    missing = np.flatnonzero(frame.geometry.isna() | frame.geometry.is_empty)
    if not len(missing):
        return []
    try:
        features = json.loads(path.read_bytes()).get("features", [])
    except (ValueError, RecursionError, AttributeError):
        return []
    shapes = {i: features[i].get("geometry") if i < len(features) else None for i in missing.tolist()}
    return [
        Finding(code=NOT_FINITE, file=path.name, row=i + 1, value=str(wrong[0]))
        for i, shape in shapes.items()
        if shape and (wrong := [each for each in _leaves(shape.get("coordinates")) if not _is_finite(each)])
    ]


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _is_finite(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _geopackage(path: Path) -> Path | bytes:
    """Return what to open: the bytes where the path holds a ``!``, which pyogrio takes for an archive's mark."""
    whole = path.resolve()
    return whole.read_bytes() if "!" in str(whole) else whole


def _layer_of(where: str | Path | bytes, file: str, kind: str, layer: str | None) -> str:
    found = {str(name): str(shape) for name, shape in pyogrio.list_layers(where) if shape}
    shown = ", ".join(found) or "–"
    if layer is not None:
        if layer not in found:
            details = {"layers": shown}
            raise InputError(Finding(code="unknown_layer", file=file, value=layer, details=details))
        return layer
    fitting = [name for name, shape in found.items() if _GEOMETRIES[kind] in shape]
    if kind in fitting:
        return kind
    candidates = fitting or list(found)
    if len(candidates) != 1:
        code = "several_layers" if candidates else "no_layer"
        raise InputError(Finding(code=code, file=file, details={"layers": shown, "kind": kind}))
    return candidates[0]
