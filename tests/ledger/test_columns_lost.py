"""What a clerk did to the columns of a ledger is told: a status nobody reads, a key that is gone, other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import circles
from circles.ledger.items import Item, Place
from circles.ledger.matching import earlier_of, matched
from circles.ledger_table import is_said
from tests.ledger.test_ledger import DAYS, FIVE, _audit, _read, _town, _write

if TYPE_CHECKING:
    from pathlib import Path

KEY = "识别码（勿改）"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    out = tmp_path_factory.mktemp("first") / "q1"
    return _read(circles.write_audit(_audit(_town(("C1", 0)), DAYS[0]), out, lang="zh").folder / "ledger.csv")


def _handed_back(file: Path, rows: list[dict[str, str]]) -> Path:
    _write(file, rows, "utf-8")
    return file


def test_a_ledger_whose_status_column_has_another_heading_is_refused(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    renamed = [{{"当前状态": "办理状态"}.get(name, name): cell for name, cell in row.items()} for row in rows]
    with pytest.raises(circles.InputError) as raised:
        circles.read_ledger(_handed_back(tmp_path / "L.csv", renamed))
    assert [each.code for each in raised.value.findings] == ["ledger_without_status"]
    assert "“办理状态”一列是不是“当前状态”？" in raised.value.text("zh")


def test_a_status_that_is_not_known_is_refused_by_its_row(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    said = [
        {**row, "当前状态": word} for row, word in zip(rows[:4], ("已销号", "已经完了", "", " under way "), strict=True)
    ]
    with pytest.raises(circles.InputError) as raised:
        circles.read_ledger(_handed_back(tmp_path / "L.csv", said))
    assert [(each.code, each.row, each.value) for each in raised.value.findings] == [
        ("ledger_status_unknown", 3, "已经完了")
    ]
    assert "未启动、整改中、已完成待核、已销号、反弹" in raised.value.text("zh")


def test_rows_without_their_keys_are_known_by_their_ids(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    kept = [{name: cell for name, cell in row.items() if name != KEY} for row in rows]
    then = _audit(_town(("C1", 0), ("C2", 5400)), DAYS[1], _handed_back(tmp_path / "L.csv", kept))
    became: Any = then.ledger.set_index("subdistrict")["change"]
    assert became.to_dict() == {"己": "continuing", **dict.fromkeys(FIVE, "gone")}
    assert [each.code for each in then.warnings] == ["ledger_without_key"]
    assert any("没有“识别码”一列" in line.text("zh") for part in then.document().shown for line in part.lines)


def test_what_cannot_be_known_again_is_not_said_to_be_unasked(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    # 己 falls into two gaps, both of which it may be.
    kept = [{name: cell for name, cell in row.items() if name != KEY} for row in rows[:1]]
    then = _audit(_town(("C1", 0), ("C3", 18_120)), DAYS[1], _handed_back(tmp_path / "L.csv", kept))
    assert then.ledger.iloc[0][["subdistrict", "change"]].tolist() == ["己", "untold"]


def test_columns_that_are_gone_are_named(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    gone = [{name: cell for name, cell in row.items() if name not in {"责任单位", "完成时限"}} for row in rows]
    gone = [{**row, "责任单位（新）": "某街道办"} for row in gone]
    then = _audit(_town(("C1", 0)), DAYS[1], _handed_back(tmp_path / "L.csv", gone))
    (told,) = then.warnings
    assert told.code == "ledger_columns_missing"
    assert "责任单位、完成时限" in told.text("zh")
    assert "“责任单位（新）”一列是不是“责任单位”？" in told.text("zh")


def test_a_row_without_a_place_goes_on_in_the_one_item_of_its_clause_and_districts() -> None:
    row = earlier_of("C-1", "n|C|", ("东街道", "甲社区"))
    item = Item(
        norm="n",
        clause="C",
        place=Place(kind="blocks", parts={"B1": 5}),
        task="gap",
        problem="",
        basis="",
        subdistrict="东街道",
        community="甲社区",
    )
    assert matched([item], [row]).row_of == {0: 0}
    assert matched([item, item], [row]).row_of == {}
    assert matched([item], [row, row]).row_of == {}


def test_a_status_that_is_accepted_is_also_understood(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    said = ["Ｃｌｏｓｅｄ", " 已 销 号 ", "closed"]
    told = [{**row, "当前状态": status} for row, status in zip(rows, said, strict=False)]
    read = circles.read_ledger(_handed_back(tmp_path / "L.csv", told))["status"]
    assert [is_said(status, "closed") for status in read] == [True, True, True]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_heads_the_ids_in_words_and_is_read_back_to_the_byte(tmp_path: Path, lang: str) -> None:
    """A clerk's words, spaces, quotes and all; the heads in words and, of ledgers written before, by keys."""
    last = _audit(_town(("C1", 0)), DAYS[0]).ledger
    said = [f" 已约谈，“第 {row} 次” \n=1+1" for row in range(len(last))]
    kept = _audit(_town(("C1", 0)), DAYS[1], last.assign(progress=said, 备注=said))
    folder = circles.write_audit(kept, tmp_path / "q2", lang=lang).folder
    book = folder / {"zh": "小区.xlsx", "en": "blocks.xlsx"}[lang]
    sheet = openpyxl.load_workbook(book)[{"zh": "问题台账", "en": "Ledger of problems"}[lang]]
    heads = [cell.value for cell in sheet[1]]
    assert {"zh": ("编号", "原编号"), "en": ("Id", "Former ids")}[lang][0] == heads[0]
    assert not {"item_id", "former_ids"}.intersection(heads)
    read = circles.read_ledger(book)
    assert read["item_id"].tolist() == kept.ledger["item_id"].tolist()
    assert read["progress"].tolist() == read["备注"].tolist() == said
    # The key stands in the CSV, whose heads are those that ledgers always had.
    assert _read(folder / "ledger.csv")[0].keys() >= {"item_id", "former_ids"}


def test_a_column_of_ones_own_keeps_its_heading_beside_the_key_of_the_ids(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    read = circles.read_ledger(_handed_back(tmp_path / "L.csv", [{**row, "编号": "甲-1"} for row in rows]))
    assert read["item_id"].tolist() == [row["item_id"] for row in rows]
    assert set(read["编号"]) == {"甲-1"}
