"""Rows that have no street for kilometres: those of other towns, which an area would leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import phrase
from circles.rule_numbers import FAR_ROW_M
from circles.sources.places.counted import counted, people_of

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Study

_SHOWN_NAMES = 5


def far_rows(study: Study, loose: gpd.GeoDataFrame) -> list[Finding]:
    """Return a finding for the centers and for the blocks that have no street for kilometres: other towns, mostly."""
    code = "rows_far_from_streets" if study.area is None else "rows_far_in_area"
    findings = []
    for kind, table in (("center", study.centers), ("block", study.blocks)):
        far = set(loose.loc[(loose["kind"] == kind) & (loose["snap_m"] > FAR_ROW_M), "point_id"])
        which = table[f"{kind}_id"].isin(far).to_numpy()
        if which.any():
            names = table["name"].where(table["name"] != "", table[f"{kind}_id"])[which]
            count, people = int(which.sum()), people_of(table, which)
            file = next((source.file for source in study.sources if source.kind == f"{kind}s"), None)
            shown = ", ".join(names.astype(str).head(_SHOWN_NAMES)) + (" …" if len(names) > _SHOWN_NAMES else "")
            details = {
                "kind": phrase(f"map.kind.{kind}"),
                "counted": counted(count, people),
                "count": Figure(value=count),
                "people": Figure(value=people),
                "far_km": Figure(value=FAR_ROW_M / 1000, precision="setting"),
                "ids": shown,
            }
            findings.append(Finding(code=code, file=file, details=details))
    return findings
