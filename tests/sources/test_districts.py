"""Communities and sub-districts: polygons with a name, and what each block belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from circles import tables
from circles.sources.words.table_words import district_key
from tests.sources.small_files import STREETS, codes_of

if TYPE_CHECKING:
    from circles.planning_study import Study

WEST, EAST = shapely.box(114.28, 30.58, 114.285, 30.59), shapely.box(114.285, 30.58, 114.29, 30.59)


def box(x: float, y: float, side: float = 0.001) -> shapely.Polygon:
    """Return a square by its south-west corner in thousandths of a degree from the corner of the town."""
    return shapely.box(114.28 + x / 1000, 30.58 + y / 1000, 114.28 + x / 1000 + side, 30.58 + y / 1000 + side)


def districts(shapes: list[Any], **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=tables.WGS84)


def study_of(blocks: gpd.GeoDataFrame | None = None, **given: Any) -> Study:
    """Return a study of two streets, one center, and blocks: B1 in the west, B2 in the east, B3 in neither."""
    plain = districts([box(1, 1), box(7, 1), box(1, -5)], block_id=["B1", "B2", "B3"])
    return circles.study_from_tables(
        streets=gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=STREETS, crs=tables.WGS84),
        centers=pd.DataFrame({"name": ["A"], "lon": [114.285], "lat": [30.5805]}),
        blocks=plain if blocks is None else blocks,
        **given,
    )


def codes(study: Study) -> list[str]:
    for finding in study.warnings:
        assert finding.text("zh")
        assert finding.text("en")
    return [finding.code for finding in study.warnings]


def test_a_block_belongs_to_the_polygon_that_covers_it() -> None:
    study = study_of(
        communities=districts([EAST, WEST], 社区=["东社区", "西社区"]),
        subdistricts=districts([WEST.union(EAST)], 名称=["新华街道"]),
    )
    assert study.blocks["community"].to_list() == ["西社区", "东社区", ""]
    assert study.blocks["subdistrict"].to_list() == ["新华街道", "新华街道", ""]
    assert study.communities is not None
    assert study.subdistricts is not None
    assert tuple(study.communities.columns) == tables.COMMUNITIES
    assert tuple(study.subdistricts.columns) == tables.SUBDISTRICTS
    assert study.communities["subdistrict"].to_list() == ["新华街道", "新华街道"]
    assert {"blocks_without_subdistrict", "blocks_without_community"} <= set(codes(study))
    notes = next(source.notes for source in study.sources if source.kind == "blocks")
    assert (notes["without_subdistrict"], notes["without_community"]) == (1, 1)
    assert {"communities", "subdistricts"} <= {source.kind for source in study.sources}


def test_nothing_is_said_of_districts_where_nothing_says_them() -> None:
    study = study_of()
    assert study.communities is None
    assert study.subdistricts is None
    assert not set(tables.BLOCK_EXTRAS) & set(study.blocks)
    assert not {code for code in codes(study) if code.startswith("blocks_without_sub")}


def test_the_column_of_the_blocks_wins_and_a_contradiction_is_told() -> None:
    blocks = districts([box(1, 1), box(7, 1), box(1, -5)], block_id=["B1", "B2", "B3"], 社区=["东", "", "远方社区"])
    study = study_of(blocks, communities=districts([EAST, WEST], name=["东社区", "西社区"]))
    assert study.blocks["community"].to_list() == ["东", "东社区", "远方社区"]
    assert "subdistrict" not in study.blocks
    told = next(finding for finding in study.warnings if finding.code == "community_contradicted")
    assert told.details["count"] == 1
    assert "B1: 东 / 西社区" in told.text("zh")


def test_a_column_alone_is_enough() -> None:
    blocks = districts([box(1, 1)], 街道=["新华街道"], 社区=["东社区"])
    study = study_of(blocks)
    assert study.blocks[list(tables.DISTRICT_COLUMNS)].iloc[0].to_list() == ["新华街道", "东社区"]
    assert study.communities is None


def test_namesakes_of_two_subdistricts_stay_two_and_parts_of_one_become_one() -> None:
    shapes = [box(0, 0), box(2, 0), box(4, 0), box(6, 0)]
    given = districts(
        shapes, 社区=["光明社区", "光明", "光明社区", "和平"], 街道=["甲街道", "乙街道", "甲街道办事处", ""]
    )
    study = study_of(communities=given)
    assert study.communities is not None
    pairs = study.communities[["community", "subdistrict"]].itertuples(index=False, name=None)
    assert set(pairs) == {("光明社区", "甲街道"), ("光明", "乙街道"), ("和平", "")}
    told = next(finding for finding in study.warnings if finding.code == "district_in_parts")
    assert (told.row, told.details["rows"]) == (0, "0, 2")


def test_row_order_of_districts_changes_nothing() -> None:
    given = districts([EAST, WEST, box(0, -2)], 社区=["东社区", "西社区", "东"])
    one, other = (study_of(communities=each) for each in (given, given.iloc[::-1]))
    assert one.communities is not None
    assert one.communities["community"].to_list() == other.communities["community"].to_list()  # type: ignore[index]
    assert one.communities.geometry.geom_equals(other.communities.geometry).all()  # type: ignore[union-attr]


def test_a_common_edge_and_an_overlap_go_to_the_first_by_name() -> None:
    overlapping = districts([WEST, shapely.box(114.284, 30.58, 114.29, 30.59)], 社区=["乙", "甲"])
    study = study_of(districts([box(4.2, 1, 0.0002)], block_id=["B1"]), communities=overlapping)
    assert study.blocks["community"].to_list() == ["乙"]
    told = next(finding for finding in study.warnings if finding.code == "districts_overlap")
    assert told.value == "乙, 甲"
    assert "districts_overlap" not in codes(study_of(communities=districts([WEST, EAST], 社区=["西", "东"])))


def test_rows_without_name_or_shape_are_left_out_and_told() -> None:
    given = districts([EAST, None, WEST, box(1, -5)], 社区=["", "空", "西", "西社区"])
    study = study_of(communities=given)
    assert study.blocks["community"].to_list() == ["西", "", "西"]
    rows = {finding.code: finding.row for finding in study.warnings}
    assert (rows["district_unnamed"], rows["district_without_shape"], rows["district_in_parts"]) == (0, 1, 2)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (districts([shapely.Point(114.28, 30.58)], 社区=["西"]), "district_not_polygon"),
        (districts([WEST], 编号=["西"]), "missing_column"),
        (districts([WEST, None], 社区=["", "西"]), "no_districts"),
    ],
)
def test_faults_of_districts_are_told(given: Any, code: str) -> None:
    assert codes_of(lambda: study_of(communities=given)) == [code]


def test_districts_without_shapes_are_refused_by_the_name_of_the_argument() -> None:
    with pytest.raises(circles.ArgumentError, match="communities"):
        study_of(communities=pd.DataFrame({"社区": ["西"]}))


def test_a_bow_tie_is_repaired_and_counted() -> None:
    tie = shapely.Polygon([(114.28, 30.58), (114.285, 30.59), (114.285, 30.58), (114.28, 30.59)])
    study = study_of(communities=districts([tie], 社区=["西"]))
    assert study.communities is not None
    assert study.communities.geometry.is_valid.all()
    assert next(source.notes["repaired"] for source in study.sources if source.kind == "communities") == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("新华街道办事处", "新华", True),
        ("新华街道", "新华 街道办", True),
        ("光明社区居委会", "光明社区", True),
        ("李庄村委会", "李庄村", True),
        ("城关镇", "城关街道", False),
        ("李庄村", "李庄社区", False),
        ("街道", "街道", True),
        ("ＡＢ Community", "ab", True),
    ],
)
def test_district_names_are_compared_without_their_endings(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (district_key(one) == district_key(other)) is same


def test_districts_of_a_study_file_reach_every_output(tmp_path: Any) -> None:
    from tests.study_files import blocks, write_town
    from tests.towns import degrees

    corners = degrees([(-200, -200), (800, -200), (800, 5000), (-200, 5000)])
    polygon = gpd.GeoDataFrame({"名称": ["新华街道"]}, geometry=[shapely.Polygon(corners)], crs=tables.WGS84)
    polygon.to_crs("EPSG:4547").to_file(tmp_path / "街道.gpkg", engine="pyogrio")
    table = blocks().assign(**{"60岁以上人口": [1.5] * 7, "社区": ["=x"] + ["乙"] * 6})
    study = write_town(tmp_path, tables={"blocks": table}, text='[subdistricts]\nfile = "街道.gpkg"\n')
    plan = circles.plan(circles.read_study(study))
    folder = circles.write_plan(plan, tmp_path / "out").folder
    header = (folder / "blocks.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert header[-6:] == ["lon", "lat", "dwellings", "subdistrict", "community", "people_60_plus"]
    layer = gpd.read_file(folder / "plan.gpkg", layer="blocks", engine="pyogrio")
    assert list(layer.columns)[list(layer.columns).index("dwellings") :] == [
        "dwellings",
        "subdistrict",
        "community",
        "people_60_plus",
        "geometry",
    ]
    assert layer.set_index("block_id")["subdistrict"].to_dict()["B1"] == "新华街道"
    assert "'=x" in (folder / "blocks.csv").read_text(encoding="utf-8-sig")
    assert plan.account.loc["people_60_plus", "total"] == 10.5
    assert plan.summary()["account"]["people_60_plus"]["total"] == 10.5
