"""Vector layers, read by the driver that their content calls for and no other."""

from __future__ import annotations

import sqlite3
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from circles.errors import Finding, InputError, raise_if_any
from circles.provenance import Taken
from circles.sources.files import contents, limits
from circles.sources.files.format import LAYER, unreadable
from circles.sources.files.outlines import tangle_findings
from circles.sources.geo.coordinates import crs_text, parse_crs, to_wgs84
from circles.sources.geo.datum import shift_of
from circles.sources.tables.raw_table import RawTable, TableSettings, cells_of, checksum, shortened
from circles.sources.words.cut_names import whole_names

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.files.format import Format

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


def read_layer(path: Path, *, kind: str, settings: TableSettings | None = None) -> RawTable:
    """Return a vector layer with its shapes in WGS-84.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What the layer is for; decides between the layers of a GeoPackage or a File Geodatabase.
    settings : TableSettings, optional
        The layer, its CRS where the file says none or a wrong one, and its datum.

    Raises
    ------
    InputError
        If the file cannot be read, refers to another file or an address, holds more than is read, has no or
        several fitting layers, no features, no CRS, or places that are not finite, swapped or outside the earth.
    """
    settings, content = settings or TableSettings(), contents.content_of(path)
    if contents.family_of(content) != LAYER:
        raise contents.wrong_content(path, content, contents.LAYERS)
    try:
        with warnings.catch_warnings():
            # What GDAL murmurs about shapes is found again, by row, when they are checked.
            warnings.simplefilter("ignore", RuntimeWarning)
            # A column of texts and other values is taken as text.
            warnings.filterwarnings("ignore", "Could not parse column .* as JSON", UserWarning)
            with contents.FORMATS[content].at_rest(path) as file:
                frame = _read(file, contents.FORMATS[content], kind=kind, layer=settings.layer)
                cut = _cut_names(frame, kind, settings) if content == contents.SHAPEFILE else {}
                sha256 = checksum(file)
    except InputError:
        raise
    except READER_FAULTS as error:
        raise unreadable(path.name, error) from error
    raw = table_from_frame(frame.rename(columns=cut), file=path.name, settings=settings, sha256=sha256)
    return replace(raw, taken=replace(raw.taken, names_cut=tuple(f"{name} = {whole}" for name, whole in cut.items())))


def table_from_frame(
    frame: gpd.GeoDataFrame, *, file: str, settings: TableSettings | None = None, sha256: str = ""
) -> RawTable:
    """Return a GeoDataFrame as a raw table (see :func:`read_layer`), features counted from 1."""
    settings = settings or TableSettings()
    if frame.empty:
        raise InputError(Finding(code="empty_table", file=file))
    rows = np.arange(1, len(frame) + 1)
    if shapely.get_num_coordinates(frame.geometry.to_numpy()).sum() > limits.VERTICES:
        raise limits.too_many("too_many_vertices", file, most=limits.VERTICES)
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(copy=True), crs=frame.crs)
    geometry, findings = to_wgs84(shapes, crs=settings.crs, datum=settings.datum, file=file, rows=rows)
    raise_if_any(shortened(findings) or tangle_findings(geometry.to_numpy(), file, rows))
    cells = cells_of(frame.drop(columns=frame.geometry.name), file)
    return RawTable(
        file=file,
        cells=cells,
        rows=rows,
        geometry=geometry,
        sha256=sha256,
        crs=crs_text(parse_crs(settings.crs) or frame.crs),
        settings=settings,
        taken=Taken(datum=settings.datum or "", shift=shift_of(geometry.to_numpy(), settings.datum)),
    )


def _read(path: Path, form: Format, *, kind: str, layer: str | None) -> gpd.GeoDataFrame:
    form.refuse_hostile(path)
    if form.frame is not None:
        chosen, frame = None, form.frame(path)
    else:
        where = form.opened(path)
        chosen = _layer_of(where, path.name, kind, layer) if form.has_layers else None
        frame = _read_features(where, path.name, layer=chosen, encoding=form.encoding(path))
    raise_if_any(shortened([*_undecodable(frame, path.name), *form.lost_shapes(path, chosen, frame.geometry)]))
    return frame


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


def _cut_names(frame: gpd.GeoDataFrame, kind: str, settings: TableSettings) -> dict[str, str]:
    """Return the whole name of each column whose name the format cut; what the study names stays as it is."""
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    return {name: whole for name, whole in whole_names(columns, kind).items() if name not in settings.columns.values()}


def _undecodable(frame: gpd.GeoDataFrame, file: str) -> list[Finding]:
    """Return a finding for each column whose texts are not in the encoding that the file claims."""
    findings = []
    for column in frame.columns.drop([frame.geometry.name, *frame.select_dtypes("number").columns]):
        try:
            frame[column].tolist()
        except (pa.ArrowException, UnicodeDecodeError):
            findings.append(Finding(code="text_not_decoded", file=file, column=str(column)))
    return findings


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
