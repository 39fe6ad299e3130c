from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles.sources.tables.delimited import read_delimited
from circles.sources.words.cells import number_cells, text_cells
from tests.sources.small_files import codes_of

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "名称,经度,纬度\n一号,114.28,30.58\n二号,114.29,30.59\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "中心 列表.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    raw = read_delimited(path)
    assert raw.columns == ("名称", "经度", "纬度")
    assert raw.cells["名称"].tolist() == ["一号", "二号"]
    assert raw.rows.tolist() == [2, 3]


def test_text_stays_text_and_rows_are_the_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,name,,\n007,"多行\n名称",,\n,,,\nNA,null,,\n', encoding="utf-8")
    raw = read_delimited(path)
    assert raw.columns == ("id", "name")
    assert raw.cells.to_numpy().tolist() == [["007", "多行\n名称"], ["NA", "null"]]
    assert raw.rows.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"name,lon\n", ["empty_table"]),
        (b"\n\n", ["empty_table"]),
        (b"name,name\n1,2\n", ["repeated_column"]),
        (b"name,lon\nA,1,2\nB,1\nC,1,,3\n", ["row_too_long", "row_too_long"]),
        (b"name,lon\n\xff\xff,1\n", ["unknown_encoding"]),
    ],
)
def test_what_cannot_be_a_table_is_refused(tmp_path: Path, data: bytes, codes: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert codes_of(lambda: read_delimited(path)) == codes


CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8).map(lambda text: f"·{text}")


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_csv_writes_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    stream = StringIO()
    csv.writer(stream).writerows([("name", "note"), *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(stream.getvalue().encode("utf-8"))
    cells = read_delimited(path).cells
    assert [tuple(row) for row in cells.to_numpy().tolist()] == [(a, b) for a, b in rows]


def test_cells_are_numbers_or_nothing() -> None:
    import pandas as pd

    numbers, wrong = number_cells(
        pd.Series(["1", " ２．５ ", "", "nan", "inf", "1e3", "约1000", "1_000", "0x10", None])
    )
    assert numbers[[0, 1, 5]].tolist() == [1.0, 2.5, 1000.0]
    assert wrong.tolist() == [False, False, False, True, True, False, True, True, True, False]
    numbers, wrong = number_cells(pd.Series([1.5, float("nan"), float("inf")]))
    assert wrong.tolist() == [False, False, True]


def test_ids_of_numbers_have_no_decimals() -> None:
    import pandas as pd

    assert text_cells(pd.Series([7.0, float("nan"), 2.5])).tolist() == ["7", "", "2.5"]
    assert text_cells(pd.Series([7, 12345678901234567])).tolist() == ["7", "12345678901234567"]
    assert text_cells(pd.Series([" A ", None, "007"], dtype=object)).tolist() == ["A", "", "007"]
