"""Every table that a study names, read before anything is built, or what keeps one from being read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.errors import Finding, InputError
from circles.sources.streets.download import streets_of_place
from circles.sources.streets.osm_graph import streets_of_graph
from circles.sources.streets.reading import moved_from, reading_of_graph, streets_from_lines, streets_reading
from circles.sources.streets.tags import WalkFilter
from circles.sources.tables.raw_table import MEMORY, RawTable, Reading, TableSettings
from circles.sources.tables.reading import read_table, table_in_memory
from circles.tables import STREET_NODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx

    from circles.sources.study.settings import Settings

KINDS = (
    *("centers", "area", "edge", "blocks", "subdistricts", "communities", "regions", "control", "gates", "edits"),
    *("compounds", "plazas", "demand", "candidates", "forbidden", "preferred"),
    *("statistics", "claims", "owners", "money", "funds", "demonstration"),
)
"""Inputs that are tables, in the order in which they are told; streets come in files of their own kinds."""

_NEEDED = ("streets", "centers", "blocks")
_LABELLED = ("centers", "blocks")
_READ_AS = {"forbidden": "area", "preferred": "area", "edge": "area"}


@dataclass(frozen=True, kw_only=True)
class StudyTables:
    """What a study names, as it was read.

    Attributes
    ----------
    streets : Reading or None
        The streets.
    raw : mapping of str to RawTable
        The tables that can be read, by kind.
    faults : mapping of str to findings
        Why the others cannot, the streets among them; of what is needed and not named, that it is not given.
    given : frozenset of str
        The kinds of those that come from memory.
    """

    streets: Reading | None = None
    raw: Mapping[str, RawTable] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def told_of(self, kind: str, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings of a table with the argument of the call that it is, or the sheet of its workbook."""
        if kind in self.given:
            return [replace(each, argument=kind) if each.file == MEMORY else each for each in findings]
        return self.raw[kind].told_of(findings) if kind in self.raw else list(findings)

    def names(self, kind: str) -> bool:
        """Return whether the study has such an input, readable or not."""
        return kind in self.raw or kind in self.faults

    def without_rows(self, rows: Mapping[str, Collection[int | str]]) -> StudyTables:
        """Return the tables without some of their rows, by kind and the number a person knows each by."""
        return replace(self, raw={kind: raw.without_rows(rows.get(kind, ())) for kind, raw in self.raw.items()})


def tables_of(
    settings: Settings,
    kinds: Collection[str] = ("streets", *KINDS),
    *,
    given: Mapping[str, pd.DataFrame | nx.Graph[Any]] | None = None,
) -> StudyTables:
    """Return the tables of a study, each read once: all, or those of some kinds.

    Parameters
    ----------
    settings : Settings
        What the study says; it names the files.
    kinds : collection of str
        What is read.
    given : mapping of str to DataFrame or networkx graph
        Tables in memory by kind, which are checked as files are: streets are lines in any CRS or a graph in the OSMnx
        conventions.
    """
    given = given or {}
    streets: Reading | None = None
    raw: dict[str, RawTable] = {}
    faults = {kind: [Finding(code="table_not_given")] for kind in kinds if _is_missing(settings, kind, given)}
    for kind in kinds:
        try:
            if kind == "streets" and kind not in faults:
                read = _streets_given(settings, given[kind]) if kind in given else _streets_of(settings)
                streets = _joined_as_asked(read, settings)
            elif kind in given:
                raw[kind] = _table_given(settings, kind, given[kind])
            elif (path := _path_of(settings, kind)) is not None:
                raw[kind] = read_table(path, kind=_READ_AS.get(kind, kind), settings=table_settings(settings, kind))
        except InputError as error:
            faults[kind] = list(error.findings)
    return StudyTables(streets=streets, raw=raw, faults=faults, given=frozenset(given))


def _table_given(settings: Settings, kind: str, frame: Any) -> RawTable:
    """Return a table in memory; that its rows cannot be known by its index is told where they would be."""
    raw = table_in_memory(frame, table_settings(settings, kind))
    if raw.labels is not None or kind not in _LABELLED:
        return raw
    repeated = int(frame.index[frame.index.duplicated()].nunique())
    told = Finding(code="index_repeated", file=raw.file, details={"count": repeated})
    return replace(raw, warnings=(*raw.warnings, told))


def _is_missing(settings: Settings, kind: str, given: Collection[str]) -> bool:
    """Return whether a study needs a table that its settings do not name and that is not given."""
    said = any(settings.get(kind, key) for key in ("file", "from", "place"))
    return kind in _NEEDED and kind not in given and not said


def _path_of(settings: Settings, kind: str) -> Path | None:
    section, key = {"control": ("population", "control"), "edge": ("streets", "edge")}.get(kind, (kind, "file"))
    path: Path | None = settings.get(section, key)
    return path


def table_settings(settings: Settings, section: str) -> TableSettings:
    """Return what the section of a study says of its table; the edge of the data lies where its streets do."""
    if section == "edge":
        return TableSettings(datum=settings.get("streets", "datum"))
    return TableSettings(
        crs=settings.get(section, "crs"),
        datum=settings.get(section, "datum"),
        layer=settings.get(section, "sheet") or settings.get(section, "layer"),
        layer_as="sheet" if settings.get(section, "sheet") else "layer",
        sheets=settings.get(section, "sheets"),
        columns=settings.get(section, "columns") or {},
    )


def _streets_of(settings: Settings) -> Reading:
    said, asked = settings.sections["streets"], _walk_filter(settings)
    if said.get("place"):
        limit_m = settings.scenario.limit_mm / 1000
        kept = streets_of_place(said["place"], said["kept_in"], limit_m=limit_m, asked=asked)
        return moved_from(said.get("datum"), kept)
    return streets_reading(
        said["file"],
        crs=said.get("crs"),
        datum=said.get("datum"),
        layer=said.get("layer"),
        asked=asked,
        squares=settings.value("streets", "squares"),
    )


def _walk_filter(settings: Settings) -> WalkFilter:
    return WalkFilter(*(settings.value("streets", name) for name in WalkFilter._fields))


def _joined_as_asked(streets: Reading, settings: Settings) -> Reading:
    """Return the streets without the nodes of their graph where they are to join at shared vertices."""
    if settings.value("streets", "graph_joins") == "nodes":
        return streets
    return streets._replace(table=streets.table.drop(columns=list(STREET_NODES), errors="ignore"))


def _streets_given(settings: Settings, streets: gpd.GeoDataFrame | nx.Graph[Any]) -> Reading:
    said = table_settings(settings, "streets")
    if isinstance(streets, pd.DataFrame):
        raw = table_in_memory(streets, said)
        return streets_from_lines(raw, asked=_walk_filter(settings))
    return moved_from(said.datum, reading_of_graph(streets_of_graph(streets, asked=_walk_filter(settings))))
