"""A Study from checked settings and the files or tables they name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.inputs.area import area_from, inside_area
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.inputs.districts import LEVELS, districts_from, unknown_districts, with_districts
from circles.sources.inputs.edits import edits_from
from circles.sources.inputs.gates import gates_from, no_gates
from circles.sources.made.blocks_made import as_made, made_blocks, made_gates
from circles.sources.people.population import kind_of, peopled, population_label, population_notes
from circles.sources.places.doctor import datum_findings
from circles.sources.places.located import reader_with_datum, streets_with_datum
from circles.sources.streets.download import streets_of_place
from circles.sources.streets.osm_graph import streets_of_graph
from circles.sources.streets.reading import streets_from_lines, streets_reading
from circles.sources.study.settings import Settings, read_settings
from circles.sources.tables.attempts import Reader, Tried
from circles.sources.tables.grids import without_persons
from circles.sources.tables.layers import table_from_frame
from circles.sources.tables.raw_table import RawTable, Reading, cells_of
from circles.sources.tables.reading import read_table
from circles.study import Scenario, Source, Study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx
    from shapely.geometry.base import BaseGeometry

_MOST_DEGREES = 10

_TABLES = ("centers", "blocks", "gates", "area", "edits", "subdistricts", "communities")


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
    return _build(settings, *readers_of(settings))


def readers_of(settings: Settings) -> tuple[Callable[[], Reading], dict[str, Reader | None]]:
    """Return what reads the streets and what reads each other input of a study, None where it names no file."""

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

    return streets, {**{kind: reader(kind) for kind in _TABLES}, "control": _control_reader(settings)}


def _control_reader(settings: Settings) -> Reader | None:
    path = settings.get("population", "control")
    return None if path is None else lambda: read_table(path, kind="control")


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
    """
    settings = read_settings({"name": name}, options=options, files=False)
    settings = replace(settings, scenario=scenario) if scenario is not None else settings
    given: dict[str, pd.DataFrame | None] = {"centers": centers, "blocks": blocks, "gates": gates, "area": area}
    given |= {"edits": None, "communities": communities, "subdistricts": subdistricts}
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

    readers = {**{kind: reader(kind) for kind in _TABLES}, "control": _control_reader(settings)}
    return _build(settings, streets_given, readers)


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
    tried = Tried()
    study = build_trying(settings, read_streets, readers, tried)
    if study is None:
        raise InputError(tried.findings)
    return study


def build_trying(
    settings: Settings, read_streets: Callable[[], Reading], readers: Mapping[str, Reader | None], tried: Tried
) -> Study | None:
    """Read every input, the faults of one not hiding those of the next, and put the study together.

    Parameters
    ----------
    settings : Settings
        What the study says.
    read_streets, readers : callable, mapping of callables
        What reads each input, None where the study has none.
    tried : Tried
        Is told what came of each input.

    Returns
    -------
    Study or None
        None where there was any fault.
    """
    read_streets = tried.remembering_streets(read_streets)
    read_centers, read_blocks, read_gates, read_area, read_edits, *read_districts = (
        reader_with_datum(tried.remembering(kind, readers[kind]), settings.get(kind, "datum")) or _not_given
        for kind in _TABLES
    )
    streets_datum = settings.get("streets", "datum")
    streets = tried.attempt("streets", lambda: _one_place(streets_with_datum(read_streets(), streets_datum)))
    centers = tried.attempt("centers", partial(_centers, settings, read_centers))
    blocks = people = gates = area = edits = None
    if readers["area"]:
        area = tried.attempt("area", lambda: area_from(read_area()))
    if not settings.get("blocks", "from"):
        blocks = tried.attempt("blocks", partial(_blocks, settings, read_blocks))
    elif streets and centers and not tried.findings:
        make_blocks = partial(_made_blocks, settings, streets, centers, area[0] if area else None)
        blocks = tried.attempt("blocks", make_blocks)
    districts = _districts(settings, dict(zip(LEVELS, read_districts, strict=True)), readers, tried)
    if blocks:
        blocks = with_districts(blocks, *(_table_of(districts.get(kind)) for kind in ("communities", "subdistricts")))
        read_control = tried.remembering("control", readers["control"])
        people = peopled(blocks, settings.sections.get("population", {}), read_control, tried)
        blocks = people.blocks
    if readers["gates"]:
        block_ids = None if blocks is None else blocks.table["block_id"]
        gates = tried.attempt("gates", partial(_gates, settings, read_gates, block_ids))
    if blocks and area and not settings.get("blocks", "from"):
        blocks = tried.attempt("blocks", partial(inside_area, blocks, area[0]))
    if settings.get("gates", "from") and streets and blocks and not tried.findings:
        gates = tried.attempt("gates", partial(_made_gates, settings, streets, blocks))
    if readers["edits"]:
        edits = tried.attempt("edits", lambda: edits_from(read_edits(), columns=settings.get("edits", "columns")))
    if streets is None or centers is None or blocks is None or people is None or tried.findings:
        return None
    blocks = unknown_districts(blocks)
    readings = [reading for reading in (streets, centers, blocks, gates, edits, *districts.values()) if reading]
    return Study(
        name=settings.name,
        streets=streets.table,
        centers=centers.table,
        blocks=blocks.table,
        gates=_gates_of(gates, blocks),
        edits=edits.table if edits else None,
        **{kind: reading.table for kind, reading in districts.items()},
        area=area[0] if area else None,
        crossings=settings.get("streets", "crossings", "shared"),
        join_ends_m=float(settings.get("streets", "join_ends_m", 2.0)),
        population_label=population_label(settings.sections.get("population", {})),
        population=people.population,
        centers_label=centers.source.label,
        scenario=settings.scenario,
        output=settings.output,
        sources=(*(reading.source for reading in readings), *([area[1]] if area else []), *people.sources),
        warnings=(
            *(finding for reading in readings for finding in reading.warnings),
            *_datum_findings(settings, readings, area),
        ),
    )


def _districts(
    settings: Settings, readers: Mapping[str, Reader], given: Mapping[str, Reader | None], tried: Tried
) -> dict[str, Reading]:
    """Return the districts that the study has, by kind; sub-districts first: communities may lie in them."""
    found: dict[str, Reading] = {}
    for kind, read in readers.items():
        if given[kind]:
            around = found["subdistricts"].table if "subdistricts" in found else None
            reading = tried.attempt(kind, partial(_district, settings, kind, read, around))
            found |= {kind: reading} if reading else {}
    return found


def _table_of(reading: Reading | None) -> gpd.GeoDataFrame | None:
    return reading.table if reading else None


def _district(settings: Settings, kind: str, read: Reader, around: gpd.GeoDataFrame | None) -> Reading:
    return districts_from(read(), kind, columns=settings.get(kind, "columns"), subdistricts=around)


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
    return blocks_from(
        read(),
        columns=said.get("columns"),
        crs=said.get("crs"),
        label=population_label(people),
        notes=population_notes(people),
        people_kind=kind_of(people),
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


def _not_given() -> RawTable:
    raise InputError(Finding(code="table_not_given"))


def _raw(frame: pd.DataFrame, *, crs: str | None) -> RawTable:
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return without_persons(table_from_frame(frame, file="memory", crs=crs))
    raise_if_any([Finding(code="empty_table", file="memory")] if frame.empty else [])
    cells = cells_of(frame, "memory")
    return without_persons(RawTable(file="memory", cells=cells, rows=np.arange(1, len(cells) + 1)))
