"""Every input of a study as far as it can be read, and every fault of each: what a check tells and a plan refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circles.answers.matches import workbook_columns
from circles.candidates import Candidates
from circles.errors import Finding, InputError
from circles.sources.inputs.center_status import status_columns
from circles.sources.study.building import build_study, squares_of
from circles.sources.study.settings import Settings, read_settings_as_far
from circles.sources.study.study_tables import tables_of
from circles.sources.tables.raw_table import in_full
from circles.sources.words.columns import find_columns, kinds_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from circles.planning_study import Study
    from circles.provenance import Source
    from circles.sources.study.building import BuiltStudy
    from circles.sources.study.study_tables import StudyTables
    from circles.sources.tables.raw_table import RawTable

_ROUNDS = 3
"""Rows that are left out can be missed by others: gates of a block that is left out go in the next round."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ExaminedInput:
    """One input of a study.

    Attributes
    ----------
    kind, file : str
        As in :class:`circles.planning_study.Source`; the file is empty where none is named.
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
        return self.source.used_rows if self.table is None or self.kind == "streets" else len(self.table)

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
    squares : GeoDataFrame or None
        ``tables.SQUARES``, where there are any.
    """

    settings: Settings | None = None
    faults: tuple[Finding, ...] = ()
    inputs: tuple[ExaminedInput, ...] = ()
    study: Study | None = None
    squares: gpd.GeoDataFrame | None = None

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
    tables = tables_of(settings)
    whole = build_study(settings, tables)
    faults = {kind: in_full(findings) for kind, findings in whole.faults.items()}
    last, left = whole, tables
    for _ in range(_ROUNDS):
        faulty = _faulty_rows(left, last.faults)
        if not faulty:
            break
        left = left.without_rows(faulty)
        last = build_study(settings, left)
    told = [finding for findings in faults.values() for finding in findings]
    tried = {**whole.results, **whole.faults, **last.results}
    kinds = dict.fromkeys(("streets", "centers", "blocks", *(kind for kind in tables.raw if kind in tried), *tried))
    examined = [_examined(kind, settings, tables, last, faults.get(kind, [])) for kind in kinds]
    return ExaminedStudy(
        settings=settings,
        faults=tuple(finding for finding in (*misspelt, *wrong) if finding not in told),
        inputs=tuple(each for each in examined if each.file or each.source or each.faults),
        study=last.study,
        squares=squares_of(last.results, settings),
    )


def _faulty_rows(tables: StudyTables, faults: Mapping[str, Sequence[Finding]]) -> dict[str, set[int | str]]:
    """Return the rows at fault of each table of which every fault is of a row, and of which others remain."""
    faulty: dict[str, set[int | str]] = {}
    for kind, findings in faults.items():
        every = in_full(findings)
        rows = {finding.row for finding in every if finding.row is not None}
        blamed = all(finding.row is not None for finding in every)
        if rows and blamed and kind in tables.raw and len(rows) < len(tables.raw[kind].rows):
            faulty[kind] = rows
    return faulty


def _examined(
    kind: str, settings: Settings, tables: StudyTables, last: BuiltStudy, faults: Sequence[Finding]
) -> ExaminedInput:
    raw, result = tables.raw.get(kind), last.results.get(kind)
    source = _source_of(kind, result)
    path = settings.get(kind, "file")
    file = source.file if source else raw.file if raw else path.name if path else ""
    return ExaminedInput(
        kind=kind,
        file=file,
        rows=len(raw.cells) if raw else source.rows if source else None,
        source=source,
        table=_table(kind, result, last.study),
        faults=tuple(finding for finding in faults if finding.code != "table_not_given"),
        warnings=tuple(getattr(result, "warnings", raw.warnings if raw else ())),
        unused=_unused(kind, raw, settings),
        dropped=raw.taken.persons_columns if raw else (),
        is_made=settings.get(kind, "from") is not None,
    )


def _source_of(kind: str, result: Any) -> Source | None:
    """Return the record of an input among what was made of it; of candidates that are made there is none."""
    if isinstance(result, Candidates):
        return next((source for source in result.sources if source.kind == kind), None)
    return getattr(result, "source", None)


def _table(kind: str, result: Any, left: Study | None) -> gpd.GeoDataFrame | None:
    # Blocks know their people and districts in the end, and gates of blocks outside the area are not studied.
    table: gpd.GeoDataFrame | None = getattr(result, "table", None)
    return getattr(left, kind) if table is not None and kind in {"blocks", "gates"} and left is not None else table


def _unused(kind: str, raw: RawTable | None, settings: Settings) -> tuple[str, ...]:
    if raw is None or kind not in kinds_known():
        return ()
    found, _ = find_columns(
        raw.columns, kind, mapping=settings.get(kind, "columns"), cells=raw.by_column, datum=raw.settings.datum
    )
    used = {*found.values(), *workbook_columns(raw.columns), *(status_columns(raw) if kind == "centers" else ())}
    return tuple(column for column in raw.columns if column and column not in used)
