"""Clauses of county level in a study of two counties: each is judged, and no average hides one. Worked by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles.norms.auditing import audited
from circles.norms.norms_at_hand import norm, norm_names
from circles.norms.trial_clauses import asked_again
from circles.phrases import joined, text_of
from circles.tables import District
from tests.norms.small_towns import made

if TYPE_CHECKING:
    from circles.norms.audited_tables import AuditedTables
    from circles.norms.auditing import Audited

TODAY = dt.date(2020, 1, 1)
CLAUSES = {clause.clause: (name, clause) for name in norm_names() for clause in norm(name).clauses}
EAST, WEST = District("甲社区", "东街道"), District("乙社区", "西街道")


def town(
    name: str, *, east: dict[str, Any], west: dict[str, Any], centers: list[dict[str, Any]], **more: Any
) -> AuditedTables:
    """Return a town of two communities, each a county of its own with one block."""
    blocks = [
        {"community": EAST.name, "subdistrict": EAST.subdistrict, "county": "东县", "population": 900.0},
        {"community": WEST.name, "subdistrict": WEST.subdistrict, "county": "西县", "population": 100.0},
    ]
    of_blocks = {"population", "dwellings", "county"}
    counties = [{"district": EAST, "county": "东县"}, {"district": WEST, "county": "西县"}]
    for block, unit, said in zip(blocks, counties, (east, west), strict=True):
        block.update({key: value for key, value in said.items() if key in of_blocks})
        unit.update({key: value for key, value in said.items() if key not in of_blocks or key == "county"})
    return made(CLAUSES[name][1], blocks=blocks, communities=counties, centers=centers, **more)


def told(name: str, place: AuditedTables) -> Audited:
    own, clause = CLAUSES[name]
    (found,) = audited(place, [replace(norm(own), clauses=(clause,))], as_of=TODAY)
    return found


def held(name: str, place: AuditedTables) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    found = told(name, place)
    return found.verdict, found.judgment.observed, found.judgment.failing, found.lacking


def at(*units: District) -> list[dict[str, Any]]:
    return [{"communities": (unit,), "subdistrict": unit.subdistrict} for unit in units]


def test_workers_of_one_county_do_not_stand_in_for_another() -> None:
    """East 17 and west 19 of 10,000 each: 18 together, and the east fails."""
    people = {"urban_residents": 10_000.0}
    east, west = ({"community_workers": workers, **people} for workers in (17.0, 19.0))
    place = town("P14-18", east=east, west=west, centers=[{}])
    assert held("P14-18", place) == ("fails", "17", ("东县",), ())
    words = text_of(joined(told("P14-18", place).evidence, "；"), "zh")
    assert "按县区判定，2 个县区：东县 17、西县 19；全部合计 18，不作判定依据" in words
    assert told("P14-18", place).counties == ("东县", "西县")
    assert held("P14-18", town("P14-18", east=west, west=west, centers=[{}]))[:2] == ("meets", "19")
    # A county without the datum cannot be told, unless the other one fails.
    unsaid = {"community_workers": None, **people}
    lacking = ("community_workers",)
    assert held("P14-18", town("P14-18", east=west, west=unsaid, centers=[{}])) == ("cannot tell", "19", (), lacking)
    assert held("P14-18", town("P14-18", east=east, west=unsaid, centers=[{}]))[:3] == ("fails", "17", ("东县",))


def test_one_county_or_none_is_judged_as_a_whole() -> None:
    people = {"urban_residents": 10_000.0}
    east, west = ({"community_workers": workers, "county": "东县", **people} for workers in (17.0, 19.0))
    assert held("P14-18", town("P14-18", east=east, west=west, centers=[{}]))[:2] == ("meets", "18")
    none = town("P14-18", east=east | {"county": ""}, west=west | {"county": None}, centers=[{}])
    assert (held("P14-18", none)[:2], told("P14-18", none).counties) == (("meets", "18"), ())


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        ((300.0, 300.0), ("meets", "30", ())),
        ((299.0, 400.0), ("fails", "29.9", ("东县",))),
        ((301.0, 299.0), ("fails", "29.9", ("西县",))),
    ],
)
def test_floor_counts_in_the_county_of_its_center(
    floors: tuple[float, float], expected: tuple[str, str, tuple[str, ...]]
) -> None:
    centers = [{**row, "floor_area_m2": floor} for row, floor in zip(at(EAST, WEST), floors, strict=True)]
    homes = {"dwellings": 1000.0}
    assert held("P14-30", town("P14-30", east=homes, west=homes, centers=centers))[:3] == expected


def test_a_center_of_no_known_county_may_stand_in_any() -> None:
    homes = {"dwellings": 1000.0}
    rows = [*at(EAST, WEST), {"communities": (), "subdistrict": ""}]
    centers = [{**row, "floor_area_m2": floor} for row, floor in zip(rows, (300.0, 200.0, 100.0), strict=True)]
    place = town("P14-30", east=homes, west=homes, centers=centers)
    assert held("P14-30", place) == ("cannot tell", "", (), ("county",))
    centers[2]["floor_area_m2"] = 99.0
    assert held("P14-30", town("P14-30", east=homes, west=homes, centers=centers))[::2] == ("fails", ("西县",))


def test_centers_and_households_are_those_of_each_county() -> None:
    homes = {"dwellings": 3000.0}
    assert held("DZ-3000", town("DZ-3000", east=homes, west=homes, centers=at(EAST, EAST)))[:3] == (
        *("fails", "0"),
        ("西县",),
    )
    assert held("DZ-3000", town("DZ-3000", east=homes, west=homes, centers=at(EAST, WEST)))[:2] == ("meets", "1")
    streets = town("ZZ-JS-17", east={}, west={}, centers=at(*[EAST] * 17, *[WEST] * 16))
    assert held("ZZ-JS-17", streets)[:3] == ("fails", "16", ("西县",))


def test_people_walk_across_the_border() -> None:
    place = town("GB-T05-R", east={}, west={}, centers=at(EAST), walk_mm=[0, 300_000])
    assert held("GB-T05-R", place)[:2] == ("meets", "100")
    far = town("GB-T05-R", east={}, west={}, centers=at(EAST), walk_mm=[0, 300_001])
    assert held("GB-T05-R", far)[:3] == ("fails", "0", ("西县",))
    assert told("GB-T05-R", far).outside == ("B1",)
    nowhere = town("GB-T05-R", east={}, west={"county": ""}, centers=at(EAST), walk_mm=[0, 0])
    assert told("GB-T05-R", nowhere).counties == ()


def test_a_block_of_no_county_keeps_all_counties_from_meeting() -> None:
    units = [{"district": EAST, "county": "东县"}, {"district": WEST, "county": "西县"}]
    rows: list[dict[str, Any]] = [
        {"community": EAST.name, "subdistrict": EAST.subdistrict, "county": "东县"},
        {"community": WEST.name, "subdistrict": WEST.subdistrict, "county": "西县"},
        {"community": "", "subdistrict": "", "county": ""},
    ]
    clause = CLAUSES["GB-T05-R"][1]
    place = made(clause, blocks=rows, communities=units, walk_mm=[0, 0, 0])
    assert held("GB-T05-R", place)[::3] == ("cannot tell", ("county",))
    assert "未写明县区的 1 个" in text_of(joined(told("GB-T05-R", place).evidence, "；"), "zh")


def test_a_community_without_a_facility_is_named_where_its_county_fails() -> None:
    """Rural: 4 of 5 in the east is 80%, 3 of 5 in the west 60%; of the first none is listed."""
    clause = CLAUSES["P14-R"][1]
    units = [District(f"村{i}", side) for side in ("东乡", "西乡") for i in range(5)]
    rows = [{"district": unit, "county": unit.subdistrict[0] + "县", "area": "rural"} for unit in units]
    blocks = [
        {"community": unit.name, "subdistrict": unit.subdistrict, "county": unit.subdistrict[0] + "县"}
        for unit in units
    ]
    place = made(clause, blocks=blocks, communities=rows, centers=at(*units[:4], *units[5:8]))
    found = told("P14-R", place)
    assert (found.verdict, found.judgment.observed, found.judgment.failing) == ("fails", "60", ("西县",))
    assert [reading.unit for reading, held in found.judgment.held if held is False] == units[8:]


def test_a_trial_does_not_answer_what_is_judged_by_county() -> None:
    people = {"urban_residents": 10_000.0, "community_workers": 18.0}
    place = town("P14-18", east=people, west=people, centers=at(EAST, WEST))
    again = asked_again(place, [norm("guobanfa-2021-56")], as_of=TODAY)
    # Workers no center changes; floor and facilities hang on the county that a center stands in.
    assert set(again.clauses["clause"]) == {"P14-10", "P14-60", "P14-18"}


def test_a_county_that_fails_is_an_item_of_the_ledger() -> None:
    """Of the demo's four sub-districts two make a county each: what fails in one is listed under its name."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    east = study.blocks["subdistrict"].isin(["示例街道甲", "示例街道乙"])
    plan = circles.plan(replace(study, blocks=study.blocks.assign(county=east.map({True: "东县", False: "西县"}))))
    audit = circles.audit(plan, norms="embedded-2024", as_of=dt.date(2026, 11, 29))
    row: Any = audit.clauses.set_index("clause").loc["PER-30"]
    assert (row["level"], row["units"]) == ("county", 2)
    scope: Any = audit.rows("zh").set_index("clause").loc["PER-30", "scope"]
    assert "按县区（2 个）" in scope
    listed = audit.failing[audit.failing["clause"] == "PER-30"]
    assert set(listed["kind"]) == {"county"}
    own = audit.ledger[audit.ledger["key"].str.startswith("embedded-2024|PER-30|county:")]
    assert set(own["key"].str.rpartition(":")[2]) == set(listed["name"])
