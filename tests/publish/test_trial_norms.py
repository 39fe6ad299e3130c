"""Clauses in a trial: the page's verdicts and figures are those of Python's audit of what it hands out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import circles
from benchmarks.what_if_scenarios import asked_of, asked_of_page, scenarios
from circles.answers.audit_rows import verdict_counted
from circles.norms.norms_at_hand import norm_names
from circles.publish.coverage_map import map_html
from tests.bureau.baoding_study import write_baoding

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.planning_study import Study

Told = dict[tuple[str, str], tuple[str, str, int, int, int]]

DAY = dt.date(2026, 11, 29)
FLOORS = (0.0625, 300.0, 650.0, 1250.5, 12_000.0)
SERVICES = ("养老服务", "儿童服务", "社区助餐", "婴幼儿托育", "社工站", "社区服务站", "文化活动中心", "党群服务中心")
OWN = """
standard = "某市办法"
title = {{ zh = "某市办法", en = "Rules of a city" }}
{clauses}
"""
CLAUSE = """
[[clause]]
clause = "W{number}"
requirement = {{ zh = "条文", en = "a clause" }}
{asks}
force = "地方规定"
source = {{ standard = "某市办法" }}
status = "reported"
"""
WALK = """measure = "walk_share"
{far}
base = "{base}"
level = "市"
comparison = "{comparison}"
value = {value}
unit = "%"
"""


def told_by_python(
    study: Study, scenario: dict[str, Any], norms: list[Any]
) -> list[tuple[str, str, str, int, int, int]]:
    """Return verdict, figure and units of each clause, by Python's audit of a plan of what is tried, on its day."""
    day = dt.date.fromisoformat(scenario.get("as_of", DAY.isoformat()))
    audit = circles.audit(circles.plan(*asked_of(study, scenario)), norms=norms, as_of=day)
    return [
        (
            row["clause"],
            verdict_counted(row).replace(" ", "_"),
            row["observed"],
            row["met"],
            row["failed"],
            row["units"],
        )
        for row in audit.clauses.to_dict("records")
    ]


def held(audit: Audit, page: Path, asked: list[dict[str, Any]], norms: list[Any]) -> tuple[int, int, int]:
    """Hold what the page tells of clauses to Python; return how many it answers, how many not, and how many change."""
    page.write_text(map_html(audit), encoding="utf-8")
    answered = unanswered = changed = 0
    own = told_by_python(audit.plan.study, {}, norms)
    for scenario, told in zip(asked, asked_of_page(page, asked, told="norms"), strict=True):
        expected = told_by_python(audit.plan.study, scenario, norms)
        places = _places(expected, [row[0] for row in told])
        for row, place in zip(told, places, strict=True):
            if row[1] is None:
                unanswered += 1
                continue
            answered += 1
            assert tuple(row) == expected[place], (expected[place], scenario)
            changed += expected[place] != own[place]
    return answered, unanswered, changed


def _places(expected: list[Any], clauses: list[str]) -> list[int]:
    """Return where the clauses stand among all, which come in the same order."""
    found: list[int] = []
    for clause in clauses:
        begin = found[-1] + 1 if found else 0
        found.append(next(i for i in range(begin, len(expected)) if expected[i][0] == clause))
    return found


