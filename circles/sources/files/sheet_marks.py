"""What the XML of a sheet says beside its values: merged cells, hidden rows and columns, formulas without a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MARKS = 1_000_000
"""Hidden rows, and formulas, of one sheet that are remembered."""

_MOST_COLUMNS = 16_384
_PREFIX = rb"<(?:[A-Za-z0-9]+:)?"
_MERGE = re.compile(
    _PREFIX + rb"mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']",
)
_HIDDEN = rb"(?=[^<>]*?\shidden=[\"'](?:1|true)[\"'])"
_HIDDEN_ROW = re.compile(_PREFIX + rb"row(?=\s)" + _HIDDEN + rb"[^<>]*?\sr=[\"'](\d{1,7})[\"']")
_HIDDEN_COLUMN = re.compile(_PREFIX + rb"col(?=\s)" + _HIDDEN + rb"[^<>]*>")
_BOUND = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")
# Every repetition is bounded: a hostile part costs no more than its length.
_ATTRIBUTES, _SPACE = rb"[^<>]{0,150}?", rb"\s{0,20}"
_FORMULA = re.compile(
    # An empty text is a value too: Excel writes it as t="str" with nothing in it.
    (_PREFIX + rb"c(?=\s)(?!" + _ATTRIBUTES + rb"\st=[\"']str[\"'])")
    + (_ATTRIBUTES + rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']" + _ATTRIBUTES + rb">" + _SPACE)
    + (_PREFIX + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[A-Za-z0-9]+:)?f>)" + _SPACE)
    + (rb"(?:" + _PREFIX + rb"v\s?(?:/>|>" + _SPACE + rb"(0?)" + _SPACE + rb"</(?:[A-Za-z0-9]+:)?v>))?" + _SPACE)
    + rb"</(?:[A-Za-z0-9]+:)?c>"
)
_ASKS_TO_CALCULATE = re.compile(rb"fullCalcOnLoad=[\"'](?:1|true)[\"']")


class Merged(NamedTuple):
    """Merged cells: first and last row number, first and last column from 0."""

    first: int
    last: int
    column: int
    last_column: int = 0

    @property
    def width(self) -> int:
        """How many columns they reach over."""
        return max(1, self.last_column - self.column + 1)


class CellAt(NamedTuple):
    """Where a cell stands: row number, and column from 0."""

    row: int
    column: int


@dataclass(frozen=True, kw_only=True)
class SheetMarks:
    """What a sheet says beside the values of its cells; of formats that do not tell, nothing.

    Attributes
    ----------
    merged : tuple of Merged
        In the order of their rows.
    hidden_rows, hidden_columns : frozenset of int
        Row numbers, and columns from 0.
    unvalued : frozenset of CellAt
        Formulas whose value no program has stored.
    unsure : frozenset of CellAt
        Formulas whose stored value is 0: it stands for no value where the workbook asks to be calculated first.
    """

    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unvalued: frozenset[CellAt] = frozenset()
    unsure: frozenset[CellAt] = frozenset()


class MarksFound:
    """Marks of one part of a workbook, gathered from its bytes piece by piece."""

    def __init__(self) -> None:
        #: Cells merged downwards: what is read of them grows with the rows they reach.
        self.merged: set[Merged] = set()
        self._sideways: set[Merged] = set()
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._unvalued: set[CellAt] = set()
        self._unsure: set[CellAt] = set()
        self.asks_to_calculate = False

    def look_into(self, chunk: bytes) -> None:
        """Take what a piece of the part says; a piece that was looked into before adds nothing."""
        if b"mergeCell" in chunk:
            for merge in _merges(chunk):
                if merge.last > merge.first:
                    self.merged.add(merge)
                elif len(self._sideways) < MOST_MARKS:
                    self._sideways.add(merge)
        if b"hidden=" in chunk and len(self._rows) < MOST_MARKS:
            self._rows.update(int(number) for number in _HIDDEN_ROW.findall(chunk))
            for tag in _HIDDEN_COLUMN.findall(chunk):
                self._columns.update(_columns_of(tag))
        if (b"<f" in chunk or b":f" in chunk) and len(self._unvalued) + len(self._unsure) < MOST_MARKS:
            for letters, row, zero in _FORMULA.findall(chunk):
                (self._unsure if zero else self._unvalued).add(CellAt(int(row), _column(letters)))
        if b"fullCalcOnLoad" in chunk:
            self.asks_to_calculate |= _ASKS_TO_CALCULATE.search(chunk) is not None

    def marks(self) -> SheetMarks:
        """Return what was found."""
        return SheetMarks(
            merged=tuple(sorted(self.merged | self._sideways)),
            hidden_rows=frozenset(self._rows),
            hidden_columns=frozenset(self._columns),
            unvalued=frozenset(self._unvalued),
            unsure=frozenset(self._unsure),
        )


def _merges(chunk: bytes) -> Iterator[Merged]:
    for left, first, right, last in _MERGE.findall(chunk):
        yield Merged(int(first), int(last), _column(left), _column(right))


def _columns_of(tag: bytes) -> range:
    said = {name: int(number) for name, number in _BOUND.findall(tag)}
    first = said.get(b"min", 1)
    # A last column far beyond the table is how programs hide all that is empty: of no interest here.
    return range(first - 1, min(said.get(b"max", first), _MOST_COLUMNS))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.decode("ascii"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
