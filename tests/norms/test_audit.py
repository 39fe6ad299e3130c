"""A plan held against norms, from a tiny town to the files: worked by hand, one plan for all."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import tables
from circles.phrases import text_of
from tests import towns

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2025, 6, 30)
NORMS = ("shenzhen-2016", "guobanfa-2021-56", "gb-50180-2018")


def _square(east: float, half: float = 50.0) -> shapely.Polygon:
    corners = [(east - half, -half), (east + half, -half), (east + half, half), (east - half, half)]
    return shapely.Polygon(towns.degrees(corners))


@pytest.fixture(scope="module")
def plan() -> circles.Plan:
    """Return a town on one straight street: two centers 2 km apart, three blocks, two communities.

    C1 (甲, 700 m2) stands at 0 m, C2 (乙, 400 m2) at 2,000 m. Blocks lie at 100 m (300 people, 100 households, 甲),
    900 m (500 people, 200 households, 甲) and 3,100 m (200 people, 700 households, 乙): 1,100 m from C2, outside.
    """
    centers = gpd.GeoDataFrame(
        {
            "center_id": ["C1", "C2"],
            "name": ["甲中心", "乙中心"],
            "status": "open",
            "floor_area_m2": [700.0, 400.0],
            "community": ["甲社区", "乙社区"],
            "层级": ["社区", "村"],
        },
        geometry=[shapely.Point(*place) for place in towns.degrees([(0, 0), (2000, 0)])],
        crs=tables.WGS84,
    )
    blocks = gpd.GeoDataFrame(
        {
            "block_id": ["B1", "B2", "B3"],
            "name": ["近", "中", "远"],
            "population": [300.0, 500.0, 200.0],
            "dwellings": [100.0, 200.0, 700.0],
            "community": ["甲社区", "甲社区", "乙社区"],
            "subdistrict": "东街道",
        },
        geometry=[_square(east) for east in (100, 900, 3100)],
        crs=tables.WGS84,
    )
    study = circles.Study(
        name="小镇",
        streets=towns.streets([(0, 0), (2000, 0), (3200, 0)]),
        centers=centers,
        blocks=blocks,
        gates=tables.no_rows(tables.GATES),
    )
    return circles.plan(study)


@pytest.fixture(scope="module")
def audit(plan: circles.Plan) -> circles.Audit:
    return circles.audit(plan, norms=NORMS, as_of=DAY)


def test_clauses_come_out_as_worked_by_hand(audit: circles.Audit) -> None:
    found: Any = audit.clauses.set_index("clause")[["observed", "verdict"]].apply(tuple, axis=1).to_dict()
    assert found["SZ-650"] == ("400", "fails")
    assert found["SZ-15"] == ("80", "fails")  # 800 of 1,000 people
    assert found["P14-30"] == ("110", "meets")  # 1,100 m2 for 1,000 households
    assert found["GB-T05-R"] == ("30", "fails")  # within 300 m
    assert found["GB-T15-R"] == ("", "cannot tell")  # the list holds no center of a sub-district
    assert found["P14-U"] == ("", "cannot tell")


def test_evidence_names_what_fails_and_the_straight_line(audit: circles.Audit) -> None:
    rows: Any = audit.rows("zh").set_index("clause")["evidence"]
    assert "2 个中 1 个达到（50.0%）" in rows["SZ-650"]
    assert "乙中心" in rows["SZ-650"]
    assert "按直线距离为 80.0%，绕行系数中位数 1.00" in rows["SZ-15"]
    assert "可能在另一份名单里" in rows["GB-T15-R"]


def test_a_longer_walk_than_that_of_the_plan_is_searched_again(plan: circles.Plan) -> None:
    short = circles.plan(plan.study, circles.Scenario(minutes=5, as_of="2025-05-01"))
    audit = circles.audit(short, norms=["shenzhen-2016"])
    found: Any = audit.clauses.set_index("clause")
    assert (found.loc["SZ-15", "observed"], audit.as_of) == ("80", dt.date(2025, 5, 1))


def test_five_coverages_are_five(audit: circles.Audit) -> None:
    rows: Any = audit.coverages.set_index("coverage")
    assert [text_of(label, "zh")[:3] for label in rows["label"]] == ["（甲）", "（乙）", "（丙）", "（丁）", "（戊）"]
    assert rows.loc["a", ["part", "total", "rate"]].tolist() == [800.0, 1000.0, 0.8]
    assert rows.loc["c", "rate"] == pytest.approx(2 / 3, abs=1e-4)
    assert rows.loc["e", ["part", "total", "rate"]].tolist() == [2, 2, 1.0]
    # Of the block at 900 m the circle of 1,000 m cuts nothing, of that at 3,100 m it holds nothing.
    assert rows.loc["d", "rate"] == pytest.approx(2 / 3, abs=1e-3)
    assert rows.loc["b", "rate"] < rows.loc["a", "rate"]


def test_a_shortfall_of_floor_is_told_of_its_community(plan: circles.Plan) -> None:
    found: Any = circles.audit(plan, norms="embedded-2024", as_of=DAY)
    assert found.floor_per_100 == "PER-30"
    # All in all there are 110 m2 for a hundred households, in 乙 57.
    assert found.clauses.set_index("clause").loc["PER-80", ["observed", "verdict"]].tolist() == ["110", "meets"]
    own: Any = found.communities.set_index("community")
    # 乙: 700 households ask for 210 m2, and 400 are there; at 80 m2, 560 m2 and 160 are short.
    assert own.loc["乙社区", ["households", "floor_area_m2", "area_gap_m2"]].tolist() == [700.0, 400.0, 0.0]
    assert own["open_centers"].tolist() == [1, 1]
    assert own["gap_unknown"].tolist() == ["", ""]
    without: Any = circles.audit(plan, norms="shenzhen-2016", as_of=DAY).communities
    assert set(without["gap_unknown"]) == {"no_clause"}
    assert without["area_gap_m2"].isna().all()
    evidence: Any = found.rows("zh").set_index("clause").loc["PER-80", "evidence"]
    assert "面积不足的社区 1 个，共缺 160 平方米" in evidence


def test_what_is_missing_is_ranked_by_what_it_would_settle(audit: circles.Audit) -> None:
    assert audit.missing["unlocks"].is_monotonic_decreasing
    told: Any = audit.missing.set_index("field")
    assert told.loc["study_area", ["clauses", "unlocks"]].tolist() == [1, 1]
    assert told.loc["kind", "clauses"] == 27
    assert "people" not in told.index


def test_an_audit_says_what_fails_and_what_to_ask_for(audit: circles.Audit) -> None:
    document = audit.document()
    counts: Any = audit.clauses["verdict"].value_counts()
    said = audit.sentence("zh")
    assert said.startswith(f"2025-06-30 按 3 部规范审查 {len(audit.clauses)} 条：不达标 {counts['fails']} 条")
    assert len(document.table("fails").rows) == counts["fails"]
    assert audit.summary()["verdicts"]["fails"] == counts["fails"]
    assert "SZ-650" in audit._repr_html_()


def test_the_files_of_an_audit_stand_beside_those_of_its_plan(audit: circles.Audit, tmp_path: Path) -> None:
    folder = circles.write_audit(audit, tmp_path / "audit", lang="zh").folder
    with (folder / "audit.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["clause"]: row for row in csv.DictReader(stream)}
    assert list(rows["SZ-650"])[:11] == [
        *("norm", "clause", "requirement", "scope", "required", "observed", "unit", "verdict", "status", "evidence"),
        "source",
    ]
    assert rows["SZ-650"]["required"] == "≥ 650"
    assert rows["SZ-650"]["conclusion"] == "不达标 · 二手来源"
    assert {"coverage.html", "coverages.csv", "communities.csv"} <= {path.name for path in folder.iterdir()}
    with pytest.raises(circles.OutputError, match="circles audit"):
        circles.write_plan(audit.plan, folder)


def test_the_data_to_ask_for_say_whether_the_study_has_them(plan: circles.Plan, tmp_path: Path) -> None:
    needs = circles.data_needs("guobanfa-2021-56", study=plan.study, lang="zh")
    known: Any = needs.needs.set_index("field")["known"].to_dict()
    assert (known["tier"], known["floor_area"], known["households"]) == (True, True, True)
    assert (known["area"], known["community_workers"]) == (False, False)
    file = circles.write_data_needs(needs, tmp_path / "资料清单.xlsx")
    with pytest.raises(circles.OutputError):
        circles.write_data_needs(needs, file)


def test_no_norm_is_no_question(plan: circles.Plan) -> None:
    with pytest.raises(circles.InputError, match="No norm was named"):
        circles.audit(plan, norms=[])


def test_where_a_clause_is_not_satisfied_is_told_by_the_place(audit: circles.Audit) -> None:
    found = audit.failing[audit.failing["norm"] == "shenzhen-2016"].values.tolist()
    # 400 m2 stand at C2, and B3 lies 1,100 m from it; of 700 m2 and of 900 m nothing is said.
    assert found == [
        ["shenzhen-2016", "SZ-650", "center", "C2", "乙中心"],
        ["shenzhen-2016", "SZ-15", "blocks", "B3", ""],
    ]
    places: Any = audit.listed.set_index(audit.listed["item_id"].str.rpartition("-")[0])
    assert places.loc["walk-15", ["kind", "part"]].tolist() == ["blocks", "B3"]
    assert places.loc["SZ-650", ["kind", "part"]].tolist() == ["center", "C2"]


def test_communities_without_a_facility_are_named_each(plan: circles.Plan) -> None:
    centers = plan.study.centers.assign(层级=["社区", "社区"], community=["甲社区", "甲社区"])
    blocks = plan.study.blocks.assign(urban_rural="urban")
    found = circles.audit(circles.plan(replace(plan.study, centers=centers, blocks=blocks)), norms=NORMS[1], as_of=DAY)
    own = found.failing[found.failing["clause"] == "P14-U"]
    assert own[["kind", "part", "name"]].values.tolist() == [["community", "东街道/乙社区", "乙社区"]]


def test_a_city_without_any_open_center_of_a_tier_is_audited_too() -> None:
    """Of centers of town or country none is left, and yet the table of them keeps its columns."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    centers = study.centers.assign(status="closed", opens="", closes="", construction="", use="")
    centers.loc[0, "status"] = "open"  # that of a sub-district
    audit = circles.audit(
        circles.plan(replace(study, centers=centers)), norms=["gb-50180-2018", "guobanfa-2021-56"], as_of=DAY
    )
    found = {row["clause"]: (row["verdict"], row["observed"]) for row in audit.clauses.to_dict("records")}
    assert found["GB-T05-R"] == ("fails", "0")
    assert found["P14-U"] == ("fails", "0")
