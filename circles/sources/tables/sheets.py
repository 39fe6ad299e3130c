"""The sheets of a workbook, whatever read them: which one is the table that is asked for, or all of them as one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding, InputError, raise_if_any
from circles.figures import Figure
from circles.phrases import Phrase
from circles.sources.files import limits
from circles.sources.files.sheet_marks import SheetMarks
from circles.sources.tables.grids import Grid, table_of_grid
from circles.sources.tables.headers import HEADER_WITHIN, Row, fields_in, header_of
from circles.sources.tables.raw_table import RawTable, listed
from circles.sources.words.columns import fields_known, find_columns, names_known, plain
from circles.sources.words.quantities import MEASURES, header_scale
from circles.sources.words.table_words import names_community, names_nothing, sheet_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from circles.sources.tables.raw_table import TableSettings

EVERY = "*"
"""What a study says in ``sheets`` where every sheet is a part of one list."""

_NEEDED = {"gates": frozenset({"lon", "lat", "block_id"})}
_PLACED = frozenset({"lon", "lat"})
_NAMED_KINDS = ("centers", "blocks", "gates")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet as it stands in its workbook.

    Attributes
    ----------
    name : str
        Its name.
    rows : callable
        Gives its rows with content, from the first each time.
    is_visible : bool
        Whether people see it.
    marks : SheetMarks
        Merged cells, hidden rows and columns, formulas without a value.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    is_visible: bool = True
    marks: SheetMarks = field(default_factory=SheetMarks)


def table_of_sheets(
    sheets: Sequence[Sheet], *, file: str, sha256: str, kind: str | None, settings: TableSettings
) -> RawTable:
    """Return the sheet that fits as a table, or every sheet that fits as one, where the study says so.

    Parameters
    ----------
    sheets : sequence of Sheet
        In the order of the workbook.
    file, sha256 : str
        Name and checksum of the workbook.
    kind : str, optional
        What the table is for.
    settings : TableSettings
        The sheet or the sheets that the study names, and its columns.

    Raises
    ------
    InputError
        If no sheet fits or several do, or a sheet is no table (:func:`circles.sources.tables.grids.table_of_grid`).
    """
    if settings.sheets == EVERY:
        return _as_one(sheets, file=file, sha256=sha256, kind=kind, settings=settings)
    sheet = _named(sheets, settings.layer, file) if settings.layer else _chosen(sheets, file, kind, settings)
    alone = len(sheets) == 1
    grid = Grid(file=file, sha256=sha256, rows=list(sheet.rows()), marks=sheet.marks, sheet=sheet.name, is_alone=alone)
    try:
        raw = replace(table_of_grid(grid, kind=kind, settings=settings), sheet=sheet.name)
    except InputError as error:
        raise InputError(replace(each, sheet=sheet.name) for each in error.findings) from None
    return replace(raw, warnings=tuple(raw.told_of(raw.warnings)))


def _named(sheets: Sequence[Sheet], name: str, file: str) -> Sheet:
    found = next((each for each in sheets if each.name == name), None)
    if found is None:
        details = {"sheets": ", ".join(each.name for each in sheets)}
        raise InputError(Finding(code="unknown_sheet", file=file, value=name, details=details))
    return found


def _chosen(sheets: Sequence[Sheet], file: str, kind: str | None, settings: TableSettings) -> Sheet:
    """Return the only sheet that fits: by its columns, then by its own name, then by being in sight."""
    tops = {each.name: list(islice(each.rows(), HEADER_WITHIN)) for each in sheets}
    filled = [each for each in sheets if tops[each.name]]
    if not filled:
        raise InputError(Finding(code="empty_table", file=file))
    if len(filled) < 2 or kind is None:
        return filled[0]
    fitting = [each for each in filled if _fits(tops[each.name], kind, settings)] or filled
    fitting = [each for each in fitting if any(word in plain(each.name) for word in sheet_words(kind))] or fitting
    fitting = [each for each in fitting if each.is_visible] or fitting
    if len(fitting) > 1:
        names = ", ".join(each.name for each in fitting)
        details = {"sheets": names, "kind": Phrase(f"table.{kind}", otherwise=kind), "section": kind}
        raise InputError(Finding(code="several_sheets", file=file, details=details))
    return fitting[0]


def _fits(top: list[Row], kind: str, settings: TableSettings) -> bool:
    names = header_of(top, kind=kind, columns=settings.columns).names
    return _NEEDED.get(kind, _PLACED) <= fields_in(Row(0, names), kind=kind, columns=settings.columns)


def _is_of_another_kind(name: str, kind: str) -> bool:
    """Return whether the name of a sheet says that it is a list of something else: centers among blocks."""
    text = plain(name)
    said = {each for each in _NAMED_KINDS if any(word in text for word in sheet_words(each))}
    return bool(said) and kind not in said


def _as_one(sheets: Sequence[Sheet], *, file: str, sha256: str, kind: str | None, settings: TableSettings) -> RawTable:
    """Return all sheets that fit as one table: rows know their sheet, and its name is their district."""
    filled = [each for each in sheets if next(each.rows(), None) is not None]
    tops = {each.name: list(islice(each.rows(), HEADER_WITHIN)) for each in filled}
    own = [each for each in filled if kind is None or not _is_of_another_kind(each.name, kind)]
    fitting = [each for each in own if kind is None or _fits(tops[each.name], kind, settings)]
    taken = [each for each in fitting if each.is_visible]
    if not taken:
        raise InputError(Finding(code="no_sheet_fits", file=file, details={"sheets": listed(s.name for s in filled)}))
    parts: list[tuple[str, RawTable]] = []
    faults: list[Finding] = []
    rows = 0
    for each in taken:
        grid = Grid(file=file, sha256=sha256, rows=list(each.rows()), marks=each.marks, sheet=each.name, is_part=True)
        rows += len(grid.rows)
        if rows > limits.LIST_ROWS:
            raise limits.too_many("too_many_rows", file, most=limits.LIST_ROWS)
        try:
            parts.append((each.name, table_of_grid(grid, kind=kind, settings=settings)))
        except InputError as error:
            faults += error.findings
    raise_if_any(faults)
    return _joined(parts, [each for each in filled if each not in taken], kind)


def _joined(parts: Sequence[tuple[str, RawTable]], others: Sequence[Sheet], kind: str | None) -> RawTable:
    first = parts[0][1]
    fields = {} if kind is None else find_columns(first.columns, kind, mapping=first.settings.columns)[0]
    frames = [_as_named(raw, fields, kind) for _, raw in parts]
    cells = pd.concat(frames, ignore_index=True).fillna("").astype(str)
    cells, given = _with_districts(cells, parts, kind)
    counts: dict[str, float] = {"sheets": len(parts)}
    for _, raw in parts:
        for name, count in raw.taken.counts.items():
            counts[name] = counts.get(name, 0) + count
    persons = dict.fromkeys(column for _, raw in parts for column in raw.taken.persons_columns)
    return replace(
        first,
        cells=cells,
        rows=np.concatenate([raw.rows for _, raw in parts]),
        taken=replace(
            first.taken,
            sheet=listed(name for name, _ in parts),
            persons_columns=tuple(persons),
            counts={**counts, **given},
        ),
        warnings=(*(finding for _, raw in parts for finding in raw.warnings), *_left_aside(first.file, others)),
    )


def _as_named(raw: RawTable, fields: Mapping[str, str], kind: str | None) -> pd.DataFrame:
    """Return the cells under the names that the first sheet has for the same fields in the same unit."""
    own = {} if kind is None else find_columns(raw.columns, kind, mapping=raw.settings.columns)[0]
    names = {
        column: fields[name]
        for name, column in own.items()
        if name in fields
        and fields[name] not in raw.columns
        and (name not in MEASURES or _scale(column, name) == _scale(fields[name], name))
    }
    return raw.cells.rename(columns=names)


def _scale(column: str, name: str) -> float:
    return header_scale(column, MEASURES[name])


def _with_districts(
    cells: pd.DataFrame, parts: Sequence[tuple[str, RawTable]], kind: str | None
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return the cells with the name of each row's sheet as its sub-district or community, where no column says it."""
    known = fields_known(kind) if kind is not None else ()
    names = [name for name, _ in parts]
    if "subdistrict" not in known or any(names_nothing(name) for name in names):
        return cells, {}
    level = "community" if all(names_community(name) for name in names) else "subdistrict"
    found, findings = find_columns([str(column) for column in cells.columns], str(kind))
    if level not in known or level in found or any(finding.details.get("field") == level for finding in findings):
        return cells, {}
    column = next(name for name in names_known(str(kind), level) if not name.isascii())
    each = [name for name, raw in parts for _ in range(len(raw.cells))]
    return cells.assign(**{column: each}), {"districts_by_sheet": len(cells)}


def _left_aside(file: str, others: Sequence[Sheet]) -> tuple[Finding, ...]:
    """Return what to tell of sheets with content that are no part of the table."""
    if not others:
        return ()
    rows = sum(sum(1 for _ in each.rows()) for each in others)
    details = {"sheets": listed(each.name for each in others), "rows": Figure(value=rows)}
    return (Finding(code="sheets_left_out", file=file, details=details),)
