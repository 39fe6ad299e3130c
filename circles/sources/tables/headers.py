"""Where the header of a table is, under titles and over one row or more, and what its columns are called."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from circles.sources.words.columns import find_columns, kinds_known, plain
from circles.sources.words.coordinate_headers import header_of as header_named
from circles.sources.words.table_words import header_subject, is_column_number, is_header_count, is_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEADER_WITHIN = 30
"""How many rows with content may stand above the header and it with them."""

MOST_COLUMNS = 256
"""Columns that are looked at, the first of a table."""

_SURE = 2
_MOST_DEEP = 3
_LEAST_NUMBERED = 3
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[-+]?\d[\d,.]*(?:[eE][-+]?\d+)?%?")
"""A number that is no year."""

_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?|[-./]\d{1,2}月?|年\d{1,2}月)?")


class Row(NamedTuple):
    """A row with content: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: Sequence[str]


class Header(NamedTuple):
    """The header of a table.

    Attributes
    ----------
    at, end : int
        Which rows it is: the first of it, and the first behind it.
    names : tuple of str
        What its columns are called, each once where the header itself does not repeat one.
    doubtful : mapping of str to tuple of str
        Fields that several columns could be, of which the header says no more than their groups (2023, 2024).
    """

    at: int
    end: int
    names: tuple[str, ...]
    doubtful: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def header_of(rows: Sequence[Row], *, kind: str | None, columns: Mapping[str, str] | None = None) -> Header:
    """Return the header among the first rows: those with most known columns, else the first row alone.

    Two rows or three are one header where they name more columns together: 位置 above 经度 and 纬度. What follows and
    says only units or the numbers of the columns is a part of it.

    Parameters
    ----------
    rows : sequence of Row
        From the first of the table.
    kind : str, optional
        What the table is for; where it is None the first row is the header.
    columns : mapping of str to str, optional
        Field to column, as the study says.
    """
    if not rows:
        return Header(0, 0, ())
    if kind is None:
        return Header(0, 1, tuple(_header(rows[0].cells)))
    known = [len(fields_in(row, kind=kind, columns=columns)) for row in rows[:HEADER_WITHIN]]
    best = max(known)
    at = known.index(best) if best >= _SURE else 0
    header, gain = Header(at, at + 1, tuple(_header(rows[at].cells))), known[at]
    for first, deep in _deeper(rows, at):
        stacked = _stacked(rows[first : first + deep], kind, columns)
        named = len(_fields(stacked.names, kind, columns) | stacked.doubtful.keys())
        # As many columns, and which of them is meant is less clear than it seemed: 人口 over 2023 and 2024.
        if named >= _SURE and (named > gain or (named == gain and stacked.doubtful)):
            header, gain = stacked._replace(at=first, end=first + deep), named
    end = header.end
    while end < len(rows) - 1 and _explains_columns(rows[end]):
        end += 1
    return header._replace(end=end)


