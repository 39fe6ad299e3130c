"""The edits of a study itself, which the page hands out again before those that are drawn in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from circles.answers.plan import Plan

_CENTER = "center"
"""Edits of this kind are done in the list of centers, which the page hands out besides."""


def own_edits(plan: Plan) -> str:
    """Return the edits of a study as a list of GeoJSON features, written as it is handed out."""
    table = plan.study.edits
    if table is None:
        return "[]"
    rows = table[table["kind"] != _CENTER]
    texts = rows.drop(columns=rows.geometry.name).fillna("").astype(str)
    features = [
        {
            "type": "Feature",
            "properties": {name: text for name, text in told.items() if text},
            "geometry": _shape(shape),
        }
        for told, shape in zip(texts.to_dict("records"), rows.geometry, strict=True)
    ]
    return json.dumps(features, ensure_ascii=False)


def _shape(shape: Any) -> dict[str, Any] | None:
    return None if shape is None else dict(shapely.geometry.mapping(shape))
