"""What of a layer a table can use, where points, lines and areas stand together, as in drawings and in KML."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import GeometryType

from circles.errors import Finding, InputError
from circles.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

FEATURES = "number of the feature"
"""Name of the index of a frame from which features were left out: their numbers from 0."""

_LINES = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING, GeometryType.LINEARRING)
_POINTS = (GeometryType.POINT,)
_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_USABLE: Mapping[str, tuple[GeometryType, ...]] = MappingProxyType(
    {
        "streets": _LINES,
        "centers": _POINTS,
        "gates": _POINTS,
        "candidates": _POINTS,
        "blocks": (*_AREAS, *_POINTS),
        "demand": (*_AREAS, *_POINTS),
        "area": _AREAS,
        "compounds": _AREAS,
        "plazas": _AREAS,
        "communities": _AREAS,
        "subdistricts": _AREAS,
        "regions": _AREAS,
    }
)


def usable_shapes(frame: gpd.GeoDataFrame, file: str, *, kind: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the features whose shapes a table of this kind can use, and what to tell of the others.

    Where none can be used all are returned: what is wrong with each is told by who reads them.
    """
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    usable = np.isin(kinds, _USABLE.get(kind, tuple(GeometryType)))
    if usable.all() or not usable.any():
        return frame, []
    count = Figure(value=int((~usable).sum()))
    told = Finding(code="shapes_left_out", file=file, details={"count": count, "of": Figure(value=len(frame))})
    return _only(frame, usable), [told]


def of_one_part(
    frame: gpd.GeoDataFrame, file: str, *, column: str, part: str | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the features of one part of a drawing, or all with what to tell of its parts.

    Raises
    ------
    InputError
        If it has no such part.
    """
    parts = Counter(str(name) for name in frame[column])
    if part is None:
        shown = ", ".join(f"{name} ({count})" for name, count in parts.most_common(20))
        told = Finding(code="drawing_layers_together", file=file, details={"layers": shown})
        return frame, [told] if len(parts) > 1 else []
    if part not in parts:
        details = {"layers": ", ".join(sorted(parts))}
        raise InputError(Finding(code="unknown_layer", file=file, value=part, details=details))
    return _only(frame, (frame[column].astype(str) == part).to_numpy(dtype=bool)), []


def _only(frame: gpd.GeoDataFrame, kept: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    numbered = frame if frame.index.name == FEATURES else frame.reset_index(drop=True).rename_axis(FEATURES)
    return numbered[kept]
