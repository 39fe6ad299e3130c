"""A Study from settings and plain tables: every input tried, the faults of one not hiding those of the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from circles import integers
from circles.data_edge import AT_LINE, DataEdge
from circles.errors import Finding, InputError
from circles.planning_study import Study
from circles.sources.geo.datum import shapes_in_wgs84
from circles.sources.geo.stated_bounds import stated_bounds
from circles.sources.inputs.area import ground_from, inside_area
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.inputs.compounds import all_compounds, compounds_from
from circles.sources.inputs.demonstration_sites import demonstration_sites_from
from circles.sources.inputs.districts import LEVELS, districts_from, unknown_districts, with_districts
from circles.sources.inputs.edits import edits_from
from circles.sources.inputs.gates import gates_from, no_gates
from circles.sources.inputs.merging import merged_namesakes
from circles.sources.inputs.plain_lists import listed_from
from circles.sources.inputs.plazas import plazas_from
from circles.sources.inputs.repeats import with_repeats
from circles.sources.made.blocks_made import as_made, made_blocks, made_gates
from circles.sources.made.doors_made import with_doors
from circles.sources.people.population import (
    kind_of,
    people_stated,
    peopled,
    population_label,
    with_people_to_renovate,
    with_totals,
)
from circles.sources.places.datum_findings import datum_findings
from circles.sources.places.own_columns import own_again
from circles.sources.study.candidates import candidates_of
from circles.sources.study.demand import demand_of
from circles.sources.study.reach import out_of_reach
from circles.sources.study.study_tables import KINDS
from circles.sources.study.unplaced import unplaced_communities
from circles.sources.tables.attempts import Attempts
from circles.tables import GATE_COMPOUND, WGS84, metric_crs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from circles.candidates import Candidates
    from circles.sources.inputs.area import Ground
    from circles.sources.inputs.compounds import Compounds
    from circles.sources.people.population import Peopled
    from circles.sources.study.settings import Settings
    from circles.sources.study.study_tables import StudyTables
    from circles.sources.tables.raw_table import RawTable, Reading

_MOST_DEGREES = 10
_MAY_BE_WHY = ("layer_swapped", "layer_shifted", "datum_shift_missing", "datum_outside_china")

_READINGS = (
    *("streets", "centers", "blocks", "gates", "edits", "compounds", "plazas"),
    *("subdistricts", "communities", "regions", "demand"),
)
"""Inputs that are tables of a Study under their own name, in the order of its sources."""


_LISTS = ("statistics", "claims", "owners", "money", "funds", "demonstration")
"""Inputs without places, tables of a Study under their own name too."""


class _Listed(NamedTuple):
    """Blocks that a table lists, the row of each, the plane they are measured in, and the ids that others go by."""

    blocks: Reading | None
    rows: Mapping[str, int] = MappingProxyType({})
    plane: str = ""
    merged: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, eq=False)
class BuiltStudy:
    """What came of building a study.

    Attributes
    ----------
    study : Study or None
        None where there was any fault.
    results : mapping of str to object
        What was made of each input that is without fault of its own, by kind.
    faults : mapping of str to findings
        Everything that is wrong, by kind of input.
    doubts : tuple of Finding
        Where inputs lie nowhere near the streets: what may be the cause.
    """

    study: Study | None
    results: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    doubts: tuple[Finding, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """All faults, in the order in which the inputs were tried."""
        return [finding for faults in self.faults.values() for finding in faults]


def build_study(settings: Settings, tables: StudyTables) -> BuiltStudy:
    """Put a study together from what was read.

    Two inputs are read here, because they are read where others lie: a raster of people, and what else a file of
    OpenStreetMap holds of blocks and gates.

    Parameters
    ----------
    settings : Settings
        What the study says.
    tables : StudyTables
        What was read.
    """
    attempts, raw = Attempts(tables.faults), tables.raw
    streets = attempts.make("streets", _usable_streets, tables.streets)
    label = settings.get("centers", "label", "source")
    centers = attempts.make("centers", centers_from, raw.get("centers"), label=label)
    area = attempts.make("area", ground_from, raw.get("area"), "area") if tables.names("area") else None
    attempts.make("edge", ground_from, raw.get("edge"), "edge") if tables.names("edge") else None
    blocks = _blocks(settings, tables, attempts, streets=streets, centers=centers, area=area)
    listed = _listed(settings, blocks, streets)
    blocks = listed.blocks
    districts = _districts(tables, attempts)
    people = _people(settings, tables, attempts, blocks, districts)
    blocks = people.blocks if people else None
    if tables.names("gates"):
        named = None if blocks is None else blocks.table[["block_id", "name"]]
        known = None if centers is None else centers.table[["center_id", "name"]]
        attempts.make(
            "gates", gates_from, raw.get("gates"), named, centers=known, rows=listed.rows, merged=listed.merged
        )
    if blocks and area and not settings.get("blocks", "from"):
        blocks = attempts.make("blocks", inside_area, blocks, area.shape)
    if blocks and listed.rows:
        blocks = attempts.make("blocks", with_repeats, blocks, listed.rows, plane=listed.plane)
    if settings.get("gates", "from") and streets and blocks and not attempts.faults:
        _gates_of_osm(attempts, blocks, streets, centers, _said(settings, "streets"))
    if tables.names("edits"):
        # Blocks outside the area too: their gates are left out with them.
        ids = {"block_id": listed.blocks, "center_id": centers}
        owners = {column: None if each is None else set(each.table[column]) for column, each in ids.items()}
        only = settings.get("edits", "only", "")
        attempts.make("edits", edits_from, raw.get("edits"), owners, merged=listed.merged, only=only)
    for kind, reader in (("compounds", compounds_from), ("plazas", plazas_from)):
        if tables.names(kind):
            attempts.make(kind, reader, raw.get(kind))
    demand_of(settings, tables, attempts, listed.blocks, districts)
    candidates = candidates_of(settings, tables, attempts)
    _lists(tables, attempts)
    untold = {kind: told for kind, told in tables.faults.items() if kind not in attempts.faults}
    faults = {**attempts.faults, **untold}
    if faults or not (streets and centers and blocks and people):
        told = {kind: tables.told_of(kind, findings) for kind, findings in faults.items()}
        return BuiltStudy(study=None, results=attempts.results, faults=told)
    kept = {**attempts.results, "blocks": unknown_districts(blocks)}
    # Blocks outside the area too: nobody walks through their compounds.
    compounds = all_compounds(attempts.results.get("compounds"), listed.blocks, attempts.results.get("edits"))
    study = _study(settings, kept, people, candidates, compounds, tables)
    away = out_of_reach(study)
    if away:
        doubts = tuple(finding for finding in study.warnings if finding.code in _MAY_BE_WHY)
        return BuiltStudy(study=None, results=attempts.results, faults=away, doubts=doubts)
    return BuiltStudy(study=study, results=attempts.results)


def _study(
    settings: Settings,
    made: Mapping[str, Any],
    people: Peopled,
    candidates: Candidates | None,
    compounds: Compounds,
    read: StudyTables,
) -> Study:
    """Return the study of inputs that are all without fault, own columns and labels with the rows again."""
    area: Ground | None = made.get("area")
    made = {**made, "streets": _with_edge(settings, made["streets"], made.get("edge"))}
    readings = {kind: made[kind] for kind in _READINGS if kind in made}
    tables = {kind: own_again(reading.table, reading) for kind, reading in readings.items() if kind != "plazas"}
    lists = {kind: made[kind] for kind in _LISTS if kind in made}
    sources = [reading.source for reading in (*readings.values(), *lists.values())]
    return Study(
        name=settings.name,
        **{**tables, "gates": _gates_of(tables.get("gates"), tables["blocks"]), "compounds": compounds.table},
        **{kind: reading.table for kind, reading in lists.items() if len(reading.table)},
        left_out=made["streets"].left_out,
        barriers=made["streets"].barriers,
        squares=squares_of(made, settings),
        water=made["streets"].water,
        edge=_edge_of(made["streets"]),
        area=area.shape if area else None,
        candidates=candidates,
        crossings=settings.value("streets", "crossings"),
        join_ends_m=float(settings.value("streets", "join_ends_m")),
        population_label=population_label(_said(settings, "population")),
        population=people.population,
        centers_label=made["centers"].source.label,
        industrial_people=settings.get("regions", "industrial_people") or "",
        scenario=settings.scenario,
        output=settings.output,
        ranking=settings.ranking,
        demonstration_rules=settings.demonstration,
        sources=(*sources, *(made[kind].source for kind in ("area", "edge") if kind in made), *people.sources),
        warnings=(
            *(finding for kind, each in {**readings, **lists}.items() for finding in read.told_of(kind, each.warnings)),
            *unplaced_communities(made),
            *compounds.warnings,
            *(finding for kind in ("area", "edge") if kind in made for finding in made[kind].warnings),
            *_datum_findings(settings, readings, area),
        ),
    )


def squares_of(made: Mapping[str, Any], settings: Settings) -> gpd.GeoDataFrame | None:
    """Return the squares of a study, ``tables.SQUARES``, among what was made of its inputs by kind.

    Those that it draws itself stand in the place of those of its extract.
    """
    own, streets = made.get("plazas"), made.get("streets")
    if not settings.value("streets", "squares"):
        return None
    squares: gpd.GeoDataFrame | None = own.table if own else streets.squares if streets else None
    return squares


def _lists(tables: StudyTables, attempts: Attempts) -> None:
    """Try the lists without places that the study has."""
    for kind in _LISTS:
        if tables.names(kind):
            raw = tables.raw.get(kind)
            if kind == "demonstration":
                attempts.make(kind, demonstration_sites_from, raw)
            else:
                attempts.make(kind, listed_from, raw, kind)


def _with_edge(settings: Settings, streets: Reading, ground: Ground | None) -> Reading:
    """Return the streets with the edge of the data: as the study says it, else as their own file does."""
    bounds = settings.get("streets", "edge_bounds")
    if ground is not None:
        edge, known_by = ground.shape, "file"
    elif bounds is not None:
        edge, known_by = _box_of(bounds, settings.get("streets", "datum")), "bounds"
    elif streets.edge is not None:
        edge, known_by = streets.edge, "download" if streets.ends_at == AT_LINE else "header"
    else:
        return streets
    taken = replace(streets.source.taken, edge=known_by)
    return streets._replace(edge=edge, source=replace(streets.source, taken=taken))


def _edge_of(streets: Reading) -> DataEdge | None:
    if streets.edge is None:
        return None
    return DataEdge(shape=streets.edge, ends_at=streets.ends_at, open_ends=streets.open_ends)


def _box_of(bounds: str, datum: str | None) -> BaseGeometry:
    box = np.array([shapely.box(*(stated_bounds(bounds) or ()))], dtype=object)
    moved: BaseGeometry = shapes_in_wgs84(box, datum)[0]
    return moved


def _said(settings: Settings, section: str) -> Mapping[str, Any]:
    return settings.sections.get(section, {})


def _gates_of_osm(
    attempts: Attempts, blocks: Reading, streets: Reading, centers: Reading | None, said: Mapping[str, Any]
) -> None:
    """Try the gates of blocks and the entrances of centers that the extract of the streets holds."""
    gates = attempts.make("gates", made_gates, blocks.table, streets=streets, streets_said=said)
    if gates and centers:
        attempts.make("gates", with_doors, gates, centers.table, streets=streets, streets_said=said)


def _usable_streets(streets: Reading) -> Reading:
    """Return the streets; refused where they have no length, or lie too far apart for one plane."""
    if "length_m" in streets.table and not integers.millimetres(streets.table["length_m"]).any():
        raise InputError(Finding(code="no_street_length", file=streets.source.file))
    bounds = streets.table.geometry.bounds.to_numpy()
    width = (bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)).max()
    if width > _MOST_DEGREES:  # mostly one line at 0, 0
        away = np.abs(bounds - np.median(bounds, axis=0)).max(axis=1)
        furthest = str(streets.table["street_id"].iloc[away.argmax()] or away.argmax() + 1)
        details = {"most": _MOST_DEGREES}
        raise InputError(
            Finding(code="streets_too_far_apart", file=streets.source.file, value=furthest, details=details)
        )
    return streets


def _blocks(
    settings: Settings,
    tables: StudyTables,
    attempts: Attempts,
    *,
    streets: Reading | None,
    centers: Reading | None,
    area: Ground | None,
) -> Reading | None:
    """Return the blocks of a table, or those that are made where the study has none."""
    if not settings.get("blocks", "from"):
        return attempts.make("blocks", _blocks_of, tables.raw.get("blocks"), _said(settings, "population"))
    if streets is None or centers is None or attempts.faults:
        return None
    return attempts.make("blocks", _made_blocks, settings, streets, centers, area)


def _listed(settings: Settings, blocks: Reading | None, streets: Reading | None) -> _Listed:
    """Return blocks that a table lists, namesakes merged where the study asks for it."""
    if blocks is None or settings.get("blocks", "from"):
        return _Listed(blocks)
    ground = blocks.table if streets is None else streets.table
    bounds = ground.total_bounds
    rows = dict(zip(blocks.table["block_id"], blocks.row_numbers, strict=True))
    plane = metric_crs(tuple(bounds)) if np.isfinite(bounds).all() else ""
    within_m = settings.get("blocks", "merge_namesakes_m")
    if within_m is None or not plane:
        return _Listed(blocks, rows if plane else {}, plane)
    merged = merged_namesakes(blocks, rows, within_m=float(within_m), plane=plane)
    return _Listed(merged.blocks, rows, plane, merged.kept)


def _blocks_of(raw: RawTable, people: Mapping[str, Any]) -> Reading:
    return blocks_from(raw, label=population_label(people), people=people_stated(people), people_kind=kind_of(people))


def _made_blocks(settings: Settings, streets: Reading, centers: Reading, area: Ground | None) -> Reading:
    raw = made_blocks(
        settings.sections["blocks"],
        streets=streets,
        streets_said=_said(settings, "streets"),
        area=area.shape if area else None,
        names=(settings.name, *centers.table["name"].astype(str)),
        lang=settings.output.lang,
    )
    return as_made(_blocks_of(raw, _said(settings, "population")))


def _districts(tables: StudyTables, attempts: Attempts) -> dict[str, gpd.GeoDataFrame]:
    """Return the districts that the study has, by kind; sub-districts first: communities may lie in them."""
    found: dict[str, gpd.GeoDataFrame] = {}
    for kind in LEVELS:
        if tables.names(kind):
            reading = attempts.make(
                kind, districts_from, tables.raw.get(kind), kind, subdistricts=found.get("subdistricts")
            )
            found |= {kind: reading.table} if reading else {}
    return found


def _people(
    settings: Settings,
    tables: StudyTables,
    attempts: Attempts,
    blocks: Reading | None,
    districts: Mapping[str, gpd.GeoDataFrame],
) -> Peopled | None:
    """Return the blocks with the district and the people of each."""
    if blocks is None:
        return None
    placed = with_districts(blocks, districts.get("communities"), districts.get("subdistricts"))
    people = peopled(placed, _said(settings, "population"), attempts)
    if "control" in tables.raw and not attempts.faults:
        people = with_totals(people, tables.raw["control"], attempts)
    counted = people.blocks._replace(table=with_people_to_renovate(people.blocks.table))
    return people._replace(blocks=counted)


def _gates_of(gates: gpd.GeoDataFrame | None, blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the gates of centers and of the blocks that are studied: blocks outside the area took theirs with them."""
    if gates is None:
        return no_gates()
    of_centers = gates["center_id"].notna() if "center_id" in gates else False
    of_compounds = gates[GATE_COMPOUND].notna() if GATE_COMPOUND in gates else False
    kept: gpd.GeoDataFrame = gates[gates["block_id"].isin(set(blocks["block_id"])) | of_centers | of_compounds]
    return kept.reset_index(drop=True)


def _datum_findings(settings: Settings, readings: Mapping[str, Reading], area: Ground | None) -> tuple[Finding, ...]:
    layers = [(reading.table, reading.source) for reading in readings.values()]
    layers += [(gpd.GeoDataFrame(geometry=[area.shape], crs=WGS84), area.source)] if area else []
    told = [kind for kind in KINDS if any(settings.get(kind, key) for key in ("crs", "datum", "from"))]
    return datum_findings(readings["streets"].table, layers, told=told)
