"""What the page answers other days from: from when until when each center is open, and every planned estate."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from circles import integers, tables
from circles.center_list import CENTER_DATES, in_use, listed_texts
from circles.publish import packed_geometry
from circles.publish.packed_geometry import spread

if TYPE_CHECKING:
    from circles.answers.plan import Plan

_GROUND_TOLERANCE_M = 1.0


def with_estates(plan: Plan) -> Plan:
    """Return a plan whose blocks and attachments include the planned estates that are no blocks on its day, behind."""
    if plan.estates_attached is None or plan.study.demand is None:
        return plan
    further = _further(plan)
    blocks = gpd.GeoDataFrame(
        {"block_id": [*plan.blocks["block_id"], *further["block_id"]]},
        geometry=[*plan.blocks.geometry, *further.geometry],
        crs=tables.WGS84,
    )
    both = pd.concat([plan.attachments, plan.estates_attached], ignore_index=True)
    return replace(plan, blocks=blocks, attachments=gpd.GeoDataFrame(both, geometry="geometry", crs=tables.WGS84))


def row_ids(plan: Plan) -> list[str]:
    """Return the ids of the blocks and, behind them, of the planned estates that are none on the day."""
    return [*plan.blocks["block_id"], *_further(plan)["block_id"]]


def districts_of_rows(plan: Plan) -> dict[str, list[int] | None]:
    """Return numbers for sub-district and community of each block and estate, -1 of those that say none."""
    further = _further(plan)
    found: dict[str, list[int] | None] = {}
    for level in tables.DISTRICT_COLUMNS:
        named = [
            table[level].fillna("").astype(str).tolist() if level in table else [""] * len(table)
            for table in (plan.blocks, further)
        ]
        texts = pd.Series([*named[0], *named[1]], dtype=object)
        known = bool((texts != "").any())
        found[level] = pd.factorize(texts.where(texts != ""))[0].tolist() if known else None
    return found


def days(plan: Plan) -> dict[str, Any]:
    """Return of each center whether it is `used` on any day, and when it `opens` and `closes`, ISO, empty if not said.

    `dated` is whether anything of the study has a day.
    """
    centers, scenario = plan.centers, plan.scenario
    used = in_use(
        centers,
        renovating_counts=scenario.renovating_counts,
        planned_counts=scenario.planned_counts,
        on_a_day=True,
    )
    by_edit = centers["center_id"].isin(_edited(plan)).to_numpy()
    opens, closes = (np.where(by_edit, "", listed_texts(centers, date)).tolist() for date in CENTER_DATES)
    estates = [] if plan.study.demand is None else plan.study.demand[tables.DELIVERED].tolist()
    return {
        "used": (used | by_edit).astype(int).tolist(),
        "opens": opens,
        "closes": closes,
        "dated": any(opens) or any(closes) or any(estates),
    }


def _edited(plan: Plan) -> set[str]:
    """Return the centers that an edit of the study opens: it holds whatever the list says of days."""
    edits = plan.study.edits
    if edits is None or "center_id" not in edits:
        return set()
    return set(edits.loc[edits["kind"] == "center", "center_id"].dropna())


def estates(plan: Plan) -> dict[str, Any]:
    """Return every planned estate of the study in its order, and its `row` among the blocks, those of today first.

    `own_gates` are gates that the study's edits give to the nearest block, whichever that is on a day.
    """
    table = plan.study.demand
    if table is None or table.empty:
        table = gpd.GeoDataFrame({name: [] for name in _COLUMNS}, geometry=[], crs=tables.WGS84)
    row_of = {block_id: row for row, block_id in enumerate(row_ids(plan))}
    shapes = table.geometry.to_numpy()
    return {
        "row": [row_of[block_id] for block_id in table["block_id"]],
        "id": table["block_id"].astype(str).tolist(),
        "name": table["name"].fillna("").astype(str).tolist(),
        tables.DELIVERED: table[tables.DELIVERED].astype(str).tolist(),
        "population": _numbers(table["population"], 3),
        "dwellings": _numbers(table["dwellings"], 3),
        "land_m2": _land(table, plan),
        "points": packed_geometry.packed_points(shapely.point_on_surface(shapes)),
        "polygons": packed_geometry.packed_polygons(packed_geometry.simplified(shapes, _GROUND_TOLERANCE_M)),
        "features": _features(table),
        "own_gates": _own_gates(plan),
    }


_COLUMNS = ("block_id", "name", "population", "dwellings", tables.DELIVERED)


def _further(plan: Plan) -> gpd.GeoDataFrame:
    """Return the planned estates that are no blocks of the plan."""
    table = plan.study.demand
    if table is None:
        return tables.no_rows(tables.BLOCKS)
    return table[~table["block_id"].isin(set(plan.blocks["block_id"]))]


def _land(table: gpd.GeoDataFrame, plan: Plan) -> list[float | None]:
    """Return the square metres of each estate, None of those that are points, as of the blocks of a plan."""
    area = table.geometry.to_crs(plan.study.metric_crs).area.to_numpy(np.float64)
    drawn = table.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    return spread(np.round(area[drawn]).astype(np.int64), drawn)


def _numbers(column: pd.Series, digits: int) -> list[float | None]:
    known = column.notna().to_numpy()
    rounded: list[float] = np.round(column.to_numpy(np.float64)[known], digits).tolist()
    told = iter(rounded)
    return [next(told) if there else None for there in known.tolist()]


def _features(table: gpd.GeoDataFrame) -> str:
    """Return the estates as a list of GeoJSON features, which ``circles plan --demand`` reads back."""
    return json.dumps(
        [
            {"type": "Feature", "properties": _said(row), "geometry": None if shape is None else mapping(shape)}
            for row, shape in zip(table.drop(columns="geometry").to_dict("records"), table.geometry, strict=True)
        ],
        ensure_ascii=False,
    )


def _said(row: dict[Any, Any]) -> dict[str, Any]:
    """Return what is known of an estate, by the headings of a list."""
    return {str(name): value for name, value in row.items() if value not in {"", None} and value == value}  # noqa: PLR0124 NaN


def _own_gates(plan: Plan) -> list[list[int]]:
    edits = plan.study.edits
    if edits is None:
        return []
    gates = edits[edits["kind"] == "gate"]
    owners = [name for name in (*tables.EDIT_OWNERS, tables.EDIT_COMPOUND) if name in gates]
    unnamed = gates[(gates[owners].fillna("").astype(str) == "").all(axis=1)]
    places: list[list[int]] = integers.to_units(shapely.get_coordinates(unnamed.geometry.to_numpy())).tolist()
    return places
