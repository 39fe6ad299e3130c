"""One input as read: its cells untouched, its shapes in WGS-84, its rows numbered as a person counts them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.sources.words.cells import text_cells
from circles.study import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

_SHOWN = 20


_SHOWN_NAMES = 10


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One table before its columns are understood.

    Attributes
    ----------
    file : str
        File name, or ``memory``.
    cells : DataFrame
        Columns as they are, rows numbered from 0.
    rows : ndarray of int64
        For each row the number a person knows it by.
    geometry : GeoSeries or None
        Shapes in WGS-84 on the grid; None where places stand in columns.
    sha256, crs : str
        Checksum of the file and its coordinate reference system.
    datum : str
        The datum of coordinate columns where one was declared, else empty.
    notes : mapping
        What was done while reading.
    warnings : tuple of Finding
        What a person should look at.
    """

    file: str
    cells: pd.DataFrame
    rows: NDArray[np.int64]
    geometry: gpd.GeoSeries | None = None
    sha256: str = ""
    crs: str = tables.WGS84
    datum: str = ""
    notes: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, without the shapes."""
        return tuple(str(column) for column in self.cells.columns)

    def source(self, kind: str, *, label: str = "source", notes: Mapping[str, object]) -> Source:
        """Return the record of this input."""
        return Source(
            kind=kind,
            file=self.file,
            sha256=self.sha256,
            rows=len(self.cells),
            crs=self.crs,
            label=label,
            notes={**self.notes, **notes},
        )


class Reading(NamedTuple):
    """A checked table, the record of its input, and what a person should look at."""

    table: gpd.GeoDataFrame
    source: Source
    warnings: tuple[Finding, ...]


def cells_of(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a frame's cells with text for column names and rows numbered from 0.

    Raises
    ------
    InputError
        If two columns have one name.
    """
    names = [str(name) for name in frame.columns]
    repeated = dict.fromkeys(name for name in names if names.count(name) > 1)
    raise_if_any(Finding(code="repeated_column", file=file, column=name) for name in repeated)
    return pd.DataFrame(frame).set_axis(names, axis="columns").reset_index(drop=True)


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
    for (file, code), group in groupby(sorted(findings, key=key), key=key):
        alike = list(group)
        result += alike[:_SHOWN]
        if len(alike) > _SHOWN:
            more = {"count": len(alike) - _SHOWN, "code": code, "rest": tuple(alike[_SHOWN:])}
            result.append(Finding(code="more_alike", file=file or None, details=more))
    return result


def in_full(findings: Iterable[Finding]) -> list[Finding]:
    """Return what :func:`shortened` was given: every finding in the place of those that count the rest."""
    result: list[Finding] = []
    for finding in findings:
        rest = finding.details.get("rest")
        result += rest if isinstance(rest, tuple) else (finding,)
    return result


def field_texts(raw: RawTable, fields: Mapping[str, str], field: str) -> NDArray[np.object_]:
    """Return a field's cells as text, all empty where the table has no column for it."""
    if field not in fields:
        return np.full(len(raw.cells), "", dtype=object)
    return text_cells(raw.cells[fields[field]])


def listed(texts: Iterable[Any]) -> str:
    """Return the first ten of `texts`, and a sign where there are more."""
    every = [str(text) for text in texts]
    return ", ".join(every[:_SHOWN_NAMES]) + (" …" if len(every) > _SHOWN_NAMES else "")
