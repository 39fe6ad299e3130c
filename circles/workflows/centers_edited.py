"""Centers that edits open, move or add (docs/method.md, Edits)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from circles import integers, tables
from circles.center_list import with_status

if TYPE_CHECKING:
    from circles.planning_study import Study


def with_center_edits(study: Study) -> Study:
    """Return a study with the centers that its edits open, move or add; asked again, the same.

    An edit of kind ``center`` opens the center that it names, where its point is; one that stands elsewhere moves
    there, and leaves its entrances behind. One that names none is a new open center, known by the id of the edit.

    Parameters
    ----------
    study : Study
        Its centers with the status of the day: an edit is what a planner asks, whatever the list says.
    """
    edits = study.edits
    if edits is None or not (edits["kind"] == "center").any():
        return study
    rows = edits[edits["kind"] == "center"].sort_values("edit_id", kind="stable")
    owners = rows["center_id"].fillna("") if "center_id" in rows else [""] * len(rows)
    for edit_id, note, owner, place in zip(rows["edit_id"], rows["note"], owners, rows.geometry, strict=True):
        if owner and owner in set(study.centers["center_id"]):
            study = _opened_at(study, owner, place)
        elif not owner and edit_id not in set(study.centers["center_id"]):
            study = replace(study, centers=tables.with_rows(study.centers, _new(edit_id, note, place)))
    return study


def _opened_at(study: Study, center_id: str, place: object) -> Study:
    """Return a study with a center open at a place."""
    is_it = study.centers["center_id"] == center_id
    centers = with_status(study.centers, is_it, "open")
    before = integers.on_grid(centers.geometry[is_it]).iloc[0]
    after = integers.on_grid(gpd.GeoSeries([place], crs=tables.WGS84)).iloc[0]
    if after is None or after.is_empty or (before is not None and before.equals(after)):
        return replace(study, centers=centers)
    moved = centers.assign(geometry=centers.geometry.mask(is_it, after))
    gates = study.gates[study.gates["center_id"] != center_id] if "center_id" in study.gates else study.gates
    return replace(study, centers=moved, gates=gates)


def _new(edit_id: str, note: str, place: object) -> gpd.GeoDataFrame:
    row = {"center_id": [edit_id], "name": [note or edit_id], "status": ["open"]}
    return gpd.GeoDataFrame(row, geometry=integers.on_grid(gpd.GeoSeries([place], crs=tables.WGS84)), crs=tables.WGS84)
