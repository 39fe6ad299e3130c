"""What the page is sent comes back whole; the decoder here shares nothing with the packing."""

from __future__ import annotations

import json
import string
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles.publish.packed_columns import SHORTEST, packed
from circles.publish.payload import page_payload
from tests.publish.drawn_plan import drawn_plan

LETTERS = [letter for letter in map(chr, range(33, 127)) if letter not in '"&<']


def unpacked(text: str) -> Any:
    number = sum(
        (LETTERS.index(text[i]) + 91 * LETTERS.index(text[i + 1])) << (13 * (i // 2)) for i in range(0, len(text), 2)
    )
    whole = zlib.decompress(number.to_bytes(len(text), "little"), wbits=-15)
    start = 4 + int.from_bytes(whole[:4], "little")
    head = json.loads(whole[4:start])
    columns: list[list[int | None]] = []
    for told in head["columns"]:
        count, planes = told["count"], told["planes"]
        coded = [int.from_bytes(whole[start + i : start + count * planes : count], "little") for i in range(count)]
        start += count * planes
        rests = [None if code == 0 else -code // 2 if code % 2 == 0 else (code - 1) // 2 for code in coded]
        columns.append(numbers(told, rests, columns))
    assert start == len(whole)
    return restored(head["tree"], [meant(told, column) for told, column in zip(head["columns"], columns, strict=True)])


def numbers(told: dict[str, Any], rests: list[int | None], columns: list[list[int | None]]) -> list[int | None]:
    if "from" in told:
        earlier = columns[told["from"]]
        return [None if rest is None else rest + (other or 0) for rest, other in zip(rests, earlier, strict=True)]
    if "steps" not in told:
        return rests
    known = [rest for rest in rests if rest is not None]
    sums = iter([sum(known[: i + 1]) for i in range(len(known))])
    return [None if rest is None else next(sums) for rest in rests]


def meant(told: dict[str, Any], column: list[int | None]) -> list[Any]:
    if "words" in told:
        words = told["words"].split("\x7f")
        return [None if number is None else words[number] for number in column]
    if "ends" not in told:
        return [None if number is None else number / 10 ** told.get("digits", 0) for number in column]
    ends, before, texts = iter(told["ends"].split("\x7f")), "", []
    for number in column:
        if number is not None:
            before = before[:number] + next(ends)
        texts.append(None if number is None else before)
    return texts


def restored(value: Any, columns: list[list[Any]]) -> Any:
    if not isinstance(value, dict):
        return value
    return columns[value["~"]] if "~" in value else {key: restored(inner, columns) for key, inner in value.items()}


@pytest.mark.parametrize("copies", [1, 20])
def test_a_page_comes_back_whole_with_the_size_it_says(copies: int) -> None:
    told = page_payload(drawn_plan(), lang="zh", tiles=False)
    blocks = {name: value * copies if isinstance(value, list) else value for name, value in told["blocks"].items()}
    text, _ = packed({**told, "blocks": blocks})
    assert unpacked(text) == {**told, "blocks": blocks}
    assert set(text) <= set(LETTERS)


def columns_of(entries: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | entries, min_size=SHORTEST, max_size=3 * SHORTEST)


TEXTS = st.text(st.sampled_from(string.ascii_letters + "\x7f\n\"'<&\\小区\U00020bb7"), max_size=6)


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(
        columns_of(st.integers(-(2**45), 2**45)),
        columns_of(st.integers(0, 3)),
        columns_of(st.decimals(-1000, 1000, places=2, allow_nan=False).map(float)),
        columns_of(st.floats(allow_nan=False, allow_infinity=False)),
        columns_of(TEXTS),
        columns_of(st.sampled_from(["内", "外", ""])),
        columns_of(st.booleans()),
    )
)
def test_any_columns_come_back_whole(columns: tuple[list[Any], ...]) -> None:
    document = {"a": {"x": columns[0]}, "b": {"x": columns[1] + columns[0][len(columns[1]) :]}}
    document |= {f"c{i}": {"y": column} for i, column in enumerate(columns)}
    assert unpacked(packed(document)[0]) == document


def test_of_the_ways_to_tell_numbers_the_shortest_is_taken() -> None:
    steps = list(range(1_000_000, 1_000_000 + 7 * 5_000, 7))
    near = [value + i % 3 for i, value in enumerate(reversed(steps))]
    text, _ = packed({"one": {"x": steps[::-1]}, "other": {"x": near}})
    assert len(text) < 2_000
    assert unpacked(text)["other"]["x"] == near
