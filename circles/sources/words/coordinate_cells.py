"""Coordinates as people write them: degrees with minutes and letters, both in one cell, parts in columns."""

from __future__ import annotations

import re
import unicodedata
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from circles.sources.words.cells import number_cells, text_cells
from circles.sources.words.table_words import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SIDES = r"[EWNS]|东经|西经|北纬|南纬"
_DEGREES = re.compile(
    rf"(?P<before>{_SIDES})?:?(?P<sign>[+-])?(?P<degrees>\d+(?:\.\d+)?)"
    rf"(?P<mark>°(?:(?P<minutes>\d+(?:\.\d+)?)′(?:(?P<seconds>\d+(?:\.\d+)?)″)?)?)?(?P<after>{_SIDES})?",
    re.ASCII,
)
# 115:28:53, 115-28-53, 115 28 53, 115.28.53: three parts parted alike cannot be one number.
_PARTED = re.compile(
    rf"(?P<before>{_SIDES})?\s*(?P<sign>[+-])?(?P<degrees>\d{{1,3}})\s*(?P<parted>[:\-. ])\s*(?P<minutes>\d{{1,2}})"
    rf"\s*(?P=parted)\s*(?P<seconds>\d{{1,2}}(?:\.\d+)?)\s*(?P<after>{_SIDES})?",
    re.ASCII,
)
_LETTERED = re.compile(r"(\d)\s*D\s*(?=\d)|(\d)\s*M\s*(?=\d|$)|(\d)\s*S(?=$)")
_MARKS = MappingProxyType(
    str.maketrans(
        dict.fromkeys("º˚度", "°") | dict.fromkeys("分'’‘`´", "′") | dict.fromkeys('秒"”“', "″"),
    )
)
_UNSEEN = re.compile("[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064]")
_QUOTED = "'‘’`´"
_WEST_OR_SOUTH = frozenset(("W", "S", "西经", "南纬"))
_ON_LON = frozenset(("E", "W", "东经", "西经"))

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_QUICK = re.compile(rf"[(\[]?\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*[)\]]?", re.ASCII)
_POINT = re.compile(
    rf"(?:SRID=\d+;)?\s*POINT\s*Z?M?\s*\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER}){{0,2}}\s*\)", re.ASCII
)
_GEOJSON = re.compile(
    rf".*\"COORDINATES\"\s*:\s*\[\s*({_NUMBER})\s*,\s*({_NUMBER})\s*(?:,[^\]]*)?\].*", re.ASCII | re.DOTALL
)
_LABEL = r"[\"']?\s*(经度|纬度|LONGITUDE|LATITUDE|LNG|LONG|LON|LAT|[XY](?=\s*[\"']?\s*[:=]))\s*[\"']?\s*[:=为]?\s*"
_LABELLED = re.compile(rf"{_LABEL}(.+?)[\s,;|&、。]*{_LABEL}(.+?)")
_PARTING = re.compile(r"[,;|/、\t\n&，；]+")
_BOUNDARY = re.compile(rf"\s+|(?<=[EWNS])(?=[\dEWNS+-])|(?<=[\d°′″])(?={_SIDES})")
_CHINA_LON, _CHINA_LAT = (73.0, 135.0), (3.0, 54.0)
_MOST_WRONG = 0.2

Half = tuple[float, str]
"""A number, and the axis that its letters say it is on, if any."""


class PairCells(NamedTuple):
    """Pairs of a column: NaN where unknown or `wrong`; `unclear` where nothing tells which number is the longitude."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    unclear: NDArray[np.bool_]


def degree_cells(column: pd.Series, axis: str) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return coordinates as float64, NaN where unknown; where a cell is none; where it is of the other axis.

    ``114.2917``, ``114°17′30″E``, ``30°35'N``, ``114:17:30``, ``东经114.2917`` are understood. Whole degrees and
    minutes with neither seconds nor a direction are not: they look cut off.

    Parameters
    ----------
    column : Series
        Cells as they are.
    axis : str
        ``lon`` or ``lat``.
    """
    if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_float_dtype(column.dtype):
        numbers, wrong = number_cells(column)
        return numbers, wrong, np.zeros(len(numbers), dtype=bool)
    read = [_degrees(text) for text in text_cells(column)]
    values = np.array([value for value, _, _ in read], dtype=np.float64)
    wrong = np.array([bad for _, bad, _ in read], dtype=bool)
    other = np.array([side not in ("", axis) for _, _, side in read], dtype=bool)
    return values, wrong, other & ~wrong


