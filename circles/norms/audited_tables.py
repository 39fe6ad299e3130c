"""What is audited: the tables of a plan and its study as measures take them, and whether a thing is known at all."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from circles.norms.vocabulary import meant, rules
from circles.service_tiers import tier_key
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

_UNITS = ("平方米", "平方公里", "㎡", "m2", "m²", "人", "户", "处", "项", "个", "%")
_YES = frozenset({"是", "有", "yes", "true", "1", "1.0", "√", "y", "新建", "new"})
_NO = frozenset({"否", "无", "no", "false", "0", "0.0", "×", "n", "既有", "existing"})


@dataclass(frozen=True, kw_only=True, eq=False)
class AuditedTables:
    """Tables to measure; a column that the study lacks is not there.

    Attributes
    ----------
    blocks : DataFrame
        block_id, name, evaluated (bool), unasked (bool, evaluated for clauses alone), x_m, y_m (its middle in a plane,
        NaN without a place), population, dwellings, and land_m2, community, subdistrict, county where known.
    centers : DataFrame
        center_id, name, open (bool), x_m, y_m, communities (tuple of District), by_name (whether the list says them),
        and the columns of ``fields.toml``, subdistrict, opens and closes (ISO text, to year, month or day) where known,
        used (bool): open, or closed on a day that is said, until which it was open.
    walks : DataFrame
        block_id, center_id, walk_mm: every pair within `reach_mm`.
    communities, subdistricts : DataFrame
        `district` (tables.District), and the columns of ``fields.toml`` that are known; communities also `placed`,
        False where only their list of figures has them.
    reach_mm : int
        How far walks were looked for.
    speed_m_per_h : int
        Of the walk.
    area_km2, street_km : Fraction or None
        The study area, and the streets in it.
    regions : DataFrame or None
        `region`, the names of the districts of regional centers, where they are given, and `kind` and `workers` where
        known; then blocks have `region`, empty in none.
    industrial_people : str
        Whether the people of industrial regions are ``residents`` or ``workers``; empty where nobody says it.
    """

    blocks: pd.DataFrame
    centers: pd.DataFrame
    walks: pd.DataFrame
    communities: pd.DataFrame
    subdistricts: pd.DataFrame
    reach_mm: int
    speed_m_per_h: int
    area_km2: Fraction | None = None
    regions: pd.DataFrame | None = None
    industrial_people: str = ""
    street_km: Fraction | None = None

    def has(self, field: str) -> bool:
        """Return whether a thing of ``fields.toml`` is known of any row."""
        said: Mapping[str, Any] = rules("fields")[field]
        if said["table"] == "study":
            return not is_empty(getattr(self, said["column"]))
        if said["table"] == "norm":
            return False
        table: pd.DataFrame | None = getattr(self, said["table"])
        if table is None:
            return False
        columns = [name for name in (said["column"], said.get("or")) if name in table]
        return any(not is_empty(value) for name in columns for value in table[name])

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Names of the communities that only a list of figures has: no block, outline or center does."""
        if "placed" not in self.communities:
            return ()
        return tuple(each.name for each in self.communities.loc[~self.communities["placed"].astype(bool), "district"])

    def open_on(self, day: dt.date | None) -> pd.DataFrame:
        """Return the centers that are open, of those whose dates are known the ones that are open on a day."""
        if day is None or not {"opens", "closes"} & set(self.centers):
            return self.centers[self.centers["open"].to_numpy(bool)]
        used = self.centers[self.centers["used" if "used" in self.centers else "open"].to_numpy(bool)]
        return marked(used, (_is_open(row, day) for row in used.to_dict("records")))


def marked(table: pd.DataFrame, is_one: Iterable[bool]) -> pd.DataFrame:
    """Return the rows of a table that are marked: of one without rows none, with all its columns."""
    # An empty list would be taken for one of columns.
    return table[np.fromiter(is_one, dtype=bool)]


