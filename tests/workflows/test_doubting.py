"""How sure a verdict is: all 36 of each block, worked by hand before the code (docs/method.md, How sure)."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

import circles
from circles import Scenario, coverage, network, plan, tables
from circles.answers.standing_words import assumptions_words
from circles.data_edge import DataEdge
from circles.document import document_of
from circles.errors import InputError, OutputError
from circles.phrases import text_of
from circles.publish.doubt_files import doubt_files
from circles.publish.payload import page_payload
from circles.publish.plan_workbook import plan_workbook
from circles.sources.inputs.gates import gates_from
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.towns import Place, blocks, centers, degrees, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers import Doubt
    from circles.planning_study import Study

# Limits of 11.1 minutes: 666 m at 3.6 km/h, 740 m at 4.0, 814 m at 4.4. Rows are these speeds, columns the legs
# less 30 m, as they are, and 30 m more; i is inside, o outside. Each block by compounds and the end at the data's edge.
NONE, ALL = "ooo ooo ooo", "iii iii iii"
EXPECTED = {
    # In or out 10 + 800 + 100 + 800 + 10 = 1,720 m; open by x = 500 720 m; beyond the edge 519.5 m.
    "both": {
        ("in or out", "low"): ALL,
        ("in or out", "high"): NONE,
        ("open", "low"): ALL,
        ("open", "high"): "ooo iio iii",
    },
    # 1,020 m, open 820 m: with 10 m less it is 810 m.
    "together": {
        ("in or out", "low"): NONE,
        ("in or out", "high"): NONE,
        ("open", "low"): "ooo ooo ioo",
        ("open", "high"): "ooo ooo ioo",
    },
    # 20 + 690 + 10 = 720 m; 700 without the leg, 750 with 30 m more.
    "leg": dict.fromkeys([(one, end) for one in ("in or out", "open") for end in ("low", "high")], "ooo iio iii"),
    "gated": dict.fromkeys([(one, end) for one in ("in or out", "open") for end in ("low", "high")], "ooo iio iii"),
    # 10 + 100 + 10 = 120 m.
    "near": dict.fromkeys([(one, end) for one in ("in or out", "open") for end in ("low", "high")], ALL),
    # 10 + 500 + 100 + 800 + 10 = 1,420 m, and by x = 500 as far.
    "beyond": dict.fromkeys([(one, end) for one in ("in or out", "open") for end in ("low", "high")], NONE),
}
FLIPPED_BY = {"both": "compounds, edge", "together": "together", "leg": "speed, leg", "gated": "speed, leg"}
PEOPLE = {"both": 1, "together": 2, "near": 4, "leg": 8, "gated": 16, "nowhere": 32, "beyond": 64}


@pytest.fixture(scope="module")
def study() -> Study:
    """Two streets run east to the edge, 100 m apart, joined by a public street at x = 0 and a private one at 500."""
    tines: list[list[Place]] = [[(0, y), (500, y), (900, y), (1000, y)] for y in (0, 100)]
    drawn = streets(
        *tines, [(0, 0), (0, 100)], [(500, 0), (500, 100)], [(0, 0), (-900, 0)],
        access=["", "", "", tables.PRIVATE, ""],
    )  # fmt: skip
    places = {
        "both": (800, -10),
        "together": (100, -10),
        "near": (700, 90),
        "leg": (110, 120),
        "gated": (110, 160),
        "nowhere": None,
        "beyond": (-500, -10),
    }
    shape = shapely.Polygon(degrees([(-2000, -600), (1000, -600), (1000, 600), (-2000, 600)]))
    return town(
        drawn,
        centers({"c": (800, 110)}),
        blocks(places, population=[float(PEOPLE[name]) for name in places]),
        {"g": ("gated", (110, 120))},
        edge=DataEdge(shape=shape),
        scenario=Scenario(minutes=11.1),
    )


@pytest.fixture(scope="module")
def doubt(study: Study) -> Doubt:
    return circles.doubt(plan(study))


def test_all_36_verdicts_are_those_worked_by_hand(doubt: Doubt) -> None:
    assert doubt.verdicts.shape == (7, 36)
    for name, expected in EXPECTED.items():
        row = doubt.verdicts.loc[name]
        for (compounds, edge), drawn in expected.items():
            told = " ".join(
                "".join("i" if row[speed, leg_m, compounds, edge] == "inside" else "o" for leg_m in (-30, 0, 30))
                for speed in (0.9, 1.0, 1.1)
            )
            assert told == drawn, (name, compounds, edge)
    assert set(doubt.verdicts.loc["nowhere"]) == {"not evaluated"}


def test_what_flips_a_verdict_alone_is_named(doubt: Doubt) -> None:
    found = doubt.blocks.set_index("block_id")
    assert {name: said for name, said in found["flipped_by"].items() if said} == FLIPPED_BY
    assert found["standing"].to_dict() == {
        **dict.fromkeys(FLIPPED_BY, "sensitive"),
        "near": "robust inside",
        "beyond": "robust outside",
        "nowhere": "not evaluated",
    }
    assert found["inside_of_36"].to_dict() == {
        **{name: sum(each.count("i") for each in of.values()) for name, of in EXPECTED.items()},
        "nowhere": 0,
    }
    assert found.loc["both", "inside_of_36"] == 23


def test_the_headline_sums_to_the_input(doubt: Doubt) -> None:
    told = doubt.account.loc["people"]
    assert told.drop("unknown_blocks").to_dict() == {
        "robust_inside": 4.0,
        "robust_outside": 64.0,
        "sensitive": 27.0,
        "not_evaluated": 32.0,
        "total": 127.0,
    }
    assert doubt.account.loc["blocks", "total"] == 7
    assert doubt.sentence("en") == (
        "Robustly inside: 4 people; robustly outside: 64 people; sensitive: 27 people; not evaluated: 32 people."
    )


def test_entrances_are_to_be_looked_at_where_the_leg_alone_flips_and_no_gate_is_given(doubt: Doubt) -> None:
    assert doubt.to_verify["block_id"].tolist() == ["leg"]
    row = doubt.to_verify.iloc[0]
    assert (row["population"], row["verdict"], row["center_id"]) == (8.0, "inside", "c")


def test_the_edge_flips_alone_where_the_plan_says_that_it_may(study: Study, doubt: Doubt) -> None:
    edge = plan(study).blocks.set_index("block_id")["edge"]
    evaluated = doubt.blocks[doubt.blocks["verdict"] != "not evaluated"].set_index("block_id")
    assert evaluated["flipped_by"].str.contains("edge").equals(edge[evaluated.index].astype(bool))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_found_on_the_spot_is_read_back_as_gates(doubt: Doubt, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "field_check.xlsx"
    content = doubt_files(doubt, lang)["field_check.xlsx"]
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 2
    assert sheet.cell(2, 1).value == "leg"
    there = degrees([(115, 120)])[0]
    for place in (None, there):
        if place is not None:
            found = {("经度", "lon"): place[0], ("纬度", "lat"): place[1]}
            for names, value in found.items():
                sheet.cell(2, next(i for i, head in enumerate(heads, 1) if head in names)).value = float(value)
        book.save(file)
        reading = gates_from(read_table(file, kind="gates", settings=TableSettings()), doubt.plan.study.blocks)
        codes = [finding.code for finding in reading.warnings]
        assert codes == (["field_check_open"] if place is None else [])
        assert reading.table["block_id"].tolist() == ([] if place is None else ["leg"])
    assert (reading.table.geometry.x.iloc[0], reading.table.geometry.y.iloc[0]) == tuple(there)


def test_a_folder_holds_the_plan_and_the_doubt(doubt: Doubt, tmp_path: Path) -> None:
    written = circles.write_doubt(doubt, tmp_path / "out", lang="en")
    table = pd.read_csv(written.folder / "doubt.csv", encoding="utf-8-sig")
    assert {"field_check.xlsx", "blocks.csv", "plan.gpkg"} <= {file.name for file in written.files}
    assert table["flipped_by"].fillna("").tolist() == doubt.blocks["flipped_by"].tolist()
    assert table["inside_of_36"].tolist() == doubt.blocks["inside_of_36"].tolist()


def test_the_account_of_the_plan_says_how_sure_it_is_and_without_the_question_nothing(doubt: Doubt) -> None:
    """27 of 127 people: 21.3 %, up to the next tenth."""
    told = doubt.plan.document().lines("account")[1]
    assert text_of(told, "en") == (
        f"Sensitive, by people: 21.3% (27 people, {len(FLIPPED_BY)} blocks). "
        "Under at least one of 36 sets of assumptions "
        "(walking speed ±10%, way to the street ±30 m, private streets, edge of the data combined) "
        "their verdict is another."
    )
    # The guide of the workbook says the same words; where not all can differ both say which can.
    assert doubt.plan.doubts is not None
    all_four = text_of(assumptions_words(doubt.plan.doubts), "en")
    guide = openpyxl.load_workbook(BytesIO(plan_workbook(doubt.plan, lang="en")))["Guide"]
    said = [row[1] for row in guide.iter_rows(values_only=True) if row[0] == "How sure"]
    assert said == [f"Robust where the verdict is the same under all of {all_four}, else sensitive."]
    varied = replace(doubt.plan.doubts, varied=dict(doubt.plan.doubts.varied, compounds=False, edge=False))
    assert text_of(assumptions_words(varied), "zh") == (
        "36 种设定（本次实际不同的 9 种，是步行速度 ±10%、到路距离 ±30 米的组合；"
        "内部道路是否开放、数据边界没有数据，不随之变动）"
    )
    assert doubt.plan.summary()["doubt"]["sensitive_share"]["people"] == 27 / 127
    unasked = plan(doubt.plan.study)
    assert len(unasked.document().lines("account")) == 1
    assert unasked.summary()["doubt"] is None
    assert page_payload(unasked, lang="en", tiles=False)["doubt"] is None


def test_the_map_and_the_workbook_say_it_of_each_block(doubt: Doubt) -> None:
    ids = doubt.plan.blocks["block_id"].tolist()
    told = page_payload(doubt.plan, lang="en", tiles=False)
    # Beside the map there is room for the share; what it rests on is folded behind it.
    assert told["certainty_short"] == "Sensitive, by people: 21.3%"
    shown = told["doubt"]
    assert dict(zip(ids, shown["inside"], strict=True))["both"] == 23
    assert dict(zip(ids, shown["inside"], strict=True))["nowhere"] is None
    assert {name for name, is_sensitive in zip(ids, shown["sensitive"], strict=True) if is_sensitive} == set(FLIPPED_BY)
    words = {
        name: None if row is None else shown["words"][row] for name, row in zip(ids, shown["flipped"], strict=True)
    }
    assert words["both"] == "private streets, edge of the data"
    assert words["near"] is None
    book = openpyxl.load_workbook(BytesIO(plan_workbook(doubt.plan, lang="en")))
    heads, *rows = book["Blocks"].iter_rows(values_only=True)
    by_id = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert by_id["leg"]["Inside, of 36 verdicts"] == sum(each.count("i") for each in EXPECTED["leg"].values())
    assert (by_id["nowhere"]["How sure"], by_id["nowhere"]["Inside, of 36 verdicts"]) == ("not evaluated", None)
    heads, first, *_ = book["Summary"].iter_rows(values_only=True)
    whole = dict(zip(heads, first, strict=True))
    assert (whole["Sensitive"], whole["Share sensitive"]) == (27, 0.213)
    heads = next(openpyxl.load_workbook(BytesIO(plan_workbook(plan(doubt.plan.study), lang="en")))["Blocks"].values)
    assert "How sure" not in heads


def test_what_is_sensitive_in_each_district_sums_to_the_whole(study: Study) -> None:
    west = [name in {"beyond", "both"} for name in study.blocks["block_id"]]
    parted = study.blocks.assign(subdistrict=["西" if each else "东" for each in west])
    told = circles.doubt(plan(replace(study, blocks=parted))).plan
    doubts, ranking = told.doubts, told.ranking
    assert doubts is not None
    assert ranking is not None
    assert ranking.set_index("subdistrict")["sensitive_share"].to_dict() == {"西": 1 / 65, "东": 26 / 62}
    people = doubts.districts[doubts.districts["base"] == "people"].set_index(["level", "subdistrict"])["sensitive"]
    assert people.to_dict() == {("study", ""): 27.0, ("subdistrict", "西"): 1.0, ("subdistrict", "东"): 26.0}


def test_a_run_that_is_not_asked_leaves_no_doubt_of_an_earlier_one(doubt: Doubt, tmp_path: Path) -> None:
    folder = circles.write_doubt(doubt, tmp_path / "out", lang="en").folder
    circles.write_plan(plan(doubt.plan.study), folder, lang="en")
    assert not {"doubt.csv", "field_check.xlsx"} & {path.name for path in folder.iterdir()}


def test_a_list_that_somebody_has_filled_in_is_not_replaced(doubt: Doubt, tmp_path: Path) -> None:
    folder = circles.write_doubt(doubt, tmp_path / "out", lang="en").folder
    book = openpyxl.load_workbook(folder / "field_check.xlsx")
    book.worksheets[0].cell(2, 3).value = "gate found"
    book.save(folder / "field_check.xlsx")
    before = (folder / "field_check.xlsx").read_bytes()
    with pytest.raises(OutputError, match="field_check"):
        circles.write_doubt(doubt, folder, lang="en")
    with pytest.raises(OutputError, match="field_check"):
        circles.write_plan(doubt.plan, folder, lang="en")
    assert (folder / "field_check.xlsx").read_bytes() == before


def test_without_an_edge_or_private_streets_nothing_is_varied_and_it_is_said(study: Study) -> None:
    public = replace(study, streets=study.streets.assign(access=""), edge=None)
    found = circles.doubt(plan(public))
    assert dict(found.varied) == {"speed": True, "leg": True, "compounds": False, "edge": False}
    of_factor = found.verdicts.T.groupby(level=["speed", "leg_m"]).nunique()
    assert int(of_factor.to_numpy().max()) == 1
    assert found.blocks.set_index("block_id").loc["both", "standing"] == "sensitive"


def test_each_walk_is_that_of_a_plan_asked_so(study: Study) -> None:
    """Legs and compounds against plans of studies that are drawn so; speeds against another scenario."""
    public = replace(study, edge=None)
    found = circles.doubt(plan(public)).verdicts
    for speed, kmh in ((0.9, 3.6), (1.1, 4.4)):
        again = plan(public, Scenario(minutes=11.1, walking_speed_kmh=kmh)).blocks.set_index("block_id")
        assert found[speed, 0, "in or out", "low"].equals(again["verdict"].rename(None))
    opened = plan(replace(public, streets=public.streets.assign(access=""))).blocks.set_index("block_id")
    assert found[1.0, 0, "open", "high"].equals(opened["verdict"].rename(None))


def test_both_engines_and_a_network_built_before_say_the_same(study: Study, doubt: Doubt) -> None:
    built = circles.network_of(study)
    again = circles.doubt(plan(study, engine="networkx"), walk_network=built, engine="networkx")
    assert again.verdicts.equals(doubt.verdicts)
    assert again.blocks["flipped_by"].equals(doubt.blocks["flipped_by"])


def test_legs_are_never_below_nothing() -> None:
    rows = network.shifted_legs(plan(town(
        streets([(0, 0), (1000, 0)]), centers({"c": (0, 40)}), blocks({"b": (500, 20), "d": (500, 50)})
    )).attachments, -30_000)  # fmt: skip
    of_blocks = rows[rows["block_id"].notna()].set_index("block_id")["leg_mm"]
    assert of_blocks["b"] == 0
    assert of_blocks["d"] == pytest.approx(20_000, abs=30)
    assert rows.loc[rows["center_id"].notna(), "leg_mm"].iloc[0] == pytest.approx(40_000, abs=30)


def of_communities(study: Study) -> Study:
    return replace(
        study,
        blocks=study.blocks.assign(community="甲社区", subdistrict=""),
        centers=study.centers.assign(community="甲", subdistrict=""),
    )


def test_where_only_the_own_community_counts_it_is_refused(study: Study) -> None:
    own = Scenario(minutes=11.1, own_community_only=True)
    with pytest.raises(InputError, match="own_community_only") as refused:
        circles.doubt(plan(of_communities(study), own))
    assert refused.value.findings[0].column is None  # a setting, and no column of a table
    # Where nobody says whose a center is all count, and all can be doubted.
    assert len(circles.doubt(plan(study, own)).blocks)


def test_an_audit_that_cannot_be_doubted_says_why_and_goes_on(study: Study) -> None:
    own = Scenario(minutes=11.1, own_community_only=True)
    audit = circles.audit(plan(of_communities(study), own), norms=["guobanfa-2021-56"])
    (said,) = [each for each in document_of(audit).sections if each.name in {"ranking", "not_doubted"} and each.lines]
    assert "没有按 36 种设定判断结论是否敏感：本任务只计本社区的中心" in text_of(said.lines[-1].words, "zh")


def test_limits_by_speed_are_whole_millimetres() -> None:
    assert coverage.limits_mm(Scenario(minutes=11.1)).tolist() == [666_000, 740_000, 814_000]
    assert coverage.limits_mm(Scenario(minutes=15, walking_speed_kmh=4.321)).tolist() == [972_225, 1_080_250, 1_188_275]


def test_standing_counts_are_whole_where_people_are_parts(doubt: Doubt) -> None:
    parts = doubt.account[["robust_inside", "robust_outside", "sensitive", "not_evaluated"]].to_numpy()
    assert np.array_equal(parts.sum(axis=1), doubt.account["total"].to_numpy())
