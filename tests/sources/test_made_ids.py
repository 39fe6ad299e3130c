"""Ids that are made: the same for the same name and place, whatever else stands in the list."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from circles.sources.inputs.centers import centers_from
from circles.sources.places.made_ids import is_made, made_ids
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import table_in_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, float, float, str]

TOWN: tuple[Row, ...] = (
    ("榆荫小区", 114.3, 30.6, "a"),
    ("听涛苑", 114.31, 30.6, "b"),
    ("听涛苑", 114.31, 30.6, "c"),
    ("", 114.32, 30.6, "d"),
)


def ids_of(rows: Sequence[Row], given_ids: Sequence[str] = ()) -> list[str]:
    names = np.array([row[0] for row in rows], dtype=object)
    shapes = np.array([shapely.Point(row[1:3]) for row in rows], dtype=object)
    return [str(each) for each in made_ids("blocks", names, shapes, rest=lambda i: rows[i][3], given=given_ids)]


def test_an_id_is_of_kind_name_and_place_to_a_metre() -> None:
    said = "blocks\x1f榆荫小区\x1f11430000,3060000".encode()
    letters = base64.b32encode(hashlib.sha256(said).digest()).decode()[:12]
    assert ids_of(TOWN)[0] == f"B-{letters}"
    assert ids_of([("榆荫 小区", 114.300004, 30.599996, "")]) == [f"B-{letters}"]
    assert ids_of([("榆荫小区", 114.30001, 30.6, "")]) != [f"B-{letters}"]


def test_the_middle_of_the_bounds_is_the_place() -> None:
    shape = shapely.Polygon([(114.3, 30.6), (114.302, 30.6), (114.3, 30.604)])
    point = shapely.Point(114.301, 30.602)
    one, other = (
        made_ids("blocks", np.array(["甲"], dtype=object), np.array([each], dtype=object), rest=str)
        for each in (shape, point)
    )
    assert one == other


def test_rows_of_one_name_and_place_are_numbered_by_the_rest() -> None:
    first, second = ids_of(TOWN)[1:3]
    assert second == f"{first}-2"
    assert ids_of(TOWN[::-1])[1:3] == [second, first]


def test_a_row_without_place_is_known_by_its_name_and_one_without_both_by_all_cells() -> None:
    names = np.array(["甲", "", ""], dtype=object)
    nowhere = np.full(3, None, dtype=object)
    made = made_ids("centers", names, nowhere, rest=["x", "y", "z"].__getitem__).tolist()
    assert len(set(made)) == 3
    assert made_ids("centers", names[:1], nowhere[:1], rest=["other"].__getitem__).tolist() == made[:1]
    assert made_ids("centers", names[1:], nowhere[1:], rest=["z", "y"].__getitem__).tolist() == made[:0:-1]


def test_a_made_id_never_equals_a_given_one() -> None:
    root = ids_of(TOWN[:1])[0]
    assert ids_of(TOWN[:1], [root]) == [f"{root}-2"]
    assert ids_of(TOWN[:1], [root, f"{root}-2"]) == [f"{root}-3"]


@pytest.mark.parametrize("row_id", ["B0001", "B-ABC", "B-abcdefghijkl", "X-ABCDEFGHIJKL", "B-ABCDEFGHIJKL-", ""])
def test_ids_of_another_form_are_not_made(row_id: str) -> None:
    assert not is_made(row_id)


ROWS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 2), st.integers(0, 2), st.sampled_from("xy")), max_size=8
)


@given(ROWS, ROWS, st.randoms())
def test_more_rows_and_another_order_change_no_id(
    some: list[tuple[str, int, int, str]], more: list[tuple[str, int, int, str]], random: object
) -> None:
    def placed(rows: list[tuple[str, int, int, str]]) -> list[Row]:
        return [(name, 114 + x / 1000, 30 + y / 1000, rest) for name, x, y, rest in rows]

    kept = {row[:3] for row in some}
    added = [row for row in more if row[:3] not in kept]
    before = ids_of(placed(some))
    mixed = [*some, *added]
    order = list(range(len(mixed)))
    random.shuffle(order)  # type: ignore[attr-defined]
    after = dict(zip(order, ids_of(placed([mixed[i] for i in order])), strict=True))
    assert all(is_made(each) for each in after.values())
    assert len(set(after.values())) == len(mixed)
    assert sorted(before) == sorted(after[i] for i in range(len(some)))
    told = {(some[i], before[i]) for i in range(len(some))}
    assert {(some[i], after[i]) for i in range(len(some))} == told


def test_the_table_says_how_many_were_made() -> None:
    rows = [("A7", "甲", 114.3, 30.6), ("", "乙", 114.31, 30.6), ("", "丙", 114.32, 30.6)]
    frame = pd.DataFrame(rows, columns=["编号", "名称", "经度", "纬度"])
    reading = centers_from(table_in_memory(frame, TableSettings()))
    assert reading.table["center_id"].map(is_made).tolist() == [False, True, True]
    assert reading.source.notes["ids_made"] == 2
