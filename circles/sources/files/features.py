"""The features of a layer as GDAL reads them: ids whole, curves as lines, texts by the encoding their bytes are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from circles.errors import Finding
from circles.sources.files.encodings import without_half

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_BYTES_AS_LETTERS = "ISO-8859-1"
"""In it each byte is one letter: so GDAL hands over the bytes as they are."""

_WHOLE_NUMBERS = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()}
_EXACT_AS_FLOAT = 2**53
_CURVES = (8, 9, 10, 11, 12, 13, 14)
"""Kinds of shapes of WKB, Z and M left aside, that hold arcs: from CircularString to Surface."""


class Features(NamedTuple):
    """The features of a layer, how many curves were read as lines, and texts that are not in their encoding."""

    frame: gpd.GeoDataFrame
    curves: int = 0
    findings: tuple[Finding, ...] = ()


def read_features(
    where: str | Path | bytes,
    file: str,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    most: int | None = None,
    options: Mapping[str, str] | None = None,
) -> Features:
    """Return the features of a layer.

    Parameters
    ----------
    where : str, Path or bytes
        What GDAL is to open.
    file : str
        Named in the findings.
    layer : str, optional
        The layer, where there may be several.
    encoding : str, optional
        The encoding of names and texts, where the driver is not to be believed; half a character where a name or a
        text was cut is left away.
    most : int, optional
        How many of the first features to read, all if not given.
    options : mapping of str to str, optional
        What the driver is told when it opens the file.

    Raises
    ------
    ValueError
        If the layer has no shapes; and what pyogrio raises.
    """
    how: dict[str, Any] = {"layer": layer, "max_features": most, **_told(encoding, options)}
    types = {"types_mapper": _WHOLE_NUMBERS.get}
    curves = 0
    try:
        frame = pyogrio.read_dataframe(where, use_arrow=True, on_invalid="fix", arrow_to_pandas_kwargs=types, **how)
    except (NotImplementedError, shapely.GEOSException):
        # The one that knows no arc: GEOS is given lines instead, by the slower way.
        curves = _count_of_curves(where, how)
        if not curves:
            raise
        cells = pyogrio.read_dataframe(where, use_arrow=True, read_geometry=False, arrow_to_pandas_kwargs=types, **how)
        shapes = pyogrio.read_dataframe(where, use_arrow=False, columns=[], on_invalid="fix", **how)
        frame = gpd.GeoDataFrame(cells, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ValueError("the layer has no shapes")  # noqa: TRY004 as any other fault of its reader
    frame, findings = (frame, []) if encoding is None else _in_their_encoding(frame, encoding, file)
    return Features(_with_plain_numbers(frame), curves, tuple(findings))


def about_layer(
    where: str | Path | bytes,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    **asked: bool,
) -> Mapping[str, Any]:
    """Return what pyogrio tells of a layer, its features counted, asked as :func:`read_features` asks."""
    said: Mapping[str, Any] = pyogrio.read_info(
        where, layer=layer, force_feature_count=True, **asked, **_told(encoding, options)
    )
    return said


def with_assumed_crs(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return a frame in the CRS that its format prescribes, where it says none and there is one."""
    return frame.set_crs(crs) if crs and frame.crs is None else frame


def _told(encoding: str | None, options: Mapping[str, str] | None) -> Mapping[str, str]:
    return {**(options or {}), **({} if encoding is None else {"ENCODING": _BYTES_AS_LETTERS})}


def _count_of_curves(where: str | Path | bytes, how: dict[str, Any]) -> int:
    about, table = pyogrio.read_arrow(where, columns=[], **how)
    shapes = table.column(about["geometry_name"] or "wkb_geometry").drop_null()
    heads = [each for each in pa.compute.binary_slice(shapes, 0, 5).to_pylist() if len(each) == 5]
    kinds = np.array([int.from_bytes(head[1:], "little" if head[0] else "big") for head in heads], dtype=np.int64)
    return int(np.isin((kinds & 0x0FFFFFFF) % 1000, _CURVES).sum())


def _with_plain_numbers(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame whose whole numbers are such of numpy where none is missing, floats where these hold them whole.

    What is left with a missing cell and numbers beyond 2**53 keeps its type: a float would change the last digits.
    """
    whole = [name for name, column in frame.items() if column.dtype in _WHOLE_NUMBERS.values()]
    return frame.assign(**{name: _plain_numbers(frame[name]) for name in whole})


def _plain_numbers(column: pd.Series) -> pd.Series:
    if not column.hasnans:
        return column.astype(np.dtype(column.dtype.name.lower()))
    known: NDArray[np.int64] = column.dropna().to_numpy(dtype=np.int64)
    return column.astype(np.float64) if (np.abs(known) <= _EXACT_AS_FLOAT).all() else column


def _in_their_encoding(frame: gpd.GeoDataFrame, encoding: str, file: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return a frame of bytes as letters with its names and texts as they are meant."""
    named = [_meant(str(name), encoding) if name != frame.geometry.name else name for name in frame.columns]
    findings: list[Finding] = []
    decoded = {}
    for name, (own, column) in zip(named, frame.items(), strict=True):
        if own == frame.geometry.name or not (column.dtype == object or isinstance(column.dtype, pd.StringDtype)):
            continue
        texts = {text: _meant(text, encoding) for text in column.unique() if isinstance(text, str)}
        decoded[own] = column.map(texts, na_action="ignore")
        wrong = {text for text, meant in texts.items() if meant is None}
        rows = np.flatnonzero(column.isin(wrong))[:1] if wrong else ()
        findings += [Finding(code="text_not_decoded", file=file, row=int(i) + 1, column=str(name)) for i in rows]
    columns = [own if name is None else name for own, name in zip(frame.columns, named, strict=True)]
    return frame.assign(**decoded).set_axis(columns, axis="columns"), findings


def _meant(text: str, encoding: str) -> str | None:
    try:
        return text if text.isascii() else without_half(encoding, text.encode(_BYTES_AS_LETTERS))
    except UnicodeError:
        return None
