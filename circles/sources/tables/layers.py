"""Vector layers, read by the driver that their content calls for and no other."""

from __future__ import annotations

import sqlite3
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from circles.errors import Finding, InputError, raise_if_any
from circles.provenance import Taken
from circles.sources.files import contents, limits
from circles.sources.files.features import Features, about_layer, read_features, with_assumed_crs
from circles.sources.files.format import LAYER, refuse_other_driver, unreadable
from circles.sources.files.outlines import tangle_findings
from circles.sources.geo.coordinates import crs_text, parse_crs, to_wgs84
from circles.sources.geo.datum import shift_of
from circles.sources.tables.layer_names import chosen_layer
from circles.sources.tables.layer_parts import FEATURES, of_one_part, usable_shapes
from circles.sources.tables.raw_table import RawTable, TableSettings, cells_of, checksum, rows_known_by, shortened
from circles.sources.words.cut_names import whole_names

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

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


class _Read(NamedTuple):
    frame: gpd.GeoDataFrame
    taken: Taken
    told: tuple[Finding, ...]


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
    form = contents.FORMATS[content]
    try:
        with warnings.catch_warnings():
            # What GDAL murmurs about shapes is found again, by row, when they are checked.
            warnings.simplefilter("ignore", RuntimeWarning)
            # A column of texts and other values is taken as text.
            warnings.filterwarnings("ignore", "Could not parse column .* as JSON", UserWarning)
            with form.at_rest(path) as file:
                read = _read(file, form, kind=kind, layer=settings.layer)
                cut = _cut_names(read.frame, kind, settings) if content in contents.SHAPEFILES else {}
                # What was taken out of a package is not what the person knows.
                sha256 = checksum(file if file.suffix == path.suffix else path)
    except InputError:
        raise
    except READER_FAULTS as error:
        raise unreadable(path.name, error) from error
    if form.without_crs and read.frame.crs is None and not settings.crs:
        raise InputError(Finding(code=form.without_crs, file=path.name))
    frame, taken = read.frame.rename(columns=cut), read.taken
    raw = table_from_frame(frame, file=path.name, settings=settings, sha256=sha256, taken=taken)
    taken = replace(raw.taken, names_cut=tuple(f"{name} = {whole}" for name, whole in cut.items()))
    return replace(raw, taken=taken, warnings=(*raw.warnings, *read.told))


def table_from_frame(
    frame: gpd.GeoDataFrame,
    *,
    file: str,
    settings: TableSettings | None = None,
    sha256: str = "",
    taken: Taken | None = None,
    labels: pd.Index | None = None,
) -> RawTable:
    """Return a GeoDataFrame as a raw table (see :func:`read_layer`), features counted from 1, or by their `labels`."""
    settings, taken = settings or TableSettings(), taken or Taken()
    if frame.empty:
        raise InputError(Finding(code="empty_table", file=file))
    numbered = frame.index.name == FEATURES
    rows = frame.index.to_numpy(dtype=np.int64) + 1 if numbered else rows_known_by(labels, len(frame))
    if shapely.get_num_coordinates(frame.geometry.to_numpy()).sum() > limits.VERTICES:
        raise limits.too_many("too_many_vertices", file, most=limits.VERTICES)
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(copy=True), crs=frame.crs)
    geometry, findings = to_wgs84(shapes, crs=settings.crs, datum=settings.datum, file=file, rows=rows)
    raise_if_any(shortened(findings) or tangle_findings(geometry.to_numpy(), file, rows))
    cells = cells_of((frame.reset_index(drop=True) if numbered else frame).drop(columns=frame.geometry.name), file)
    return RawTable(
        file=file,
        cells=cells,
        rows=rows,
        geometry=geometry,
        sha256=sha256,
        crs=crs_text(parse_crs(settings.crs) or frame.crs),
        settings=settings,
        taken=replace(taken, datum=settings.datum or "", shift=shift_of(geometry.to_numpy(), settings.datum)),
        labels=labels,
    )


def _read(path: Path, form: Format, *, kind: str, layer: str | None) -> _Read:
    refuse_other_driver(path, form)
    form.refuse_hostile(path)
    if form.frame is not None:
        read, taken, chosen = Features(form.frame(path)), Taken(), None
    else:
        read, taken, chosen = _features(path, form, kind=kind, layer=layer)
    frame = with_assumed_crs(read.frame, form.assumed_crs)
    lost = form.lost_shapes(path, chosen, frame.geometry)
    raise_if_any(shortened([*read.findings, *_undecodable(frame, path.name), *lost]))
    told: list[Finding] = []
    if form.part_column:
        frame, told = of_one_part(frame, path.name, column=form.part_column, part=layer)
    if form.is_mixed:
        frame, left_out = usable_shapes(frame, path.name, kind=kind)
        told += left_out
    return _Read(frame, taken, tuple(told))


def _features(path: Path, form: Format, *, kind: str, layer: str | None) -> tuple[Features, Taken, str | None]:
    where, encoding, taken = form.opened(path), form.encoding(path), Taken()
    chosen = form.reads_layer or None
    if form.has_layers:
        chosen, is_one_of_several = chosen_layer(where, path.name, kind, layer)
        taken = replace(taken, layer=chosen if is_one_of_several else "")
    how: dict[str, Any] = {"layer": chosen, "encoding": encoding, "options": form.options}
    about = about_layer(where, **how)
    if form.driver and about["driver"] != form.driver:
        raise ValueError("another driver took it")
    limits.refuse_long_layer(int(about["features"]), len(about["fields"]), path.name)
    read = read_features(where, path.name, **how)
    counts = {"curves_as_lines": read.curves} if read.curves else {}
    return read, replace(taken, counts=counts, encoding=(encoding or "").upper()), chosen


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
