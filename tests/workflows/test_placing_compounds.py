"""Compounds put on the map by points and outlines of compounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

import circles
from tests.sources.small_files import write_layer
from tests.towns import degrees, square
from tests.workflows.test_placing import answers

if TYPE_CHECKING:
    from pathlib import Path


def compounds_to_place(folder: Path) -> Path:
    pd.DataFrame({"小区名称": ["青枫小区", "云栖苑", "晴川里"], "常住人口": [1200, 860, 40]}).to_csv(
        folder / "小区名单.csv", index=False
    )
    return folder / "小区名单.csv"


@pytest.mark.parametrize("name_column", ["小区名称", "楼盘名称", "名称"])
def test_points_of_compounds_are_read_as_compounds(tmp_path: Path, name_column: str) -> None:
    listed = compounds_to_place(tmp_path)
    lon, lat = degrees([(100, 0), (900, 0)]).T
    points = pd.DataFrame({name_column: ["青枫小区", "云栖苑"], "经度": lon, "纬度": lat})
    points.to_csv(tmp_path / "小区点.csv", index=False)
    found = circles.match_places(listed, points=tmp_path / "小区点.csv", kind="blocks")
    assert answers(found)["青枫小区"] == ("proposed", "same_name")
    assert answers(found)["晴川里"][0] == "missing"


def test_an_outline_of_a_compound_gives_a_point_on_it(tmp_path: Path) -> None:
    outline = shapely.Polygon(degrees(square(100, 0, 200)))
    write_layer(tmp_path / "小区面.gpkg", [outline], 小区名称=["青枫小区"])
    found = circles.match_places(compounds_to_place(tmp_path), points=tmp_path / "小区面.gpkg", kind="blocks")
    (place,) = found.candidates[["lon", "lat"]].to_numpy()
    assert outline.contains(shapely.Point(place))


@pytest.mark.parametrize(("apart_m", "result"), [(190, "proposed"), (210, "to_confirm")])
def test_namesakes_within_200_m_are_one_place(tmp_path: Path, apart_m: float, result: str) -> None:
    places = degrees([(0, 0), (apart_m, 0), (3 * apart_m, 5000)])
    names = ["青枫小区", "青枫 小区", "云栖苑"]
    points = pd.DataFrame({"名称": names, "街道": ["民族街道", "", ""], "经度": places[:, 0], "纬度": places[:, 1]})
    for order in (points, points[::-1]):
        order.to_csv(tmp_path / "点.csv", index=False)
        found = circles.match_places(compounds_to_place(tmp_path), points=tmp_path / "点.csv", kind="blocks")
        assert answers(found)["青枫小区"][0] == result
        assert [each.code for each in found.warnings if each.code == "points_one_place"] == (
            ["points_one_place"] if result == "proposed" else []
        )
        if result == "proposed":
            # Two as near to their middle: the western one stays, with the sub-district that either says.
            chosen = found.candidates[found.candidates["name"] == "青枫小区"]
            assert chosen[["lon", "subdistrict"]].to_numpy().tolist() == [[places[0, 0], "民族街道"]]
