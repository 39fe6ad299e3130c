"""A table that is exchanged holds its columns, in WGS-84; a study put together by hand is told what it lacks."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

import circles
from circles import tables
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
