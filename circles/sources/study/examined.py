"""Every input of a study as far as it can be read, and every fault of each: what a check tells and a plan refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from circles.errors import Finding, InputError
from circles.matches import workbook_columns
from circles.sources.study.building import build_trying, readers_of
from circles.sources.study.settings import Settings, read_settings_as_far
from circles.sources.tables.attempts import Tried
from circles.sources.tables.raw_table import in_full
from circles.sources.words.columns import find_columns, kinds_known
from circles.study import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from circles.sources.tables.attempts import Reader
    from circles.sources.tables.raw_table import RawTable, Reading
    from circles.study import Study

_ROUNDS = 3
"""Rows that are left out can be missed by others: gates of a block that is left out go in the next round."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ExaminedInput:
    """One input of a study.

    Attributes
    ----------
    kind, file : str
        As in :class:`circles.study.Source`; the file is empty where none is named.
    rows : int or None
        Rows read; None where the file could not be read.
    source : Source or None
        The record of the input, or of its usable rows; None where there are none.
    table : GeoDataFrame or None
        The usable rows; None where there are none, and for an area.
    faults, warnings : tuple of Finding
        Everything that is wrong, and what a person should look at.
    unused, dropped : tuple of str
        Columns that nothing is taken from, and columns about persons.
    is_made : bool
        Whether it was made out of the streets' file, for the study has no such file.
    """

    kind: str
    file: str = ""
    rows: int | None = None
    source: Source | None = None
    table: gpd.GeoDataFrame | None = None
    faults: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    unused: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    is_made: bool = False

    @property
    def accepted_rows(self) -> int:
        """How many rows are used; of streets the walkable ones."""
        if self.source is None:
            return 0
        if self.table is None or self.kind == "streets":
            walkable = self.source.notes.get("ways_walkable", self.source.rows)
            return int(str(walkable))
        return len(self.table)

    @property
    def rejected_rows(self) -> int:
        """How many rows have a fault of their own; all of them where the input cannot be used at all."""
        if self.source is None:
            return self.rows or 0
        return len({finding.row for finding in self.faults if finding.row is not None})


@dataclass(frozen=True, kw_only=True, eq=False)
class ExaminedStudy:
    """A study as far as it can be read.

    Attributes
    ----------
    settings : Settings or None
        What the study file says; None where it cannot be read.
    faults : tuple of Finding
        What is wrong with the study file itself.
    inputs : tuple of ExaminedInput
        Every input that is named, in the order in which they are read.
    study : Study or None
        The study without the rows at fault; None where that leaves too little. It must not be planned where
        :attr:`is_usable` is false.
    """

    settings: Settings | None = None
    faults: tuple[Finding, ...] = ()
    inputs: tuple[ExaminedInput, ...] = ()
    study: Study | None = None

    @property
    def is_usable(self) -> bool:
        """Whether the study can be planned: it is whole and nothing is at fault."""
        return self.study is not None and not self.faults and not any(each.faults for each in self.inputs)


