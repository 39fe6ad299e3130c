"""How an input was taken: a typed record, told as the same plain values everywhere."""

from __future__ import annotations

import pytest

from circles import texts
from circles.provenance import MADE_FROM, RULES, Shift, Source, Taken, studied


def test_a_record_tells_what_there_is_and_nothing_else() -> None:
    assert Taken().notes() == {}
    taken = Taken(
        sheet="2024",
        persons_columns=("电话",),
        datum="GCJ-02",
        shift=Shift(points=3, metres=512),
        counts={"repaired": 0, "title_rows": 2},
        people={"source": "七普", "year": "2020"},
        studied={"outside_area": 4},
    )
    assert list(taken.notes().items()) == [
        ("sheet", "2024"),
        ("title_rows", 2),
        ("persons_columns", ["电话"]),
        ("datum", "GCJ-02"),
        ("datum_points", 3),
        ("datum_shift_m", 512),
        ("repaired", 0),
        ("population_source", "七普"),
        ("population_year", "2020"),
        ("outside_area", 4),
    ]


def test_degrees_of_which_nothing_is_said_are_told() -> None:
    assert Taken(is_datum_assumed=True).notes() == {"coordinates": "taken as WGS-84"}


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("key", [*RULES, *MADE_FROM])
def test_every_rule_and_origin_has_its_words(key: str, lang: str) -> None:
    assert texts.say(f"map.note.{key}", lang)
    assert {**RULES, **MADE_FROM}[key] in Taken(rule=key, made_from=key).notes().values()


def test_used_rows_of_streets_are_the_walkable_ones() -> None:
    assert Source(kind="streets", file="a", rows=5, taken=Taken(counts={"ways_walkable": 3})).used_rows == 3
    assert Source(kind="gates", file="a", rows=5).used_rows == 5


def test_what_is_counted_later_is_added_and_nothing_is_changed() -> None:
    before = Source(kind="blocks", file="a", taken=Taken(counts={"repaired": 1}))
    after = studied(studied(before, {"outside_area": 2}), {"without_community": 1})
    assert after.notes == {"repaired": 1, "outside_area": 2, "without_community": 1}
    assert before.notes == {"repaired": 1}
