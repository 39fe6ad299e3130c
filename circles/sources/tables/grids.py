"""A sheet of cells as people fill it in, titles above and totals between, to one clean table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding, raise_if_any
from circles.figures import Figure
from circles.phrases import Phrase
from circles.provenance import Taken
from circles.sources.files import limits
from circles.sources.files.sheet_marks import CellAt, SheetMarks
from circles.sources.tables.headers import HEADER_WITHIN, Row, header_of
from circles.sources.tables.left_out_rows import RowSorting, left_out_findings, people_in, shown, sorted_rows
from circles.sources.tables.raw_table import RawTable, persons_warning, shortened
from circles.sources.words.columns import find_columns, kinds_known, plain
from circles.sources.words.quantities import MEASURES
from circles.sources.words.table_words import persons_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from circles.sources.files.sheet_marks import Merged
    from circles.sources.tables.headers import Header
    from circles.sources.tables.raw_table import TableSettings

_MAY_HAVE_HEADS_ALONE = frozenset({"statistics", "claims", "owners", "money", "funds"})
"""Lists that a study is whole without: where nobody has filled one in, there is none."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """All rows with content of one sheet or text file: what hands cells over says no more, whatever it read.

    Attributes
    ----------
    file, sha256 : str
        Name and checksum of the file.
    rows : sequence of Row
        In the order of their numbers.
    marks : SheetMarks
        Merged cells, hidden rows and columns, formulas without a value, where the format tells of them.
    ragged : bool
        Whether a row longer than the header is a fault (of a text file's separators) or a remark beside the table.
    sheet : str
        Its name; empty of a text file.
    is_alone : bool
        Whether its workbook holds no other.
    is_part : bool
        Whether it is one of several sheets that are read as one table.
    """

    file: str
    sha256: str
    rows: Sequence[Row]
    marks: SheetMarks = field(default_factory=SheetMarks)
    ragged: bool = False
    sheet: str = ""
    is_alone: bool = False
    is_part: bool = False

    @property
    def title(self) -> str:
        """The file's name, and the sheet's where others are read with it."""
        return f"{self.file} › {self.sheet}" if self.is_part else self.file

    def label(self, number: int) -> int | str:
        """Return a row's number as a person knows it: with its sheet where several are read as one table."""
        return f"{self.sheet}!{number}" if self.is_part else number


def table_of_grid(grid: Grid, *, kind: str | None, settings: TableSettings) -> RawTable:
    """Return the table in a grid: its header found by the names of columns, its totals left out and counted.

    Parameters
    ----------
    grid : Grid
        Rows as they are.
    kind : str, optional
        What the table is for; where it is None or has no names of columns the first row is the header, and
        nothing is left out.
    settings : TableSettings
        What the study says of it: its columns help to find the header.

    Raises
    ------
    InputError
        If there is no header or no row below it, a column name stands twice, two groups of columns could be one
        field, a formula that is needed has no value, or a row of a text file has more cells than the header.
    """
    least = 1 if kind in _MAY_HAVE_HEADS_ALONE else 2
    raise_if_any([Finding(code="empty_table", file=grid.title)] if len(grid.rows) < least else [])
    _refuse_endless_merges(grid)
    named = kind if kind in kinds_known() else None
    top = _filled_down(grid.rows[:HEADER_WITHIN], grid.marks.merged, grid.rows, skip=frozenset())
    found = header_of(top, kind=named, columns=settings.columns)
    header = list(found.names)
    limits.refuse_long(len(grid.rows), len(header), grid.title, most_rows=limits.LIST_ROWS, most_cells=limits.CELLS)
    fields = find_columns(header, named, mapping=settings.columns)[0] if named else {}
    amounts = {header.index(column): name for name, column in fields.items() if _is_amount(name)}
    body = _filled_down(grid.rows[found.end :], grid.marks.merged, grid.rows, skip=frozenset(amounts))
    raise_if_any(shortened([*_header_findings(found, grid), *_long_rows(body, len(header), grid)]))
    known = _sorting(grid, top, found, fields)
    data = sorted_rows(body, known) if named else sorted_rows([], known)
    body = data.kept if named else body
    raise_if_any([Finding(code="empty_table", file=grid.title)] if not body and least > 1 else [])
    raise_if_any(shortened(_unvalued(grid, body, header, fields)))
    persons = persons_columns(header)
    kept = [i for i, name in enumerate(header) if name not in persons]
    cells = [[row.cells[i] if i < len(row.cells) else "" for i in kept] for row in body]
    return RawTable(
        file=grid.file,
        cells=pd.DataFrame(cells, columns=[header[i] for i in kept], dtype=str),
        rows=_labels(grid, body),
        sha256=grid.sha256,
        settings=settings,
        taken=Taken(
            sheet="" if grid.is_alone else grid.sheet,
            persons_columns=tuple(persons),
            datum=settings.datum or "",
            counts=_counts(found, {name: len(rows) for name, rows in data.left_out.items()}),
        ),
        warnings=(
            *left_out_findings(data, known, file=grid.title, label=grid.label),
            *_hidden(grid, body, known),
            *_shared_amounts(grid, body, amounts, known),
            *persons_warning(grid.title, persons),
        ),
    )


def _is_amount(name: str) -> bool:
    return name in MEASURES and MEASURES[name] != "degrees"


def _counts(found: Header, left_out: Mapping[str, int]) -> dict[str, float]:
    deep = found.end - found.at
    counts = {"title_rows": found.at, "header_rows": deep if deep > 1 else 0, **left_out}
    return {name: count for name, count in counts.items() if count}


def _labels(grid: Grid, rows: Sequence[Row]) -> NDArray[np.int64] | NDArray[np.object_]:
    if grid.is_part:
        return np.array([grid.label(row.number) for row in rows], dtype=object)
    return np.array([row.number for row in rows], dtype=np.int64)


def _sorting(grid: Grid, top: Sequence[Row], found: Header, fields: Mapping[str, str]) -> RowSorting:
    said = [
        [plain(cell) for cell in row.cells] for row in (*grid.rows[found.at : found.end], *top[found.at : found.end])
    ]
    names = [plain(name) for name in found.names]
    widths = {merge.first: merge.width for merge in grid.marks.merged}
    return RowSorting(header=found.names, fields=fields, headers=[names, *said], widths=widths)


def _filled_down(
    rows: Sequence[Row], merged: Iterable[Merged], every: Sequence[Row], *, skip: frozenset[int]
) -> list[Row]:
    """Return `rows` with the text of merged cells in every row they reach, but in the columns to `skip`.

    An amount that stands in a merged cell is for all its rows together and not repeated; a place is that of each.
    """
    filled = list(rows)
    if not rows:
        return filled
    position = {row.number: i for i, row in enumerate(rows)}
    texts = {row.number: row.cells for row in every} if merged else {}
    for merge in merged:
        first, last, column = merge.first, merge.last, merge.column
        source = texts.get(first, ())
        if first == last or column in skip or column >= len(source) or not source[column]:
            continue
        for number in range(max(first + 1, rows[0].number), min(last, rows[-1].number) + 1):
            if number in position:
                row = filled[position[number]]
                cells = list(row.cells) + [""] * (column + 1 - len(row.cells))
                cells[column] = cells[column] or source[column]
                filled[position[number]] = Row(number, cells)
    return filled


def _refuse_endless_merges(grid: Grid) -> None:
    last = grid.rows[-1].number
    reached = sum(max(0, min(merge.last, last) - merge.first) for merge in grid.marks.merged)
    if reached > limits.MERGED_ROWS:
        raise limits.too_many("too_many_merged", grid.title, most=limits.MERGED_ROWS)


def _header_findings(found: Header, grid: Grid) -> list[Finding]:
    named = [name for name in found.names if name]
    repeated = dict.fromkeys(name for name in named if named.count(name) > 1)
    findings = [Finding(code="repeated_column", file=grid.title, column=name) for name in repeated]
    return findings + [
        Finding(
            code="ambiguous_column",
            file=grid.title,
            column=", ".join(both),
            details={"field": name, "name": Phrase(f"field.{name}", otherwise=name), "first": both[-1]},
        )
        for name, both in found.doubtful.items()
    ]


def _long_rows(body: Sequence[Row], width: int, grid: Grid) -> Iterator[Finding]:
    for row in body if grid.ragged else ():
        if any(cell.strip() for cell in row.cells[width:]):
            details = {"cells": len(row.cells), "width": width}
            yield Finding(code="row_too_long", file=grid.title, row=row.number, details=details)


def _unvalued(grid: Grid, body: Sequence[Row], header: Sequence[str], fields: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each cell of data whose formula no program has calculated: Excel shows a number there."""
    if not grid.marks.unvalued:
        return
    wanted = [(header.index(column), column) for column in fields.values()]
    for row in body:
        for at, column in wanted:
            if CellAt(row.number, at) in grid.marks.unvalued:
                yield Finding(code="formula_without_value", file=grid.file, row=grid.label(row.number), column=column)


def _hidden(grid: Grid, body: Sequence[Row], known: RowSorting) -> Iterator[Finding]:
    """Yield what to tell of rows of data, and columns that are used, that nobody sees who opens the sheet."""
    hidden = [row for row in body if row.number in grid.marks.hidden_rows]
    if hidden:
        people, numbers = people_in(hidden, known), shown(grid.label(row.number) for row in hidden)
        details: dict[str, object] = {"rows": Figure(value=len(hidden)), "numbers": numbers}
        code = "hidden_rows_read" if people is None else "hidden_rows"
        details |= {} if people is None else {"people": Figure(value=people)}
        yield Finding(code=code, file=grid.title, details=details)
    columns = [name for name in known.fields.values() if known.header.index(name) in grid.marks.hidden_columns]
    if columns:
        yield Finding(code="hidden_columns_read", file=grid.title, column=", ".join(columns))


def _shared_amounts(
    grid: Grid, body: Sequence[Row], amounts: Mapping[int, str], known: RowSorting
) -> Iterator[Finding]:
    """Yield what to tell of amounts that stand in one cell for several rows: the first counts them, no other does."""
    position = {row.number: i for i, row in enumerate(body)} if grid.marks.merged else {}
    for column, name in amounts.items():
        groups = []
        for merge in grid.marks.merged:
            if merge.column <= column <= max(merge.column, merge.last_column) and merge.last > merge.first:
                rows = [body[position[n]] for n in range(merge.first, merge.last + 1) if n in position]
                groups += [rows] if len(rows) > 1 else []
        if not groups:
            continue
        numbers = shown(grid.label(row.number) for rows in groups for row in rows[1:])
        details: dict[str, object] = {
            "cells": Figure(value=len(groups)),
            "rows": Figure(value=sum(len(rows) - 1 for rows in groups)),
            "numbers": numbers,
            "people": Figure(value=people_in([rows[0] for rows in groups], known) if name == "population" else None),
        }
        code = "merged_people" if name == "population" else "merged_amounts"
        yield Finding(code=code, file=grid.title, column=known.fields[name], details=details)
