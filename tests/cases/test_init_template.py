"""The template that ``init`` writes plans as it is filled in, whatever else the folder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

import circles
from circles import texts
from circles.sources.geo.datum import gcj02_from_wgs84
from tests.cases.town import assert_right, centers_table, compounds_table, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path


def filled(folder: Path, *, datum: str = "", blocks: bool = True) -> None:
    """Begin a study of streets alone and fill its template in as it says."""
    write_town(folder, centers=pd.DataFrame(), compounds=pd.DataFrame())
    template = circles.init_study(folder, lang="zh").template
    book = openpyxl.load_workbook(template)
    centers, compounds = centers_table(), compounds_table()
    lon, lat = centers["经度"].to_numpy(), centers["纬度"].to_numpy()
    if datum:
        lon, lat = gcj02_from_wgs84(lon, lat)
        for row in book[texts.say("template.sheet_settings", "zh")].iter_rows(min_row=2):
            if (row[0].value, row[1].value) == ("centers", "datum"):
                row[2].value = datum
    for name, x, y, status in zip(centers["名称"], lon, lat, centers["状态"], strict=True):
        book[texts.say("template.sheet_centers", "zh")].append([name, float(x), float(y), status])
    for each in compounds.itertuples(index=False) if blocks else ():
        book[texts.say("template.sheet_blocks", "zh")].append(list(each))
    book.save(template)
    template.replace(folder / "study.toml")


@pytest.mark.parametrize("datum", ["", "GCJ-02", '"GCJ-02"', "“GCJ-02”", 'datum = "GCJ-02"', "「GCJ-02」"])
def test_the_template_plans_as_filled_in(datum: str, tmp_path: Path) -> None:
    filled(tmp_path, datum=datum)
    assert_right(planned(tmp_path, begin=False))


def test_where_the_list_of_compounds_is_left_empty_blocks_are_made(tmp_path: Path) -> None:
    filled(tmp_path, blocks=False)
    answer = planned(tmp_path, begin=False)
    assert len(answer.plan.blocks) == 16


@pytest.mark.parametrize(("lang", "day"), [("zh", "2027年6月"), ("en", "2027-06")])
def test_planned_estates_of_the_template_count_from_their_day_on(lang: str, day: str, tmp_path: Path) -> None:
    write_town(tmp_path, compounds=pd.DataFrame())
    begun = circles.init_study(tmp_path, lang=lang)
    assert circles.read_study(begun.template).demand is None
    book = openpyxl.load_workbook(begun.template)
    sheet = book[texts.say("template.sheet_demand", lang)]
    assert [cell.value for cell in sheet[4]][:2] == [
        texts.say(f"template.demand_{name}", lang) for name in ("name", "lon")
    ]
    lon, lat = (float(centers_table()[name].iloc[0]) for name in ("经度", "纬度"))
    sheet.append(["新城", lon, lat, 3200, None, day])
    sheet.append(["待定", lon, lat, 400, None, None])
    book.save(begun.template)
    demand = circles.read_study(begun.template).demand
    assert demand is not None
    told = demand[["name", "population", "delivered"]].to_numpy().tolist()
    assert told == [["新城", 3200.0, "2027-06"], ["待定", 400.0, ""]]
