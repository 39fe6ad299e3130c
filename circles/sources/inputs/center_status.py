"""Whether each center is open, from every column of the list that says it; never open in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.answers.matches import workbook_columns
from circles.center_list import STATUS_AXES
from circles.errors import Finding
from circles.phrases import phrase
from circles.sources.tables.raw_table import listed as first_ten
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import columns_named, find_columns, plain
from circles.sources.words.status_axes import Axes, axes_answered, axes_said, axes_together
from circles.sources.words.statuses import asked_by, is_question, looks_like_status, said_in_brackets, status_said
from circles.sources.words.table_words import says_yes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable
    from circles.sources.tables.raw_table import RawTable

_HALF = 0.5
_OPEN, _BUILT, _CLOSED = "open", "built", "closed"
_SHOWN_VALUES = 6
_LONGEST_ANSWER = 5
_OF_MUCH_ELSE = frozenset({"有", "无", "非", "t", "f", "0", "1"})
"""Answers that columns of codes and of rooms hold as well."""


class CenterStatus(NamedTuple):
    """``open`` or ``closed`` for each row, what a person should look at, what was counted, and both axes of status."""

    status: NDArray[np.object_]
    warnings: tuple[Finding, ...]
    counts: Mapping[str, int]
    axes: tuple[Axes, ...] = ()


def center_status(listed: FieldTable) -> CenterStatus:
    """Return whether the centers of a table are open; what is not understood becomes a fault of its row.

    A row is closed where any of the columns says so and none says that it is open. Empty cells say nothing; a row of
    which no column says anything is open, and counted where others say something.

    Parameters
    ----------
    listed : FieldTable
        A table of centers.
    """
    raw = listed.raw
    columns = status_columns(raw)
    axes_only = _axes_only(raw, columns)
    read = [_said_in(raw, column) for column in columns if column not in axes_only]
    deciding = tuple(column for column in columns if column not in axes_only)
    status = np.full(len(listed), _OPEN, dtype=object)
    for i in range(len(listed)):
        said = {column[i] for column in read} - {None}
        if _CLOSED in said and _OPEN in said:
            listed.faults.append(_contradiction(listed, i, deciding))
        elif _CLOSED in said:
            status[i] = _CLOSED
    for column, cells in zip(deciding, read, strict=True):
        listed.faults += _not_understood(listed, column, cells)
    told = sum(any(column[i] is not None for column in read) for i in range(len(listed)))
    counts = {"status_blank": len(listed) - told} if 0 < told < len(listed) else {}
    each = [_axes_in(raw, column) for column in columns]
    axes = tuple(map(axes_together, zip(*each, strict=True)))
    return CenterStatus(status, _untold(listed, columns, status), counts, axes)


def status_columns(raw: RawTable) -> tuple[str, ...]:
    """Return the columns of a list of centers that say whether they are open, in the order of the table."""
    mapped = raw.settings.columns.get("status")
    if mapped is not None:
        return (mapped,) if mapped in raw.columns else ()
    taken = {column for field, column in _fields(raw).items() if field != "status"}
    free = [column for column in raw.columns if column and column not in taken]
    better, weaker = columns_named(free, "centers", "status")
    sure = {*better, *(column for column in free if is_question(column))}
    likely = [column for column in free if column in weaker or looks_like_status(column) or asked_by(column)]
    sure |= {column for column in likely if column not in sure and _is_understood(raw, column)}
    return tuple(column for column in free if column in sure)


def _fields(raw: RawTable) -> Mapping[str, str]:
    return find_columns(raw.columns, "centers", mapping=raw.settings.columns)[0]


def _is_understood(raw: RawTable, column: str) -> bool:
    """Return whether at least half of what stands in a column is understood, and something is."""
    said = [cell for cell in _said_in(raw, column) if cell is not None]
    return bool(said) and sum(cell != "" for cell in said) >= _HALF * len(said)


def _said_in(raw: RawTable, column: str) -> list[str | None]:
    """Return what each cell of a column says: None where it is empty, nothing where it is not understood."""
    texts, asked = text_cells(raw.cells[column]).tolist(), asked_by(column)
    said = {text: _said(text, asked) if text else None for text in set(texts)}
    return [said[text] for text in texts]


def _said(text: str, asked: str) -> str:
    answer = says_yes(text) if asked else None
    if answer is None:
        return status_said(text)
    if asked == _CLOSED:
        return _CLOSED if answer else _BUILT
    return _OPEN if answer else _CLOSED


def _axes_only(raw: RawTable, columns: Sequence[str]) -> frozenset[str]:
    """Return the columns of both axes of a list that the tool itself wrote: there `status` alone decides."""
    written = {plain(column): column for column in columns}
    decided = set(text_cells(raw.cells[written["status"]]).tolist()) if "status" in written else {""}
    if not decided <= {_OPEN, _CLOSED}:
        return frozenset()
    return frozenset(written[axis] for axis in STATUS_AXES if axis in written)


def _axes_in(raw: RawTable, column: str) -> list[Axes]:
    """Return what each cell of a column says of construction and use."""
    texts, asked = text_cells(raw.cells[column]).tolist(), asked_by(column)
    said = {}
    for text in set(texts):
        answer = says_yes(text) if asked and text else None
        said[text] = axes_said(text) if answer is None else axes_answered(column, yes=answer)
    return [said[text] for text in texts]


def _not_understood(listed: FieldTable, column: str, cells: Sequence[str | None]) -> list[Finding]:
    """Return a fault for each cell that is not understood: of a column of ticks alone its empty cells too."""
    texts = text_cells(listed.raw.cells[column])
    ticks = is_question(column) and asked_by(column) == _OPEN and {*cells} == {None, _OPEN}
    ticks = ticks and all(says_yes(text) for text in texts.tolist() if text)
    return [
        listed.of_row(
            "status_blank_among_ticks" if cell is None else "unknown_status",
            i,
            column=column,
            value=texts[i] or None,
            details={"open": phrase("status_words.open"), "closed": phrase("status_words.closed")},
        )
        for i, cell in enumerate(cells)
        if cell == "" or (ticks and cell is None)
    ]


def _contradiction(listed: FieldTable, i: int, columns: Sequence[str]) -> Finding:
    raw = listed.raw
    stands = ", ".join(f"{column} = {text_cells(raw.cells[column])[i]}" for column in columns)
    return listed.of_row(
        "status_contradicts", i, column=", ".join(columns), value=stands, details={"first": columns[0]}
    )


def _untold(listed: FieldTable, used: Sequence[str], status: NDArray[np.object_]) -> tuple[Finding, ...]:
    """Return a finding for each column that is not used and seems to say which centers are open."""
    raw = listed.raw
    others = {*used, *listed.fields.values(), *workbook_columns(raw.columns)}
    findings = []
    name = listed.fields.get("name")
    for column in (each for each in raw.columns if each and (each not in others or each == name)):
        texts = text_cells(raw.cells[column]).tolist()
        known = {text: (said_in_brackets if column == name else _status_like)(text) for text in set(texts)}
        said = [known[text] for text in texts]
        filled = sum(text != "" for text in texts)
        against = [i for i, each in enumerate(said) if each == _CLOSED and status[i] == _OPEN]
        like = [i for i, each in enumerate(said) if each]
        if against or (column != name and like and len(like) >= _HALF * filled):
            rows = against or like
            shown = sorted({texts[i] for i in rows}, key=lambda text: (-texts.count(text), text))
            details = {
                "count": len(rows),
                "rows": first_ten(raw.rows[rows]),
                "values": first_ten(f"{text} × {texts.count(text)}" for text in shown[:_SHOWN_VALUES]),
            }
            code = "status_said_elsewhere" if against else "unused_status_column"
            findings.append(Finding(code=code, file=raw.file, column=column, details=details))
    return tuple(findings)


def _status_like(text: str) -> str:
    """Return what a cell of a column that nobody asked for says; ``answer`` where it is 是 or 否."""
    if len(text) <= _LONGEST_ANSWER and says_yes(text) is not None:
        return "" if text.strip().casefold() in _OF_MUCH_ELSE else "answer"
    return status_said(text)
