"""People of the districts of regional centers: given, by the nearest center where they are not, on the band and off."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import tables
from tests import towns


def _square(east: float, half: float = 50.0) -> shapely.Polygon:
    corners = [(east - half, -half), (east + half, -half), (east + half, half), (east - half, half)]
    return shapely.Polygon(towns.degrees(corners))


@pytest.fixture(scope="module")
def study() -> circles.Study:
    """Return a street with two regional centers at 0 and 4,000 m and blocks at 100, 1,500 and 3,900 m.

    They have 20,000, 10,000 and 60,001 people. The nearest center has 30,000 and 60,001; the regions given part the
    town at 1,000 m into 20,000 and 70,001.
    """
    blocks = gpd.GeoDataFrame(
        {
            "block_id": ["B1", "B2", "B3"],
            "name": "",
            "population": [20_000.0, 10_000.0, 60_001.0],
            "dwellings": 1.0,
        },
        geometry=[_square(each) for each in (100, 1500, 3900)],
        crs=tables.WGS84,
    )
    centers = gpd.GeoDataFrame(
        {"center_id": ["C1", "C2"], "name": ["西中心", "东中心"], "status": "open", "tier": "片区"},
        geometry=[shapely.Point(*place) for place in towns.degrees([(0, 0), (4000, 0)])],
        crs=tables.WGS84,
    )
    return circles.Study(
        name="片区",
        streets=towns.streets([(0, 0), (4000, 0)]),
        centers=centers,
        blocks=blocks,
        gates=tables.no_rows(tables.GATES),
    )


def audited(study: circles.Study) -> Any:
    audit = circles.audit(circles.plan(study), norms="zhengdong", as_of=dt.date(2026, 1, 1))
    return audit, audit.rows("zh").set_index("clause").loc["ZZ-ZD-P"]


def regions_of(*parts: tuple[str, float, float]) -> gpd.GeoDataFrame:
    shapes = [
        shapely.Polygon(towns.degrees([(west, -500), (east, -500), (east, 500), (west, 500)]))
        for _, west, east in parts
    ]
    return gpd.GeoDataFrame({"region": [name for name, _, _ in parts]}, geometry=shapes, crs=tables.WGS84)


def test_without_a_layer_the_nearest_center_has_the_people(study: circles.Study) -> None:
    audit, clause = audited(study)
    assert (clause["verdict"], clause["units"], clause["met"]) == ("fails", 2, 1)
    assert "东中心" in clause["evidence"]
    assert "片区未给出" in clause["evidence"]
    assert "zhengdong|ZZ-ZD-P|center:C2" in audit.ledger["key"].tolist()


def test_a_layer_of_regions_goes_before(study: circles.Study) -> None:
    given = replace(study, regions=regions_of(("东区", 1000, 4500), ("西区", -500, 1000)))
    audit, clause = audited(given)
    assert (clause["verdict"], clause["units"], clause["met"]) == ("fails", 2, 0)
    assert clause["observed"] == "20000–70001"
    assert "片区按给定的范围划分，共 2 个" in clause["evidence"]
    own = audit.ledger.set_index("key")
    assert own.loc["zhengdong|ZZ-ZD-P|region:东区", "people"] == "70001"
    part = replace(study, regions=regions_of(("西区", -500, 2000)))
    clause = audited(part)[1]  # 30,000 people: the band includes its ends
    assert (clause["verdict"], clause["observed"]) == ("meets", "30000")
    assert "不在任何片区的居住单元 1 个" in clause["evidence"]
    unknown = study.blocks.assign(population=[20_000.0, float("nan"), 60_001.0])
    clause = audited(replace(part, blocks=unknown))[1]
    assert clause["verdict"] == "cannot tell"
    assert clause["missing"].startswith("常住人口（")
