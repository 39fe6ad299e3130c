"""Two answers compared: what is the same block, what was asked differently, and that all outputs say it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import circles
from circles.answers.comparison import CHANGES
from circles.cli import app
from circles.document import document_of
from circles.plain_values import plain_values
from circles.planning_study import METHOD_VERSION
from tests.cases.town import COMPOUNDS, compounds_table, planned, write_town
from tests.towns import blocks, degrees, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

LINES = streets([(0, 0), (5000, 0)])


def plan_of(places: gpd.GeoDataFrame, *, minutes: float = 15) -> circles.Plan:
    return circles.plan(town(LINES, {"A": (0, 0)}, places), circles.Scenario(minutes=minutes))


def counted(change: circles.Comparison) -> dict[str, int]:
    return {name: int(change.totals["blocks"][name]) for name in CHANGES if change.totals["blocks"][name]}


def test_one_more_block_without_an_id_changes_no_other(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_town(first)
    lon, lat = degrees([(1100, 1220)])[0]
    one_more = {"小区名称": "新添小区", "经度": lon, "纬度": lat, "常住人口": 500, "户数": 200}
    more = pd.concat([pd.DataFrame([one_more]), compounds_table().sample(frac=1, random_state=3)], ignore_index=True)
    write_town(second, compounds=more)
    before, after = planned(first).plan, planned(second).plan
    change = circles.compare(before, after)
    assert counted(change) == {"unchanged": 9, "added": 1}
    assert change.blocks.loc[change.blocks["change"] == "added", "name"].tolist() == ["新添小区"]

    stored = [circles.write_plan(plan, tmp_path / name).folder for name, plan in (("a", before), ("b", after))]
    assert counted(circles.compare(*map(circles.read_plan, stored))) == {"unchanged": 9, "added": 1}
    ended = CliRunner().invoke(app, ["compare", *map(str, stored), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert ended.exit_code == 0, ended.output
    assert re.search(r"only in the second +1 ", ended.output)
    table = pd.read_csv(tmp_path / "out" / "changes.csv")
    assert table["change"].value_counts().to_dict() == {"unchanged": 9, "added": 1}
    page = (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    assert "Walk coverage rate of people" in page
    assert COMPOUNDS.endswith(".xlsx")


def named(*rows: tuple[str, str, float], population: float = 10) -> gpd.GeoDataFrame:
    """Return point blocks 10 m off the street: id, name, metres along it."""
    drawn = blocks({block_id: (x, 10.0) for block_id, _, x in rows}, population=[population] * len(rows))
    return drawn.assign(name=[name for _, name, _ in rows])


MADE = ("B-AAAAAAAAAAAA", "B-BBBBBBBBBBBB", "B-CCCCCCCCCCCC")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # An id that was given is a block's own, whatever it is called now.
        ([("1", "甲", 100)], [("1", "乙", 100)], {"unchanged": 1}),
        ([("1", "甲", 100)], [("2", "甲", 100)], {"added": 1, "removed": 1}),
        # Of a made one, name and place decide: a compound surveyed anew 20 m off is the same.
        ([(MADE[0], "甲", 100)], [(MADE[1], "甲", 120)], {"minutes_changed": 1}),
        ([(MADE[0], "甲 小区", 100)], [(MADE[1], "甲小区", 100)], {"unchanged": 1}),
        ([(MADE[0], "甲", 100)], [(MADE[1], "甲", 500)], {"added": 1, "removed": 1}),
        ([(MADE[0], "甲", 100)], [(MADE[1], "丙", 100)], {"added": 1, "removed": 1}),
        ([(MADE[0], "", 100)], [(MADE[1], "", 100)], {"added": 1, "removed": 1}),
        # A list that was given ids meanwhile.
        ([(MADE[0], "甲", 100)], [("7", "甲", 100)], {"unchanged": 1}),
        # Each takes its nearest; nobody is taken twice.
        (
            [(MADE[0], "甲", 100), (MADE[1], "甲", 200)],
            [(MADE[2], "甲", 190)],
            {"minutes_changed": 1, "removed": 1},
        ),
    ],
)
def test_what_is_the_same_block(before: Any, after: Any, expected: dict[str, int]) -> None:
    change = circles.compare(plan_of(named(*before)), plan_of(named(*after)))
    assert counted(change) == expected


def test_settings_that_differ_are_told_first_then_both_rates() -> None:
    places = named(("1", "甲", 100), ("2", "乙", 900), population=50)
    before, after = plan_of(places), plan_of(places, minutes=10)
    change = circles.compare(before, after, lang="en", names=("today", "stricter"))
    first, second, *_ = document_of(change).shown
    assert first.lines[0].text("en").startswith("note: Asked differently: minutes allowed 15 → 10;")
    assert second.lines[0].text("en") == "Walk coverage rate of people: 100.0% (today) → 50.0% (stricter)"
    facts = plain_values(document_of(change).facts)
    assert facts["differing_settings"] == {"minutes": {"before": 15, "after": 10}}
    assert facts["coverage_rate"] == {"before": 1.0, "after": 0.5}
    assert circles.compare(before, before).differing_settings == {}


def test_blocks_alone_are_compared_without_settings() -> None:
    plan = plan_of(named(("1", "甲", 100)))
    change = circles.compare(plan.blocks, plan)
    assert change.differing_settings == {}
    assert change.sentence("en") == "Walk coverage rate of people: 100.0% (1) → 100.0% (2)"


def test_a_block_without_a_place_is_compared_and_not_drawn(tmp_path: Path) -> None:
    places = blocks({"1": (100.0, 10.0), "2": None}, population=[1, np.nan])
    change = circles.compare(plan_of(places), plan_of(places.iloc[:1]))
    assert counted(change) == {"unchanged": 1, "removed": 1}
    files = circles.write_comparison(change, tmp_path)
    assert [file.name for file in files] == ["changes.csv", "changes.html"]


def test_files_are_the_same_each_time_and_nothing_of_a_name_is_run(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>${alert(2)}`</script>"
    change = circles.compare(plan_of(named(("1", hostile, 100))), plan_of(named(("1", hostile, 900))))
    one, other = (circles.write_comparison(change, tmp_path / name) for name in "ab")
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]
    page = one[1].read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "${alert" not in page
    assert "alert(2)" not in page  # names travel in the packed data alone


def test_no_result_of_a_plan_is_mixed_with_a_comparison(tmp_path: Path) -> None:
    plan = plan_of(named(("1", "甲", 100)))
    circles.write_plan(plan, tmp_path / "maps")
    before = {file.name: file.read_bytes() for file in (tmp_path / "maps").iterdir()}
    with pytest.raises(circles.OutputError):
        circles.write_comparison(circles.compare(plan, plan), tmp_path / "maps")
    assert {file.name: file.read_bytes() for file in (tmp_path / "maps").iterdir()} == before
    assert json.loads(before["summary.json"])["method_version"] == METHOD_VERSION
