"""What ``init`` makes of streets: a road surface is no area, lines without nodes are joined."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles.errors import InputError
from circles.phrases import text_of
from tests.cases.town import STREETS, assert_right, planned, streets_geojson, write_town

if TYPE_CHECKING:
    from pathlib import Path


def said(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))


def surface() -> Any:
    lines = [shapely.geometry.shape(each["geometry"]) for each in json.loads(streets_geojson())["features"]]
    return shapely.union_all(lines).buffer(0.00008)


@pytest.mark.parametrize(
    ("file", "columns", "parts"),
    [
        ("道路.geojson", {"用地代码": "S1"}, 1),
        ("规划_道路红线.gpkg", {"名称": "主干路"}, 8),
        ("用地现状.gpkg", {"用地性质": "城市道路用地"}, 1),
        ("road surface.geojson", {"id": "1"}, 2),
    ],
)
def test_a_road_surface_is_no_area_and_no_blocks(
    file: str, columns: dict[str, str], parts: int, tmp_path: Path
) -> None:
    write_town(tmp_path)
    (tmp_path / STREETS).unlink()
    shapes = [shapely.affinity.translate(surface(), 0.00001 * i) for i in range(parts)]
    frame = gpd.GeoDataFrame({name: [value] * parts for name, value in columns.items()}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / file, engine="pyogrio")
    begun = circles.init_study(tmp_path)
    assert said(tmp_path)["streets"]["file"] == file
    assert "area" not in said(tmp_path)
    assert any(file in text_of(words, "zh") for words in begun.to_decide)
    assert begun.commands == ()
    with pytest.raises(InputError) as caught:
        circles.read_study(tmp_path / "study.toml")
    assert {finding.code for finding in caught.value.findings} <= {"no_lines", "not_a_line"}


def test_lines_are_taken_before_their_surface(tmp_path: Path) -> None:
    write_town(tmp_path)
    gpd.GeoDataFrame({"名称": ["路"]}, geometry=[surface()], crs=4326).to_file(
        tmp_path / "道路面.gpkg", engine="pyogrio"
    )
    assert_right(planned(tmp_path))
    assert said(tmp_path)["streets"]["file"] == STREETS
    assert "area" not in said(tmp_path)


def without_nodes(step: int) -> str:
    """Return the streets with only every `step`-th vertex: lines cross where no vertex is."""
    drawn = json.loads(streets_geojson())
    for feature in drawn["features"]:
        feature["geometry"]["coordinates"] = feature["geometry"]["coordinates"][::step]
    return json.dumps(drawn)


def test_streets_without_nodes_are_joined_and_that_is_said(tmp_path: Path) -> None:
    write_town(tmp_path, streets=without_nodes(4))
    begun = circles.init_study(tmp_path)
    assert said(tmp_path)["streets"] == {"file": STREETS, "crossings": "join"}
    assert any("join" in text_of(words, "zh") for words in begun.to_decide)
    assert_right(planned(tmp_path, begin=False))


def test_streets_with_nodes_are_not(tmp_path: Path) -> None:
    write_town(tmp_path)
    circles.init_study(tmp_path)
    assert said(tmp_path)["streets"]["crossings"] == "shared"
