"""Which row of a table a person means, by its id or its name."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from circles.errors import Finding, QuestionError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def id_meant(table: pd.DataFrame, kind: str, asked: str) -> str:
    """Return the id of the row that a person means: by its id, else by its name where one row alone has it.

    Parameters
    ----------
    table : DataFrame
        With the columns ``{kind}_id`` and `name`.
    kind : str
        ``block`` or ``center``.
    asked : str
        An id, or a name; case, spaces and full width make no difference in a name.

    Raises
    ------
    QuestionError
        If no row is called so, naming what comes near; if more than one is, naming all of them.
    """
    ids, names = table[f"{kind}_id"].astype(str).tolist(), table["name"].fillna("").astype(str).tolist()
    if asked in ids:
        return asked
    folded = [_folded(name) for name in names]
    wanted = _folded(asked)
    found = [row_id for row_id, name in zip(ids, folded, strict=True) if wanted and name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise QuestionError(Finding(code=f"{kind}s_of_one_name", value=asked, details={"ids": ", ".join(found)}))
    near = get_close_matches(wanted, [*map(_folded, ids), *folded], n=1, cutoff=0.5) if wanted else []
    whole = dict(zip([*map(_folded, ids), *folded], [*ids, *names], strict=True))
    raise QuestionError(
        Finding(code=f"unknown_{kind}", value=asked, details={"example": whole[near[0]] if near else ids[0]})
    )


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def compound_names(compounds: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Return the names of ``tables.COMPOUNDS`` by id; compounds that are made of private streets have none."""
    if compounds is None:
        return {}
    return dict(zip(compounds["compound_id"].astype(str), compounds["name"].fillna("").astype(str), strict=True))
