"""A Study from checked settings and the files or tables they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.blocks import blocks_from
from circles.sources.blocks_made import as_made, made_blocks, made_gates
from circles.sources.centers import centers_from
from circles.sources.datum import reader_with_datum, streets_with_datum
from circles.sources.doctor import datum_findings
from circles.sources.download import streets_of_place
from circles.sources.edits import edits_from
from circles.sources.gates_and_area import area_from, gates_from, inside_area, no_gates
from circles.sources.grids import without_persons
from circles.sources.layers import table_from_frame
from circles.sources.osm_graph import streets_of_graph
from circles.sources.places import read_table
from circles.sources.raw_table import RawTable, Reading, cells_of
from circles.sources.streets import streets_from_lines, streets_reading
from circles.sources.study_file import Settings, read_settings
from circles.study import Scenario, Source, Study

if TYPE_CHECKING:
    import networkx as nx
    from shapely.geometry.base import BaseGeometry

T = TypeVar("T")

Reader = Callable[[], RawTable]

_MOST_DEGREES = 10

_TABLES = ("centers", "blocks", "gates", "area", "edits")


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
    """
    settings = read_settings(study, options=options)

    def reader(kind: str) -> Reader | None:
        path = settings.get(kind, "file")
        if path is None:
            return None
        layer = settings.get(kind, "sheet") or settings.get(kind, "layer")
        columns = settings.get(kind, "columns")
        return lambda: read_table(path, kind=kind, crs=settings.get(kind, "crs"), layer=layer, columns=columns)

    def streets() -> Reading:
        if settings.get("streets", "place"):
            return _streets_of_place(settings)
        return streets_reading(
            settings.get("streets", "file"),
            crs=settings.get("streets", "crs"),
            layer=settings.get("streets", "layer"),
            private_ways=settings.get("streets", "private_ways", False),
        )

    return _build(settings, streets, {kind: reader(kind) for kind in _TABLES})


