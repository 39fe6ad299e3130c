"""The plan as one GeoPackage: its layers, the streets' spots to look at, and QGIS styles inside."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from circles import account_tables, tables
from circles.errors import Finding, OutputError
from circles.publish.layer_styles import layer_style
from circles.publish.own_columns import own_columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.answers.siting import Siting
    from circles.planning_study import Study

_POLYGONAL = frozenset({"Polygon", "MultiPolygon"})

_CHANGED = "2000-01-01T00:00:00.000Z"
_WHILE_WRITING = {
    # A GeoPackage notes when each layer changed; the same plan must give the same bytes.
    "OGR_CURRENT_DATE": _CHANGED,
    # The file is new and hidden: waiting for the disk after each layer, or a journal there, protects nothing.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
    "OGR_SQLITE_JOURNAL": "MEMORY",
}
# Version 1.2 is read without a warning by every QGIS 3 and ArcGIS Pro.
_FILE_OPTIONS = {"VERSION": "1.2"}


class _Layer(NamedTuple):
    name: str
    table: gpd.GeoDataFrame
    geometry_type: str


def write_geopackage(plan: Plan, file: Path, *, lang: str, siting: Siting | None = None) -> None:
    """Write the tables of a plan to a new GeoPackage; the same plan gives the same bytes.

    Parameters
    ----------
    plan : Plan
        Its tables are in WGS-84; they are written in :func:`output_crs`.
    file : Path
        Must not exist.
    lang : str
        ``zh`` or ``en``: language of the legends in QGIS.
    siting : Siting, optional
        That the plan belongs to: its sites, each with the notice, and the blocks they gain become layers too.

    Raises
    ------
    OutputError
        If the system asked for is unknown or has no place for these blocks, or the file cannot be written.
    """
    crs = output_crs(plan.study)
    layers = [
        _layer("blocks", *_with_own(plan.blocks, "blocks"), crs),
        _layer("circles", plan.circles, _circle_columns(plan), crs),
        _layer("centers", *_with_own(plan.centers, "centers"), crs, empty="Point"),
        _layer("service_area", plan.service_area, tuple(plan.service_area.columns), crs),
        _layer("gaps", plan.gaps, tables.PLAN_GAPS, crs),
        _layer("street_spots", plan.street_spots, tuple(plan.street_spots.columns), crs, empty="Point"),
        *_square_layers(plan.study, crs),
        *_left_out_layers(plan, crs),
        *_wall_layers(plan, crs),
        *_compound_layers(plan, crs),
        *(_siting_layers(siting, lang, crs) if siting is not None else []),
    ]
    try:
        with _gdal_options(_WHILE_WRITING):
            for layer in layers:
                _write_layer(layer, file)
            _write_styles(layers, file, lang=lang, minutes=plan.scenario.minutes)
    except (DataSourceError, DataLayerError, FeatureError) as error:
        details = {"reason": str(error)}
        raise OutputError(Finding(code="output_not_written", file=file.name, details=details)) from error


def output_crs(study: Study) -> CRS:
    """Return the system that results are written in: as asked for, else the blocks' own, else WGS-84.

    Raises
    ------
    OutputError
        If the system asked for is not known.
    """
    asked = study.output.crs
    own = next((source.crs for source in study.sources if source.kind == "blocks"), tables.WGS84)
    try:
        crs = CRS.from_user_input(asked or own)
        horizontal = (crs.is_geographic or crs.is_projected) and not crs.is_geocentric
    except CRSError:
        horizontal = False
    if horizontal:
        return crs
    if asked:
        raise OutputError(Finding(code="output_crs_unknown", column="crs", value=asked))
    return CRS.from_user_input(tables.WGS84)


def _square_layers(study: Study, crs: CRS) -> list[_Layer]:
    """Return the squares that people cross as a layer, none where there are none."""
    if study.squares is None or study.squares.empty:
        return []
    return [_layer("squares", study.squares, tables.SQUARES, crs)]


def _left_out_layers(plan: Plan, crs: CRS) -> list[_Layer]:
    """Return the layer of ways left out that would join somebody to the rest, where there are any."""
    ways = plan.ways_left_out
    if ways is None or ways.empty:
        return []
    return [_layer("left_out", ways.assign(blocks=ways["blocks"].map(len)), tables.LEFT_OUT_TOLD, crs)]


def _wall_layers(plan: Plan, crs: CRS) -> list[_Layer]:
    """Return the private streets of compounds with the price of each wall as a layer, where there are any."""
    if plan.walls is None or plan.walls.empty:
        return []
    return [_layer("walls", plan.walls, account_tables.WALLS, crs)]


def _circle_columns(plan: Plan) -> tuple[str, ...]:
    figures = (name for name in account_tables.CIRCLE_FIGURES if name in plan.circles)
    return (*tables.PLAN_CIRCLES[:-1], *figures, "geometry")


def _compound_layers(plan: Plan, crs: CRS) -> list[_Layer]:
    """Return compounds as the streets of each (none where it has none), gated ground, and gates, where there are any.

    Ground has the columns of its compound, of which `blocks` is a number.
    """
    if plan.compounds is None or plan.compounds.empty or plan.compound_gates is None:
        return []
    table = plan.compounds.assign(blocks=plan.compounds["blocks"].map(len))
    pieces = plan.pieces[plan.pieces["compound_id"] != ""]
    lines = pieces.groupby("compound_id", sort=False)["geometry"].agg(list).map(shapely.multilinestrings)
    drawn = [lines.get(name) for name in table["compound_id"]]
    streets = table.assign(geometry=gpd.GeoSeries(drawn, index=table.index, crs=tables.WGS84))
    ground = table[table["gated"]]
    return [
        _layer("compounds", streets, account_tables.PLAN_COMPOUNDS, crs, empty="MultiLineString"),
        *([_layer("gated_ground", ground, account_tables.PLAN_COMPOUNDS, crs)] if len(ground) else []),
        _layer("compound_gates", plan.compound_gates, account_tables.COMPOUND_GATES, crs, empty="Point"),
    ]


def _siting_layers(siting: Siting, lang: str, crs: CRS) -> list[_Layer]:
    sites = siting.sites.assign(note=siting.notice(lang))
    was, now = (
        (plan.blocks["verdict"] == tables.INSIDE).to_numpy() for plan in (siting.plan_before, siting.plan_after)
    )
    blocks = siting.plan_after.blocks
    columns = (*(name for name in sites.columns if name != "geometry"), "geometry")
    return [
        _layer("sites", sites, columns, crs, empty="Point"),
        _layer("gained", *_with_own(blocks, "blocks", rows=now & ~was), crs),
        *([_layer("lost", *_with_own(blocks, "blocks", rows=was & ~now), crs)] if siting.closed else []),
    ]


_OURS = {
    "blocks": (*tables.PLAN_BLOCKS[:-1], "dwellings", *tables.BLOCK_EXTRAS, *tables.BLOCK_DOUBTS),
    "centers": (*tables.PLAN_CENTERS[:-1], *tables.CENTER_FIGURES, *tables.CENTER_SHARES, *tables.CENTER_EXTRAS),
}


def _with_own(
    table: gpd.GeoDataFrame, kind: str, *, rows: NDArray[np.bool_] | None = None
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return blocks or centers, or some of them, with own columns as a file holds them, and what is written."""
    ours, own = [name for name in _OURS[kind] if name in table], own_columns_of(table, kind)
    plain = table[[*ours, "geometry"]].reset_index(drop=True)
    whole = plain.assign(**{str(name): own[name] for name in own.columns})
    return whole if rows is None else whole[rows], (*ours, *map(str, own.columns), "geometry")


