"""A ledger read back, cell by cell as it was written: no row, no column and no space in it is left out."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circles import texts
from circles.errors import Finding, InputError, expect, raise_if_any
from circles.ledger_table import CHANGES, LEDGER, NAMED, STATUSES
from circles.near_names import nearest
from circles.phrases import joined, phrase, text_of
from circles.sources.files import contents, limits
from circles.sources.files.encodings import decoded, refuse_long_text
from circles.sources.files.format import LIST, WORKBOOK
from circles.sources.tables.headers import HEADER_WITHIN, Row
from circles.sources.tables.spreadsheets import tops_of_sheets
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circles.phrases import Words

_SEPARATORS = (",", ";", "\t")
_KNOWN_FROM_THE_FIRST = tuple(
    name for name in LEDGER if name not in {"item_id", "status", "figures_of", "cause_found", "measure_found", "kept"}
)
"""Columns that every ledger was written with; the others came later, or it is refused without them."""

_LEDGER_HEADS = 4
"""So many columns of a ledger make a row of headings, where the id is headed in words."""

_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00")


def read_ledger(file: str | Path) -> pd.DataFrame:
    r"""Return the ledger of an earlier audit, ``ledger.csv`` or a workbook that it was kept in.

    Every cell is the text that stands in it; rows and columns that people added are there too. A day of a workbook is
    ISO text.

    Parameters
    ----------
    file : str or Path
        A CSV, in UTF-8 or GB18030, or a workbook; of its sheets the first that has a column ``item_id``,
        by this key or by the words that the workbook of a result heads it with.

    Returns
    -------
    DataFrame
        The columns of the ledger under the names of ``ledger_table.LEDGER`` whatever the language of their headings,
        then those of its own.

    Raises
    ------
    InputError
        If there is no column ``item_id`` or none of the status, two columns have one heading, an id stands twice, a
        status is none of ``ledger_table.STATUSES``, or the file cannot be read.

    Examples
    --------
    >>> import circles, pathlib
    >>> text = "item_id,问题,责任单位,当前状态\nSZ-650-1,面积不足,某街道办,整改中\n"
    >>> _ = pathlib.Path("ledger.csv").write_text(text, encoding="utf-8")
    >>> circles.read_ledger("ledger.csv").to_dict("records")
    [{'item_id': 'SZ-650-1', 'problem': '面积不足', 'responsible': '某街道办', 'status': '整改中'}]
    """
    expect("file", file, str, Path)
    path = Path(file)
    rows = _rows(path)
    at = _header_at(rows)
    if at is None:
        raise InputError(Finding(code="not_a_ledger", file=path.name))
    names = _columns(rows[at], path.name)
    below = rows[at + 1 :]
    cells = [[*row.cells[: len(names)], *[""] * (len(names) - len(row.cells))] for row in below]
    table = pd.DataFrame(cells, columns=names, dtype=object)
    _refuse_repeated(table, below, path.name)
    refuse_statuses(table, file=path.name, rows=[row.number for row in below])
    if "change" in table:
        table["change"] = [_change_meant(cell) for cell in table["change"]]
    return table[[name for name in names if name]]


def refuse_statuses(table: pd.DataFrame, *, file: str | None = None, rows: Sequence[int] | None = None) -> None:
    """Raise where a ledger has no column of the status, on which closing hangs, or one that means nothing.

    Parameters
    ----------
    table : DataFrame
        A ledger as :func:`read_ledger` gives it.
    file : str, optional
        Its name; without, the table is the argument ``ledger`` of a call.
    rows : sequence of int, optional
        The number of each row.

    Raises
    ------
    InputError
        Naming the column that may be meant, or each row with its status and those that are known.
    """
    argument = None if file else "ledger"
    if "status" not in table:
        if len(table):
            own = [str(name) for name in table if name not in LEDGER]
            details = {"meant": _meant(_heads("status"), own)}
            raise InputError(Finding(code="ledger_without_status", file=file, argument=argument, details=details))
        return
    known = {squeezed(texts.say(f"ledger.status.{name}", lang)) for name in STATUSES for lang in texts.LANGUAGES}
    listed = {"known": joined([phrase(f"ledger.status.{name}") for name in STATUSES], phrase("norms.joint"))}
    where = table.index if rows is None else rows
    said = [(row, text_of(cell, "zh").strip()) for row, cell in zip(where, table["status"].fillna(""), strict=True)]
    raise_if_any(
        Finding(code="ledger_status_unknown", file=file, argument=argument, row=row, value=cell, details=listed)
        for row, cell in said
        if cell and squeezed(cell) not in known
    )


def columns_missing(table: pd.DataFrame, file: str | None = None) -> tuple[Finding, ...]:
    """Return what is told of columns that a ledger had and lacks, with those of its own that may be meant.

    Parameters
    ----------
    table : DataFrame
        A ledger as :func:`read_ledger` gives it.
    file : str, optional
        Its name; without, the table is the argument ``ledger`` of a call.
    """
    gone = [name for name in _KNOWN_FROM_THE_FIRST if name not in table]
    if not gone or table.empty:
        return ()
    own = [str(name) for name in table if name not in LEDGER]
    names = joined([_head(name) for name in gone], phrase("norms.joint"))
    meant = [_meant(_heads(name), own) for name in gone]
    details = {"columns": names, "meant": joined(list(dict.fromkeys(each for each in meant if each)))}
    code = "ledger_without_key" if gone == ["key"] else "ledger_columns_missing"
    argument = None if file else "ledger"
    return (Finding(code=code, file=file, argument=argument, details=details),)


def _head(name: str) -> Words:
    return name if name in NAMED else phrase(f"ledger.head.{name}")


def _heads(name: str) -> list[str]:
    return [name] if name in NAMED else [texts.say(f"ledger.head.{name}", lang) for lang in texts.LANGUAGES]


def _meant(heads: list[str], own: list[str]) -> Words:
    """Return a question whether a column of its own is one that lacks; empty where none comes near."""
    near = next((found for head in heads if (found := nearest(head, own)) is not None), None)
    # 办理状态 for 当前状态: what a heading of four signs is about stands at its end.
    near = near or next((name for name in own if squeezed(name).endswith(squeezed(heads[0])[-2:])), None)
    return "" if near is None else phrase("ledger.column_meant", name=near, head=heads[0])


def _rows(path: Path) -> list[Row]:
    """Return the rows with content of the table that has the column of ids."""
    content = contents.content_of(path)
    family = contents.family_of(content)
    if family == LIST:
        found: Iterator[list[Row]] = _of_text(path)
    elif family == WORKBOOK:
        sheets = tops_of_sheets(path, most_rows=limits.LIST_ROWS)
        found = ([row._replace(cells=[*map(_without_hour, row.cells)]) for row in rows] for rows in sheets.values())
    else:
        raise contents.wrong_content(path, content, (contents.CSV, contents.WORKBOOK))
    tables = list(found)
    return next((rows for rows in tables if _header_at(rows) is not None), [])


def _of_text(path: Path) -> Iterator[list[Row]]:
    refuse_long_text(path)
    text = decoded(path.read_bytes(), path.name)
    for separator in _SEPARATORS:
        lines = enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1)
        yield [Row(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]


def _header_at(rows: list[Row]) -> int | None:
    """Return the row of the headings: that with the id by its key, or in words beside other columns of a ledger."""
    top = enumerate(rows[:HEADER_WITHIN])
    return next((at for at, row in top if _is_header([squeezed(cell) for cell in row.cells])), None)


def _is_header(cells: list[str]) -> bool:
    if LEDGER[0] in cells:
        return True
    # Many tables have a column of ids.
    names = _names_meant(cells)
    return LEDGER[0] in names and len(set(LEDGER).intersection(names)) >= _LEDGER_HEADS


def _names_meant(cells: list[str]) -> list[str | None]:
    """Return which column of the ledger each heading means; a key that stands there leaves its words to others."""
    meant = {squeezed(texts.say(f"ledger.head.{name}", lang)): name for lang in texts.LANGUAGES for name in LEDGER}
    keyed = [name for name in NAMED if name in cells]
    known = {head: name for head, name in meant.items() if name not in keyed} | {name: name for name in keyed}
    return [known.get(cell) for cell in cells]


def _columns(header: Row, file: str) -> list[str]:
    """Return what each column is: one of the ledger, by its heading in either language, else its own heading."""
    meant = _names_meant([squeezed(cell) for cell in header.cells])
    names = [name or cell.strip() for name, cell in zip(meant, header.cells, strict=True)]
    repeated = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    raise_if_any(Finding(code="repeated_column", file=file, column=name) for name in repeated)
    return names


def _refuse_repeated(table: pd.DataFrame, rows: list[Row], file: str) -> None:
    ids = table[LEDGER[0]].str.strip()
    twice = ids.duplicated() & (ids != "")
    raise_if_any(
        Finding(code="taken_id", file=file, row=row.number, column=LEDGER[0], value=value)
        for row, value, again in zip(rows, ids, twice, strict=True)
        if again
    )


def _change_meant(cell: str) -> str:
    """Return the change that a cell says, in either language."""
    for name in CHANGES:
        said = (texts.say(f"ledger.change.{name}", lang) for lang in texts.LANGUAGES)
        if squeezed(cell) in {squeezed(name), *map(squeezed, said)}:
            return name
    return ""


def _without_hour(cell: str) -> str:
    """Return a day without the hour that a sheet gives it."""
    return _MIDNIGHT.sub(r"\1", cell) if _MIDNIGHT.fullmatch(cell) else cell