def study_from_tables(
    *,
    streets: gpd.GeoDataFrame | nx.Graph[Any],
    centers: pd.DataFrame,
    blocks: pd.DataFrame | None = None,
    gates: pd.DataFrame | None = None,
    area: gpd.GeoDataFrame | None = None,
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
    """
    settings = read_settings({"name": name}, options=options, files=False)
    settings = replace(settings, scenario=scenario) if scenario is not None else settings
    given = {"centers": centers, "blocks": blocks, "gates": gates, "area": area, "edits": None}
    raise_if_any(
        Finding(code="from_and_file", column=f"{section}.from", details={"section": section})
        for section in ("blocks", "gates")
        if given[section] is not None and settings.get(section, "from")
    )

    def reader(kind: str) -> Reader | None:
        frame = given[kind]
        return None if frame is None else lambda: _raw(frame, crs=settings.get(kind, "crs"))

    def streets_given() -> Reading:
        if not isinstance(streets, pd.DataFrame):
            table, counts = streets_of_graph(streets)
            source = Source(kind="streets", file="memory", rows=int(counts["edges"]), notes=counts)
            return Reading(table, source, ())
        raw = _raw(streets, crs=settings.get("streets", "crs"))
        return streets_from_lines(raw, private_ways=settings.get("streets", "private_ways", False))

    return _build(settings, streets_given, {kind: reader(kind) for kind in _TABLES})


def demo_study() -> Path:
    """Return the folder of the bundled demo study; ``study.toml`` is in it.

    Raises
    ------
    InputError
        If this copy of the package came without the demo.
    """
    installed = Path(str(files("circles"))) / "demo" / "hankou"
    checkout = Path(str(files("circles"))).parent / "data" / "hankou"
    for folder in (installed, checkout):
        if (folder / "study.toml").is_file():
            return folder
    raise InputError(Finding(code="demo_missing"))


def _build(settings: Settings, read_streets: Callable[[], Reading], readers: Mapping[str, Reader | None]) -> Study:
    """Read every input, the faults of one not hiding those of the next, and put the study together."""
    findings: list[Finding] = []
    read_centers, read_blocks, read_gates, read_area, read_edits = (
        reader_with_datum(readers[kind], settings.get(kind, "datum")) or _not_given for kind in _TABLES
    )
    streets_datum = settings.get("streets", "datum")
    streets = _attempt(lambda: _one_place(streets_with_datum(read_streets(), streets_datum)), findings)
    centers = _attempt(partial(_centers, settings, read_centers), findings)
    gates = area = edits = None
    if readers["area"]:
        area = _attempt(lambda: area_from(read_area()), findings)
    blocks = None
    if settings.get("blocks", "from"):
        if streets and centers and not findings:
            make_blocks = partial(_made_blocks, settings, streets, centers, area[0] if area else None)
            blocks = _attempt(make_blocks, findings)
    else:
        blocks = _attempt(partial(_blocks, settings, read_blocks), findings)
    if readers["gates"]:
        block_ids = None if blocks is None else blocks.table["block_id"]
        gates = _attempt(partial(_gates, settings, read_gates, block_ids), findings)
    if blocks and area and not settings.get("blocks", "from"):
        blocks = _attempt(partial(inside_area, blocks, area[0]), findings)
    if settings.get("gates", "from") and streets and blocks and not findings:
        gates = _attempt(partial(_made_gates, settings, streets, blocks), findings)
    if readers["edits"]:
        edits = _attempt(lambda: edits_from(read_edits(), columns=settings.get("edits", "columns")), findings)
    if streets is None or centers is None or blocks is None or findings:
        raise InputError(findings)
    readings = [reading for reading in (streets, centers, blocks, gates, edits) if reading]
    return Study(
        name=settings.name,
        streets=streets.table,
        centers=centers.table,
        blocks=blocks.table,
        gates=_gates_of(gates, blocks),
        edits=edits.table if edits else None,
        area=area[0] if area else None,
        crossings=settings.get("streets", "crossings", "shared"),
        join_ends_m=float(settings.get("streets", "join_ends_m", 2.0)),
        population_label=settings.get("population", "label", "source"),
        centers_label=centers.source.label,
        scenario=settings.scenario,
        output=settings.output,
        sources=(*(reading.source for reading in readings), *([area[1]] if area else [])),
        warnings=(
            *(finding for reading in readings for finding in reading.warnings),
            *_datum_findings(settings, readings, area),
        ),
    )


def _datum_findings(
    settings: Settings, readings: list[Reading], area: tuple[BaseGeometry, Source] | None
) -> tuple[Finding, ...]:
    layers = [(reading.table.geometry.to_numpy(), reading.source) for reading in readings]
    layers += [(np.array([area[0]], dtype=object), area[1])] if area else []
    told = [kind for kind in _TABLES if settings.get(kind, "crs") or settings.get(kind, "from")]
    return datum_findings(readings[0].table, layers, told=told)


def _one_place(streets: Reading) -> Reading:
    """Return `streets`, refused where they lie too far apart for one plane: mostly one line at 0, 0."""
    bounds = streets.table.geometry.bounds.to_numpy()
    width = (bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)).max()
    if width > _MOST_DEGREES:
        away = np.abs(bounds - np.median(bounds, axis=0)).max(axis=1)
        furthest = str(streets.table["street_id"].iloc[away.argmax()] or away.argmax() + 1)
        details = {"most": _MOST_DEGREES}
        raise InputError(
            Finding(code="streets_too_far_apart", file=streets.source.file, value=furthest, details=details)
        )
    return streets


def _streets_of_place(settings: Settings) -> Reading:
    said = settings.sections["streets"]
    limit_m = settings.scenario.limit_mm / 1000
    private_ways = said.get("private_ways", False)
    return streets_of_place(said["place"], said["kept_in"], limit_m=limit_m, private_ways=private_ways)


def _centers(settings: Settings, read: Reader) -> Reading:
    said = settings.sections.get("centers", {})
    return centers_from(read(), columns=said.get("columns"), crs=said.get("crs"), label=said.get("label", "source"))


def _blocks(settings: Settings, read: Reader) -> Reading:
    said, people = settings.sections.get("blocks", {}), settings.sections.get("population", {})
    notes = {f"population_{key}": value for key, value in people.items() if key != "label"}
    return blocks_from(
        read(),
        columns=said.get("columns"),
        crs=said.get("crs"),
        label=people.get("label", "source"),
        notes=notes,
    )


def _made_blocks(settings: Settings, streets: Reading, centers: Reading, area: BaseGeometry | None) -> Reading:
    raw = made_blocks(
        settings.sections["blocks"],
        streets=streets,
        streets_said=settings.sections.get("streets", {}),
        area=area,
        names=(settings.name, *centers.table["name"].astype(str)),
        lang=settings.output.lang,
    )
    return as_made(_blocks(settings, lambda: raw))


def _gates(settings: Settings, read: Reader, block_ids: pd.Series | None) -> Reading:
    said = settings.sections.get("gates", {})
    return gates_from(read(), block_ids, columns=said.get("columns"), crs=said.get("crs"))


def _made_gates(settings: Settings, streets: Reading, blocks: Reading) -> Reading:
    return made_gates(blocks.table, streets=streets, streets_said=settings.sections.get("streets", {}))


def _gates_of(gates: Reading | None, blocks: Reading) -> gpd.GeoDataFrame:
    """Return the gates of the blocks that are studied: the blocks outside the area took theirs with them."""
    if gates is None:
        return no_gates()
    kept: gpd.GeoDataFrame = gates.table[gates.table["block_id"].isin(set(blocks.table["block_id"]))]
    return kept.reset_index(drop=True)


def _attempt(read: Callable[[], T], findings: list[Finding]) -> T | None:
    """Return what `read` returns; where it cannot, add its findings and return None."""
    try:
        return read()
    except InputError as error:
        findings.extend(error.findings)
        return None


def _not_given() -> RawTable:
    raise InputError(Finding(code="table_not_given"))


def _raw(frame: pd.DataFrame, *, crs: str | None) -> RawTable:
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return without_persons(table_from_frame(frame, file="memory", crs=crs))
    raise_if_any([Finding(code="empty_table", file="memory")] if frame.empty else [])
    cells = cells_of(frame, "memory")
    return without_persons(RawTable(file="memory", cells=cells, rows=np.arange(1, len(cells) + 1)))
