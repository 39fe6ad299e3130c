"""What a walk network was built from, so that it is never walked for streets of another study."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers
from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.phrases import phrase

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.phrases import Phrase

_TEXTS = ("name", "highway", "level")


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
    """

    streets: str
    crossings: str
    join_ends_m: float


def built_from(streets: gpd.GeoDataFrame, *, crossings: str, join_ends_m: float) -> BuiltFrom:
    """Return what a network of these streets is built from (arguments as :func:`circles.build_network`)."""
    return BuiltFrom(
        streets=_checksum(streets), crossings=crossings, join_ends_m=join_ends_m if crossings == "join" else 0.0
    )


def differences(given: BuiltFrom, asked: BuiltFrom, *, study: str) -> list[Finding]:
    """Return why a network built from `given` is not that of a study, which would be built from what is `asked`."""
    findings = []
    if given.streets != asked.streets:
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
