"""The whole numbers of the method, and every rounding to them (docs/method.md, Integers).

Coordinates are whole 1e-7 degrees, lengths whole millimetres, people and any other demand whole thousandths. What is
added up or compared is one of these; floats hold the same numbers for people to read, so that rounding them again
changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

UNITS_PER_DEGREE = 10_000_000


def to_units(degrees: ArrayLike) -> NDArray[np.int64]:
    """Return coordinates in degrees as integers of 1e-7 degree (half to even).

    Examples
    --------
    >>> to_units([114.28, 30.58000004]).tolist()
    [1142800000, 305800000]
    """
    result: NDArray[np.int64] = np.rint(np.asarray(degrees, dtype=np.float64) * UNITS_PER_DEGREE).astype(np.int64)
    return result


def to_degrees(units: ArrayLike) -> NDArray[np.float64]:
    """Return integers of 1e-7 degree as degrees."""
    result: NDArray[np.float64] = np.asarray(units, dtype=np.float64) / UNITS_PER_DEGREE
    return result


def rounded_degrees(degrees: ArrayLike) -> NDArray[np.float64]:
    """Return coordinates in degrees rounded to 1e-7 degree, unknown (NaN) kept."""
    result: NDArray[np.float64] = np.rint(np.asarray(degrees, dtype=np.float64) * UNITS_PER_DEGREE) / UNITS_PER_DEGREE
    return result


def on_grid(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return WGS-84 `geometry` with every coordinate rounded to 1e-7 degree, index and missing kept."""
    return type(geometry)(
        shapely.transform(geometry.to_numpy(), lambda xy: to_degrees(to_units(xy))),
        index=geometry.index,
        crs=geometry.crs,
    )


def millimetres(metres: ArrayLike) -> NDArray[np.int64]:
    """Return metres as whole millimetres, ``floor(metres * 1000 + 0.5)``.

    Examples
    --------
    >>> millimetres([0.0004, 0.0005, 12.3456]).tolist()
    [0, 1, 12346]
    """
    return _thousand_fold(np.asarray(metres, dtype=np.float64))


def thousandths(values: pd.Series) -> NDArray[np.int64]:
    """Return `values` as whole thousandths, unknown (NaN) as 0; ask the series itself what is unknown."""
    return _thousand_fold(values.fillna(0.0).to_numpy(dtype=np.float64))


def known_sums(values: pd.Series, group: NDArray[np.generic] | pd.Series) -> pd.Series:
    """Return the sum of each group, exact to a thousandth; NaN where a group has rows of which none is known.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> known_sums(pd.Series([120.5, np.nan, np.nan]), np.array(["a", "a", "b"])).to_dict()
    {'a': 120.5, 'b': nan}
    """
    keys, plain = np.asarray(group), values.reset_index(drop=True)
    sums = type(plain)(thousandths(plain)).groupby(keys).sum() / 1000
    result: pd.Series = sums.where(plain.groupby(keys).count() > 0)
    return result


def known_sum(values: pd.Series) -> float:
    """Return the sum, exact to a thousandth: 0 of no rows, NaN of rows of which none is known."""
    unknown = len(values) > 0 and values.isna().all()
    return float("nan") if unknown else int(thousandths(values).sum()) / 1000


def to_thousandth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return floats rounded to a thousandth, halves up, unknown (NaN) kept."""
    result: NDArray[np.float64] = np.floor(values * 1000 + 0.5) / 1000
    return result


def _thousand_fold(values: NDArray[np.float64]) -> NDArray[np.int64]:
    result: NDArray[np.int64] = np.floor(values * 1000 + 0.5).astype(np.int64)
    return result
