"""Which columns of a table hold coordinates, and the datum that their headings say, by ``coordinates.toml``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from circles.sources.words.coordinate_cells import are_pairs
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

AXES = ("lon", "lat")
PARTS = ("degrees", "minutes", "seconds")
FIELDS = tuple(f"{axis}{part}" for axis in AXES for part in ("", "_minutes", "_seconds"))
"""Fields of coordinates, in the order in which they are found."""

_BRACKETS = str.maketrans("[{【〔〖<《", "(((((((") | str.maketrans("]}】〕〗>》", ")))))))")
_FILLERS = re.compile(r"[\s_\-.·:/,、|+&*\"'“”‘’@#]+")
_SURE, _FILLED, _WEAK = range(3)
_SAMPLE, _LOOKED_AT = 200, 5_000
_MOSTLY = 0.8
_EMPTY = 0.5


class CoordinateHeader(NamedTuple):
    """What the heading of a column of coordinates says.

    Attributes
    ----------
    axis : str
        ``lon``, ``lat`` or ``pair``.
    part : str
        One of :data:`PARTS`.
    tier : int
        How sure: 0 a name as it stands, 1 with filling around it, 2 a letter of a plane, or what cells must confirm.
    datum : str
        One of ``settings.DATUMS``, empty where it says none.
    first : str
        Of a pair, the axis that the name puts first, empty where it says nothing.
    """

    axis: str
    part: str
    tier: int
    datum: str
    first: str = ""


class CoordinateColumns(NamedTuple):
    """The columns of a table's coordinates.

    Attributes
    ----------
    found : mapping of str to str
        The column of each of :data:`FIELDS` that is there; a pair in one column is both `lon` and `lat`.
    alike : mapping of str to tuple of str
        The columns between which nothing decides, by field.
    others : tuple of str
        Columns of coordinates in another datum, which are left alone.
    """

    found: Mapping[str, str]
    alike: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...] = ()


@cache
def header_of(name: str) -> CoordinateHeader | None:
    """Return what a heading says of coordinates, None where it is of something else or names two datums.

    Examples
    --------
    >>> header_of("高德经度")
    CoordinateHeader(axis='lon', part='degrees', tier=1, datum='GCJ-02', first='')
    """
    text = _FILLERS.sub("", unicodedata.normalize("NFKC", name).casefold().translate(_BRACKETS))
    for axis, part, tier, first, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        around = (found["before"], found["after"])
        datums = [datum for piece in around for datum in _datums_in(piece)]
        if not datums:
            bare = tier == _SURE and any(around)
            return CoordinateHeader(axis, part, _FILLED if bare else tier, "", first)
        into = any(re.search(_any_of(_data()["filling"]["into"]), piece) for piece in around)
        loose = tier == _WEAK and axis != "pair" and any(word.isdigit() for word, _ in datums)
        if loose or (len({datum for _, datum in datums}) > 1 and not into):
            return None
        return CoordinateHeader(axis, part, max(tier, _FILLED), datums[-1][1], first)
    return None


def datum_named(word: str) -> str:
    """Return the datum that a word means, as the settings write it; empty where it means none.

    Examples
    --------
    >>> datum_named("gcj02"), datum_named("百度坐标系"), datum_named("1980西安")
    ('GCJ-02', 'BD-09', '')
    """
    text = _FILLERS.sub("", unicodedata.normalize("NFKC", word).casefold().translate(_BRACKETS))
    filled = rf"(?:{_any_of(_data()['filling']['words'])}|[()])*"
    match = re.fullmatch(rf"{filled}(?P<datum>{_any_of(_datum_words())}){filled}", text)
    return _datum_words()[match["datum"]] if match else ""


def coordinate_columns(
    columns: Sequence[str], *, cells: Mapping[str, Iterable[Any]] | None = None, datum: str | None = None
) -> CoordinateColumns:
    """Return which columns hold the coordinates of a table's rows.

    Of several sets the one in the declared datum is taken, else that in WGS-84, else one that says its datum, else
    the one that says none; a set of which most cells are empty gives way.

    Parameters
    ----------
    columns : sequence of str
        The headings.
    cells : mapping of str to iterable, optional
        The cells of each column: without them a heading that only may be one of coordinates is none.
    datum : str, optional
        The datum that the study declares.
    """
    said = {column: header for column in columns if (header := header_of(column)) is not None}
    sets = _sets({column: header for column, header in said.items() if _holds(column, header, cells)})
    whole = {name: each for name, each in sets.items() if _is_whole(each)}
    if not whole and cells is not None:
        pairs = [column for column in columns if column not in said and are_pairs(_sample(cells[column]), sure=True)]
        if pairs:
            alike = {"lon": tuple(pairs)} if len(pairs) > 1 else {}
            return CoordinateColumns(dict.fromkeys(AXES, pairs[0]) if len(pairs) == 1 else {}, alike)
    if not whole:
        return _halves(sets)
    filled = {name: _filled(each, cells) if len(whole) > 1 else 1.0 for name, each in whole.items()}
    order = [name for name in _order(datum) if name in whole and filled[name] >= _EMPTY * max(filled.values())]
    found, alike = _best(whole[order[0]])
    others = tuple(column for name, each in whole.items() if name != order[0] for column in each)
    return CoordinateColumns(found, alike, others)


def made_by(columns: Collection[str], place: str) -> str:
    """Return the datum of the map whose service wrote a table, told by the columns that stand beside the places."""
    there = {_FILLERS.sub("", column.casefold()) for column in columns}
    for maker in _data()["makers"]:
        names, places = ({_FILLERS.sub("", name).casefold() for name in maker[key]} for key in ("columns", "places"))
        if _FILLERS.sub("", place.casefold()) in places and len(names & there) >= maker["least"]:
            return str(maker["datum"])
    return ""


def names_of_coordinates() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the names of each field of coordinates, best first, for the messages that list some."""
    rules = _data()
    return {
        field: (tuple(rules[axis]["names"]), tuple(rules[axis]["weaker"]), ())
        if field == axis
        else (tuple(f"{rules[axis]['names'][4]}{word}" for word in rules["parts"][part][:1]), (), ())
        for axis in AXES
        for field, part in ((axis, ""), (f"{axis}_minutes", "minutes"), (f"{axis}_seconds", "seconds"))
    }


