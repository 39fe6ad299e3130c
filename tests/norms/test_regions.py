"""People of the districts of regional centers: given, by the nearest center where they are not, on the band and off."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import tables
from tests import towns

SHELF = Path(circles.__file__).parent / "norms" / "shelf"


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


def audited(study: circles.Study, norms: str | Path = "zhengdong", clause: str = "ZZ-ZD-P") -> Any:
    audit = circles.audit(circles.plan(study), norms=norms, as_of=dt.date(2026, 1, 1))
    return audit, audit.rows("zh").set_index("clause").loc[clause]


def regions_of(*parts: tuple[str, float, float], **columns: list[Any]) -> gpd.GeoDataFrame:
    shapes = [
        shapely.Polygon(towns.degrees([(west, -500), (east, -500), (east, 500), (west, 500)]))
        for _, west, east in parts
    ]
    said = {"region": [name for name, _, _ in parts], "kind": ["居住"] * len(parts), **columns}
    return gpd.GeoDataFrame(said, geometry=shapes, crs=tables.WGS84)


def test_without_a_layer_the_nearest_center_has_the_people(study: circles.Study, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"  # a band that is asked of every district, whatever its kind
    text = (SHELF / "zhengdong.toml").read_text(encoding="utf-8").replace(', region = "居住"', "")
    own.write_text('overrides = "zhengdong"\n' + text, encoding="utf-8")
    audit, clause = audited(study, own)
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


def test_a_band_is_asked_of_the_regions_of_its_kind_alone(study: circles.Study) -> None:
    """Of 20,000 and 70,001 people the first is too few for a residential region, the second right for industry."""
    given = regions_of(("东区", 1000, 4500), ("西区", -500, 1000), kind=["产业", "居住"])
    asked = replace(study, regions=given, industrial_people="residents")
    audit, clause = audited(asked)
    assert (clause["verdict"], clause["units"], clause["observed"]) == ("fails", 1, "20000")
    industry: Any = audit.rows("zh").set_index("clause").loc["ZZ-ZD-I"]
    assert (industry["verdict"], industry["units"], industry["observed"]) == ("meets", 1, "70001")
    assert "产业片区按常住人口计" in industry["evidence"]
    assert "产业片区" in industry["scope"]


def test_who_is_counted_in_industry_is_said_and_never_guessed(study: circles.Study) -> None:
    given = regions_of(("东区", 1000, 4500), ("西区", -500, 1000), kind=["产业", "居住"])
    clause = audited(replace(study, regions=given), clause="ZZ-ZD-I")[1]
    assert (clause["verdict"], clause["missing"]) == ("cannot tell", "产业片区的人口口径（下达该项要求的部门）")
    by_work = replace(study, regions=given, industrial_people="workers")
    clause = audited(by_work, clause="ZZ-ZD-I")[1]
    assert (clause["verdict"], clause["missing"]) == ("cannot tell", "就业人口（统计部门（经济普查）或管委会）")
    blocks = replace(by_work, blocks=study.blocks.assign(就业人口=[1.0, 30_000.0, 20_000.0]))
    clause = audited(blocks, clause="ZZ-ZD-I")[1]  # two blocks of the region; the third is of another
    assert (clause["verdict"], clause["observed"]) == ("meets", "50000")
    assert "产业片区按就业人口计" in clause["evidence"]
    few = replace(by_work, regions=given.assign(workers=["49,999", ""]))
    audit, clause = audited(few, clause="ZZ-ZD-I")
    assert (clause["verdict"], clause["observed"]) == ("fails", "49999")
    assert audit.ledger.set_index("key").loc["zhengdong|ZZ-ZD-I|region:东区", "people"] == ""  # these live elsewhere
    some = replace(by_work, blocks=study.blocks.assign(workers=[1.0, 60_000.0, None]))
    assert audited(some, clause="ZZ-ZD-I")[1]["verdict"] == "cannot tell"


def test_a_region_of_no_known_kind_is_asked_for_by_name(study: circles.Study) -> None:
    clause = audited(study)[1]
    assert (clause["verdict"], clause["missing"]) == ("cannot tell", "片区类型（自然资源主管部门或管委会）")
    assert "类型没有写明的片区 2 个（居住或产业），人数：西中心 30000、东中心 60001" in clause["evidence"]
    given = regions_of(("东区", 1000, 4500), ("西区", -500, 1000), kind=["居住", ""])
    clause = audited(replace(study, regions=given))[1]  # that of the east fails, whatever that of the west is
    assert (clause["verdict"], clause["units"], clause["missing"]) == ("fails", 2, "")
    none = regions_of(("东区", 1000, 4500), ("西区", -500, 1000), kind=["产业", "产业"])
    clause = audited(replace(study, regions=none))[1]
    assert clause["conclusion"].startswith("不适用")
    assert "没有居住片区" in clause["evidence"]


@pytest.mark.parametrize("workers", [None, ["60000", ""]])
@pytest.mark.parametrize("count", ["", "residents", "workers"])
@pytest.mark.parametrize("kind", [None, ["产业", "居住"], ["产业", ""]])
def test_needs_ask_what_an_audit_misses(
    study: circles.Study, kind: list[str] | None, count: str, workers: list[str] | None
) -> None:
    given = regions_of(("东区", 1000, 4500), ("西区", -500, 1000))
    given = given.drop(columns="kind") if kind is None else given.assign(kind=kind)
    given = given if workers is None else given.assign(workers=workers)
    asked = replace(study, regions=given, industrial_people=count)
    audit = circles.audit(circles.plan(asked), norms="zhengdong", as_of=dt.date(2026, 1, 1))
    found = circles.data_needs("zhengdong", study=asked).needs
    lacking = {row["field"] for row in found.to_dict("records") if row["lacking"]}
    assert lacking == set(audit.missing["field"])
    assert {"region_kind", "industrial_people", "workers", "people"} <= set(found["field"])


def test_a_layer_says_the_kind_of_its_regions_and_who_works_there(tmp_path: Path) -> None:
    """Parts of one region agree, or nothing is taken from them."""
    parts = regions_of(("东区", 0, 100), ("东区", 100, 200), ("西区", -300, -200), ("西区", -200, -100))
    said = {"片区": parts["region"], "类型": ["产业", "", "居住", "产业"], "就业人口": ["5,000", "5,000", "1", ""]}
    layer = tmp_path / "片区.geojson"
    gpd.GeoDataFrame(said, geometry=parts.geometry, crs=tables.WGS84).to_file(layer)
    asked = {"regions": {"file": str(layer), "industrial_people": "workers"}}
    study = circles.read_study(circles.demo_study() / "study.toml", options=asked)
    assert study.industrial_people == "workers"
    regions: Any = study.regions
    assert regions[["region", "kind", "workers"]].to_numpy().tolist() == [["东区", "产业", "5,000"], ["西区", "", "1"]]


def test_drawn_regions_need_no_list_of_their_centers(study: circles.Study) -> None:
    given = replace(study, regions=regions_of(("西区", -500, 2000)))
    others = replace(given, centers=study.centers.assign(tier="社区"))
    untiered = replace(given, centers=study.centers.drop(columns="tier"))
    for each in (others, untiered):
        clause = audited(each)[1]
        assert (clause["verdict"], clause["observed"], clause["missing"]) == ("meets", "30000", "")
