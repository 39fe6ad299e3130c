"""A list made like a real one of 4,092 compounds: rows at one spot, names listed again near by, a town of streets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import circles
from circles.publish.payload import page_payload
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

_ROWS, _SPOT_ROWS = 4000, 100
_STREETS, _SPACING_M = 16, 300
_SYLLABLES = "金银翠碧云松竹梅兰菊枫柳湖山溪泉龙凤祥和福寿康宁安泰昌盛文德"
_KINDS = ("花园", "家园", "小区", "苑", "公寓", "新村")


@dataclass(frozen=True)
class Made:
    """A list, and what the rule that made it knows of it."""

    table: pd.DataFrame
    repeating: int
    compounds_repeated: int
    people_again: int
    people_at_spot: int
    households_repeating: float


def made(seed: int) -> Made:
    """Return 4,000 rows: 100 at one spot in a corner, of the others a third of the households listed again near by."""
    rng = np.random.default_rng(seed)
    side = (_STREETS - 1) * _SPACING_M
    names = rng.permutation([f"{a}{b}{kind}" for a in _SYLLABLES for b in _SYLLABLES for kind in _KINDS])
    rows: list[tuple[str, float, float, int, int, int]] = []
    while len(rows) < _ROWS - _SPOT_ROWS:
        copies = min(int(rng.choice([1, 2, 3], p=[0.82, 0.14, 0.04])), _ROWS - _SPOT_ROWS - len(rows))
        x, y = rng.uniform(0, side - 600, 2)
        compound = len(rows) and rows[-1][5] + 1
        for _ in range(copies):
            away = rng.uniform(-70, 70, 2)
            rows.append((names[compound], x + away[0], y + away[1], int(rng.integers(50, 3000)), 0, compound))
    spare = names[rows[-1][5] + 1 :][:_SPOT_ROWS]
    rows += [(name, side - 5.0, side + 10.0, int(rng.integers(50, 900)), 1, -1) for name in spare]
    table = pd.DataFrame(rows, columns=["小区名称", "x", "y", "常住人口", "spot", "compound"])
    table = table.sample(frac=1, random_state=seed).reset_index(drop=True)
    table["经度"], table["纬度"] = degrees(list(zip(table["x"], table["y"], strict=True))).T
    groups = table[table["spot"] == 0].groupby("compound")["常住人口"]
    several = groups.filter(lambda own: len(own) > 1)
    of_several = table.loc[several.index].groupby("compound")["常住人口"]
    return Made(
        table=table[["小区名称", "经度", "纬度", "常住人口"]],
        repeating=len(several),
        compounds_repeated=of_several.ngroups,
        people_again=int((of_several.sum() - of_several.max()).sum()),
        people_at_spot=int(table.loc[table["spot"] == 1, "常住人口"].sum()),
        households_repeating=several.sum() / table["常住人口"].sum(),
    )


def planned(folder: Path, table: pd.DataFrame, **blocks: Any) -> circles.Plan:
    along = [_SPACING_M * i for i in range(_STREETS)]
    lines = [[(x, y) for x in along] for y in along] + [[(x, y) for y in along] for x in along]
    features = [
        {
            "type": "Feature",
            "properties": {"fclass": "residential"},
            "geometry": {"type": "LineString", "coordinates": degrees(line).tolist()},
        }
        for line in lines
    ]
    (folder / "道路.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    lon, lat = degrees([(600 + 1200 * i, 610 + 1200 * j) for i in range(3) for j in range(3)]).T
    centers = pd.DataFrame({"名称": [f"{i}社区党群服务中心" for i in range(9)], "经度": lon, "纬度": lat})
    centers.to_csv(folder / "中心.csv", index=False)
    table.to_csv(folder / "小区.csv", index=False)
    files = {"streets": "道路.geojson", "centers": "中心.csv", "blocks": "小区.csv"}
    said: dict[str, dict[str, Any]] = {kind: {"file": str(folder / file)} for kind, file in files.items()}
    for kind in ("centers", "blocks"):
        said[kind]["datum"] = "WGS-84"
    said["blocks"] |= blocks
    return circles.plan(circles.read_study({"name": "示例城", **said}))


def figures(plan: circles.Plan, code: str, *names: str) -> list[Any]:
    (finding,) = [each for each in plan.warnings if each.code == code]
    return [finding.details[name].value for name in names]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", [1, 2])
def test_plan_tells_the_repeats_of_a_seeded_list_to_the_row_and_no_gap_is_a_spot_in_silence(
    tmp_path: Path, seed: int
) -> None:
    truth = made(seed)
    assert len(truth.table) == _ROWS
    assert 0.25 <= truth.households_repeating <= 0.36
    plan = planned(tmp_path, truth.table)
    assert figures(plan, "blocks_share_spot", "rows", "groups", "people") == [_SPOT_ROWS, 1, truth.people_at_spot]
    assert figures(plan, "blocks_listed_again", "rows", "groups", "extra", "people") == [
        truth.repeating,
        truth.compounds_repeated,
        truth.repeating - truth.compounds_repeated,
        truth.people_again,
    ]
    blocks = plan.blocks
    spot = blocks["shared_spot"].notna()
    (gap,) = blocks.loc[spot, "gap_id"].unique()
    told = figures(plan, "gaps_of_repeats", "rows", "people")
    doubtful = (spot | blocks["same_name"].notna()) & blocks["gap_id"].notna()
    assert told == [int(doubtful.sum()), blocks.loc[doubtful, "population"].sum()]
    payload = page_payload(plan, lang="zh", tiles=False)
    card = payload["repeats"]["gaps"][str(payload["gaps"]["id"].index(str(gap)))]
    assert card.startswith(f"其中 {_SPOT_ROWS} 行没有自己的坐标")
    doubted = {str(number) for number in blocks.loc[doubtful, "gap_id"]}
    assert {payload["gaps"]["id"][int(at)] for at in payload["repeats"]["gaps"]} == doubted


def test_the_seeded_list_merged_has_each_compound_once(tmp_path: Path) -> None:
    truth = made(3)
    plan = planned(tmp_path, truth.table, merge_namesakes_m=300)
    assert len(plan.blocks) == _ROWS - truth.repeating + truth.compounds_repeated
    assert plan.blocks["population"].sum() == truth.table["常住人口"].sum() - truth.people_again
    assert figures(plan, "namesakes_merged", "rows", "people") == [truth.repeating, truth.people_again]
    assert "blocks_listed_again" not in [finding.code for finding in plan.warnings]
