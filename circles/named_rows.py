"""Which row of a table a person means, by its id or its name; and what a row is called, so that no other is meant."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from circles.errors import Finding, QuestionError
from circles.phrases import phrase, text_of
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.phrases import Words


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
    folded = [squeezed(name) for name in names]
    wanted = squeezed(asked)
    found = [row_id for row_id, name in zip(ids, folded, strict=True) if wanted and name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise QuestionError(Finding(code=f"{kind}s_of_one_name", value=asked, details={"ids": ", ".join(found)}))
    near = get_close_matches(wanted, [*map(squeezed, ids), *folded], n=1, cutoff=0.5) if wanted else []
    whole = dict(zip([*map(squeezed, ids), *folded], [*ids, *names], strict=True))
    raise QuestionError(
        Finding(code=f"unknown_{kind}", value=asked, details={"example": whole[near[0]] if near else ids[0]})
    )


def called(table: pd.DataFrame, kind: str, lang: str) -> dict[str, str]:
    """Return what each row is called where it stands alone, under its id.

    Its name; of several with one name that and the sub-district, or the id where that tells them apart no better. One
    without a name is called by its id.

    Parameters
    ----------
    table : DataFrame
        With the columns ``{kind}_id`` and `name`, and `subdistrict` where it is known.
    kind : str
        ``block`` or ``center``.
    lang : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> import pandas
    >>> rows = [("C1", "会客厅", "东街道"), ("C2", "会客厅", "西街道"), ("C3", "驿站", "东街道")]
    >>> called(pandas.DataFrame(rows, columns=["center_id", "name", "subdistrict"]), "center", "zh")
    {'C1': '会客厅（东街道）', 'C2': '会客厅（西街道）', 'C3': '驿站'}
    """
    return {row_id: text_of(words, lang) for row_id, words in called_words(table, kind).items()}


def called_words(table: pd.DataFrame, kind: str) -> dict[str, Words]:
    """Return the same in no language yet: a phrase where the name alone would not do, else a text."""
    ids = table[f"{kind}_id"].astype(str).tolist()
    around = table["subdistrict"].fillna("").astype(str).tolist() if "subdistrict" in table else [""] * len(ids)
    places = list(zip(table["name"].fillna("").astype(str).str.strip(), around, strict=True))
    by_name, by_place = Counter(name for name, _ in places), Counter(places)
    found: dict[str, Words] = {}
    for row_id, (name, subdistrict) in zip(ids, places, strict=True):
        which = subdistrict if subdistrict and by_place[name, subdistrict] == 1 else row_id
        told = name if by_name[name] == 1 else phrase("called.row", name=name, which=which)
        found[row_id] = told if name else row_id
    return found


def compound_names(compounds: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Return the names of ``tables.COMPOUNDS`` by id; compounds that are made of private streets have none."""
    if compounds is None:
        return {}
    return dict(zip(compounds["compound_id"].astype(str), compounds["name"].fillna("").astype(str), strict=True))
