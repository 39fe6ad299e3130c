"""What a measure costs by the list of money, where an item says what it is for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import circles
from circles import Study
from circles.answers.remedies_words import cost_words
from circles.phrases import text_of
from tests.towns import blocks, centers, streets, town
from tests.workflows.test_remedies import comb

HEADS = ("item", "quantity", "unit_price", "target")


def listed(study: Study, *rows: tuple[str, str, str, str]) -> Study:
    return replace(study, money=pd.DataFrame(list(rows), columns=list(HEADS)))


def told(remedies: circles.Remedies) -> dict[str, str]:
    rows = remedies.table.drop_duplicates("edit_id").to_dict("records")
    return {row["edit_id"]: text_of(cost_words(row), "zh") for row in rows}


def test_items_that_name_a_measure_by_its_id_are_its_cost_together() -> None:
    link, *others = circles.remedies(circles.plan(comb())).links["edit_id"].tolist()
    rows = [("路面", "1", "5万元", link), ("照明", "3", "1万元", f" {link.lower()} "), ("其他", "1", "7万元", "")]
    remedies = circles.remedies(circles.plan(listed(comb(), *rows)))
    assert told(remedies)[link] == "8 万元（资金测算清单第 1、2 项）"
    assert all(told(remedies)[other] == "未知" for other in others)
    assert remedies.untied == ()
    # Without a price of one of them the sum is not known, whatever the other costs.
    unpriced = circles.remedies(circles.plan(listed(comb(), rows[0], ("照明", "3", "", link))))
    assert np.isnan(unpriced.table.set_index("edit_id").loc[[link], "cost_wan"]).all()
    assert told(unpriced)[link] == "未知（资金测算清单第 1、2 项没有数量或单价）"


def test_a_center_stands_for_its_opening_and_not_for_a_relocation() -> None:
    listed_centers = centers({"A": (0, 10), "S": (1900, 10)}, closed=["S"]).assign(
        construction=["built", "built"], use=["in use", ""]
    )
    lines = streets([(0, 0), (1500, 0)], [(1500, 0), (3000, 0)], [(1500, 0), (1500, 300)])
    study = town(lines, listed_centers, blocks({"B": (1500, 10)}, population=[100]))
    rows = [("设备", "1", "60万元", "Center S"), ("改造", "1", "9万元", "Center A"), ("误写", "1", "2万元", "Center Z")]
    remedies = circles.remedies(circles.plan(listed(study, *rows)))
    cost = remedies.table.drop_duplicates("edit_id").set_index("remedy")["cost_wan"]
    assert cost["start_using"] == 60
    assert cost.drop("start_using").isna().all()
    assert "relocate" in cost.index
    # A is a center, though none of the measures opens it; nothing is called Z.
    assert remedies.untied == ("误写",)
    notes = next(section for section in remedies.document().sections if section.name == "remedies_notes")
    assert any("未计入措施的费用：误写" in text_of(line.words, "zh") for line in notes.lines)


@pytest.mark.parametrize("names", [("Green", "Green"), ("Green", "Red")])
def test_a_name_that_two_blocks_have_is_nobodys(names: tuple[str, str]) -> None:
    lines = streets([(0, 0), (0, 700)], [(0, 700), (315, 700)], [(315, 700), (315, 10)])
    shapes = {"B": [(10, 100), (310, 100), (310, 600), (10, 600)], "C": [(900, 0), (901, 0), (901, 1)]}
    homes = blocks(shapes, population=[9, 1]).assign(name=list(names))
    study = listed(town(lines, {"A": (-10, 0)}, homes), ("南门", "1", "3万元", "Green"))
    remedies = circles.remedies(circles.plan(study))
    gate = remedies.table.set_index("remedy").loc[["gate"], "cost_wan"].tolist()
    assert gate == [3.0] if names[1] == "Red" else np.isnan(gate).all()
    by_id = circles.remedies(circles.plan(listed(study, ("南门", "1", "4万元", "B"))))
    assert by_id.table.set_index("remedy").loc[["gate"], "cost_wan"].tolist() == [4.0]
