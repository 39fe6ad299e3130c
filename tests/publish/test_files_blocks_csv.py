"""blocks.csv: order, missing cells, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circles.answers.plan import worst_first
from circles.publish.blocks_csv import COLUMNS, blocks_csv
from circles.publish.csv_text import cell
from tests.publish.drawn_plan import FORMULA, LINES, SCRIPT, drawn_plan


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_table_is_utf8_with_a_byte_order_mark_and_crlf() -> None:
    content = blocks_csv(drawn_plan().blocks)
    assert content.startswith(
        b"\xef\xbb\xbfblock_id,name,population,minutes,minutes_low,walk_m,center_id,gate_id,snap_m,"
    )
    assert content.count(b"\r\n") == 8
    assert content.endswith(b"\r\n")


def test_rows_stand_worst_first() -> None:
    header, *rows = _rows(blocks_csv(drawn_plan().blocks))
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == ["B4", "B3", "B7", "B2", "B1", "B5", "B6"]


def test_cells_hold_the_values_of_the_plan() -> None:
    rows = {row[0]: row for row in _rows(blocks_csv(drawn_plan().blocks))}
    inside = [
        "B2",
        SCRIPT,
        "350.5",
        "14.22018",
        "",
        "948.012",
        "C1",
        "G1",
        "0",
        "inside",
        "",
        "",
        "114.3105",
        "30.601",
        "120",
    ]
    assert rows["B2"] == inside
    assert rows["B4"][2:12] == ["800", "", "", "", "", "", "0", "outside", "", "no_path"]
    told = ["not evaluated", "", "no_geometry"]
    assert rows["B5"] == ["B5", f"'{FORMULA}", "50", *[""] * 6, *told, "", "", rows["B5"][-1]]
    assert rows["B6"][1:3] == ["'＠山中", ""]
    assert rows["B7"][1] == LINES


def test_row_order_of_the_plan_changes_nothing() -> None:
    blocks = drawn_plan().blocks
    assert blocks_csv(blocks.iloc[::-1]) == blocks_csv(blocks)


def test_ties_go_by_block_id() -> None:
    blocks = drawn_plan().blocks.assign(minutes=np.nan, block_id=list("gbadcfe"))
    assert list(worst_first(blocks)["block_id"]) == ["a", "b", "d", "e", "g", "c", "f"]


def test_a_plan_without_blocks_has_a_header() -> None:
    assert _rows(blocks_csv(drawn_plan().blocks.iloc[:0])) == [list(COLUMNS)]


@pytest.mark.parametrize(
    "text", ["=1+1", "@x", "+1-1", "-a", "－１", "＝1", "＋1", "＠a", "\t=1", "\r=1", "\n=1", "-1 ", "+"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.5", "-.5", "-1e-7", "A=1", "'=1", "", " "])
def test_real_numbers_and_plain_texts_stay(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-1.5, "-1.5"), (1200.0, "1200"), (0.001, "0.001"), (None, ""), (np.nan, "")]
)
def test_numbers_stay_numbers(value: float | None, text: str) -> None:
    assert cell(value) == text


@given(st.text())
def test_any_text_is_read_back_and_none_is_run(text: str) -> None:
    written = cell(text)
    assert text == (written[1:] if written.startswith("'") and written != text else written)
    if written[:1] in {"=", "@", "＝", "＋", "－", "＠", "\t", "\r"}:
        pytest.fail(f"{written!r} would be run")
    if written[:1] in {"+", "-"}:
        assert np.isfinite(float(written)) or "e" in written.lower()