def _layer(
    name: str, table: gpd.GeoDataFrame, columns: tuple[str, ...], crs: CRS, *, empty: str = "MultiPolygon"
) -> _Layer:
    kept = table[list(columns)].reset_index(drop=True)
    elsewhere = Finding(code="output_crs_elsewhere", column="crs", value=crs.to_string(), details={"layer": name})
    try:
        shown = kept.to_crs(crs)
    except ProjError as error:
        raise OutputError(elsewhere) from error
    if not np.isfinite(shapely.get_coordinates(shown.geometry.to_numpy())).all():
        raise OutputError(elsewhere)
    kinds = set(shown.geometry[~shown.geometry.isna()].geom_type)
    return _Layer(name, shown, _geometry_type(kinds, empty))


def _geometry_type(kinds: set[str], empty: str) -> str:
    """Return one type for all: MultiPolygon for polygons of any kind, so that layers are always the same."""
    if not kinds:
        return empty
    if kinds <= _POLYGONAL:
        return "MultiPolygon"
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _write_layer(layer: _Layer, file: Path) -> None:
    pyogrio.write_dataframe(
        layer.table,
        file,
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry_type,
        promote_to_multi=layer.geometry_type == "MultiPolygon",
        dataset_options=None if file.exists() else _FILE_OPTIONS,
        layer_options={"GEOMETRY_NAME": "geometry", "IDENTIFIER": layer.name},
    )


def _write_styles(layers: list[_Layer], file: Path, *, lang: str, minutes: float) -> None:
    """Add the table in which QGIS looks for the style of a layer when it opens one."""
    styles = {
        layer.name: style
        for layer in layers
        if (style := layer_style(layer.name, layer.geometry_type, lang, minutes=minutes)) is not None
    }
    table = pd.DataFrame(
        {
            # QGIS looks for empty texts here, not for missing ones.
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": list(styles),
            "f_geometry_column": "geometry",
            "styleName": list(styles),
            "styleQML": list(styles.values()),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(_CHANGED).tz_localize(None),
        }
    )
    pyogrio.write_dataframe(
        table,
        file,
        layer="layer_styles",
        driver="GPKG",
        layer_options={"FID": "id", "IDENTIFIER": "layer_styles"},
    )


@contextmanager
def _gdal_options(options: Mapping[str, str]) -> Iterator[None]:
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
