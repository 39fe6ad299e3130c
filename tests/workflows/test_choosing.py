"""Demonstration sites on a town worked by hand: one street, the walk allowed is 1,000 m."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

import circles
from circles import DemonstrationRules, InputError, QuestionError, Scenario
from circles.demonstration_table import LEFT_OUT
from circles.phrases import text_of
from circles.results import DEMONSTRATION_FILES
from tests.study_files import write_town
from tests.test_commands import called
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles import Demonstration, Plan

CENTERS = {"A": 0, "B": 3000, "C": 6000, "D": 9000, "E": 500, "F": 12_000}

BLOCKS = {
    # metres east, people
    "a": (100, 100.0),  # A 100, E 400
    "b": (1000, 50.0),  # A on the limit, E 500
    "c": (1500, 20.5),  # E on the limit
    "d": (3000, 200.0),  # B
    "e": (6900, 80.0),  # C 900
    "f": (7001, 40.0),  # C a metre too far
    "g": (9000, float("nan")),  # D, nobody knows how many
}

LISTED: dict[str, tuple[str, str, str, str, str, str]] = {
    # type, county, cost, services now, after, added
    "Center A": ("城", "东县", "60", "甲", "甲、乙、丙", ""),  # 150 people x 2
    "Center B": ("镇", "西县", "70", "", "", "乙"),  # 200 x 1
    "Center C": ("镇", "西县", "", "甲", "", "乙、丙、丁"),  # no cost
    "Center D": ("镇", "西县", "10", "甲", "", "乙"),  # no people
    "Center E": ("城", "东县", "30", "甲、丙", "", "丙，乙"),  # 170.5 x 1
    "Center F": ("镇", "西县", "10", "甲", "", "乙"),  # closed
    "Nowhere": ("镇", "北县", "10", "甲", "", "乙"),  # no such center
    "b": ("镇", "西县", "10", "", "甲", ""),  # no such center, and what it offers now is not said
}

SPENT: Mapping[str, Any] = {"budget_wan": 230, "fixed": "公园 100"}


def table(**changed: Any) -> pd.DataFrame:
    rows = [(name, *row) for name, row in LISTED.items()]
    names = ["中心", "类型", "县区", "费用（万元）", "现有服务", "改造后服务", "新增服务"]
    return pd.DataFrame(rows, columns=names).assign(**changed)


def planned(**asked: Any) -> Plan:
    places = {name: row[0] for name, row in BLOCKS.items()}
    at = sorted({*CENTERS.values(), *places.values(), -500, 12_500})
    lived = blocks({name: (x, 0) for name, x in places.items()}, population=[row[1] for row in BLOCKS.values()])
    open_or_not = centers({name: (x, 0) for name, x in CENTERS.items()}, closed=["F"])
    lines = streets(*([(west, 0), (east, 0)] for west, east in pairwise(at)))
    return circles.plan(town(lines, open_or_not, lived), Scenario(**asked))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


def chosen(plan: Plan, listed: pd.DataFrame | None = None, **asked: Any) -> Demonstration:
    return circles.choose(plan, table() if listed is None else listed, DemonstrationRules(**asked))


def ids(found: Demonstration, standing: str = "chosen") -> list[str]:
    return sorted(found.candidates.loc[found.candidates["standing"] == standing, "center_id"])


def of(found: Demonstration, name: str) -> Mapping[Any, Any]:
    row: Mapping[Any, Any] = found.candidates.set_index("center").loc[name].to_dict()
    return row


def test_people_services_and_worth_of_each(plan: Plan) -> None:
    found = chosen(plan, sites=2, **SPENT)
    told = {name: of(found, f"Center {name}") for name in "ABCDE"}
    assert {name: row["people"] for name, row in told.items() if name != "D"} == {
        "A": 150,
        "B": 200,
        "C": 80,
        "E": 170.5,
    }
    assert {name: row["services_gained"] for name, row in told.items()} == {"A": 2, "B": 1, "C": 3, "D": 1, "E": 1}
    assert {name: row["worth"] for name, row in told.items() if name in "ABE"} == {"A": 300, "B": 200, "E": 170.5}
    assert told["A"]["gained"] == ("乙", "丙")
    assert told["E"]["gained"] == ("乙",)
    assert (told["A"]["services_now"], told["A"]["services_after"]) == (1, 3)
    assert np.isnan(told["B"]["services_now"])


def test_what_is_not_known_is_left_out_and_never_nothing(plan: Plan) -> None:
    found = chosen(plan, sites=2, **SPENT)
    rows = found.candidates[found.candidates["standing"] == LEFT_OUT].set_index("center")
    assert rows["reasons"].to_dict() == {
        "Center C": ("no_cost",),
        "Center D": ("no_people",),
        "Center F": ("not_open",),
        "Nowhere": ("no_center",),
        "b": ("no_center", "no_services"),
    }
    assert rows["worth"].isna().all()
    assert rows["people"].isna().tolist() == [False, True, True, True, True]
    free = chosen(plan, sites=2)  # without a budget nobody needs a cost
    assert ids(free) == ["A", "C"]
    assert "1" in "".join(text_of(line, "en") for line in free.document().lines("chosen"))
    assert free.cost_yuan == 600_000


def test_the_budget_decides_to_the_yuan(plan: Plan) -> None:
    found = chosen(plan, sites=2, **SPENT)
    assert (ids(found), found.total, found.bound, found.cost_yuan) == (["A", "B"], 500_000, 500_000, 1_300_000)
    assert (found.people_sum, found.people_once) == (350_000, 350_000)
    less = chosen(plan, sites=2, budget_wan=229.9999, fixed="公园 100")
    assert (ids(less), less.total, less.cost_yuan) == (["A", "E"], 470_500, 900_000)
    assert (less.people_sum, less.people_once) == (320_500, 170_500)


def test_rules_of_types_and_counties(plan: Plan) -> None:
    poor: dict[str, Any] = {"sites": 2, "budget_wan": 129.9999}
    assert ids(chosen(plan, **poor)) == ["A", "E"]
    assert ids(chosen(plan, **poor, most_per_county=1)) == ["B", "E"]
    assert ids(chosen(plan, table(县区="东县"), **poor, least_per_type=1)) == ["B", "E"]
    assert ids(chosen(plan, sites=1, must="Center E")) == ["E"]
    assert ids(chosen(plan, sites=1, must_not="Center A、C")) == ["B"]


def test_reserves_one_more_and_more_money(plan: Plan) -> None:
    found = chosen(plan, sites=2, **SPENT)
    assert ids(found, "reserve") == ["E"]
    assert of(found, "Center E")["replaces"] == 1
    assert [text_of(line, "en") for line in found.document().lines("reserves")] == ["None of the type: 镇."]
    assert found.one_more is not None
    assert (found.one_more.status, set(found.one_more.against)) == ("infeasible", {("sites", ""), ("budget", "")})
    assert found.more_money is not None
    assert (found.more_money.total, found.more_money.enters) == (500_000, ())
    poor = chosen(plan, sites=2, budget_wan=100)
    assert ids(poor) == ["A", "E"]
    assert poor.more_money is not None
    assert (poor.more_money.total, poor.more_money.cost_yuan) == (500_000, 1_300_000)
    assert (poor.more_money.enters, poor.more_money.leaves) == (("B",), ("E",))
    rich = chosen(plan, sites=2, budget_wan=160)
    assert rich.one_more is not None
    assert (rich.one_more.total, rich.one_more.enters) == (670_500, ("E",))


def test_why_a_community_was_not_chosen(plan: Plan) -> None:
    found = chosen(plan, sites=2, **SPENT, must_not="B", why="E、Center C、A、B")
    assert found.asked == ("E", "C", "A", "B")
    assert ids(found) == ["A", "E"]
    assert of(found, "Center B")["against"] == (("must_not", "Center B"),)
    found = chosen(plan, sites=2, **SPENT, why="E")
    row = of(found, "Center E")
    assert (row["total_with_it"], row["loses"]) == (470.5, 29.5)  # A and E
    words = [text_of(line, "en") for line in found.document().lines("why")]
    assert words == ["Center E: the best choice with it comes to 471 person-services, 30 fewer than the one chosen."]


def test_equal_choices_are_told_apart_by_id(plan: Plan) -> None:
    same = table(**{"费用（万元）": "10", "新增服务": "丁", "改造后服务": "", "现有服务": ""}).head(1)
    listed = pd.concat([same.assign(中心=name) for name in ("Center E", "Center A")])
    even = replace(
        plan, blocks=plan.blocks.assign(population=plan.blocks["population"].where(plan.blocks["block_id"] != "c", 0.0))
    )
    for order in (listed, listed[::-1]):
        found = chosen(even, order, sites=1, why="E")
        assert ids(found) == ["A"]
        assert of(found, "Center E")["loses"] == 0
        assert "as many" in text_of(found.document().lines("why")[0], "en")


def test_only_services_of_the_list_count_and_others_are_named() -> None:
    found = chosen(planned(required_services="甲、乙"), sites=1)
    assert of(found, "Center A")["services_gained"] == 1
    assert of(found, "Center C")["gained"] == ("乙",)
    assert [finding.code for finding in found.warnings] == ["demonstration_services_not_listed"]
    assert "丙, 丁" in found.warnings[0].text()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sites": 4, **SPENT}, "4 sites in all (3 take part)."),
        (
            {"sites": 2, "budget_wan": 80},
            "a budget of 80 (10,000 yuan) once fixed items are paid (the other rules need at least 90)",
        ),
        ({"sites": 1, "least_per_county": 1}, "at least 1 of the county “北县” (0 take part)."),
        ({"sites": 2, "least_per_type": 1, "must_not": "A、E", **SPENT}, "“Center E” must not be chosen"),
        ({"sites": 1, **SPENT, "must": "Center C"}, "the cost is not known"),
        ({"sites": 1, "must": "Center Q"}, "The list has no such center"),
        ({}, "It is not said how many"),
    ],
)
def test_questions_without_an_answer_are_told_in_their_own_terms(plan: Plan, asked: Any, words: str) -> None:
    with pytest.raises(QuestionError) as refused:
        chosen(plan, **asked)
    assert words in str(refused.value)
    assert refused.value.text("zh")


def test_a_list_with_faults_is_refused_with_all_of_them(plan: Plan) -> None:
    with pytest.raises(InputError) as refused:
        chosen(plan, table(**{"费用（万元）": ["60", "abc", "1.00001", "", "5", "5", "5", "-5"]}), sites=1)
    assert {finding.code for finding in refused.value.findings} == {"not_a_number", "not_whole_yuan", "negative_number"}
    with pytest.raises(InputError, match="no unit"):
        chosen(plan, table().rename(columns={"费用（万元）": "费用"}), sites=1)
    with pytest.raises(InputError, match="no column for the community"):
        chosen(plan, table().drop(columns="中心"), sites=1)
    with pytest.raises(InputError, match="no column for the services after"):
        chosen(plan, table().drop(columns=["改造后服务", "新增服务"]), sites=1)
    with pytest.raises(InputError, match="same center"):
        chosen(plan, pd.concat([table(), table().head(1)]), sites=1)


def test_units_of_costs(plan: Plan) -> None:
    for heading, cell in (
        ("cost_wan", "59.375"),
        ("cost_yuan", "593750"),
        ("费用", "59.375万元"),
        ("费用（元）", "593,750"),
    ):
        listed = table().drop(columns="费用（万元）").assign(**{heading: cell})
        assert chosen(plan, listed, sites=1).candidates["cost_wan"].tolist() == [59.375] * len(LISTED)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"sites": 0}, "bad_setting"),
        ({"sites": 1.5}, "wrong_type"),
        ({"budget_wan": 0}, "bad_setting"),
        ({"budget_wan": 1.00001}, "not_whole_yuan"),
        ({"fixed": "公园"}, "fixed_without_amount"),
        ({"fixed": "公园 1.00001"}, "not_whole_yuan"),
    ],
)
def test_rules_that_are_none(asked: Any, code: str) -> None:
    with pytest.raises(InputError) as refused:
        DemonstrationRules(**asked)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_community_means_the_center_that_names_it(plan: Plan) -> None:
    named = plan.centers.assign(community=["东湖社区", "西湖", "南湖、北湖社区", "", "东湖", ""])
    listed = pd.DataFrame({"社区": ["东湖", "西湖社区", "北湖"], "新增服务": ["乙", "乙", "乙"]})
    found = chosen(replace(plan, centers=named), listed, sites=1, must="西湖")
    assert found.candidates.set_index("community")["center_id"].to_dict() == {"东湖": "", "西湖社区": "B", "北湖": "C"}
    assert found.candidates.set_index("community").loc["东湖", "reasons"] == ("several_centers",)


def test_a_name_that_holds_what_sets_names_apart_is_one_name(plan: Plan) -> None:
    named = plan.centers.assign(name=["甲、乙", "丙", "乙", "丁", "戊", "己"], community=["无", "", "", "", "", ""])
    listed = pd.DataFrame({"中心": ["甲、乙", "丙", "乙"], "新增服务": "甲"})
    found = chosen(replace(plan, centers=named), listed, sites=1, why="甲、乙", must="丙")
    assert (found.asked, ids(found)) == (("A",), ["B"])


def test_people_are_told_with_what_they_are(plan: Plan) -> None:
    said = replace(plan, study=replace(plan.study, population_label="estimate"))
    heads = [text_of(head.words, "en") for head in chosen(said, sites=1).document().table("chosen").heads]
    assert "People within the walk (estimate)" in heads


def test_the_command_writes_the_choice_and_tells_it(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    names = circles.read_study(study).centers
    opened = names.loc[names["status"] == "open", "name"].tolist()
    listed = pd.DataFrame({"center": opened, "services_added": "library", "cost_wan": 50})
    listed.to_csv(tmp_path / "listed.csv", index=False)
    words = ["choose", str(study), "--candidates", str(tmp_path / "listed.csv"), "--sites", "1", "--budget", "60"]
    ended = called(*words, "--out", str(tmp_path / "out"))
    assert ended.exit_code == 0, ended.output
    assert "Proven best" in ended.output
    assert set(DEMONSTRATION_FILES) <= {file.name for file in (tmp_path / "out").iterdir()}
    with (tmp_path / "out" / "demonstration.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["standing"] == "chosen"
    told = json.loads((tmp_path / "out" / "demonstration.json").read_text(encoding="utf-8"))
    assert (told["status"], told["exact"]["objective"]) == ("optimal", told["exact"]["bound"])
    book = openpyxl.load_workbook(tmp_path / "out" / "demonstration.xlsx")
    assert book["Demonstration sites"]["A2"].value == "chosen"
    marked = pyogrio.read_dataframe(tmp_path / "out" / "plan.gpkg", layer="centers").set_index("name")["demonstration"]
    assert marked[rows[0]["center"]] == "chosen"
    refused = called(*words[:4], "--sites", "9", "--out", str(tmp_path / "other"))
    assert refused.exit_code == 2
    assert "9 sites in all" in " ".join(refused.output.split())
    assert not (tmp_path / "other").exists()
    again = called("plan", str(study), "--out", str(tmp_path / "out"))
    assert again.exit_code == 0, again.output
    assert not set(DEMONSTRATION_FILES) & {file.name for file in (tmp_path / "out").iterdir()}


def test_the_study_says_list_and_rules(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    opened = circles.read_study(study).centers.query("status == 'open'")["name"].tolist()
    pd.DataFrame({"center": opened, "services_added": "library"}).to_csv(tmp_path / "listed.csv", index=False)
    said = study.read_text(encoding="utf-8") + '\n[demonstration]\nfile = "listed.csv"\nsites = 1\n'
    study.write_text(said, encoding="utf-8")
    found = circles.choose(circles.plan(circles.read_study(study)))
    assert (found.candidates["standing"] == "chosen").sum() == 1
    study.write_text(said + 'fixed = "park"\nsite = 3\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        circles.read_study(study)
    assert {finding.column for finding in refused.value.findings} == {"demonstration.site"}
    study.write_text(said + 'fixed = "park"\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        circles.read_study(study)
    assert [(each.code, each.column) for each in refused.value.findings] == [
        ("fixed_without_amount", "demonstration.fixed")
    ]
