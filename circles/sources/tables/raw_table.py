"""One input as read: its cells untouched, its shapes in WGS-84, its rows numbered as a person counts them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

import numpy as np
import pandas as pd

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.provenance import Source, Taken
from circles.sources.words.table_words import persons_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_MOST_ALIKE = 20

MEMORY = "memory"
"""What stands for the name of a file where a table comes from memory."""

LISTED = 10
"""How many names a list of them shows."""


@dataclass(frozen=True, kw_only=True)
class TableSettings:
    """What a study says of one of its tables: how it is to be read.

    Attributes
    ----------
    crs : str or None
        The CRS of its shapes, where the file says none or a wrong one, or of its columns of coordinates.
    datum : str or None
        One of :data:`circles.sources.geo.datum.DATUMS`.
    layer : str or None
        The layer or the sheet, where the file has several.
    layer_as : str
        How the study calls it: ``layer`` or ``sheet``.
    sheets : str or None
        ``*`` where every sheet of a workbook is a part of one list.
    columns : mapping of str to str
        Field to column, where the names do not say it.
    """

    crs: str | None = None
    datum: str | None = None
    layer: str | None = None
    layer_as: str = "layer"
    sheets: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One table before its columns are understood.

    Attributes
    ----------
    file : str
        File name, or ``memory``.
    cells : DataFrame
        Columns as they are, rows numbered from 0.
    rows : ndarray
        For each row the number a person knows it by (int64), or a text ``sheet!number`` where several sheets are read.
    sheet : str
        Of a workbook the sheet it stands on; none where several are read as one, whose rows say it.
    geometry : GeoSeries or None
        Shapes in WGS-84 on the grid; None where places stand in columns.
    sha256, crs : str
        Checksum of the file and its coordinate reference system.
    settings : TableSettings
        What the study says of it.
    taken : Taken
        How it was taken so far.
    warnings : tuple of Finding
        What a person should look at.
    labels : Index or None
        Of a table in memory the index, by which a person knows its rows; None of a file.
    """

    file: str
    cells: pd.DataFrame
    rows: NDArray[np.int64] | NDArray[np.object_]
    sheet: str = ""
    geometry: gpd.GeoSeries | None = None
    sha256: str = ""
    crs: str = tables.WGS84
    settings: TableSettings = field(default_factory=TableSettings)
    taken: Taken = field(default_factory=Taken)
    warnings: tuple[Finding, ...] = ()
    labels: pd.Index | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, without the shapes."""
        return tuple(str(column) for column in self.cells.columns)

    @property
    def by_column(self) -> dict[str, pd.Series]:
        """The cells of each column."""
        return {str(name): column for name, column in self.cells.items()}

    def row(self, i: SupportsIndex) -> int | str:
        """Return what a person knows the row at position `i` by."""
        number = self.rows[i]
        return number if isinstance(number, str) else int(number)

    def known_row(self, position: int | str | None) -> int | str | None:
        """Return :meth:`row` of a finding's position, none where it is of the whole table."""
        return None if position is None else self.row(int(position))

    def told_of(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings of this table with its sheet, where it stands on one."""
        return [replace(each, sheet=self.sheet or None) if each.file == self.file else each for each in findings]

    def without_rows(self, numbers: Collection[int | str]) -> RawTable:
        """Return the table without the rows a person knows by these numbers."""
        if not numbers:
            return self
        kept = ~pd.Series(self.rows).isin(list(numbers)).to_numpy()
        geometry = None if self.geometry is None else self.geometry[kept].reset_index(drop=True)
        labels = None if self.labels is None else self.labels[kept]
        cells = self.cells[kept].reset_index(drop=True)
        return replace(self, cells=cells, rows=self.rows[kept], geometry=geometry, labels=labels)

    def source(self, kind: str, *, label: str = "source", **taken: Any) -> Source:
        """Return the record of this input; `taken` are fields of its :class:`Taken`, `counts` added to those there."""
        counts = {**self.taken.counts, **taken.pop("counts", {})}
        return Source(
            kind=kind,
            file=self.file,
            sha256=self.sha256,
            rows=len(self.cells),
            crs=self.crs,
            label=label,
            taken=replace(self.taken, counts=counts, **taken),
        )


class Reading(NamedTuple):
    """A checked table, the record of its input, what a person should look at, and by what number one knows each row.

    Numbers are kept of blocks alone: whole rows of a list may have been left out. Of streets alone are kept `left_out`,
    `barriers`, `squares` and `water` (``tables.LEFT_OUT``, ``BARRIERS``, ``SQUARES``, ``WATER``); `edge`, the edge of
    the data in WGS-84 where the file says it, `ends_at`, how streets end there, and `open_ends`, where they are known
    to go on without anything of them in the file (a MultiPoint, None where nothing tells). `own` are the own columns of
    blocks and centers, by the id of each row, and `labels` the index of their table in memory
    (:mod:`circles.sources.places.own_columns`).
    """

    table: gpd.GeoDataFrame
    source: Source
    warnings: tuple[Finding, ...]
    row_numbers: tuple[int | str, ...] = ()
    left_out: gpd.GeoDataFrame | None = None
    own: pd.DataFrame | None = None
    labels: pd.Index | None = None
    barriers: gpd.GeoDataFrame | None = None
    squares: gpd.GeoDataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    edge: BaseGeometry | None = None
    ends_at: str = "line"
    open_ends: BaseGeometry | None = None


def rows_known_by(labels: pd.Index | None, count: int) -> NDArray[np.int64] | NDArray[np.object_]:
    """Return what a person knows each of `count` rows by: its label in a table in memory, else its number from 1."""
    if labels is None:
        return np.arange(1, count + 1)
    if labels.nlevels == 1 and labels.dtype.kind == "i":
        numbers: NDArray[np.int64] = labels.to_numpy(np.int64)
        return numbers
    return np.array([str(label) for label in labels.tolist()], dtype=object)


def cells_of(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a frame's cells with text for column names and rows numbered from 0.

    An index that has a name is a column too: many keep their ids there.

    Raises
    ------
    InputError
        If two columns have one name.
    """
    index = [name for name in frame.index.names if name is not None and name not in frame.columns]
    cells = pd.DataFrame(frame).reset_index(level=index) if index else pd.DataFrame(frame)
    names = [str(name) for name in cells.columns]
    repeated = dict.fromkeys(name for name in names if names.count(name) > 1)
    raise_if_any(Finding(code="repeated_column", file=file, column=name) for name in repeated)
    return cells.set_axis(names, axis="columns").reset_index(drop=True)


def without_persons(raw: RawTable) -> RawTable:
    """Return a table without its columns about persons, which are counted, named and warned of."""
    dropped = persons_columns(raw.columns)
    if not dropped:
        return raw
    return replace(
        raw,
        cells=raw.cells.drop(columns=dropped),
        taken=replace(raw.taken, persons_columns=tuple(dropped)),
        warnings=(*raw.warnings, *persons_warning(raw.file, dropped)),
    )


def persons_warning(file: str, dropped: Sequence[str]) -> tuple[Finding, ...]:
    """Return what to tell of columns about persons that were not kept, nothing where there were none."""
    details = {"count": len(dropped)}
    finding = Finding(code="persons_columns_dropped", file=file, column=", ".join(dropped), details=details)
    return (finding,) if dropped else ()


def checksum(path: Path) -> str:
    """Return the sha256 of a file's bytes, or of the names and bytes of the files in a folder."""
    if path.is_dir():
        whole = hashlib.sha256()
        for file in sorted(path.iterdir()):
            if file.is_file() and file.suffix != ".lock":
                whole.update(file.name.encode())
                whole.update(file.read_bytes())
        return whole.hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def shortened(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings` with at most 20 of one kind in a file, and one more that counts and holds the rest."""

    def key(finding: Finding) -> tuple[str, str]:
        return finding.file or "", finding.code

    result = []
    for (file, _), group in groupby(sorted(findings, key=key), key=key):
        alike = list(group)
        result += alike[:_MOST_ALIKE]
        if len(alike) > _MOST_ALIKE:
            more = {"count": len(alike) - _MOST_ALIKE, "rest": tuple(alike[_MOST_ALIKE:])}
            result.append(Finding(code="more_alike", file=file or None, details=more))
    return result


def in_full(findings: Iterable[Finding]) -> list[Finding]:
    """Return what :func:`shortened` was given: every finding in the place of those that count the rest."""
    result: list[Finding] = []
    for finding in findings:
        rest = finding.details.get("rest")
        result += rest if isinstance(rest, tuple) else (finding,)
    return result


def listed(texts: Iterable[Any]) -> str:
    """Return the first ten of `texts`, and a sign where there are more."""
    every = [str(text) for text in texts]
    return ", ".join(every[:LISTED]) + (" …" if len(every) > LISTED else "")
