"""Where a measure is told to be: beside the nearest block, by coordinates where that would not tell it from another."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import circles
from circles import integers
from circles.answers.remedies_words import remedy_words
from circles.phrases import text_of
from circles.publish.remedies_files import remedy_files
from circles.remediation import Found
from circles.workflows import network_of
from circles.workflows.remedy_places import with_places
from circles.workflows.reruns import Base
from tests.towns import blocks, degrees, streets, town
from tests.workflows.test_remedies import comb


def base() -> Base:
    study = town(streets([(0, 0), (3000, 0)]), {"A": (0, -10)}, blocks({"B": (100, 10), "C": (500, 10)}))
    plan = circles.plan(study)
    return Base(plan=plan, walk_network=network_of(study))


def at(east: float, north: float, kind: str = "new_center", name: str = "", length_m: float = np.nan) -> Found:
    lon, lat = integers.to_units(degrees([(east, north)])[0]).tolist()
    return Found(kind=kind, gained=np.array([0]), place=(lon, lat), name=name, length_m=length_m)


def test_a_measure_lies_beside_the_nearest_block_within_300_m() -> None:
    # From B at 100 and C at 500 m east: 290 is nearer to B, 310 to C; 801 is 301 m off C.
    found = [at(290, 10), at(310, 10), at(801, 10, "relocate", "A"), at(100, 10, "gate"), at(101, 10, "reopen")]
    assert [each.near for each in with_places(found, base())] == ["Block B", "Block C", "", "", ""]


def test_two_that_would_be_told_alike_need_coordinates_and_one_of_two_gaps_does_not() -> None:
    alike = [at(90, 10), at(110, 10)]
    assert [(each.near, each.is_alike) for each in with_places(alike, base())] == [("Block B", True)] * 2
    again = with_places([at(90, 10), at(90, 10)], base())
    assert [(each.near, each.is_alike) for each in again] == [("Block B", False)] * 2
    # Links of 27 and 27.4 m read alike, one of 28 m does not; nor does a center that moves.
    links = [at(90, 10, "link", length_m=27), at(110, 10, "link", length_m=27.4), at(90, 20, "link", length_m=28)]
    moved = at(110, 10, "relocate", "A")
    assert [each.is_alike for each in with_places([*links, moved], base())] == [True, True, False, False]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_measures_of_a_plan_read_alike(lang: str) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    remedies = circles.remedies(plan, links=20)
    table = remedies.table[remedies.table["edit_id"] != ""].drop_duplicates("edit_id")
    told = [text_of(remedy_words(row), lang) for row in table.drop(columns="geometry").to_dict("records")]
    assert len(set(told)) == len(told) > 20


def test_words_and_heads_of_the_file() -> None:
    plan = circles.plan(comb())
    remedies = circles.remedies(plan)
    row = remedies.links.iloc[0].to_dict()
    assert text_of(remedy_words(row), "zh") == "打通“Block B”旁 40 米的断点"
    place = f"{row['lon']:.5f}, {row['lat']:.5f}"
    assert text_of(remedy_words({**row, "near": ""}), "zh") == f"打通 40 米的断点（位置 {place}）"
    assert text_of(remedy_words({**row, "is_alike": True}), "zh") == f"打通“Block B”旁 40 米的断点（位置 {place}）"
    table = csv.DictReader(io.StringIO(remedy_files(remedies, "zh")["remedies.csv"].decode("utf-8-sig")))
    assert not {"near", "is_alike"} & set(table.fieldnames or ())
    assert "打通“Block B”旁 40 米的断点" in {line["told"] for line in table}
