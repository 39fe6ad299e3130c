"""A table that is exchanged holds its columns, in WGS-84; a study put together by hand is told what it lacks."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pandas as pd
import pytest

import circles
from circles import named_rows, tables
from circles.errors import QuestionError
from tests.towns import blocks, square, streets, town

STUDY = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks({"B1": square(100, 10, 100)}))


def test_sound_tables_have_no_faults() -> None:
    assert tables.table_faults("streets", STUDY.streets, tables.STREETS) == []
    assert tables.table_faults("gates", STUDY.gates, tables.GATES) == []


def test_what_is_missing_is_told_of_all_tables_at_once() -> None:
    without_ids = replace(STUDY, centers=STUDY.centers.drop(columns="center_id"), streets=STUDY.streets.to_crs(4547))
    with pytest.raises(circles.InputError) as told:
        circles.plan(without_ids)
    found = {finding.code: dict(finding.details) for finding in told.value.findings}
    assert found == {
        "table_not_wgs84": {"table": "streets"},
        "table_without_columns": {"table": "centers", "columns": "center_id"},
    }


def test_the_examples_run() -> None:
    assert doctest.testmod(tables).failed == 0


NAMED = pd.DataFrame({"block_id": ["7", "甲苑", "9", "8"], "name": ["望江 花园", "乙苑", "丙苑", "丙苑"]})


@pytest.mark.parametrize(
    ("asked", "found"), [("7", "7"), ("望江花园", "7"), ("望江　花园", "7"), ("甲苑", "甲苑"), ("乙苑", "甲苑")]
)
def test_a_row_is_meant_by_its_id_or_else_by_its_name(asked: str, found: str) -> None:
    assert named_rows.id_meant(NAMED, "block", asked) == found


def test_names_that_several_rows_have_are_listed_and_near_ones_proposed() -> None:
    with pytest.raises(QuestionError, match="More than one block is called “丙苑”: 9, 8"):
        named_rows.id_meant(NAMED, "block", "丙苑")
    with pytest.raises(QuestionError, match="for example 望江 花园"):
        named_rows.id_meant(NAMED, "block", "望江花圆")
    with pytest.raises(QuestionError, match="for example 7"):
        named_rows.id_meant(NAMED, "block", "")
