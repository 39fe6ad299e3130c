"""A study read: from its file, from a mapping, or from tables in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from circles.errors import Finding, InputError, expect, raise_if_any
from circles.planning_study import Scenario
from circles.sources.study.building import build_study
from circles.sources.study.settings import read_settings
from circles.sources.study.study_tables import tables_given, tables_of

if TYPE_CHECKING:
    import networkx as nx

    from circles.planning_study import Study
    from circles.sources.study.building import BuiltStudy


def read_study(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> Study:
    """Return a study, every input read once and checked.

    Parameters
    ----------
    study : str, Path or mapping
        A study file (``study.toml``), whose paths are relative to it, or a mapping of the same shape, whose
        paths are relative to the working folder.
    options : mapping, optional
        Of the same shape, laid over the study: ``{"scenario": {"minutes": 10}}``. None says nothing. Paths
        are relative to the working folder.

    Returns
    -------
    Study
        Tables in WGS-84.

    Raises
    ------
    InputError
        With all faults of the study file, else all faults of all its inputs.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml", options={"scenario": {"minutes": 10}})
    >>> study.scenario.minutes, len(study.blocks)
    (10, 374)
    """
    expect("study", study, str, Path, Mapping)
    expect("options", options, Mapping, None)
    settings = read_settings(study, options=options)
    return _without_fault(build_study(settings, tables_of(settings)))


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
    """Return a study of tables in memory, checked as files are.

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
    expect("area", area, gpd.GeoDataFrame, None)
    expect("scenario", scenario, Scenario, None)
    expect("options", options, Mapping, None)
    settings = read_settings({"name": name}, options=options, files=False)
    settings = replace(settings, scenario=scenario) if scenario is not None else settings
    given: dict[str, pd.DataFrame | None] = {"centers": centers, "blocks": blocks, "gates": gates, "area": area}
    given |= {"communities": communities, "subdistricts": subdistricts}
    raise_if_any(
        Finding(code="from_and_file", column=f"{section}.from", details={"section": section})
        for section in ("blocks", "gates")
        if given[section] is not None and settings.get(section, "from")
    )

    return _without_fault(build_study(settings, tables_given(settings, streets, given)))


def demo_study() -> Path:
    """Return the folder of the bundled demo study; ``study.toml`` is in it.

    Raises
    ------
    InputError
        If this copy of the package came without the demo.

    Examples
    --------
    >>> import circles
    >>> sorted(path.name for path in circles.demo_study().iterdir())
    ['LICENSE-ODbL.md', 'README.md', 'blocks.gpkg', 'centers.csv', 'make_hankou.py', 'streets.geojson', 'study.toml']
    """
    installed = Path(str(files("circles"))) / "demo" / "hankou"
    checkout = Path(str(files("circles"))).parent / "data" / "hankou"
    for folder in (installed, checkout):
        if (folder / "study.toml").is_file():
            return folder
    raise InputError(Finding(code="demo_missing"))


def _without_fault(built: BuiltStudy) -> Study:
    if built.study is None:
        raise InputError([*built.findings, *built.doubts])
    return built.study
