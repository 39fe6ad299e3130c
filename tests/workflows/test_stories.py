"""Plans explained, compared and changed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import circles
from circles import texts
from tests.towns import CENTIMETRES, blocks, centers, square, streets, town


def river_town() -> circles.Study:
    lines = streets(
        [(0, 0), (600, 0)], [(600, 0), (1000, 0)], [(1000, 0), (1000, 100)], [(1000, 100), (0, 100)],
        name=["South Street", "South Street", "Bridge", ""],
    )  # fmt: skip
    places = {"B1": (0, 130), "B2": (300, -20), "B3": (500, 900)}
    return town(lines, {"A": (0, -10)}, blocks(places, population=[100, 20, 3]))


def test_explain_tells_every_metre() -> None:
    plan = circles.plan(river_town(), circles.Scenario(minutes=60))
    walk = circles.explain(plan, "B1")
    assert walk.parts["part"].tolist() == ["access", "street", "street", "street", "center_leg"]
    assert walk.parts["name"].tolist() == ["", "", "Bridge", "South Street", ""]
    assert walk.parts["length_mm"].sum() == round(walk.walk_m * 1000)
    metres = (walk.parts["length_mm"] / 1000).tolist()
    assert metres == pytest.approx([30, 1000, 100, 1000, 10], abs=CENTIMETRES)
    assert walk.straight_m == pytest.approx(140, abs=0.1)
    assert walk.detour == pytest.approx(2140 / 140, abs=0.01)
    ends = [walk.parts.geometry.iloc[0].coords[0], walk.parts.geometry.iloc[-1].coords[-1]]
    assert ends[0] == pytest.approx(plan.blocks.geometry.iloc[0].coords[0])
    assert ends[1] == pytest.approx(plan.centers.geometry.iloc[0].coords[0])
    joints = zip(walk.parts.geometry[:-1], walk.parts.geometry[1:], strict=True)
    assert all(np.hypot(*np.subtract(a.coords[-1], b.coords[0])) < 1e-6 for a, b in joints)
    assert "unnamed street" in str(walk.document().table("parts").texts("en"))


def test_explain_a_block_on_the_centers_own_street() -> None:
    walk = circles.explain(circles.plan(river_town()), "B2")
    assert walk.parts["name"].tolist() == ["", "South Street", ""]
    assert walk.walk_m == pytest.approx(330, abs=CENTIMETRES)


def test_explain_a_block_without_a_walk_tells_why() -> None:
    walk = circles.explain(circles.plan(river_town()), "B3")
    assert walk.parts.empty
    assert walk.sentence() == "Block B3: no street near enough"
    assert "<table>" not in walk._repr_html_()


def test_explain_an_unknown_block_names_one_that_is_known() -> None:
    with pytest.raises(circles.QuestionError, match="for example B1"):
        circles.explain(circles.plan(river_town()), "B99")


def test_every_walk_of_a_grid_adds_up() -> None:
    rng = np.random.default_rng(5)
    lines = [[(x, y), (x + 100, y)] for x in range(0, 1000, 100) for y in range(0, 1100, 100)]
    lines += [[(x, y), (x, y + 100)] for x in range(0, 1100, 100) for y in range(0, 1000, 100)]
    spots = rng.uniform(0, 1000, (60, 2)).tolist()
    study = town(
        streets(*lines), {f"C{i}": tuple(spots[i]) for i in range(6)}, {f"B{i}": tuple(spots[i]) for i in range(6, 60)}
    )
    plan = circles.plan(study)
    for block in plan.blocks["block_id"]:
        walk = circles.explain(plan, block)
        assert walk.parts["length_mm"].sum() == round(walk.walk_m * 1000)
        drawn_m = walk.parts.to_crs(study.metric_crs).length
        assert drawn_m.to_numpy() == pytest.approx(walk.parts["length_mm"] / 1000, abs=0.2)


def test_compare_tells_what_a_new_center_gains() -> None:
    lines = streets([(0, 0), (5000, 0)])
    places = {"B1": square(200, 10, 50), "B2": square(3000, 10, 50), "B3": square(1700, 10, 50)}
    study = town(lines, {"A": (0, 0)}, blocks(places, population=[1, 20, np.nan]))
    before = circles.plan(study)
    corner = study.blocks.geometry.iloc[1].centroid
    after = circles.plan(study.with_center("New", corner.x, corner.y))
    change = circles.compare(before, after)
    assert change.blocks.set_index("block_id")["change"].to_dict() == {
        "B1": "unchanged",
        "B2": "gained",
        "B3": "minutes_changed",
    }
    assert list(change.totals.loc["gained"]) == [1, 20.0, 0]
    assert list(change.totals.loc["minutes_changed"]) == pytest.approx([1, np.nan, 1], nan_ok=True)
    back = circles.compare(after, before)
    assert back.totals.loc["lost", "people"] == 20.0
    assert "now inside" in change._repr_html_()


def test_compare_names_blocks_of_one_answer_only() -> None:
    lines = streets([(0, 0), (5000, 0)])
    one = circles.plan(town(lines, {"A": (0, 0)}, {"B1": (10, 0), "B2": (20, 0)}))
    other = circles.plan(town(lines, {"A": (0, 0)}, {"B2": (20, 0), "B3": (30, 0)}))
    change = circles.compare(one, other)
    assert change.blocks["change"].tolist() == ["removed", "unchanged", "added"]


def test_what_if_changes_nothing_in_place() -> None:
    study = river_town()
    more = study.with_center("New", 114.31, 30.61)
    assert len(study.centers) == 1
    assert more.centers["center_id"].tolist() == ["A", "N001"]
    closed = more.with_status("A", "closed")
    assert more.centers["status"].tolist() == ["open", "open"]
    assert closed.centers["status"].tolist() == ["closed", "open"]
    with pytest.raises(circles.QuestionError, match="no center"):
        study.with_status("Z", "open")
    with pytest.raises(circles.InputError, match="not a place in degrees"):
        study.with_center("New", float("nan"), 0)
    with pytest.raises(circles.InputError, match="taken"):
        study.with_center("New", 0, 0, center_id="A")


@pytest.mark.parametrize(
    "settings",
    [
        {"minutes": 0},
        {"minutes": -5},
        {"minutes": float("nan")},
        {"minutes": float("inf")},
        {"minutes": 0.001},
        {"minutes": True},
        {"walking_speed_kmh": 0},
        {"walking_speed_kmh": 4.00001},
        {"cell_m": 0},
        {"cell_m": 0.01},
        {"cell_m": 1e7},
        {"frontage_m": 1e7},
        {"minutes": 1e300},
        {"minutes": 1441},
        {"walking_speed_kmh": 51},
        {"max_snap_m": float("nan")},
    ],
)
def test_impossible_scenarios_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(circles.InputError):
        circles.Scenario(**settings)


def test_speed_only_moves_the_limit() -> None:
    assert circles.Scenario().limit_mm == 1_000_000
    assert circles.Scenario(walking_speed_kmh=2.88).limit_mm == 720_000
    study = river_town()
    slow, fast = (circles.plan(study, circles.Scenario(walking_speed_kmh=speed)) for speed in (2.88, 5.0))
    assert slow.blocks["walk_m"].equals(fast.blocks["walk_m"])
    assert (slow.circles["reach_m"] <= fast.circles["reach_m"]).all()


def test_network_built_before_is_used_again() -> None:
    study = river_town()
    graph = circles.build_network(study.streets)
    assert circles.plan(study, walk_network=graph).blocks.equals(circles.plan(study).blocks)


def test_area_beyond_the_streets_is_warned_of() -> None:
    study = river_town()
    from dataclasses import replace

    area = study.streets.union_all().convex_hull
    plan = circles.plan(replace(study, area=area))
    assert [finding.code for finding in plan.warnings] == ["streets_short_of_area", "streets_sparse"]


def test_summary_is_plain_json_and_repeats() -> None:
    plans = [circles.plan(river_town()) for _ in range(2)]
    told = [json.dumps(plan.summary(), allow_nan=False, ensure_ascii=False) for plan in plans]
    assert told[0] == told[1]
    summary = plans[0].summary()
    assert summary["counts"]["blocks"] == 3
    assert summary["minutes"]["worst"] == pytest.approx(2140 * 60 / 4000, abs=0.01)
    assert summary["account"]["people"]["total"] == 123.0
    for lang in texts.LANGUAGES:
        assert plans[0].sentence(lang) in plans[0]._repr_html_() or plans[0].study.lang != lang


def test_chinese_names_make_a_chinese_plan() -> None:
    lines = streets([(0, 0), (5000, 0)])
    named = centers({"A": (0, 0)}).assign(name="党群服务中心")
    plan = circles.plan(town(lines, named, {"B1": (10, 0)}))
    assert plan.study.lang == "zh"
    assert "覆盖率 100.0%" in plan.sentence()
