"""One place with several plates is one center: its services joined, its floor never added up. Worked by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles.norms.auditing import audited
from circles.norms.clauses import Scope
from circles.norms.norms_at_hand import norm, norm_names
from circles.phrases import joined, text_of
from circles.tables import District
from tests.norms.small_towns import made

if TYPE_CHECKING:
    from circles.norms.auditing import Audited

TODAY = dt.date(2020, 1, 1)
CLAUSES = {clause.clause: (name, clause) for name in norm_names() for clause in norm(name).clauses}
HOME, OTHER = District("甲社区", "东街道"), District("乙社区", "东街道")


def found(name: str, *plates: dict[str, Any], **more: Any) -> Audited:
    """Return a clause in a town whose centers are the plates of one place, and a center apart that is ample."""
    own, clause = CLAUSES[name]
    rows = [{"site_id": "C0", **plate} for plate in plates]
    place = made(clause, centers=[*rows, {"site_id": ""}], **more)
    (told,) = audited(place, [replace(norm(own), clauses=(clause,))], as_of=TODAY)
    return told


def held(name: str, *plates: dict[str, Any], **more: Any) -> tuple[str, int, int, tuple[str, ...]]:
    told = found(name, *plates, **more)
    return told.verdict, told.judgment.met, told.judgment.units, told.judgment.failing


def test_services_of_plates_are_joined() -> None:
    assert held("EMB-F", {"services": "养老服务、儿童服务"}, {"services": "社区助餐、婴幼儿托育"})[:3] == (
        "meets",
        2,
        2,
    )
    assert held("EMB-F", {"services": "养老服务"}, {"services": "养老服务、社区助餐"}) == ("fails", 1, 2, ("中心0",))
    assert held("EMB-C", {"services": "养老服务"}, {"services": "社区助餐"})[3] == ("中心2",)  # the one apart
    # A plate that says nothing may offer more: what is known is enough, or it cannot be told.
    assert held("EMB-F", {"services": "养老服务、社区助餐、图书"}, {"services": ""})[0] == "meets"
    silent = found("EMB-F", {"services": "养老服务"}, {"services": ""})
    assert (silent.verdict, silent.lacking) == ("cannot tell", ("services",))
    told = text_of(joined(found("EMB-F", {"services": "养老服务"}, {}).evidence, "；"), "zh")
    assert "一处多块牌子的 1 处，各按一处计，服务项目合并" in told


@pytest.mark.parametrize("name", ["EMB-600", "DZ-500", "BD-500"])
def test_a_small_plate_at_an_ample_place_does_not_fail(name: str) -> None:
    homes = [{"dwellings": 1500.0}]
    ample, small = ({"floor_area_m2": floor} for floor in (1000.0, 60.0))
    assert held(name, ample, small, blocks=homes) == ("meets", 2, 2, ())
    assert held(name, small, {"floor_area_m2": None}, blocks=homes) == ("fails", 1, 2, ("中心0",))


def test_floors_that_differ_are_a_question() -> None:
    told = found("EMB-600", {"floor_area_m2": 500.0}, {"floor_area_m2": 400.0})
    assert (told.verdict, told.lacking, told.judgment.unsaid) == ("cannot tell", ("floor_area",), ("中心0",))
    words = text_of(joined(told.evidence, "；"), "zh")
    assert "其中各牌所报面积不同的 1 处，面积不相加，按不少于其中最大的计，是否同一用房请核实：中心0" in words
    assert held("EMB-600", {"floor_area_m2": 500.0}, {"floor_area_m2": 500.0})[0] == "fails"
    assert held("GB-C05-S", {"site_area_m2": 1420.0}, {"site_area_m2": 20.0})[0] == "meets"


def test_the_space_for_residents_is_that_of_the_place() -> None:
    same = {"floor_area_m2": 1000.0, "residents_area_m2": 600.0}
    assert held("P14-60", same, same)[:3] == ("meets", 2, 2)
    assert held("P14-60", same | {"residents_area_m2": 599.0}, {"floor_area_m2": None, "residents_area_m2": None})[
        :3
    ] == ("fails", 1, 2)
    # 540 of 1,000 and 20 of 60: what the two have in common nobody says.
    differing = [
        {"floor_area_m2": 1000.0, "residents_area_m2": 540.0},
        {"floor_area_m2": 60.0, "residents_area_m2": 20.0},
    ]
    told = found("P14-60", *differing)
    assert (told.verdict, told.judgment.units, told.lacking) == ("cannot tell", 2, ("residents_area",))


def test_a_demonstration_site_with_two_plates_is_one() -> None:
    told = found("HZ-10", {}, {}, {"demonstration": "否"})
    assert told.judgment.observed == "2"
    unsaid = found("HZ-10", {"demonstration": "否"}, {"demonstration": ""})
    assert (unsaid.judgment.observed, unsaid.verdict, unsaid.unsaid) == ("1–2", "fails", ("demonstration",))
    listed = "养老服务站、儿童服务站、社会组织服务站、精神障碍社区康复服务站、社工服务站、志愿服务站"
    rest = "便民休闲站（福彩花园）、福彩爱心驿站、慈善超市、快递服务站、邻里互助站"
    own, clause = CLAUSES["HZ-11"]
    rows: list[dict[str, Any]] = [
        {"site_id": "C0", "services": listed},
        {"site_id": "C0", "services": rest, "demonstration": "否"},
    ]
    (joint,) = audited(made(clause, centers=rows), [replace(norm(own), clauses=(clause,))], as_of=TODAY)
    assert (joint.verdict, joint.judgment.observed) == ("meets", "11")


def test_people_of_a_place_are_those_of_all_its_plates() -> None:
    own, clause = CLAUSES["GB-T05-P"]
    rows: list[dict[str, Any]] = [{"site_id": "C0"}, {"site_id": "C0"}]
    place = made(clause, centers=rows, blocks=[{"population": 4000.0}, {"population": 2000.0, "x_m": 9.0}])
    walks = pd.DataFrame({"block_id": ["B0", "B1"], "center_id": ["C0", "C1"], "walk_mm": [1, 1]})
    (told,) = audited(replace(place, walks=walks), [replace(norm(own), clauses=(clause,))], as_of=TODAY)
    assert (told.verdict, told.judgment.observed, told.judgment.units) == ("meets", "6000", 1)


def test_a_plate_that_names_no_community_stands_in_that_of_its_place() -> None:
    _, clause = CLAUSES["P14-U"]
    clause = replace(clause, scope=Scope(area="urban", tier="社区"))
    rows: list[dict[str, Any]] = [{"site_id": "C0"}, {"site_id": "C0", "communities": (), "by_name": False}]
    place = made(clause, centers=rows, communities=[{"district": HOME}, {"district": OTHER}])
    (told,) = audited(place, [replace(norm("guobanfa-2021-56"), clauses=(clause,))], as_of=TODAY)
    assert (told.verdict, told.judgment.observed, told.lacking) == ("fails", "50", ())
    assert "按清单所属社区认定 1 处" in text_of(joined(told.evidence, "；"), "zh")


def test_a_community_counts_a_place_once_and_its_floor_by_the_largest_plate() -> None:
    """C02 of the demo stands in 丁3 with 1,000 m2; a second plate of 60 m2 makes it neither two nor unknown.

    Its households need more than that: whether more is there is a question.
    """
    study = circles.read_study(circles.demo_study() / "study.toml")
    own = study.centers.assign(site_id="")
    plate = own[own["center_id"] == "C02"].assign(center_id="C02b", name="社工站", floor_area_m2=60.0, site_id="C02")
    own.loc[own["center_id"] == "C02", "site_id"] = "C02"
    plan = circles.plan(replace(study, centers=pd.concat([own, plate], ignore_index=True)))
    audit = circles.audit(plan, norms="dezhou", as_of=dt.date(2026, 11, 29))
    row: Any = audit.communities.set_index("community").loc["示例社区丁3"]
    assert (row["open_centers"], row["floor_area_m2"], row["gap_unknown"]) == (1, 1000.0, "plates")
