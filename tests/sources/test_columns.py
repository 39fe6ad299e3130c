from __future__ import annotations

import pytest

from circles.sources.words.columns import (
    fields_known,
    find_columns,
    missing_columns,
    names_known,
)

KINDS = ("centers", "blocks", "gates", "streets")

SHARED = {"centers": {"级别", "层级", "等级"}}
"""Headings that say the type of a venue in one register and its tier in another: both fields take them."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_is_found_and_belongs_to_one_field(kind: str) -> None:
    for field in fields_known(kind):
        for name in names_known(kind, field):
            found, findings = find_columns([name], kind)
            assert (found[field], findings) == (name, [])
            assert len(found) == 1 or name in SHARED.get(kind, ())


def test_case_space_and_width_make_no_difference() -> None:
    found, _ = find_columns(["Block ID", "ＮＡＭＥ", " 常住 人口 "], "blocks")
    assert found == {"block_id": "Block ID", "name": "ＮＡＭＥ", "population": " 常住 人口 "}


def test_weaker_names_count_only_without_better_ones() -> None:
    assert find_columns(["id", "block_id"], "blocks")[0] == {"block_id": "block_id"}
    assert find_columns(["id", "x", "y"], "blocks")[0] == {"block_id": "id", "lon": "x", "lat": "y"}


def test_two_columns_for_one_field_are_not_guessed_between() -> None:
    found, findings = find_columns(["name", "名称"], "centers", file="a.csv")
    assert "name" not in found
    assert [(finding.code, finding.column) for finding in findings] == [("ambiguous_column", "name, 名称")]


def test_the_mapping_wins_and_frees_the_other_column() -> None:
    found, findings = find_columns(["name", "名称"], "centers", mapping={"name": "名称"})
    assert (found, findings) == ({"name": "名称"}, [])
    found, findings = find_columns(["经度", "纬度"], "centers", mapping={"lon": "纬度", "lat": "经度"})
    assert (found, findings) == ({"lon": "纬度", "lat": "经度"}, [])


def test_a_mapped_column_must_be_there() -> None:
    found, findings = find_columns(["a"], "centers", mapping={"name": "名称"}, file="a.csv")
    assert found == {}
    assert [(finding.code, finding.column) for finding in findings] == [("mapped_column_missing", "名称")]


def test_missing_columns_are_named() -> None:
    findings = missing_columns({"lon": "x"}, ("lon", "lat"), ["x", "z"], "centers", "a.csv")
    assert [(finding.column, finding.details["field"]) for finding in findings] == [(None, "lat")]
    assert "纬度" in findings[0].text("zh")
    assert "x, z" in findings[0].text("en")
