"""Centers of one name are told apart wherever they are named, and those in use no longer from those never in use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from circles.publish.map_page import DATA_ID
from tests.publish.test_packed_columns import unpacked

if TYPE_CHECKING:
    from tests.bureau.conftest import Audited

NAMESAKE = "示例幸福社区党群服务中心"
SUBDISTRICTS = {"C04": "示例青槐街道", "C11": "示例古城街道"}


@pytest.fixture(scope="module")
def page(baoding: Audited) -> Any:
    html = (baoding.folder / "y2026" / "coverage.html").read_text(encoding="utf-8")
    packed = re.search(rf'<script type="text/plain" id="{DATA_ID}">([^<]*)</script>', html)
    assert packed is not None
    return unpacked(packed[1])


def bare(text: str) -> bool:
    """Return whether a text names the namesake without saying which."""
    return re.search(f"{NAMESAKE}(?!（({'|'.join(SUBDISTRICTS.values())})）)", text) is not None


def test_the_terminal_says_which_is_meant(baoding: Audited) -> None:
    told = baoding.now.replace("\n", "")  # lines are broken at the width of the terminal
    assert NAMESAKE in told
    assert not bare(told)


def test_every_sheet_says_which_is_meant(baoding: Audited) -> None:
    book = openpyxl.load_workbook(baoding.folder / "y2026" / "小区.xlsx")
    cells = [
        (sheet.title, str(cell)) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]
    named = [(sheet, cell) for sheet, cell in cells if NAMESAKE in cell]
    assert {"小区", "审查条文"} <= {sheet for sheet, _ in named}
    assert [each for each in named if bare(each[1])] == []


def test_the_page_calls_them_apart_and_each_as_it_ended(page: Any) -> None:
    centers = page["centers"]
    told = {centers["id"][int(row)]: text for row, text in centers["called"].items()}
    assert told == {center: f"{NAMESAKE}（{subdistrict}）" for center, subdistrict in SUBDISTRICTS.items()}
    # C07 closed in March, C12 was never in use.
    status = dict(zip(centers["id"], centers["status"], strict=True))
    assert [center for center, said in status.items() if said != "open"] == ["C07", "C12"]
    assert centers["ended"] == {str(centers["id"].index("C07")): "withdrawn"}
