"""An older result beside this one, in a town of one street worked by hand."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from circles import tables
from circles.answers.look_back_words import look_back_section
from circles.phrases import text_of
from circles.workflows.looking_back import look_back
from tests import towns

THEN, NOW = "2025-12-31", "2026-11-29"


def planned(day: str | None = NOW, *, with_dates: bool = True, **settings: Any) -> circles.Plan:
    """Return a town with 300 people at 100 m, 200 at 2,900 m; A closes between the years, B opens, C stays open."""
    places = [(0, 0), (3000, 0), (3100, 0)]
    dates = {"opens": ["2019", "2026-05-01", "2020-01"], "closes": ["2026-03", "", ""]} if with_dates else {}
    centers = gpd.GeoDataFrame(
        {"center_id": ["A", "B", "C"], "name": ["甲中心", "乙中心", ""], "status": "open", **dates},
        geometry=[shapely.Point(*place) for place in towns.degrees(places)],
        crs=tables.WGS84,
    )
    corners = [[(x - 20, -20), (x + 20, -20), (x + 20, 20), (x - 20, 20)] for x in (100, 2900)]
    blocks = gpd.GeoDataFrame(
        {"block_id": ["B1", "B2"], "name": ["近", "远"], "population": [300.0, 200.0], "dwellings": [100.0, 80.0]},
        geometry=[shapely.Polygon(towns.degrees(ring)) for ring in corners],
        crs=tables.WGS84,
    )
    study = circles.Study(
        name="小镇",
        streets=towns.streets([(0, 0), (3200, 0)]),
        centers=centers,
        blocks=blocks,
        gates=tables.no_rows(tables.GATES),
    )
    return circles.plan(replace(study, scenario=replace(study.scenario, as_of=day, **settings)))


def said(back: Any, ledger: pd.DataFrame | None = None, *, lang: str = "zh") -> str:
    """Return the lines of the section."""
    rows = pd.DataFrame({"change": []}) if ledger is None else ledger
    section = look_back_section(back, rows, is_kept_on=ledger is not None)
    return "\n".join(line.text(lang) for line in section.lines)


def test_three_rates_and_what_closed_and_opened() -> None:
    back = look_back(planned(), planned(THEN), name="去年")
    people = back.rates[back.rates["base"] == "people"]
    assert people[["published", "recomputed", "now"]].to_numpy().tolist() == [[1.0, 1.0, 0.4]]
    assert back.centers is not None
    assert back.centers.to_numpy().tolist() == [
        ["opened", "B", "乙中心", "2026-05-01"],
        ["closed", "A", "甲中心", "2026-03"],
    ]
    assert "停用的中心 1 处：甲中心（2026-03）" in said(back)
    assert "opened since: 1: 乙中心 (2026-05-01)" in said(back, lang="en")


def test_what_was_asked_otherwise_is_never_subtracted() -> None:
    back = look_back(planned(), planned(THEN, minutes=10))
    assert back.asked_otherwise == ("minutes",)
    assert back.rates["recomputed"].map(isnan).all()
    assert "步行时限" in said(back)
    table = look_back_section(back, pd.DataFrame({"change": []}), is_kept_on=False).table
    assert table is not None
    assert {row[-1] for row in table.texts("zh")[1]} == {"–"}


def test_nothing_closed_is_said_to_be_none() -> None:
    told = said(look_back(planned(), planned(NOW)))
    assert "停用的中心 0 处" in told
    assert "新启用的中心 0 处" in told


@pytest.mark.parametrize(("day", "with_dates"), [(None, True), (THEN, False)])
def test_what_closed_is_unknown_without_a_day_or_dates(day: str | None, *, with_dates: bool) -> None:
    back = look_back(planned(with_dates=with_dates), planned(day, with_dates=with_dates))
    assert back.centers is None
    assert "无法判断" in said(back)


def test_where_no_older_result_is_given_it_says_how_to_give_one() -> None:
    assert "请提供上次审查结果的文件夹" in said(None)
    assert "请提供上次的问题台账" in said(None)
    lines = look_back_section(None, pd.DataFrame({"change": []}), is_kept_on=False).lines
    assert ["--earlier" in text_of(lines[0].typed, "zh"), "--ledger" in text_of(lines[1].typed, "zh")] == [True, True]


def test_items_that_are_gone_are_named_and_none_is_none() -> None:
    columns = ["change", "item_id", "subdistrict", "community", "problem"]
    rows = pd.DataFrame([["gone", "walk-15-1", "东街道", "", "服务盲区：1 个"]], columns=columns)
    assert "已消除的问题 1 项" in said(None, rows)
    assert "walk-15-1（东街道）：服务盲区：1 个" in said(None, rows)
    assert "已消除的问题 0 项" in said(None, rows[:0])
