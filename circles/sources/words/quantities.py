"""Numbers as planners write them: with units, thousands separators, 约."""

from __future__ import annotations

import re
import unicodedata
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from circles.sources.words.cells import number_cells, text_cells
from circles.sources.words.chinese_numbers import NUMERALS, chinese_number
from circles.sources.words.table_words import is_unknown, remark_after_number, units_of, words_about
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "population": "people",
        "dwellings": "dwellings",
        "people_60_plus": "people",
        "people_65_plus": "people",
        "people_0_14": "people",
        "people_0_3": "people",
        "people_3_6": "people",
        "total": "people",
        "floor_area_m2": "area",
        "floor_added_m2": "area",
        "cost": "money",
        "capacity": "people",
        "staff": "people",
        "monthly_visits": "visits",
        "events": "events",
        "service_hours": "hours",
        "satisfaction": "percent",
        "rooms": "rooms",
        "lon": "degrees",
        "lat": "degrees",
    }
)
"""What the numbers of a field measure."""

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|[+-]?\d{1,3}(?: \d{3})+(?![\d ])(?:\.\d+)?", re.ASCII
)
_BARE = re.compile(r"[\d,.\s]+")
_SHORT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_BRACKETED = re.compile(r"^(.*?)\s*[(\[【{〔](.*)[)\]】}〕]\s*$", re.DOTALL)
_SCALES = re.compile(r"[十百千万亿%‰]|thousand|million|\d")


class Quantities(NamedTuple):
    """Numbers of a column: NaN where unknown or `wrong`; `about` where only roughly known."""

    values: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    about: NDArray[np.bool_]


def quantity_cells(column: pd.Series, measure: str, *, header: str = "") -> Quantities:
    """Return cells as numbers of people, dwellings or square metres.

    Parameters
    ----------
    column : Series
        Cells as they are.
    measure : str
        ``people``, ``dwellings``, ``area`` or another of :data:`MEASURES`.
    header : str
        Name of the column, whose unit counts where a cell has none.

    Returns
    -------
    Quantities
        A cell with a unit of another measure, a range or a word is `wrong`; ``暂无``, ``-`` and the like are
        unknown; ``1,234``, ``1 234``, ``1.2万人``, ``七百七十``, ``1980(2020年)`` and ``约1000`` are
        numbers, the last marked.
    """
    scale, units = header_scale(header, measure), units_of(measure)
    if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_float_dtype(column.dtype):
        numbers, wrong = number_cells(column)
        return Quantities(numbers * scale, wrong, np.zeros(len(numbers), dtype=bool))
    read = [_quantity(text, units, scale) for text in text_cells(column)]
    values = np.array([value for value, _, _ in read], dtype=np.float64)
    wrong, about = (np.array([row[i] for row in read], dtype=bool) for i in (1, 2))
    return Quantities(values, wrong, about)


def is_bare(text: str) -> bool:
    """Say whether a cell is a number alone, whose unit can only stand in its heading."""
    return _BARE.fullmatch(text) is not None


def header_scale(column: str, measure: str) -> float:
    """Return what one of the unit in a column's name is, 1 where it names none: 10,000 for ``人口(万人)``."""
    units = units_of(measure)
    bracketed = _BRACKETED.match(unicodedata.normalize("NFKC", column))
    if bracketed:
        return units.get(squeezed(bracketed[2]), 1.0)
    text = squeezed(column)
    return next((units[unit] for unit in units if text.endswith(unit)), 1.0)


def without_unit(column: str, measure: str | None) -> str:
    """Return a column's name without the unit or remark in brackets or at its end; as it is where that is unclear.

    ``人口(2020年)`` is ``人口``; but ``人口(亿)`` stays: numbers of an unknown size are not guessed. What stands in
    brackets after a coordinate must be known: it may name another datum.
    """
    units = units_of(measure) if measure else {}
    bracketed = _BRACKETED.match(unicodedata.normalize("NFKC", column))
    if bracketed:
        remark = squeezed(bracketed[2])
        unclear = measure == "degrees" or (measure is not None and _SCALES.search(_without_year(remark)) is not None)
        return column if unclear and remark not in units else bracketed[1]
    if measure in (None, "degrees"):
        return column
    text = squeezed(column)
    unit = next((unit for unit in units if text.endswith(unit)), "")
    return text.removesuffix(unit).rstrip("/_,:-·") if unit else column


def _without_year(remark: str) -> str:
    return re.sub(r"(?:19|20)\d\d(?:[年.\-/]?\d{0,2}月?(?:\d{1,2}日)?)?", "", remark)


def _quantity(cell: str, units: Mapping[str, float], scale: float) -> tuple[float, bool, bool]:
    """Return the number, whether it is wrong, whether it is only roughly known."""
    if _PLAIN.fullmatch(cell):
        return _finite(float(cell) * scale, about=False)
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if is_unknown(text):
        return np.nan, False, False
    before = next((word for word in words_about("before") if text.startswith(word)), "")
    text = text.removeprefix(before).lstrip()
    text, remark = _without_remark(text, units)
    number = _GROUPED.match(text) or (_PLAIN.fullmatch(text) or _SHORT.match(text)) or NUMERALS.match(text)
    digits = None if number is None else _digits(number[0])
    if number is None or digits is None:
        return np.nan, True, False
    rest = squeezed(text[number.end() :])
    after = next((word for word in words_about("after") if word in rest), "")
    rest = rest.replace(after, "", 1) if after else rest
    if rest and rest not in units:
        return np.nan, True, False
    return _finite(digits * (units[rest] if rest else scale), about=bool(before or after or remark == "about"))


def _without_remark(text: str, units: Mapping[str, float]) -> tuple[str, str]:
    """Return a cell without what stands in brackets at its end, and what that says, where it changes no number."""
    bracketed = _BRACKETED.match(text)
    if bracketed is None:
        return text, ""
    if squeezed(bracketed[2]) in units:
        return bracketed[1] + bracketed[2], ""
    remark = remark_after_number(_without_year(squeezed(bracketed[2])))
    return (bracketed[1], remark) if remark else (text, "")


def _digits(number: str) -> float | None:
    if NUMERALS.fullmatch(number):
        return chinese_number(number)
    return float(number.replace(",", "").replace(" ", ""))


def _finite(value: float, *, about: bool) -> tuple[float, bool, bool]:
    return (value, False, about) if isfinite(value) else (np.nan, True, False)
