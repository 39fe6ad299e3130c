"""What the page says of a plan's inputs: rows, distances to the streets, what is left out, where streets are sparse."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables, texts
from circles.publish import packed_geometry

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.answer import Plan
    from circles.study import Source

SHOWN_POINTS = 5

_NOTHING = "–"


def inputs(plan: Plan, lang: str) -> dict[str, Any]:
    """Return the tables of the page's section of inputs in `lang`, and the cells of sparse streets."""
    return {
        "inputs": [_input_row(plan, source, lang) for source in plan.study.sources],
        "snapping": _snapping(plan, lang),
        "not_evaluated": _not_evaluated(plan, lang),
        "sparse": _sparse(plan.sparse_areas),
    }


def _input_row(plan: Plan, source: Source, lang: str) -> list[str]:
    repaired = source.notes.get("repaired")
    return [
        texts.say(f"map.source.{source.kind}", lang),
        source.file,
        f"{source.rows:,}",
        f"{_accepted(plan, source):,}",
        f"{repaired:,}" if repaired else _NOTHING,
        str(source.notes.get("datum") or source.crs or _NOTHING),
        texts.say(f"label.{source.label}", lang),
    ]


def _accepted(plan: Plan, source: Source) -> int:
    """Return how many rows of an input are used; of streets the walkable ones."""
    studied = {"centers": plan.study.centers, "blocks": plan.study.blocks, "gates": plan.study.gates}
    table = studied.get(source.kind)
    return int(str(source.notes.get("ways_walkable", source.rows))) if table is None else len(table)


def _snapping(plan: Plan, lang: str) -> list[list[str]]:
    if plan.snapping is None:
        return []
    names = {kind: _names(table, kind) for kind, table in (("center", plan.centers), ("block", plan.blocks))}
    return [
        [
            texts.say(f"map.kind.{row.kind}", lang),
            f"{row.points:,}",
            *(_NOTHING if isnan(value) else f"{value:,.0f}" for value in (row.median_m, row.p90_m, row.max_m)),
            f"{row.beyond:,}" if row.beyond else _NOTHING,
            texts.say("check.joint", lang).join(
                names.get(row.kind, {}).get(point, point) for point in row.furthest[: min(row.beyond, SHOWN_POINTS)]
            ),
        ]
        for row in _records(plan.snapping)
    ]


def _not_evaluated(plan: Plan, lang: str) -> list[list[str]]:
    """Return kind, reason, count and the first names of blocks and centers that do not count."""
    blocks = plan.blocks[plan.blocks["verdict"] == tables.NOT_EVALUATED]
    centers = plan.centers[~plan.centers["attached"].astype(bool)]
    return [
        [
            texts.say(f"map.kind.{kind}", lang),
            texts.say(f"reason.{reason}", lang),
            f"{len(own):,}",
            texts.say("check.joint", lang).join([*_names(own.head(SHOWN_POINTS), kind).values()])
            + (" …" if len(own) > SHOWN_POINTS else ""),
        ]
        for kind, table in (("block", blocks), ("center", centers))
        for reason, own in table.groupby("reason")
    ]


def _sparse(areas: gpd.GeoDataFrame | None) -> dict[str, Any]:
    if areas is None or areas.empty:
        return {"count": 0, "blocks": 0, "least": f"{tables.SPARSE_KM_PER_KM2:g}", "polygons": _packed([])}
    return {
        "count": len(areas),
        "blocks": int(areas["blocks"].sum()),
        "least": f"{tables.SPARSE_KM_PER_KM2:g}",
        "polygons": _packed([areas.geometry.union_all()]),
    }


def _packed(shapes: list[Any]) -> dict[str, list[int]]:
    return packed_geometry.packed_polygons(np.array(shapes, dtype=object))


def _names(table: gpd.GeoDataFrame, kind: str) -> dict[str, str]:
    ids = table[f"{kind}_id"].astype(str)
    return {point: str(name or point) for point, name in zip(ids, table["name"].fillna(""), strict=True)}


def _records(table: Any) -> Any:
    return table.itertuples(index=False)