def examine_study(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> ExaminedStudy:
    """Read a study as :func:`circles.read_study` does, and tell all faults of all inputs instead of raising.

    Where rows are at fault the rest is read again without them, so that the good rows can be examined too.

    Parameters
    ----------
    study : str, Path or mapping
        A study file or a mapping of the same shape.
    options : mapping, optional
        Of the same shape, laid over the study.
    """
    try:
        settings, misspelt, wrong = read_settings_as_far(study, options=options)
    except InputError as error:
        return ExaminedStudy(faults=error.findings)
    streets, readers = readers_of(settings)
    first = Tried()
    made = build_trying(settings, _named(settings, streets), readers, first)
    faults = {kind: in_full(findings) for kind, findings in first.faults.items()}
    last, left = first, made
    for _ in range(_ROUNDS):
        again = _kept(last, readers)
        if left is not None or again is None:
            break
        last = Tried()
        left = build_trying(settings, _remembered(first), again, last)
    told = [finding for findings in faults.values() for finding in findings]
    said = [finding for finding in (*misspelt, *wrong) if finding not in told]
    kinds = dict.fromkeys(("streets", "centers", "blocks", *first.raw, *first.results, *first.faults))
    examined = [_examined(kind, settings, first, last, faults.get(kind, []), left) for kind in kinds]
    return ExaminedStudy(
        settings=settings,
        faults=tuple(said),
        inputs=tuple(each for each in examined if each.file or each.source or each.faults),
        study=left,
    )


def _named(settings: Settings, read: Callable[[], Reading]) -> Callable[[], Reading]:
    """Return the reader of the streets, which needs a file or a place."""

    def reading() -> Reading:
        if settings.get("streets", "file") is None and settings.get("streets", "place") is None:
            raise InputError(Finding(code="table_not_given"))
        return read()

    return reading


def _remembered(tried: Tried) -> Callable[[], Reading]:
    def reading() -> Reading:
        if not tried.streets:
            raise InputError(tried.faults["streets"])
        return tried.streets[0]

    return reading


def _kept(tried: Tried, readers: Mapping[str, Reader | None]) -> dict[str, Reader | None] | None:
    """Return readers of the tables without the rows at fault; None where no row can be blamed alone."""
    faulty = {kind: rows for kind in tried.faults if (rows := _faulty_rows(tried, kind))}
    if not faulty:
        return None
    return {**readers} | {
        kind: _reader_of(_without_rows(raw, faulty.get(kind, set()))) for kind, raw in tried.raw.items()
    }


def _faulty_rows(tried: Tried, kind: str) -> set[int]:
    """Return the rows at fault where every fault of the table is of a row, and others remain."""
    faults = in_full(tried.faults[kind])
    rows = {finding.row for finding in faults if isinstance(finding.row, int)}
    blamed = all(isinstance(finding.row, int) for finding in faults)
    return rows if blamed and kind in tried.raw and len(rows) < len(tried.raw[kind].rows) else set()


def _reader_of(raw: RawTable) -> Reader:
    return lambda: raw


def _without_rows(raw: RawTable, rows: set[int]) -> RawTable:
    if not rows:
        return raw
    kept = ~np.isin(raw.rows, list(rows))
    geometry = None if raw.geometry is None else raw.geometry[kept].reset_index(drop=True)
    return replace(raw, cells=raw.cells[kept].reset_index(drop=True), rows=raw.rows[kept], geometry=geometry)


def _examined(
    kind: str, settings: Settings, first: Tried, last: Tried, faults: Sequence[Finding], left: Study | None
) -> ExaminedInput:
    raw = first.raw.get(kind)
    result = last.results.get(kind)
    source = next((part for part in result or () if isinstance(part, Source)), None)
    path = settings.get(kind, "file")
    file = source.file if source else raw.file if raw else path.name if path else ""
    named = [finding for finding in faults if finding.code != "table_not_given"]
    return ExaminedInput(
        kind=kind,
        file=file,
        rows=len(raw.cells) if raw else source.rows if source else None,
        source=source,
        table=_table(kind, result, left),
        faults=tuple(named),
        warnings=tuple(getattr(result, "warnings", raw.warnings if raw else ())),
        unused=_unused(kind, raw, settings),
        dropped=_dropped(raw),
        is_made=settings.get(kind, "from") is not None,
    )


def _table(kind: str, result: tuple[Any, ...] | None, left: Study | None) -> gpd.GeoDataFrame | None:
    # Blocks know their people and districts in the end, and gates of blocks outside the area are not studied.
    table: gpd.GeoDataFrame | None = getattr(result, "table", None)
    return getattr(left, kind) if table is not None and kind in {"blocks", "gates"} and left is not None else table


def _unused(kind: str, raw: RawTable | None, settings: Settings) -> tuple[str, ...]:
    if raw is None or kind not in kinds_known():
        return ()
    found, _ = find_columns(raw.columns, kind, mapping=settings.get(kind, "columns"))
    used = {*found.values(), *workbook_columns(raw.columns)}
    return tuple(column for column in raw.columns if column and column not in used)


def _dropped(raw: RawTable | None) -> tuple[str, ...]:
    names = raw.notes.get("persons_columns", ()) if raw else ()
    return tuple(names) if isinstance(names, (list, tuple)) else ()
