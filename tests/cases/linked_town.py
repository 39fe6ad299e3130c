"""One town for streets that others made: a center, a link that is walked or not, and a block beyond it.

A street from the west past the center at 0, a link of 300 m, and a street of 1,200 m beyond it with the block at its
near end. Over the link the block is 600 m from the center; where the link is not walked there is no path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from circles import Plan

NEAR = [(-1500, 0), (0, 0), (300, 0)]
LINK = [(300, 0), (600, 0)]
FAR = [(600, 0), (600, 1200)]
LINES = (NEAR, LINK, FAR)
WALK_M = 600.0
PEOPLE = 120


def line(places: Sequence[tuple[float, float]]) -> shapely.LineString:
    return shapely.LineString(degrees(places))


def layer(path: Path, link: Mapping[str, Any], others: Mapping[str, Any], lines: Sequence[Any] = LINES) -> Path:
    """Write the streets with these columns, those of the link its own."""
    rows = [{**others, **(link if i == 1 else {})} for i in range(len(lines))]
    frame = gpd.GeoDataFrame(rows, geometry=[line(places) for places in lines], crs="EPSG:4326")
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, engine="pyogrio")
    return path


def planned(streets: Path, **said: Any) -> Plan:
    """Return the plan of the town with the streets of a file."""
    folder = streets.parent
    (lon, lat), (x, y) = degrees([(0, 0), (600, 0)])
    (folder / "centers.csv").write_text(f"center_id,name,lon,lat\nC1,One,{lon},{lat}\n", encoding="utf-8")
    (folder / "blocks.csv").write_text(f"block_id,name,population,lon,lat\nB1,One,{PEOPLE},{x},{y}\n", encoding="utf-8")
    files = {"centers": {"file": str(folder / "centers.csv")}, "blocks": {"file": str(folder / "blocks.csv")}}
    study = circles.read_study({"name": "T", "streets": {"file": str(streets), **said}, **files})
    return circles.plan(study)


def walk_m(plan: Plan) -> float:
    return float(plan.blocks["walk_m"].iloc[0])


def told(plan: Plan, code: str) -> circles.Finding:
    (finding,) = [finding for finding in plan.warnings if finding.code == code]
    return finding


def assert_walked(plan: Plan, *, walked: bool) -> None:
    if walked:
        assert walk_m(plan) == pytest.approx(WALK_M, abs=0.05)
    else:
        assert np.isnan(walk_m(plan))
        assert plan.blocks["reason"].tolist() == ["no_path"]
