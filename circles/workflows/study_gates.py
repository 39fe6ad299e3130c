"""The gates of a study, those among its edits included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from circles import network, tables

if TYPE_CHECKING:
    from circles.planning_study import Study


def gates_of(study: Study) -> gpd.GeoDataFrame:
    """Return the gates of a study, those among its edits included."""
    if study.edits is None or not (study.edits["kind"] == "gate").any():
        return study.gates
    added = network.gates_of_edits(study.edits, study.blocks, metric_crs=study.metric_crs)
    own = study.gates.assign(added=False)
    both = pd.concat([own, added] if len(own) else [added], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=tables.WGS84)
