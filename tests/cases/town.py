"""A town of our own as an office hands it over, with walks worked by hand: what a case changes, a test changes in it.

Five streets run east and five north, 400 m apart. A compound lies 20 m off a street and a center 10 m, so a walk is
30 m and the way along the streets. The third center is being built: who takes it for open gets two verdicts wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

import circles
from circles import tables
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from circles import Plan

STREETS = "道路.geojson"
CENTERS = "党群服务中心.csv"
COMPOUNDS = "小区.xlsx"

_SPACING_M = 400
_STREETS = 5

_CENTERS = (
    ("东湖社区党群服务中心", (500, 10), "已启用", 700, "湖滨街道", "东湖社区"),
    ("西岭社区党群服务中心", (1300, 1210), "已启用", 1250, "山前街道", "西岭社区"),
    ("南屏社区党群服务中心", (500, 1210), "在建", 1800, "山前街道", "南屏社区"),
)

_COMPOUNDS = (
    ("榆荫小区", (200, 20), 900, 350, "湖滨街道", "东湖社区"),
    ("听涛苑", (700, 20), 1400, 530, "湖滨街道", "东湖社区"),
    ("金桂家园", (1300, 20), 650, 240, "湖滨街道", "东湖社区"),
    ("锦绣新村", (100, 820), 2100, 800, "湖滨街道", "东湖社区"),
    ("望岭公寓", (900, 820), 760, 310, "山前街道", "西岭社区"),
    ("朝晖里", (1500, 1620), 1300, 480, "山前街道", "西岭社区"),
    ("雁栖府", (300, 1620), 880, 330, "山前街道", "南屏社区"),
    ("松下小区", (300, 1220), 1540, 590, "山前街道", "南屏社区"),
    ("书香苑", (1000, 420), 1120, 420, "湖滨街道", "东湖社区"),
)

WALK_M: Mapping[str, float] = {
    "榆荫小区": 300 + 30,
    "听涛苑": 200 + 30,
    "金桂家园": 800 + 30,
    "锦绣新村": 300 + 800 + 100 + 30,  # west to the first street north, down it, on to the center
    "望岭公寓": 300 + 400 + 100 + 30,
    "朝晖里": 100 + 400 + 300 + 30,
    "雁栖府": 100 + 400 + 900 + 30,
    "松下小区": 1000 + 30,
    "书香苑": 200 + 400 + 300 + 30,
}
"""Metres from each compound to the nearest open center; 1,000 m is the limit."""

CLOSE_M = 0.5
"""How far a walk may be from that in metres: the town is drawn in degrees, on a plane of its southern edge."""

PEOPLE = sum(people for _, _, people, *_ in _COMPOUNDS)
PEOPLE_INSIDE = sum(people for name, _, people, *_ in _COMPOUNDS if WALK_M[name] <= 1000)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a plan of a folder says, by name of compound, and the codes of what it tells."""

    walk_m: Mapping[str, float]
    verdict: Mapping[str, str]
    people: Mapping[str, float]
    codes: tuple[str, ...]
    plan: Plan = field(repr=False)


def streets_geojson() -> str:
    """Return the streets of the town as GeoJSON."""
    along = [_SPACING_M * i for i in range(_STREETS)]
    lines = [[(x, y) for x in along] for y in along] + [[(x, y) for y in along] for x in along]
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"第{i}街", "fclass": "residential"},
            "geometry": {"type": "LineString", "coordinates": degrees(line).tolist()},
        }
        for i, line in enumerate(lines, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def centers_table() -> pd.DataFrame:
    """Return the centers as an office lists them: 名称, 经度, 纬度, 状态, 建筑面积, 街道, 社区."""
    return _listed(_CENTERS, "名称", "状态", "建筑面积", "街道", "社区")


def compounds_table() -> pd.DataFrame:
    """Return the compounds as an office lists them: 小区名称, 经度, 纬度, 常住人口, 户数, 街道, 社区."""
    return _listed(_COMPOUNDS, "小区名称", "常住人口", "户数", "街道", "社区")


def _listed(rows: Sequence[tuple[Any, ...]], name: str, *further: str) -> pd.DataFrame:
    """Return rows of a name, a place in metres and further cells as a table with degrees."""
    lon, lat = degrees([place for _, place, *_ in rows]).T
    names, _, *columns = (list(column) for column in zip(*rows, strict=True))
    return pd.DataFrame({name: names, "经度": lon, "纬度": lat, **dict(zip(further, columns, strict=True))})


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV or XLSX, by the ending."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        table.to_excel(path, index=False, engine="openpyxl")


def write_town(
    folder: Path, *, centers: pd.DataFrame | None = None, compounds: pd.DataFrame | None = None, streets: str = ""
) -> None:
    """Write the town into a folder; a table that is given stands in the place of its own, an empty one is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STREETS).write_text(streets or streets_geojson(), encoding="utf-8")
    named = {CENTERS: centers_table() if centers is None else centers}
    named |= {COMPOUNDS: compounds_table() if compounds is None else compounds}
    for name, table in named.items():
        if len(table.columns):
            write_table(table, folder / name)


def planned(folder: Path, *, begin: bool = True, options: Mapping[str, Any] | None = None) -> Answer:
    """Return what a plan of a folder says; the study is begun from its files first, unless it has one."""
    if begin:
        circles.init_study(folder)
    plan = circles.plan(circles.read_study(folder / "study.toml", options=options))
    blocks = plan.blocks
    return Answer(
        walk_m=dict(zip(blocks["name"], blocks["walk_m"], strict=True)),
        verdict=dict(zip(blocks["name"], blocks["verdict"], strict=True)),
        people=dict(zip(blocks["name"], blocks["population"], strict=True)),
        codes=tuple(finding.code for finding in plan.warnings),
        plan=plan,
    )


def assert_right(answer: Answer) -> None:
    """Assert that an answer is the town's: every walk, verdict and figure of people."""
    assert answer.walk_m.keys() == WALK_M.keys()
    far = {name: (walk, WALK_M[name]) for name, walk in answer.walk_m.items() if abs(walk - WALK_M[name]) > CLOSE_M}
    assert not far
    inside = {name for name, verdict in answer.verdict.items() if verdict == tables.INSIDE}
    assert inside == {name for name, walk in WALK_M.items() if walk <= 1000}
    assert sum(answer.people.values()) == PEOPLE
    assert sum(answer.people[name] for name in inside) == PEOPLE_INSIDE
