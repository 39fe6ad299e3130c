"""Which rows of two tables are the same place, though they come from two years or two offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles.rule_numbers import SAME_PLACE_M
from circles.sources.places.made_ids import is_made
from circles.squeezed_text import squeezed
from circles.tables import metric_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def same_rows(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, *, key: str) -> NDArray[np.intp]:
    """Return for each row of `after` the position of the same row in `before`, -1 where there is none.

    Rows of one id are the same. An id that was given says it alone; where one of two was made
    (:mod:`circles.sources.places.made_ids`), rows of one name are the same too, if each is the other's nearest of that
    name within ``settings.SAME_PLACE_M``.

    Parameters
    ----------
    before, after : GeoDataFrame
        In one CRS of degrees, with `name`, shapes, and ids that are unique.
    key : str
        The column of ids, for example ``block_id``.
    """
    found: NDArray[np.intp] = pd.Index(before[key]).get_indexer(pd.Index(after[key]))
    old = np.setdiff1d(np.arange(len(before)), found)
    new = np.flatnonzero(found < 0)
    for new_row, old_row in _by_name(before.iloc[old], after.iloc[new], key=key):
        found[new[new_row]] = old[old_row]
    return found


def _by_name(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, *, key: str) -> NDArray[np.intp]:
    """Return pairs (row of `after`, row of `before`) of one name that are the nearest of each other."""
    ours, theirs = (_named(table, key) for table in (after, before))
    pairs = ours.merge(theirs, on="name", suffixes=("", "_before"))
    pairs = pairs[pairs["made"] | pairs["made_before"]]
    if pairs.empty:
        return np.empty((0, 2), dtype=np.intp)
    plane = metric_crs(tuple(after.total_bounds))
    one = after.geometry.to_crs(plane).to_numpy()[pairs["row"]]
    other = before.geometry.to_crs(plane).to_numpy()[pairs["row_before"]]
    pairs = pairs.assign(apart_m=shapely.distance(one, other))
    # Equally near ones are told apart by their ids, which no order of rows changes.
    ranked = pairs[pairs["apart_m"] <= SAME_PLACE_M].sort_values(["apart_m", "id", "id_before"], kind="stable")
    nearest = ~ranked.duplicated("row") & ~ranked.duplicated("row_before")
    found: NDArray[np.intp] = ranked.loc[nearest, ["row", "row_before"]].to_numpy(dtype=np.intp)
    return found


def _named(table: gpd.GeoDataFrame, key: str) -> pd.DataFrame:
    """Return the rows that have a name and a place: position, name without case and spaces, id, whether it was made."""
    ids = table[key].astype(str).tolist()
    names = [squeezed(name) for name in table["name"].fillna("").astype(str)]
    rows = pd.DataFrame(
        {
            "row": np.arange(len(table)),
            "name": pd.Series(names, dtype=object),
            "id": pd.Series(ids, dtype=object),
            "made": pd.Series([is_made(each) for each in ids], dtype=bool),
        }
    )
    here = table.geometry.notna().to_numpy() & ~table.geometry.is_empty.to_numpy()
    named: pd.DataFrame = rows[(rows["name"] != "") & here]
    return named