def kinds_placed() -> tuple[str, ...]:
    """Return the kinds of tables whose rows may have columns of coordinates."""
    return tuple(_data()["kinds"])


Found = dict[str, "CoordinateHeader"]


def _sets(said: Mapping[str, CoordinateHeader]) -> dict[str, Found]:
    sets: dict[str, Found] = {}
    for column, header in said.items():
        sets.setdefault(header.datum, {})[column] = header
    return sets


def _is_whole(each: Found) -> bool:
    axes = {header.axis for header in each.values() if header.part == "degrees"}
    return "pair" in axes or axes >= set(AXES)


def _halves(sets: Mapping[str, Found]) -> CoordinateColumns:
    """Return what there is of a set that is not whole; of two datums nothing."""
    if len([name for name in sets if name]) > 1:
        return CoordinateColumns({}, {})
    found, alike = _best({column: header for each in sets.values() for column, header in each.items()})
    return CoordinateColumns(found, alike)


def _best(each: Found) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the column of each field of one set, and those between which nothing decides."""
    found: dict[str, str] = {}
    alike: dict[str, tuple[str, ...]] = {}
    for axis in AXES:
        for part, field in zip(PARTS, (axis, f"{axis}_minutes", f"{axis}_seconds"), strict=True):
            fitting = [column for column, header in each.items() if (header.axis, header.part) == (axis, part)]
            sure = min((each[column].tier for column in fitting), default=0)
            best = [column for column in fitting if each[column].tier == sure]
            if len(best) > 1:
                alike[field] = tuple(best)
            elif best:
                found[field] = best[0]
    pairs = [column for column, header in each.items() if header.axis == "pair"]
    if pairs and not {*found, *alike} >= set(AXES):
        sure = min(each[column].tier for column in pairs)
        best = [column for column in pairs if each[column].tier == sure]
        return ({}, {"lon": tuple(best)}) if len(best) > 1 else (dict.fromkeys(AXES, best[0]), {})
    # Minutes alone, without degrees, are of something else.
    return {field: column for field, column in found.items() if field[:3] in {*found, *alike} or len(found) == 1}, alike


def _holds(column: str, header: CoordinateHeader, cells: Mapping[str, Iterable[Any]] | None) -> bool:
    """Return whether a column may be one of coordinates: a doubtful one only where its cells are pairs."""
    if header.axis != "pair" or header.first:
        return True
    return cells is not None and are_pairs(_sample(cells[column]))


def _filled(each: Found, cells: Mapping[str, Iterable[Any]] | None) -> float:
    """Return the share of the rows of a set that have a cell, 1 where the cells are not known."""
    if cells is None:
        return 1.0
    shares = []
    for column in each:
        texts = [_text(cell) for cell in cells[column]]
        shares.append(sum(text != "" for text in texts) / len(texts) if texts else 1.0)
    return min(shares)


def _order(datum: str | None) -> list[str]:
    known = ["WGS-84", "CGCS2000", "GCJ-02", "BD-09", "BD09MC"]
    return list(dict.fromkeys([datum, "", *known] if datum else [*known, ""]))


def _sample(column: Iterable[Any]) -> list[str]:
    texts = []
    for cell in islice(column, _LOOKED_AT):
        text = _text(cell)
        if text:
            texts.append(text)
        if len(texts) == _SAMPLE:
            break
    return texts


def _text(cell: object) -> str:
    missing = cell is None or (isinstance(cell, float) and isnan(cell)) or cell is pd.NA
    return "" if missing else str(cell).strip()


def _datums_in(text: str) -> list[tuple[str, str]]:
    """Return the words of datums in what stands around a name, each with its datum."""
    words = _any_of([*_datum_words(), *_data()["filling"]["words"]])
    return [(word, _datum_words()[word]) for word in re.findall(words, text) if word in _datum_words()]


@cache
def _datum_words() -> Mapping[str, str]:
    return {word: datum for datum, words in _data()["datums"].items() for word in words}


@cache
def _patterns() -> tuple[tuple[str, str, int, str, re.Pattern[str]], ...]:
    """Return axis, part, tier, the axis that is first, and pattern of every form of heading, the surest first."""
    rules = _data()
    filling = rules["filling"]
    words = _any_of([*_datum_words(), *filling["words"], *filling["into"]])
    remarks = _any_of([*_datum_words(), *filling["words"], *filling["into"], *filling["remarks"]])

    def pattern(names: Iterable[str], part: str = "") -> re.Pattern[str]:
        core = _any_of(_FILLERS.sub("", name) for name in names)
        return re.compile(
            rf"(?P<before>(?:{words}|[()])*)(?:{core}){part}(?P<after>(?:{words})*(?:\((?:{remarks})*\))*)"
        )

    forms = [(axis, "degrees", _SURE, "", pattern(rules[axis]["names"])) for axis in AXES]
    forms += [("pair", "degrees", _SURE, first, pattern(rules["pair"][f"{first}_first"])) for first in AXES]
    forms += [
        (
            axis,
            part,
            _SURE,
            "",
            pattern([*rules[axis]["names"], axis_letter], rf"\(?(?:{_any_of(rules['parts'][part])})\)?"),
        )
        for axis, axis_letter in zip(AXES, "en", strict=True)
        for part in PARTS
    ]
    forms += [(axis, "degrees", _WEAK, "", pattern(rules[axis]["weaker"])) for axis in AXES]
    forms += [("pair", "degrees", _WEAK, "", pattern(rules["pair"]["doubtful"]))]
    return tuple(forms)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "coordinates.toml")
