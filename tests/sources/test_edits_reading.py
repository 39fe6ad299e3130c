"""Edits read from a layer, and their faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

import circles
from circles.sources import read_study
from tests.sources.small_files import write_study

if TYPE_CHECKING:
    from pathlib import Path

LANE = shapely.LineString([(114.283, 30.581), (114.284, 30.582)])
GATE = shapely.Point(114.283, 30.5815)


def study_with(tmp_path: Path, shapes: list[shapely.Geometry], **columns: list[str]) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(tmp_path / "修正 1.geojson", driver="GeoJSON")
    return write_study(tmp_path, '[edits]\nfile = "修正 1.geojson"\n')


def test_edits_are_read_in_both_languages(tmp_path: Path) -> None:
    path = study_with(
        tmp_path,
        [LANE, GATE, LANE.reverse()],
        类型=["通道", "出入口", "closed"],
        备注=["后巷", "西门", "围墙"],
        作者=["李", "李", ""],
        日期=["2026-11-01", "", ""],
    )
    edits = read_study(path).edits
    assert edits is not None
    assert edits["kind"].tolist() == ["path", "gate", "closed"]
    assert edits["note"].tolist() == ["后巷", "西门", "围墙"]
    assert len(set(edits["edit_id"])) == 3
    assert edits.geometry.iloc[1].equals(GATE)


def test_all_faults_of_edits_are_told(tmp_path: Path) -> None:
    path = study_with(tmp_path, [LANE, GATE, GATE], kind=["gate", "path", "tunnel"])
    with pytest.raises(circles.InputError) as caught:
        read_study(path)
    found = {(finding.code, finding.row) for finding in caught.value.findings}
    assert found == {("edit_shape_point", 1), ("edit_shape_line", 2), ("edit_kind_unknown", 3)}
    assert "修正 1.geojson" in caught.value.text("zh")


def test_edits_need_a_kind(tmp_path: Path) -> None:
    path = study_with(tmp_path, [LANE], note=["x"])
    with pytest.raises(circles.InputError, match="kind"):
        read_study(path)