def parted_cells(
    degrees: pd.Series, minutes: pd.Series, seconds: pd.Series | None, axis: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what :func:`degree_cells` does, of degrees, minutes and seconds in a column each."""
    whole, wrong, other = degree_cells(degrees, axis)
    value = np.abs(whole)
    for column, per in ((minutes, 60), (seconds, 3600)):
        if column is None:
            continue
        part, bad, _ = degree_cells(column, axis)
        part = np.where(np.isnan(part) & ~bad & (per == 3600), 0.0, part)
        with np.errstate(invalid="ignore"):
            wrong = wrong | bad | (part < 0) | (part >= 60)
        value = value + part / per
    return np.where(np.signbit(whole), -value, value), wrong, other


def pair_cells(column: pd.Series, *, first: str = "") -> PairCells:
    """Return the coordinates of a column that holds both in each cell.

    ``113.6,34.7``, ``34.7，113.6``, ``东经113.6 北纬34.7``, ``POINT (113.6 34.7)``, ``[113.6, 34.7]`` and
    ``lng: 113.6, lat: 34.7`` are understood. Letters tell the axis, else the numbers: in China the two ranges do not
    overlap. What they leave open is read as the rest of the column, else as `first` says.

    Parameters
    ----------
    column : Series
        Cells as they are.
    first : str
        The axis that stands first where nothing else tells it: ``lon``, ``lat`` or empty.
    """
    read = [_pair(text) for text in text_cells(column)]
    pairs = np.array([(np.nan, np.nan) if pair is None else (pair[0][0], pair[1][0]) for pair, _ in read]).reshape(
        -1, 2
    )
    order = np.array(["" if pair is None else _first_of(*pair) for pair, _ in read], dtype=object)
    forms = np.array(["lon" if form == "shape" else "" for _, form in read], dtype=object)
    there = np.isfinite(pairs).all(axis=1)
    seen = set(order[there & (order != "")].tolist())
    fallback = seen.pop() if len(seen) == 1 else "" if seen else first
    order = np.where(order == "", np.where(forms == "", fallback, forms), order)
    lat_first = order == "lat"
    lon, lat = np.where(lat_first, pairs[:, 1], pairs[:, 0]), np.where(lat_first, pairs[:, 0], pairs[:, 1])
    wrong = np.array([form == "wrong" for _, form in read], dtype=bool)
    return PairCells(lon, lat, wrong, there & (order == ""))


def are_pairs(texts: Sequence[str], *, sure: bool = False) -> bool:
    """Return whether texts, all with content, are pairs of coordinates, but for a few.

    Parameters
    ----------
    texts : sequence of str
        Cells.
    sure : bool
        Whether nothing but the cells says so: both numbers are then to have decimals or marks, and to be degrees.
    """
    read = [_pair(text) for text in texts]
    known = [pair for pair, form in read if form != "unknown"]
    fitting = [pair for pair in known if pair is not None]
    if not fitting or len(known) - len(fitting) > _MOST_WRONG * len(known):
        return False
    if not sure:
        return True
    parted = all(sum(letter in ".°′:度分" for letter in text) >= 2 for text in texts if not is_unknown(text))
    return parted and all(_are_degrees(*pair) for pair in fitting)


def _are_degrees(one: Half, other: Half) -> bool:
    low, high = sorted((abs(one[0]), abs(other[0])))
    return low <= 90 and high <= 180


def _first_of(one: Half, other: Half) -> str:
    """Return which axis stands first, empty where neither letters nor numbers tell."""
    if one[1] or other[1]:
        return one[1] or ("lat" if other[1] == "lon" else "lon")
    a, b = one[0], other[0]
    if _within(a, _CHINA_LON) and _within(b, _CHINA_LAT):
        return "lon"
    if _within(b, _CHINA_LON) and _within(a, _CHINA_LAT):
        return "lat"
    if max(abs(a), abs(b)) > 180:
        return "lon"  # metres: what lies east of what is told by their size
    return "lon" if abs(a) > 90 >= abs(b) else "lat" if abs(b) > 90 >= abs(a) else ""


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _pair(cell: str) -> tuple[tuple[Half, Half] | None, str]:
    """Return the two numbers of a cell, and its form: ``shape``, ``plain``, ``unknown`` or ``wrong``."""
    if is_unknown(cell) or cell in {"[]", "{}", "()"}:
        return None, "unknown"
    text = _cleaned(unicodedata.normalize("NFKC", cell)).upper()
    quick = _QUICK.fullmatch(text)
    if quick:
        return ((float(quick[1]), ""), (float(quick[2]), "")), "plain"
    shape = _POINT.fullmatch(text) or _GEOJSON.fullmatch(text)
    if shape:
        return ((float(shape[1]), ""), (float(shape[2]), "")), "shape"
    inner = text.strip("()[]{}【】〔〕<>\"' ")
    labelled = _LABELLED.fullmatch(inner)
    if labelled:
        one, other = (_half(labelled[2 * i + 2], _axis_of(labelled[2 * i + 1])) for i in (0, 1))
        return ((one, other), "plain") if one and other and one[1] != other[1] else (None, "wrong")
    halves = [half for half in _halvings(inner) if _may_be(half)]
    return (halves[0], "plain") if len(halves) == 1 else (None, "wrong")


def _halvings(text: str) -> Iterator[tuple[Half, Half]]:
    """Yield every way in which a text is two coordinates."""
    parts = [part.strip() for part in _PARTING.split(text) if part.strip()]
    if len(parts) == 3 and _PLAIN.fullmatch(parts[2]):
        parts = parts[:2]  # and a height
    if len(parts) > 1:
        splits = [(parts[0], parts[1])] if len(parts) == 2 else []
    else:
        splits = [(text[: at.start()], text[at.end() :]) for at in _BOUNDARY.finditer(text)]
    for one, other in splits:
        first, second = _half(one, ""), _half(other, "")
        if first and second:
            yield first, second


def _may_be(halves: tuple[Half, Half]) -> bool:
    one, other = halves[0][1], halves[1][1]
    return not one or one != other


def _half(text: str, axis: str) -> Half | None:
    value, wrong, side = _degrees(text.strip(" ,;\"'"))
    if wrong or not isfinite(value) or (axis and side and axis != side):
        return None
    return value, axis or side


def _axis_of(label: str) -> str:
    return "lat" if label in {"纬度", "LATITUDE", "LAT", "Y"} else "lon"


def _cleaned(cell: str) -> str:
    """Return a cell without what is not seen, and without the apostrophe that marks a text in a spreadsheet."""
    return _UNSEEN.sub("", cell).strip().lstrip(_QUOTED).strip()


def _degrees(cell: str) -> tuple[float, bool, str]:
    """Return the coordinate, whether it is none, and the axis it says it is on, if it says."""
    if _PLAIN.fullmatch(cell):
        return _finite(cell)
    cell = _cleaned(cell)
    if is_unknown(cell):
        return np.nan, False, ""
    text = unicodedata.normalize("NFKC", cell.translate(_MARKS)).translate(_MARKS).replace("′′", "″").strip()
    if _PLAIN.fullmatch(text):
        return _finite(text)
    text = text.upper()
    parted = _PARTED.fullmatch(text)
    marked = _LETTERED.sub(_mark, text)
    found = parted or _DEGREES.fullmatch(re.sub(r"\s+", "", marked)) if _is_joined(text) or parted else None
    if found is None or _cannot_be(found):
        return np.nan, True, ""
    side = found["before"] or found["after"] or ""
    value = float(found["degrees"]) + float(found["minutes"] or 0) / 60 + float(found["seconds"] or 0) / 3600
    sign = -1 if found["sign"] == "-" or side in _WEST_OR_SOUTH else 1
    return sign * value, False, "" if not side else "lon" if side in _ON_LON else "lat"


def _is_joined(text: str) -> bool:
    """Return whether no blank parts two digits: 115 28 is not 11528."""
    return re.search(r"[\d.]\s+[\d.]", text) is None


def _mark(found: re.Match[str]) -> str:
    digit = next(group for group in found.groups() if group)
    return f"{digit}{'°' if found[1] else '′' if found[2] else '″'}"


def _finite(text: str) -> tuple[float, bool, str]:
    value = float(text)
    return (value, False, "") if isfinite(value) else (np.nan, True, "")


def _cannot_be(found: re.Match[str]) -> bool:
    side, minutes, seconds = found["before"] or found["after"], found["minutes"], found["seconds"]
    return bool(
        (found["before"] and found["after"])
        or (found["sign"] and side)
        or (minutes and ("." in found["degrees"] or float(minutes) >= 60))
        or (seconds and ("." in (minutes or "") or float(seconds) >= 60))
        or (minutes and not (side or seconds or "." in minutes))
    )
