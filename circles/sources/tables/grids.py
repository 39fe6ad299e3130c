"""A sheet of cells as people fill it in, titles above and totals between, to one clean table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from circles.errors import Finding, raise_if_any
from circles.provenance import Taken
from circles.sources.files import limits
from circles.sources.tables.raw_table import RawTable, persons_warning, shortened
from circles.sources.words.columns import find_columns, kinds_known, plain
from circles.sources.words.quantities import MEASURES
from circles.sources.words.table_words import is_total, is_unknown, may_be_total, persons_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circles.sources.files.workbook import Merged
    from circles.sources.tables.raw_table import TableSettings

HEADER_WITHIN = 30
"""How many rows with content may stand above the header and it with them."""

_SURE = 2


MOST_COLUMNS = 256
"""Columns that are looked at, the first of a table."""


class Row(NamedTuple):
    """A row with content: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """All rows with content of one sheet or text file.

    Attributes
    ----------
    file, sha256 : str
        Name and checksum of the file.
    rows : sequence of Row
        In the order of their numbers.
    merged : sequence of Merged
        Only those over several rows.
    ragged : bool
        Whether a row longer than the header is a fault (of a text file's separators) or a remark beside the table.
    sheet : str
        Its name, where a workbook has several.
    """

    file: str
    sha256: str
    rows: Sequence[Row]
    merged: Sequence[Merged] = ()
    ragged: bool = False
    sheet: str = ""


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
        If there is no header or no row below it, a column name stands twice, or a row of a text file has more
        cells than the header.
    """
    columns = settings.columns
    raise_if_any([Finding(code="empty_table", file=grid.file)] if len(grid.rows) < 2 else [])
    _refuse_endless_merges(grid)
    named = kind if kind in kinds_known() else None
    top = _filled_down(grid.rows[:HEADER_WITHIN], grid.merged, grid.rows, skip=frozenset())
    at = header_at(top, kind=named, columns=columns)
    header = _header(top[at].cells)
    limits.refuse_long(len(grid.rows), len(header), grid.file, most_rows=limits.LIST_ROWS, most_cells=limits.CELLS)
    fields = find_columns(header, named, mapping=columns)[0] if named else {}
    numbers = frozenset(header.index(column) for field, column in fields.items() if field in MEASURES)
    body = _filled_down(grid.rows[at + 1 :], grid.merged, grid.rows, skip=numbers)
    width = len(header)
    findings = [*_header_findings(header, grid.file), *(_long_rows(body, width, grid.file) if grid.ragged else [])]
    raise_if_any(shortened(findings))
    body, left_out = _data_rows(body, header, fields) if named else (body, {})
    raise_if_any([Finding(code="empty_table", file=grid.file)] if not body else [])
    persons = persons_columns(header)
    kept = [i for i, name in enumerate(header) if name not in persons]
    cells = [[row.cells[i] if i < len(row.cells) else "" for i in kept] for row in body]
    counts = {"title_rows": at, **{name: len(rows) for name, rows in left_out.items()}}
    return RawTable(
        file=grid.file,
        cells=pd.DataFrame(cells, columns=[header[i] for i in kept], dtype=str),
        rows=np.array([row.number for row in body], dtype=np.int64),
        sha256=grid.sha256,
        settings=settings,
        taken=Taken(
            sheet=grid.sheet,
            persons_columns=tuple(persons),
            datum=settings.datum or "",
            counts={name: count for name, count in counts.items() if count},
        ),
        warnings=(
            *_left_out_warning(grid.file, left_out.get("totals_left_out", [])),
            *persons_warning(grid.file, persons),
        ),
    )


def header_at(rows: Sequence[Row], *, kind: str | None, columns: Mapping[str, str] | None = None) -> int:
    """Return which of the first `rows` is the header: that with most known columns, else the first."""
    if kind is None:
        return 0
    known = [len(fields_in(row, kind=kind, columns=columns)) for row in rows[:HEADER_WITHIN]]
    best = max(known, default=0)
    return known.index(best) if best >= _SURE else 0


def fields_in(row: Row, *, kind: str, columns: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the fields that a row names, were it the header."""
    found, findings = find_columns(_header(row.cells), kind, mapping=columns)
    doubtful = {str(finding.details["field"]) for finding in findings if finding.code == "ambiguous_column"}
    return frozenset(found) | doubtful


