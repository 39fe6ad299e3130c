"""What a walk network was built from, so that it is never walked for streets of another study."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.network.compounds import private_rows
from circles.phrases import phrase

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.phrases import Phrase

_TEXTS = ("name", "highway", "level")

_CHANGING = ("closed", "open", "path")
"""The kinds of edits that change streets."""


@dataclass(frozen=True, kw_only=True)
class BuiltFrom:
    """Streets, edits included, and how they were joined.

    Attributes
    ----------
    streets : str
        Checksum of the streets in integer units, with names, classes, levels, cut ends and lengths; the same in
        whatever order the streets come.
    crossings : str
        ``shared`` or ``join``.
    join_ends_m : float
        With ``join``: how near a line an end is joined to it; 0 with ``shared``, which joins none.
    edits : str
        Checksum of the paths, closed lines and compounds that are opened, in whatever order they come; empty where
        there are none.
    squares : str
        Checksum of the squares, likewise.
    gated : str
        Checksum of the gated polygons and the barriers, likewise.
    """

    streets: str
    crossings: str
    join_ends_m: float
    edits: str = ""
    squares: str = ""
    gated: str = ""


def built_from(
    streets: gpd.GeoDataFrame,
    *,
    crossings: str,
    join_ends_m: float,
    edits: gpd.GeoDataFrame | None = None,
    squares: gpd.GeoDataFrame | None = None,
    compounds: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
) -> BuiltFrom:
    """Return what a network of these streets is built from.

    Parameters
    ----------
    streets, crossings, join_ends_m
        As for :func:`circles.build_network`.
    edits : GeoDataFrame, optional
        ``tables.EDITS``; gates change no network.
    squares : GeoDataFrame, optional
        ``tables.SQUARES``.
    compounds, barriers : GeoDataFrame, optional
        ``tables.COMPOUNDS`` and ``BARRIERS``.
    """
    if crossings == "join":
        streets = plain_lines(streets)
    return BuiltFrom(
        streets=_checksum(streets),
        crossings=crossings,
        join_ends_m=join_ends_m if crossings == "join" else 0.0,
        edits="" if edits is None else edits_checksum(edits),
        squares="" if squares is None else _squares_checksum(squares),
        gated=_gated_checksum(compounds, barriers),
    )


def edits_checksum(edits: gpd.GeoDataFrame) -> str:
    """Hash the edits that change a network, sorted; empty where there are none."""
    changing = edits[edits["kind"].isin(_CHANGING)]
    texts = [changing[name].fillna("").astype(str) for name in ("kind", "edit_id", "note")]
    if tables.EDIT_COMPOUND in changing:
        texts.append(changing[tables.EDIT_COMPOUND].fillna("").astype(str))
    return _sum_of_rows(texts, changing.geometry)


def _gated_checksum(compounds: gpd.GeoDataFrame | None, barriers: gpd.GeoDataFrame | None) -> str:
    """Hash the gated polygons and the barriers, sorted; empty where there are none."""
    sums = []
    if compounds is not None:
        sums.append(_sum_of_rows([compounds["compound_id"].astype(str)], compounds.geometry))
    if barriers is not None:
        sums.append(_sum_of_rows([], barriers.geometry))
    return " ".join(filter(None, sums))


def _sum_of_rows(texts: list[pd.Series], shapes: gpd.GeoSeries) -> str:
    units = [integers.to_units(shapely.get_coordinates(shape)).tobytes() for shape in shapes]
    said = zip(*texts, strict=True) if texts else [()] * len(units)
    rows = sorted("\x1f".join(row).encode() + shape for row, shape in zip(said, units, strict=True))
    return hashlib.sha256(b"\x1e".join(rows)).hexdigest() if rows else ""


def _squares_checksum(squares: gpd.GeoDataFrame) -> str:
    """Hash the squares with their names, sorted; empty where there are none."""
    shapes = shapely.to_wkb(shapely.normalize(integers.on_grid(squares.geometry).to_numpy()))
    names = squares["name"].fillna("").astype(str)
    rows = sorted(name.encode() + b"\x1f" + shape for name, shape in zip(names, shapes, strict=True) if shape)
    return hashlib.sha256(b"\x1e".join(rows)).hexdigest() if rows else ""


def plain_lines(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return streets without the nodes of their graph: where lines are joined in plan, only lines count."""
    return streets.drop(columns=list(tables.STREET_NODES), errors="ignore")


def differences(given: BuiltFrom, asked: BuiltFrom, *, study: str) -> list[Finding]:
    """Return why a network built from `given` is not that of a study, which would be built from what is `asked`."""
    findings = []
    same = all(getattr(given, name) == getattr(asked, name) for name in ("streets", "edits", "squares", "gated"))
    if not same:
        findings.append(Finding(code="network_of_other_streets", details={"study": study}))
    if (given.crossings, given.join_ends_m) != (asked.crossings, asked.join_ends_m):
        names = {"study": study, "given": _joining(given), "asked": _joining(asked)}
        findings.append(Finding(code="network_joined_otherwise", details=names))
    return findings


def _joining(origin: BuiltFrom) -> Phrase:
    within = Figure(value=origin.join_ends_m, precision="setting", unit=METRES)
    return phrase("joining.join", within=within) if origin.crossings == "join" else phrase("joining.shared")


def _checksum(streets: gpd.GeoDataFrame) -> str:
    """Hash each street with its vertices in their order, then all of them sorted."""
    coordinates, street = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    units = integers.to_units(coordinates)
    vertices = np.bincount(street, minlength=len(streets))
    place = np.arange(street.size) - np.repeat(np.cumsum(vertices) - vertices, vertices)
    shape = np.zeros(len(streets), np.uint64)
    np.add.at(shape, street, _mixed(units[:, 0], units[:, 1], place))
    columns = [shape, vertices, *(_hashed_texts(streets[name]) for name in _TEXTS if name in streets)]
    columns += [streets[name].to_numpy(np.int64) for name in ("cut_start", "cut_end")]
    private = private_rows(streets)
    if private.any():
        # What is of one way is of one compound.
        columns.append(np.where(private, _hashed_texts(streets["street_id"]), 0))
    columns += [streets[name].to_numpy(np.int64) for name in tables.STREET_NODES if name in streets]
    if "length_m" in streets:
        columns.append(integers.millimetres(streets["length_m"].to_numpy()))
    return hashlib.sha256(np.sort(_mixed(*columns)).tobytes()).hexdigest()


def _mixed(*columns: NDArray[Any]) -> NDArray[np.uint64]:
    """Return one hash a row; the order of the columns counts."""
    row = np.zeros(columns[0].size, np.uint64)
    for column in columns:
        row = pd.util.hash_array(row + column.astype(np.uint64))
    return row


def _hashed_texts(texts: pd.Series) -> NDArray[np.uint64]:
    codes, known = pd.factorize(texts.fillna("").astype(str))
    return pd.util.hash_array(np.asarray(known, dtype=object), categorize=False)[codes]
