"""What the page says of a plan's inputs: rows, distances to the streets, what is left out, where streets are sparse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import rule_numbers, tables
from circles.answers.plan_words import used_rows
from circles.figures import UNKNOWN, Figure
from circles.phrases import joined, phrase
from circles.publish import packed_geometry

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.answers.plan import Plan
    from circles.phrases import Words
    from circles.provenance import Source

SHOWN_POINTS = 5
WAY_TOLERANCE_M = 1.5


def inputs(plan: Plan) -> dict[str, Any]:
    """Return the tables of the page's section of inputs, the cells of sparse streets and the ways left out."""
    return {
        "inputs": [_input_row(plan, source) for source in plan.study.sources],
        "snapping": _snapping(plan),
        "not_evaluated": _not_evaluated(plan),
        "sparse": _sparse(plan.sparse_areas),
        "left_out": _left_out(plan.ways_left_out),
    }


def _input_row(plan: Plan, source: Source) -> list[Words]:
    repaired = source.taken.counts.get("repaired")
    return [
        phrase(f"map.source.{source.kind}"),
        source.file,
        Figure(value=source.rows),
        Figure(value=used_rows(plan, source)),
        Figure(value=repaired, precision="some"),
        source.taken.datum or source.crs or UNKNOWN,
        phrase(f"label.{source.label}"),
    ]


def _snapping(plan: Plan) -> list[list[Words]]:
    if plan.snapping is None:
        return []
    names = {kind: _names(table, kind) for kind, table in (("center", plan.centers), ("block", plan.blocks))}
    return [
        [
            phrase(f"map.kind.{row.kind}"),
            Figure(value=row.points),
            *(Figure(value=value) for value in (row.median_m, row.p90_m, row.max_m)),
            Figure(value=row.beyond, precision="some"),
            joined(
                [names.get(row.kind, {}).get(point, point) for point in row.furthest[: min(row.beyond, SHOWN_POINTS)]],
                phrase("check.joint"),
            ),
        ]
        for row in _records(plan.snapping)
    ]


def _not_evaluated(plan: Plan) -> list[list[Words]]:
    """Return kind, reason, count and the first names of blocks and centers that do not count."""
    blocks = plan.blocks[plan.blocks["verdict"] == tables.NOT_EVALUATED]
    centers = plan.centers[~plan.centers["attached"].astype(bool)]
    return [
        [
            phrase(f"map.kind.{kind}"),
            phrase(f"reason.{reason}"),
            Figure(value=len(own)),
            joined(
                [
                    joined(_names(own.head(SHOWN_POINTS), kind).values(), phrase("check.joint")),
                    " …" if len(own) > SHOWN_POINTS else "",
                ]
            ),
        ]
        for kind, table in (("block", blocks), ("center", centers))
        for reason, own in table.groupby("reason")
    ]


def _sparse(areas: gpd.GeoDataFrame | None) -> dict[str, Any]:
    least = Figure(value=rule_numbers.SPARSE_KM_PER_KM2, precision="setting")
    if areas is None or areas.empty:
        return {"count": 0, "blocks": 0, "least": least, "polygons": _packed([])}
    return {
        "count": len(areas),
        "blocks": int(areas["blocks"].sum()),
        "least": least,
        "polygons": _packed([areas.geometry.union_all()]),
    }


def _left_out(ways: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return the ways left out that would join somebody to the rest: how many, and their lines."""
    lines = np.zeros(0, dtype=object) if ways is None else shapely.get_parts(ways.geometry.to_numpy())
    # A way may serve alone and together with others: it is drawn once.
    _, first = np.unique(shapely.to_wkb(lines), return_index=True)
    return {"count": len(first), "lines": packed_geometry.packed_lines(lines[np.sort(first)], WAY_TOLERANCE_M)}


def _packed(shapes: list[Any]) -> dict[str, list[int]]:
    return packed_geometry.packed_polygons(np.array(shapes, dtype=object))


def _names(table: gpd.GeoDataFrame, kind: str) -> dict[str, str]:
    ids = table[f"{kind}_id"].astype(str)
    return {point: str(name or point) for point, name in zip(ids, table["name"].fillna(""), strict=True)}


def _records(table: Any) -> Any:
    return table.itertuples(index=False)