def _header(cells: Sequence[str]) -> list[str]:
    header = [" ".join(name.split()) for name in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _filled_down(
    rows: Sequence[Row], merged: Iterable[Merged], every: Sequence[Row], *, skip: frozenset[int]
) -> list[Row]:
    """Return `rows` with the text of merged cells in every row they reach, but in the columns to `skip`.

    A number that stands in a merged cell is for all its rows together: it is not repeated.
    """
    filled = list(rows)
    if not rows:
        return filled
    position = {row.number: i for i, row in enumerate(rows)}
    texts = {row.number: row.cells for row in every} if merged else {}
    for first, last, column in merged:
        source = texts.get(first, ())
        if column in skip or column >= len(source) or not source[column]:
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
    reached = sum(max(0, min(merge.last, last) - merge.first) for merge in grid.merged)
    if reached > limits.MERGED_ROWS:
        raise limits.too_many("too_many_merged", grid.file, most=limits.MERGED_ROWS)


def _data_rows(
    rows: Sequence[Row], header: list[str], fields: Mapping[str, str]
) -> tuple[list[Row], dict[str, list[int]]]:
    """Return the rows of data, and the numbers of those left out by reason."""
    left_out: dict[str, list[int]] = {"totals_left_out": [], "headers_repeated": []}
    numbers = {header.index(column) for field, column in fields.items() if field in MEASURES}
    place = [header.index(fields[field]) for field in ("lon", "lat") if field in fields]
    names = [plain(name) for name in header]
    kept = []
    for row in rows:
        if _is_total_row(row.cells, numbers, place):
            left_out["totals_left_out"].append(row.number)
        elif _repeats(row.cells, names):
            left_out["headers_repeated"].append(row.number)
        else:
            kept.append(row)
    return kept, left_out


def _is_total_row(cells: Sequence[str], numbers: set[int], place: Sequence[int]) -> bool:
    said = any(may_be_total(cell) and is_total(cell) for i, cell in enumerate(cells) if cell and i not in numbers)
    # What has a place is a place, whatever its name.
    return said and all(i >= len(cells) or is_unknown(cells[i]) for i in place)


def _repeats(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether a row only says the header again, as the second page of a printed table does."""
    if not any(cell and plain(cell) == name for cell, name in zip(cells[:2], names[:2], strict=False)):
        return False
    return all(plain(cell) == name for cell, name in zip(cells, names, strict=False) if cell.strip())


def _left_out_warning(file: str, rows: Sequence[int]) -> tuple[Finding, ...]:
    if not rows:
        return ()
    shown = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
    return (Finding(code="totals_left_out", file=file, details={"count": len(rows), "rows": shown}),)


def _header_findings(header: Sequence[str], file: str) -> list[Finding]:
    named = [name for name in header if name]
    repeated = dict.fromkeys(name for name in named if named.count(name) > 1)
    return [Finding(code="repeated_column", file=file, column=name) for name in repeated]


def _long_rows(body: Sequence[Row], width: int, file: str) -> Iterator[Finding]:
    for row in body:
        if any(cell.strip() for cell in row.cells[width:]):
            details = {"cells": len(row.cells), "width": width}
            yield Finding(code="row_too_long", file=file, row=row.number, details=details)


def likely_header(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many columns of one kind the likeliest header names, and which row it is."""
    top = rows[:HEADER_WITHIN]
    known = [max(len(fields_in(row, kind=kind)) for kind in kinds_known()) for row in top]
    return max(known), known.index(max(known))


def narrow_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in which something stands in the first columns, cut to these."""
    cut = (Row(number, cells[:MOST_COLUMNS]) for number, cells in rows)
    return [row for row in cut if any(cell.strip() for cell in row.cells)]
