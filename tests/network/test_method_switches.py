"""With the amendments of method 2 switched off and no edits, each walk, center and verdict is that of version 1.1."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import coverage, integers, network, tables

if TYPE_CHECKING:
    from circles.planning_study import Study

SUMS = tomllib.loads((Path(__file__).parent / "method_1_sums.toml").read_text("utf-8"))


def city_study(streets: gpd.GeoDataFrame) -> Study:
    """Return a study of real streets: 40 centers, 360 points and 40 quarters of 300 m drawn at random, always alike."""
    rng = np.random.default_rng(1)
    west, south, east, north = streets.total_bounds
    places = np.column_stack([rng.uniform(west, east, 440), rng.uniform(south, north, 440)])
    points = integers.on_grid(gpd.GeoSeries(shapely.points(places), crs=tables.WGS84))
    corners = points[400:].get_coordinates().to_numpy()
    quarters = integers.on_grid(gpd.GeoSeries(shapely.box(*corners.T, *(corners + 0.003).T), crs=tables.WGS84))
    centers = gpd.GeoDataFrame(
        {"center_id": [f"C{i:02d}" for i in range(40)], "name": "", "status": "open"},
        geometry=list(points[:40]),
        crs=4326,
    )
    blocks = gpd.GeoDataFrame(
        {"block_id": [f"B{i:03d}" for i in range(400)], "name": "", "population": 1.0, "dwellings": np.nan},
        geometry=[*points[40:400], *quarters],
        crs=4326,
    )
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=4326).astype(object).set_crs(4326)
    return circles.Study(name="City", streets=streets, centers=centers, blocks=blocks, gates=gates)


def sum_of(study: Study) -> str:
    """Return a checksum of the walk, center and verdict of each block."""
    graph = circles.network_of(study)
    attachments = network.attach(
        graph,
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=study.scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )
    ids = study.centers.loc[study.centers["status"] == "open", "center_id"]
    nearest = network.nearest(graph, attachments, ids, network.walk_field(graph, attachments, ids))
    judged = coverage.verdicts(study.blocks, attachments, nearest, study.scenario, metric_crs=study.metric_crs)
    told = pd.DataFrame(judged[["block_id", "walk_mm", "center_id", "verdict"]]).fillna("")
    return hashlib.sha256(told.to_csv(index=False).encode()).hexdigest()[:16]


def test_the_demo_walks_as_in_method_1() -> None:
    assert sum_of(circles.read_study(circles.demo_study() / "study.toml")) == SUMS["demo"]


@pytest.mark.city
@pytest.mark.parametrize("name", [name for name in SUMS if name != "demo"])
def test_a_city_walks_as_in_method_1(city_data: Path, name: str) -> None:
    streets = circles.read_streets(city_data / name, private_ways="left out", access_rules="1")
    assert sum_of(city_study(streets.drop(columns=list(tables.STREET_NODES), errors="ignore"))) == SUMS[name]
