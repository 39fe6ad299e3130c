"""Rows at one spot of a list of venues: one place under several plates, or one row listed again.

A service center often bears the plate of the community's committee as well (一个阵地、多块牌子): two names at one spot
are one place. Only rows of one name and one type there repeat each other (docs/inputs.md, Repeats).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.sources.tables.raw_table import listed
from circles.sources.words.columns import plain
from circles.sources.words.place_names import compound_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.phrases import Words

_SHOWN_PLACES = 5


def centers_at_one_spot(
    points: NDArray[np.object_],
    names: NDArray[np.object_],
    kinds: NDArray[np.object_],
    rows: NDArray[Any],
    *,
    file: str,
) -> list[Finding]:
    """Return what is told of centers at one spot: places with several plates, and rows that repeat.

    Parameters
    ----------
    points : ndarray of Point
        Where each stands, None where it has no place.
    names, kinds : ndarray of str
        Of each; a type is empty where it is not known.
    rows : ndarray of int64
        The number by which a person knows each row.
    file : str
        Name of the file.
    """
    table = _plates(points, names, kinds)
    plates = table.groupby("spot")["plate"].transform("nunique")
    again = table.groupby(["spot", "plate"])["row"].transform("size")
    return [
        *_told("centers_one_place", _rows_by(table[plates > 1], ["spot"]), names, rows, file=file),
        *_told("centers_repeated", _rows_by(table[again > 1], ["spot", "plate"]), names, rows, file=file),
    ]


def site_ids(
    points: NDArray[np.object_], names: NDArray[np.object_], kinds: NDArray[np.object_], ids: NDArray[np.object_]
) -> NDArray[np.object_] | None:
    """Return for each center the id of the first of its site, its own where it stands alone; None where all do.

    Rows that repeat one another are one plate, and no site of several.
    """
    table = _plates(points, names, kinds)
    shared = table[table.groupby("spot")["plate"].transform("nunique") > 1]
    if shared.empty:
        return None
    found = ids.copy()
    found[shared["row"]] = ids[shared.groupby("spot")["row"].transform("min")]
    return found


def candidates_at_one_spot(
    points: NDArray[np.object_], names: NDArray[np.object_], rows: NDArray[Any], *, file: str
) -> list[Finding]:
    """Return what is told of candidates at one spot: each place is proposed once. Parameters as for centers."""
    at, spot = _spots(points)
    table = pd.DataFrame({"row": at, "spot": spot}, dtype=np.int64)
    groups = _rows_by(table[table.groupby("spot")["row"].transform("size") > 1], ["spot"])
    return _told("candidates_one_place", groups, names, rows, file=file)


def _plates(points: NDArray[np.object_], names: NDArray[np.object_], kinds: NDArray[np.object_]) -> pd.DataFrame:
    """Return the rows that have a place, the number of the spot of each, and that of its name and type together."""
    at, spot = _spots(points)
    # What a name is folded to may be empty (无名): then what stands there is compared.
    keys = [(compound_key(str(names[i])) or plain(str(names[i])), plain(str(kinds[i]))) for i in at.tolist()]
    plate = pd.factorize(pd.Series(keys, dtype=object))[0]
    return pd.DataFrame({"row": at, "spot": spot, "plate": plate}, dtype=np.int64)


def _spots(points: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that have a place, and the number of the spot of each."""
    at = np.flatnonzero(~(shapely.is_missing(points) | shapely.is_empty(points)))
    units = integers.to_units(shapely.get_coordinates(points[at]))
    return at, np.unique(units, axis=0, return_inverse=True)[1].reshape(-1)


def _rows_by(table: pd.DataFrame, columns: list[str]) -> list[NDArray[np.int64]]:
    """Return the rows of each group."""
    return [own["row"].to_numpy(np.int64) for _, own in table.groupby(columns)]


def _told(
    code: str, groups: list[NDArray[np.int64]], names: NDArray[np.object_], rows: NDArray[Any], *, file: str
) -> list[Finding]:
    """Return a finding of groups of rows, none where there are none."""
    if not groups:
        return []
    ordered = sorted((np.sort(group) for group in groups), key=lambda group: int(group[0]))
    shown: list[Words] = [
        phrase("repeats.rows_of", name=" / ".join(dict.fromkeys(map(str, names[group]))), rows=listed(rows[group]))
        for group in ordered[:_SHOWN_PLACES]
    ]
    if len(ordered) > _SHOWN_PLACES:
        shown.append(phrase("repeats.more", count=Figure(value=len(ordered) - _SHOWN_PLACES)))
    details = {
        "rows": Figure(value=sum(map(len, groups))),
        "groups": Figure(value=len(groups)),
        "shown": joined(shown, phrase("repeats.joint")),
    }
    return [Finding(code=code, file=file, details=details)]