def tried(plan: Plan, count: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return scenarios whose added centers say now this and now that of themselves; no tier is looked at."""
    communities = sorted(set(plan.blocks["community"].dropna()) - {""}) if "community" in plan.blocks else []
    asked = [{key: value for key, value in one.items() if key != "tier"} for one in scenarios(plan, count, rng)]
    for add in (each for one in asked for each in one.get("add", ())):
        said = {
            "floor_m2": float(rng.choice(FLOORS)),
            "capacity": 3000.0,
            "services": [str(each) for each in rng.choice(SERVICES, int(rng.integers(0, 5)), replace=False)],
            "communities": [str(each) for each in rng.choice([*communities, "无此社区"], int(rng.integers(1, 3)))],
        }
        add.update({key: value for key, value in said.items() if rng.random() < 0.6})
    return asked


def assert_the_shelf_is_answered(plan: Plan, file: Path, seed: int) -> None:
    norms = list(norm_names())
    audit = circles.audit(plan, norms=norms, as_of=DAY)
    asked = [{}, *tried(plan, 6, np.random.default_rng(seed))]
    answered, unanswered, changed = held(audit, file, asked, norms)
    assert answered > 20 * unanswered
    assert changed


@pytest.mark.parametrize("seed", range(2))
def test_the_clauses_of_the_shelf_on_the_demo(tmp_path: Path, seed: int) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    assert_the_shelf_is_answered(plan, tmp_path / "coverage.html", seed)


@pytest.mark.parametrize("seed", range(2))
def test_the_clauses_of_the_shelf_on_a_year_of_a_bureau(tmp_path: Path, seed: int) -> None:
    """Town and country are known, two communities have one name, and centers say when they open and close."""
    plan = circles.plan(circles.read_study(write_baoding(tmp_path / "study")))
    assert_the_shelf_is_answered(plan, tmp_path / "coverage.html", seed)


@pytest.mark.parametrize("seed", range(2))
def test_numbers_just_at_and_beside_what_is_there_flip(tmp_path: Path, seed: int) -> None:
    """Of people and households, at other walks and with each comparison, some numbers of which are not known."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    rng = np.random.default_rng(seed)
    if seed:
        people = study.blocks["population"].where(rng.random(len(study.blocks)) > 0.02)
        study = replace(study, blocks=study.blocks.assign(population=people))
    plan = circles.plan(study)
    asks = [
        ("metres = 1000", "人", "不低于", 75),
        ("metres = 1000", "人", "大于", 74),
        ("metres = 800", "人", "不超过", 60),
        ("minutes = 10", "户", "小于", 40),
        ("metres = 2000", "人", "普遍达到", 100),
        ("minutes = 20", "户", "不低于", 85),
    ]
    walks = [WALK.format(far=far, base=base, comparison=sign, value=value) for far, base, sign, value in asks]
    clauses = [CLAUSE.format(number=number, asks=walk) for number, walk in enumerate(walks)]
    own = tmp_path / "own.toml"
    own.write_text(OWN.format(clauses="".join(clauses)), encoding="utf-8")
    audit = circles.audit(plan, norms=[own], as_of=DAY)
    answered, unanswered, changed = held(audit, tmp_path / "coverage.html", [{}, *tried(plan, 8, rng)], [own])
    assert (answered, unanswered) == (9 * len(asks), 0)
    assert changed


def test_several_plates_at_one_place_are_one_center(tmp_path: Path) -> None:
    """Services of plates are joined, floors are not added: a plate may say less, more or nothing."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    own = study.centers.assign(site_id="")
    plates = own.head(4).assign(
        center_id=[f"{name}b" for name in own["center_id"].head(4)],
        name=[f"牌子{i}" for i in range(4)],
        floor_area_m2=[60.0, 12_000.0, np.nan, own["floor_area_m2"].iloc[3]],
        services=["图书、社区助餐", "", "社工站", "婴幼儿托育"],
        site_id=own["center_id"].head(4),
    )
    own.loc[own.index[:4], "site_id"] = own["center_id"].head(4)
    centers = pd.concat([own, plates], ignore_index=True)
    plan = circles.plan(replace(study, centers=centers))
    norms = list(norm_names())
    audit = circles.audit(plan, norms=norms, as_of=DAY)
    asked = [{}, *tried(plan, 5, np.random.default_rng(3))]
    answered, unanswered, _ = held(audit, tmp_path / "coverage.html", asked, norms)
    assert answered > unanswered


def told_by_page(audit: Audit, page: Path, scenario: dict[str, Any]) -> dict[str, str | None]:
    page.write_text(map_html(audit), encoding="utf-8")
    (told,) = asked_of_page(page, [scenario], told="norms")
    return {row[0]: row[1] for row in told}


def test_what_two_centers_on_one_spot_leave_open_is_not_answered(tmp_path: Path) -> None:
    """The list that is handed out tells such two as one site, or as one center twice: by names that may yet change."""
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    audit = circles.audit(plan, norms=["dezhou", "zhengdong"], as_of=DAY)
    place = plan.study.centers.geometry.iloc[0]
    spot = {"lon": float(place.x), "lat": float(place.y)}
    for scenario in ({"add": [{"name": "新", **spot}]}, {"move": [{"center_id": "C02", **spot}]}):
        told = told_by_page(audit, tmp_path / "coverage.html", scenario)
        assert {name for name, verdict in told.items() if verdict is None} == {
            *("DZ-3000", "DZ-500", "DZ-30"),
            *("ZZ-ZD-33", "ZZ-ZD-F"),
        }


def test_a_center_in_an_outline_that_names_no_community_leaves_clauses_of_these_open(tmp_path: Path) -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    around = study.blocks[["community", "subdistrict", "geometry"]].dissolve("community", as_index=False)
    plan = circles.plan(replace(study, communities=around))
    audit = circles.audit(plan, norms=["guobanfa-2021-56", "dezhou"], as_of=dt.date(2025, 6, 1))
    at = {"lon": 114.28, "lat": 30.59}
    told = told_by_page(audit, tmp_path / "coverage.html", {"add": [{**at, "tier": "社区村"}]})
    assert {name for name, verdict in told.items() if verdict is None} == {"P14-U", "P14-R", "DZ-500", "DZ-30"}
    named = {**at, "tier": "社区村", "floor_m2": 700.0, "communities": [str(around["community"].iloc[0])]}
    told = told_by_page(audit, tmp_path / "coverage.html", {"add": [named]})
    assert None not in told.values()
