"""Where the inputs of a study come from, and how each was taken: a typed record, told as notes in one place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES: Mapping[str, str] = MappingProxyType(
    {
        "osm_walk_filter": "osm walk filter",
        "all_lines": "all lines",
        "streets_table_as_given": "streets table as given",
        "graph_as_given": "graph as given",
        "road_classes": "road classes",
        "overture_segments": "Overture segments by the OSM walk filter",
        "carriageways": "carriageways",
        "carriageways,_walkable_or_not": "carriageways, walkable or not",
    }
)
"""Rules by which lines were chosen, with the words of the notes."""

MADE_FROM: Mapping[str, str] = MappingProxyType(
    {
        "faces_of_the_streets": "faces of the streets",
        "residential_land_use": "residential land use",
        "residential_buildings": "residential buildings",
        "H3_cells": "H3 cells",
        "OpenStreetMap": "OpenStreetMap",
    }
)
"""What blocks and gates that no file holds were made from, with the words of the notes."""

_OF_THE_SHEET = (
    *("sheets", "title_rows", "header_rows", "totals_left_out", "sums_left_out", "foot_rows", "headers_repeated"),
    "districts_by_sheet",
)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Coordinates moved out of a shifted datum: how many vertices, and how far on average in metres."""

    points: int
    metres: int


@dataclass(frozen=True, kw_only=True)
class TypedPlaces:
    """How columns of coordinates were understood, where that is more than two columns of degrees.

    Attributes
    ----------
    columns : tuple of str
        The columns that were taken.
    form : str
        ``pair`` where both coordinates stand in one column, ``parts`` where degrees, minutes and seconds have one each.
    northing : str
        The column that was taken as the northing though its name is that of the other axis: its numbers say so.
    said_by : str
        What tells the datum where the study does not: the ``header``, the ``cells`` of a column, the ``maker`` of the
        table (a map's own service); empty where nothing does.
    others : tuple of str
        Columns of a second set of coordinates, which were left alone.
    """

    columns: tuple[str, ...] = ()
    form: str = ""
    northing: str = ""
    said_by: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How an input was taken.

    Attributes
    ----------
    sheet, layer : str
        The sheet, where a workbook has several, or the layer, where a file has.
    encoding : str
        The encoding that the bytes of a Shapefile are in, where its reader could not be left to find it.
    persons_columns : tuple of str
        Columns about persons, which were not kept.
    own_columns : tuple of str
        Columns that nothing is taken from, under the names by which they stay with the rows.
    names_cut : tuple of str
        Names of columns that the format had cut, with the whole names they were known by.
    edge : str
        How the edge of the data is known, of streets alone: ``file`` or ``bounds`` where the study says it,
        ``download`` or ``header`` where the streets' own file does; empty where it is not.
    made_from, rule : str
        A key of :data:`MADE_FROM` and of :data:`RULES`, empty where nothing was made or chosen.
    datum : str
        The datum that the study declares, or that the table says of itself; empty where nothing does.
    shift : Shift or None
        What the declared datum moved.
    is_datum_assumed : bool
        Whether columns of degrees were taken as WGS-84 because nothing says what they are.
    ids_made : int
        Rows whose id was made of their name and place, because none was given.
    typed : TypedPlaces or None
        How columns of coordinates were understood; None where there is nothing to tell.
    counts : mapping of str to number
        What was counted, by name, in the order in which it is told.
    people : mapping of str to text or number
        What the study says of the figures of people: source, year, kind, household_size.
    studied : mapping of str to number
        What was counted once the other inputs were known: blocks outside the area, blocks without a district.
    download : mapping of str to str
        Of streets that were downloaded: the place, the day of the data, how far beyond, the licence.
    """

    sheet: str = ""
    layer: str = ""
    encoding: str = ""
    persons_columns: tuple[str, ...] = ()
    own_columns: tuple[str, ...] = ()
    names_cut: tuple[str, ...] = ()
    edge: str = ""
    made_from: str = ""
    rule: str = ""
    datum: str = ""
    shift: Shift | None = None
    is_datum_assumed: bool = False
    ids_made: int = 0
    typed: TypedPlaces | None = None
    counts: Mapping[str, float] = field(default_factory=dict)
    people: Mapping[str, str | float] = field(default_factory=dict)
    studied: Mapping[str, float] = field(default_factory=dict)
    download: Mapping[str, str] = field(default_factory=dict)

    def notes(self) -> dict[str, object]:
        """Return the record as plain values by name, without what there is nothing to tell of: for ``summary.json``.

        Examples
        --------
        >>> Taken(rule="all_lines", counts={"ways_read": 3}).notes()
        {'rule': 'all lines', 'ways_read': 3}
        """
        shift = {} if self.shift is None else {"datum_points": self.shift.points, "datum_shift_m": self.shift.metres}
        typed = self.typed or TypedPlaces()
        named = {
            "sheet": self.sheet,
            "layer": self.layer,
            "text_encoding": self.encoding,
            **{name: self.counts[name] for name in _OF_THE_SHEET if name in self.counts},
            "persons_columns": list(self.persons_columns),
            "own_columns": list(self.own_columns),
            "names_cut": list(self.names_cut),
            "made_from": MADE_FROM.get(self.made_from, ""),
            "rule": RULES.get(self.rule, ""),
            "edge": self.edge,
            "datum": self.datum,
            **shift,
            "coordinates": "taken as WGS-84" if self.is_datum_assumed else "",
            "ids_made": self.ids_made or "",
            "coordinate_columns": list(typed.columns),
            "coordinates_unused": list(typed.others),
        }
        return {
            **{name: value for name, value in named.items() if value not in ("", [])},
            **{name: value for name, value in self.counts.items() if name not in _OF_THE_SHEET},
            **{f"population_{name}": value for name, value in self.people.items()},
            **self.studied,
            **self.download,
        }


@dataclass(frozen=True, kw_only=True)
class Source:
    """One input and how it was taken.

    Attributes
    ----------
    kind : str
        ``streets``, ``centers``, ``blocks``, ``gates``, ``area``, ``edge``, ``edits``, ``communities``,
        ``subdistricts``, ``population``, ``control``, ``candidates``, ``forbidden`` or ``preferred``.
    file : str
        File name (never a path of one machine), or ``memory``.
    sha256 : str
        Checksum of the file's bytes, empty for a table from memory.
    rows : int
        Rows or features read.
    crs : str
        Coordinate reference system of the input.
    label : str
        One of ``source``, ``estimate``, ``illustrative``, ``planned``.
    taken : Taken
        How it was taken.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> [(source.kind, source.file, source.rows) for source in study.sources[:3]]
    [('streets', 'streets.geojson', 1579), ('centers', 'centers.csv', 13), ('blocks', 'blocks.gpkg', 374)]
    """

    kind: str
    file: str
    sha256: str = ""
    rows: int = 0
    crs: str = tables.WGS84
    label: str = "source"
    taken: Taken = field(default_factory=Taken)

    @property
    def notes(self) -> Mapping[str, object]:
        """How it was taken as plain values (:meth:`Taken.notes`)."""
        return self.taken.notes()

    @property
    def used_rows(self) -> int:
        """Rows or features that are used; of streets the walkable ones."""
        return int(self.taken.counts.get("ways_walkable", self.rows))


def studied(source: Source, counts: Mapping[str, float]) -> Source:
    """Return the record of an input with what was counted of it once the other inputs were known."""
    return replace(source, taken=replace(source.taken, studied={**source.taken.studied, **counts}))
