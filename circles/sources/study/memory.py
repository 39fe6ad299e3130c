"""A study of what a person has in memory: the tables and graphs of geopandas and OSMnx, read as files are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import pandas as pd

from circles.errors import ArgumentError, Finding, InputError, expect, raise_if_any
from circles.near_names import nearest
from circles.planning_study import Scenario, Study
from circles.settings import SECTIONS
from circles.sources.files.contents import existing_file
from circles.sources.study.building import build_study
from circles.sources.study.settings import read_settings
from circles.sources.study.settings_faults import file_keys
from circles.sources.study.study_tables import tables_of

if TYPE_CHECKING:
    import networkx as nx

    from circles.sources.study.settings import Settings

    Table: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries | pd.DataFrame | pd.Series | str | Path

_PLAIN = ("scenario", "output", "streets")
"""Sections whose keys are settings of a call by their bare names; those of the others have the section before them."""

_MADE = ("blocks", "gates")


def study(  # noqa: PLR0913 one argument a table
    *,
    streets: nx.Graph[Any] | gpd.GeoDataFrame | gpd.GeoSeries | str | Path | None = None,
    centers: Table,
    blocks: Table | None = None,
    gates: Table | None = None,
    edits: Table | None = None,
    compounds: Table | None = None,
    plazas: Table | None = None,
    demand: Table | None = None,
    area: Table | None = None,
    communities: Table | None = None,
    subdistricts: Table | None = None,
    candidates: Table | None = None,
    forbidden: Table | None = None,
    preferred: Table | None = None,
    name: str = "",
    scenario: Scenario | None = None,
    options: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Study:
    """Return a study of tables, graphs and files, read and checked as the files of a study are.

    Headings, statuses, people and datums are understood as in files (docs/inputs.md). The blocks and centers of a
    result keep the index, the order and all columns of their tables, so that they join back without a merge; columns
    about persons are not kept. A column that is understood stands under the name it has here (``常住人口`` is
    `population`), and one that only shares its name with a column of a result ends in ``_own``.

    Parameters
    ----------
    streets : networkx graph, GeoDataFrame, GeoSeries, str or Path
        A graph of OSMnx, simplified or not, projected or not; lines in any CRS; or a file. None where ``place`` names
        what is downloaded.
    centers, blocks, gates, candidates : GeoDataFrame, GeoSeries, DataFrame, Series, str or Path
        Shapes in any CRS, columns with longitude and latitude, or a file; a Series is one row. No blocks where
        ``blocks_from`` says what they are made of.
    edits : GeoDataFrame, str or Path
        Paths, closures and gates that the streets lack; private and opened ground.
    compounds : GeoDataFrame, GeoSeries, str or Path
        Polygons that are gated; a column `gated` may say which.
    plazas : GeoDataFrame, GeoSeries, str or Path
        Polygons that people cross, in the place of the squares of an extract.
    demand : GeoDataFrame, GeoSeries, DataFrame, Series, str or Path
        Planned estates: blocks from the day of their delivery on (docs/method.md, Planned estates).
    area, communities, subdistricts, forbidden, preferred : GeoDataFrame, GeoSeries, str or Path
        Polygons; communities and sub-districts with a name.
    name : str
        Name of the study.
    scenario : Scenario, optional
        The question; or its settings by name: ``minutes=10``.
    options : mapping, optional
        Settings in the shape of a study file.
    **settings
        Settings of a study file: those of scenario, output and streets by their names (``minutes``, ``lang``,
        ``crossings``), the others with their section before them (``centers_datum``, ``blocks_columns``,
        ``population_year``), or a whole section (``population={"year": 2024}``).

    Raises
    ------
    ArgumentError
        If an argument is of another kind, or there is no such setting.
    InputError
        With all faults of the settings, else all faults of all tables, each by its argument and the label of its row.

    Examples
    --------
    >>> import circles, geopandas, pandas
    >>> streets = geopandas.read_file(circles.demo_study() / "streets.geojson")
    >>> centers = pandas.DataFrame({"name": ["A"], "lon": [114.29], "lat": [30.60], "rent": [12.5]}, index=["c7"])
    >>> blocks = geopandas.read_file(circles.demo_study() / "blocks.gpkg")
    >>> study = circles.study(streets=streets, centers=centers, blocks=blocks, minutes=10)
    >>> circles.plan(study).centers.loc["c7", "rent"].item()
    12.5
    """
    given: dict[str, Any] = {"streets": streets, "centers": centers, "blocks": blocks, "gates": gates, "edits": edits}
    given |= {
        "compounds": compounds,
        "plazas": plazas,
        "demand": demand,
        "area": area,
        "communities": communities,
        "subdistricts": subdistricts,
    }
    given |= {"candidates": candidates, "forbidden": forbidden, "preferred": preferred}
    for argument, value in given.items():
        expect(argument, value, *_kinds_of(argument))
    expect("name", name, str)
    expect("scenario", scenario, Scenario, None)
    expect("options", options, Mapping, None)
    written = _sections_of(settings, tuple(given))
    _refuse_twice(scenario, {**(options or {}), **written})
    files = {kind: {"file": value} for kind, value in given.items() if isinstance(value, (str, Path))}
    said = {"name": name, **{kind: {**written.get(kind, {}), **files.get(kind, {})} for kind in {**written, **files}}}
    tables = {kind: _table(value) for kind, value in given.items() if value is not None and kind not in files}
    return study_of(read_settings(said, options=options, files=False), tables, scenario)


def study_from_tables(  # noqa: PLR0913 one argument a table
    *,
    streets: gpd.GeoDataFrame | nx.Graph[Any],
    centers: pd.DataFrame,
    blocks: pd.DataFrame | None = None,
    gates: pd.DataFrame | None = None,
    area: gpd.GeoDataFrame | None = None,
    communities: gpd.GeoDataFrame | None = None,
    subdistricts: gpd.GeoDataFrame | None = None,
    name: str = "",
    scenario: Scenario | None = None,
    options: Mapping[str, Any] | None = None,
) -> Study:
    """Return a study of tables in memory: :func:`circles.study` without files, settings in `options` alone.

    Parameters
    ----------
    streets : GeoDataFrame or networkx graph
        Lines in any CRS, or a graph in the OSMnx conventions.
    centers, blocks, gates : GeoDataFrame or DataFrame
        Shapes in any CRS, or columns with longitude and latitude; no blocks where `options` say what they are
        made from.
    area : GeoDataFrame, optional
        Polygons; blocks outside are left out and counted.
    communities, subdistricts : GeoDataFrame, optional
        Polygons with a name: what each block belongs to, where its own table does not say.
    name : str
        Name of the study.
    scenario : Scenario, optional
        The question; wins over ``options["scenario"]``.
    options : mapping, optional
        Everything else a study file may say, of the same shape, without files:
        ``{"population": {"label": "illustrative"}, "streets": {"crossings": "join"}}``.

    Raises
    ------
    InputError
        With all faults of the options, else all faults of all tables.

    Examples
    --------
    >>> import circles
    >>> import geopandas
    >>> import pandas
    >>> streets = geopandas.read_file(circles.demo_study() / "streets.geojson")
    >>> centers = pandas.DataFrame({"name": ["A"], "lon": [114.29], "lat": [30.60]})
    >>> study = circles.study_from_tables(streets=streets, centers=centers, options={"blocks": {"from": "streets"}})
    >>> len(study.blocks)
    519
    """
    if not isinstance(streets, gpd.GeoDataFrame):
        import networkx as nx

        expect("streets", streets, gpd.GeoDataFrame, nx.Graph)
    for argument, table in (("centers", centers), ("blocks", blocks), ("gates", gates)):
        expect(argument, table, pd.DataFrame, *([] if argument == "centers" else [None]))
    districts = {"area": area, "communities": communities, "subdistricts": subdistricts}
    for argument, layer in districts.items():
        expect(argument, layer, gpd.GeoDataFrame, None)
    expect("name", name, str)
    expect("scenario", scenario, Scenario, None)
    expect("options", options, Mapping, None)
    given = {"streets": streets, "centers": centers, "blocks": blocks, "gates": gates, **districts}
    tables = {kind: table for kind, table in given.items() if table is not None}
    return study_of(read_settings({"name": name}, options=options, files=False), tables, scenario)


def study_of(settings: Settings, tables: Mapping[str, Any], scenario: Scenario | None) -> Study:
    """Return a study of tables in memory by kind and of the files that the settings name.

    Raises
    ------
    InputError
        As :func:`study`.
    """
    settings = settings if scenario is None else replace(settings, scenario=scenario)
    raise_if_any(
        Finding(code="from_and_file", column=f"{section}.from", details={"section": section})
        for section in _MADE
        if section in tables and settings.get(section, "from")
    )
    named = [settings.get(section, key) for section in SECTIONS for key in file_keys(section)]
    raise_if_any(finding for path in named if path for finding in existing_file(path))
    built = build_study(settings, tables_of(settings, given=tables))
    if built.study is None:
        raise InputError([*built.findings, *built.doubts])
    return built.study


def _kinds_of(argument: str) -> tuple[type | None, ...]:
    """Return what an argument may be: of streets a graph too, and what can be left out nothing."""
    may_lack: tuple[type | None, ...] = () if argument == "centers" else (None,)
    if argument == "streets":
        import networkx as nx

        return (gpd.GeoDataFrame, nx.Graph, gpd.GeoSeries, str, Path, *may_lack)
    if argument in {"centers", "blocks", "gates", "candidates", "demand"}:
        return (gpd.GeoDataFrame, pd.DataFrame, pd.Series, str, Path, *may_lack)
    return (gpd.GeoDataFrame, gpd.GeoSeries, str, Path, *may_lack)


def _table(value: Any) -> Any:
    """Return what was given as a table: shapes alone as a layer, a Series of cells as one row."""
    if isinstance(value, gpd.GeoSeries):
        return gpd.GeoDataFrame(geometry=value)
    return pd.DataFrame([value]) if isinstance(value, pd.Series) else value


def _sections_of(settings: Mapping[str, Any], tables: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return settings of a call in the shape of a study file."""
    known = _known_settings()
    sections: dict[str, dict[str, Any]] = {}
    for said, value in settings.items():
        if said in SECTIONS and said not in tables:
            expect(said, value, Mapping)
            sections.setdefault(said, {}).update(value)
        elif said in known:
            section, key = known[said]
            sections.setdefault(section, {})[key] = value
        else:
            details = {"argument": said, "example": nearest(said, [*known, *tables]) or "minutes"}
            raise ArgumentError(Finding(code="no_such_setting", details=details))
    return sections


@cache
def _known_settings() -> Mapping[str, tuple[str, str]]:
    """Return section and key of each name that a setting has in a call."""
    every = [(section, key) for section, keys in SECTIONS.items() for key in keys if key != "file"]
    plain = {key: (section, key) for section, key in every if section in _PLAIN}
    several = [key for _, key in every]
    bare = {key: place for key, place in plain.items() if several.count(key) == 1}
    return {**{f"{section}_{key}": (section, key) for section, key in every}, **bare}


def _refuse_twice(scenario: Scenario | None, written: Mapping[str, Any]) -> None:
    if scenario is not None and written.get("scenario"):
        raise_if_any([Finding(code="scenario_said_twice", argument="scenario", value=", ".join(written["scenario"]))])
