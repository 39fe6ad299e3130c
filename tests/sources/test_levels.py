from __future__ import annotations

import pytest

from circles.sources.streets.tags import level_text


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({}, ""),
        ({"bridge": "F", "tunnel": "F", "layer": "0.0"}, ""),
        ({"bridge": "no", "tunnel": "0", "layer": "0"}, ""),
        ({"bridge": "否", "elevated": "无", "layer": ""}, ""),
        ({"bridge": "T", "layer": "1.0"}, "bridge layer=1"),
        ({"bridge": "viaduct", "layer": "1"}, "bridge layer=1"),
        ({"elevated": "是"}, "bridge"),
        ({"bridge": "１", "layer": "２"}, "bridge layer=2"),
        ({"tunnel": "yes", "layer": "-1"}, "tunnel layer=-1"),
        ({"tunnel": "building_passage"}, "tunnel"),
        ({"layer": "道路中心线"}, ""),
        ({"layer": "nan", "bridge": "nan"}, ""),
        ({"layer": "inf"}, ""),
    ],
)
def test_level_is_empty_on_the_ground_and_normal_elsewhere(tags: dict[str, str], level: str) -> None:
    assert level_text(tags) == level
