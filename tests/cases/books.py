"""Workbooks as offices keep them: sheets of rows, merged cells, hidden rows and columns, formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from tests.cases.town import compounds_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

Rows = list[list[Any]]


def rows_of(table: pd.DataFrame) -> Rows:
    """Return the rows of a table under its header."""
    return [list(table.columns), *(list(row) for row in table.itertuples(index=False))]


def compounds() -> Rows:
    """Return the compounds of the town without their header: name, lon, lat, people, dwellings, 街道, 社区."""
    return rows_of(compounds_table())[1:]


def write_book(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merge: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    hidden_sheets: Sequence[str] = (),
) -> None:
    """Write a workbook; what is merged or hidden is so in every sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merge:
            sheet.merge_cells(cells)
        for number in hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_state = "hidden" if name in hidden_sheets else "visible"
    book.save(path)