def fields_in(row: Row, *, kind: str, columns: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the fields that a row names, were it the header."""
    return _fields(_header(row.cells), kind, columns)


def likely_header(rows: Sequence[Row]) -> tuple[int, Header]:
    """Return how many columns of one kind the likeliest header names, and that header."""
    top = rows[:HEADER_WITHIN]
    single = {kind: max(len(fields_in(row, kind=kind)) for row in top) for kind in kinds_known()}
    # A header over two rows hardly names fewer columns in its best row than another kind's.
    likely = sorted(single, key=lambda kind: -single[kind])[:3]
    found = [(header_of(top, kind=kind), kind) for kind in likely]
    counted = [(len(_fields(header.names, kind, None) | header.doubtful.keys()), header) for header, kind in found]
    return max(counted, key=lambda each: each[0])


def narrow_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in which something stands in the first columns, cut to these."""
    cut = (Row(number, cells[:MOST_COLUMNS]) for number, cells in rows)
    return [row for row in cut if any(cell.strip() for cell in row.cells)]


def _header(cells: Sequence[str]) -> list[str]:
    header = [" ".join(name.split()) for name in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _fields(names: Sequence[str], kind: str, columns: Mapping[str, str] | None) -> frozenset[str]:
    found, findings = find_columns(names, kind, mapping=columns)
    doubtful = {str(finding.details["field"]) for finding in findings if finding.code == "ambiguous_column"}
    # A heading like 坐标 may be one of places: only the cells below tell.
    places = {"places"} if any((named := header_named(name)) and named.axis == "pair" for name in names) else set()
    return frozenset(found) | doubtful | places


def _deeper(rows: Sequence[Row], at: int) -> list[tuple[int, int]]:
    """Return the first row and the depth of each header of several rows that the likeliest row can be a part of."""
    spans = [(first, deep) for deep in range(2, _MOST_DEEP + 1) for first in range(max(0, at - deep + 1), at + 1)]
    return [
        (first, deep)
        for first, deep in spans
        if first + deep < len(rows) and not any(_has_number(row) for row in rows[first + 1 : first + deep])
    ]


def _has_number(row: Row) -> bool:
    return any(_NUMBER.fullmatch(cell.strip()) for cell in row.cells if cell)


def _stacked(rows: Sequence[Row], kind: str, columns: Mapping[str, str] | None) -> Header:
    """Return rows that are a header together: a group's name stands for all columns that it has names below for."""
    width = max(len(row.cells) for row in rows)
    levels = [[" ".join(cell.split()) for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    for upper, lower in pairwise(levels):
        for i in range(1, width):
            if not upper[i] and lower[i]:
                upper[i] = upper[i - 1]
    paths = [tuple(dict.fromkeys(level[i] for level in levels if level[i])) for i in range(width)]
    said = frozenset((columns or {}).values())
    names = [_name(path, kind, said) for path in paths]
    subjects = [_subject(path, name) for path, name in zip(paths, names, strict=True)]
    alike = {subject for subject in subjects if subject and subjects.count(subject) > 1}
    names = [
        _joined(path) if subject in alike else name for name, subject, path in zip(names, subjects, paths, strict=True)
    ]
    found = _fields(names, kind, columns)
    doubtful = {
        field: tuple(_joined(path) for path, each in zip(paths, subjects, strict=True) if each == subject)
        for subject in sorted(alike)
        for field in _fields([subject], kind, None) - found
    }
    while names and not names[-1]:
        names.pop()
    return Header(0, len(rows), tuple(names), {field: paths for field, paths in doubtful.items() if len(paths) > 1})


def _name(path: tuple[str, ...], kind: str, said: frozenset[str]) -> str:
    """Return what a column is called whose names stand above one another: the first of these that is known."""
    if len(path) < 2:
        return path[0] if path else ""
    *above, last = path
    group = above[-1]
    ways = [last, f"{last}{group}", f"{last}{header_subject(group)}", _joined((group, last))]
    if is_header_count(last) or is_unit(last):
        ways.append(group)
    name = next((name for name in ways if name in said or _is_known(name, kind)), last)
    whole = _joined((group, last))
    # Of a place its group may say the datum: 百度坐标 above 经度.
    return whole if whole not in said and _is_place(name, kind) and _is_place(whole, kind) else name


def _subject(path: tuple[str, ...], name: str) -> str:
    """Return what a column is about: its name, and its group's where its own is no more than a year."""
    return path[-2] if len(path) > 1 and _YEAR.fullmatch(path[-1]) else name


def _is_place(name: str, kind: str) -> bool:
    return bool({"lon", "lat"} & find_columns([name], kind)[0].keys())


def _is_known(name: str, kind: str) -> bool:
    return bool(find_columns([name], kind)[0])


def _joined(path: Sequence[str]) -> str:
    text = ""
    for part in path:
        apart = text and text[-1].isascii() and part[:1].isascii()
        text += f" {part}" if apart else part
    return text


def _explains_columns(row: Row) -> bool:
    """Return whether a row under the header says only the units of columns, or numbers them: 甲, 乙, 1, 2, 3."""
    cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row.cells if cell.strip()]
    if all(is_unit(cell) for cell in cells):
        return True
    numbers = [cell.strip("()[] ") for cell in cells]
    counted = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    others = [number for number in numbers if not (number.isascii() and number.isdigit())]
    in_order = len(counted) >= _LEAST_NUMBERED and counted == list(range(counted[0], counted[0] + len(counted)))
    return in_order and counted[0] <= 1 + len(others) and all(is_column_number(other) for other in others)


def is_header_again(cells: Sequence[str], headers: Sequence[Sequence[str]]) -> bool:
    """Return whether a row only says a row of the header again, as the second page of a printed table does.

    Parameters
    ----------
    cells : sequence of str
        Of the row.
    headers : sequence of sequences of str
        The rows of the header and the names of the columns, in their plain form.
    """
    first = next((i for i, cell in enumerate(cells) if cell and not cell.isspace()), None)
    if first is None:
        return False
    start = plain(cells[first])
    for names in headers:
        if first < len(names) and names[first] == start:
            filled = [(cell, name) for cell, name in zip(cells, names, strict=False) if cell.strip()]
            if all(plain(cell) == name for cell, name in filled):
                return True
    return False