def _is_open(row: Mapping[Any, Any], day: dt.date) -> bool:
    """Return whether a center is open on a day, by dates that may be known to the month or the year alone."""
    opens, closes, today = str(row.get("opens") or ""), str(row.get("closes") or ""), day.isoformat()
    return today[: len(opens)] >= opens and (not closes or today[: len(closes)] < closes)


def is_empty(value: object) -> bool:
    """Return whether a cell says nothing."""
    return value is None or (isinstance(value, (str, tuple)) and not value) or bool(value != value)  # noqa: PLR0124 NaN


def exact(value: object) -> Fraction | None:
    """Return the number of a cell in whole thousandths, None where it holds none.

    Examples
    --------
    >>> exact(0.1), exact("１，２００㎡"), exact("约500"), exact(float("nan"))
    (Fraction(1, 10), Fraction(1200, 1), None, None)
    """
    if isinstance(value, Fraction):
        return value
    if is_empty(value) or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _of_text(value)
    number = float(value)  # type: ignore[arg-type]
    return Fraction(round(number * 1000), 1000) if isfinite(number) else None


def sum_of(numbers: Iterable[Fraction | None]) -> Fraction:
    """Return the sum of the numbers that are known; it is exact, and of the numbers of a city made in whole numbers.

    Examples
    --------
    >>> sum_of([Fraction(1, 10), None, Fraction(1, 10), Fraction(1, 2)])
    Fraction(7, 10)
    """
    sums: dict[int, int] = {}
    for number in numbers:
        if number is not None:
            over, under = number.as_integer_ratio()
            sums[under] = sums.get(under, 0) + over
    return sum((Fraction(over, under) for under, over in sums.items()), Fraction(0))


def is_any_unknown(numbers: Iterable[Fraction | None]) -> bool:
    """Return whether some number is not known; ``None in numbers`` would compare each with None."""
    return any(number is None for number in numbers)


def _of_text(value: str) -> Fraction | None:
    text = unicodedata.normalize("NFKC", value).replace(",", "").replace("，", "").strip()
    for unit in _UNITS:
        text = text.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() and number >= 0 else None


def said_yes(value: object) -> bool | None:
    """Return whether a cell says yes or no, None where it says neither.

    Examples
    --------
    >>> said_yes("是"), said_yes(0.0), said_yes("待定")
    (True, False, None)
    """
    if is_empty(value):
        return None
    text = str(value).strip().casefold()
    return True if text in _YES else False if text in _NO else None


def services_of(value: object) -> frozenset[str] | None:
    """Return the services that a cell names, folded; None where it says nothing.

    Examples
    --------
    >>> sorted(services_of("养老服务、助餐；养老服务"))
    ['养老服务', '助餐']
    """
    if isinstance(value, frozenset):
        return value
    if is_empty(value):
        return None
    parts: Sequence[Any] = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    text = "、".join(map(str, parts))
    for sign in "，,;；/|\n＋+":
        text = text.replace(sign, "、")
    return frozenset(folded for part in text.split("、") if (folded := fold(part)))


def fold(text: object) -> str:
    """Return a text as it is compared: full width, spaces and case make no difference."""
    return squeezed(str(text))


def same_tier(value: object, wanted: str) -> bool:
    """Return whether a cell names a tier, by any of its names.

    Examples
    --------
    >>> same_tier("街道", "街镇"), same_tier("社区", "街镇")
    (True, False)
    """
    if is_empty(value):
        return False
    return tier_key(str(value)) == tier_key(wanted)


def same_area(value: object) -> str | None:
    """Return ``urban`` or ``rural`` of a cell, also of a code of the statistics of town and country (111, 220)."""
    if is_empty(value):
        return None
    text = str(value).strip().removesuffix(".0")
    if text.isdecimal() and len(text) == 3:
        return {"1": "urban", "2": "rural"}.get(text[0])
    return meant("area", text)
