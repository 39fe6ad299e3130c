"""Clauses about walks in a trial: the page's verdicts and shares are those of Python's audit of what it hands out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import circles
from benchmarks.what_if_scenarios import asked_of, asked_of_page, scenarios
from circles.norms.judging import decimal
from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.audit import Audit
    from circles.planning_study import Study

DAY = dt.date(2026, 11, 29)
NORMS = ["shenzhen-2016", "gb-50180-2018", "td-t-1062-2021", "zhengdong"]
BOUND_ABOVE = {"W2", "W3"}
OWN = """
standard = "某市办法"
title = {{ zh = "某市办法", en = "Rules of a city" }}
{clauses}
"""
CLAUSE = """
[[clause]]
clause = "W{number}"
requirement = {{ zh = "步行覆盖", en = "within a walk" }}
measure = "walk_share"
{far}
base = "{base}"
level = "市"
comparison = "{comparison}"
value = {value}
unit = "%"
force = "地方规定"
source = {{ standard = "某市办法" }}
status = "reported"
"""


def told_by_python(study: Study, scenario: dict[str, Any], norms: list[Any]) -> dict[str, tuple[str, str]]:
    """Return verdict and figure of each clause, by Python's audit of a plan of what is tried."""
    audit = circles.audit(circles.plan(*asked_of(study, scenario)), norms=norms, as_of=DAY)
    rows = audit.clauses.to_dict("records")
    return {row["clause"]: (row["verdict"].replace(" ", "_"), row["observed"]) for row in rows}


def held(audit: Audit, page: Path, asked: list[dict[str, Any]], norms: list[Any]) -> int:
    """Hold what the page tells of clauses to Python; return how many verdicts are others than those of the audit."""
    page.write_text(map_html(audit), encoding="utf-8")
    own = {row["clause"]: row["verdict"].replace(" ", "_") for row in audit.clauses.to_dict("records")}
    flipped = answered = 0
    for scenario, told in zip(asked, asked_of_page(page, asked, told="norms"), strict=True):
        expected = told_by_python(audit.plan.study, scenario, norms)
        for clause, verdict, share in told:
            if verdict is None:
                assert "as_of" in scenario or "add" in scenario or "move" in scenario
                continue
            answered += 1
            assert (clause, verdict) == (clause, expected[clause][0]), scenario
            if share is not None and expected[clause][1]:
                figure = decimal(Fraction(share[0] * 100, share[1]), up=clause in BOUND_ABOVE)
                assert figure == expected[clause][1], (clause, scenario)
            flipped += verdict != own[clause]
    assert answered
    return flipped


def without_days(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return scenarios without another day and without tiers that are looked at: neither is of a norm."""
    return [{key: value for key, value in one.items() if key not in {"as_of", "tier"}} for one in asked]


def test_the_clauses_of_the_shelf(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    audit = circles.audit(plan, norms=NORMS, as_of=DAY)
    asked = [{}, *without_days(scenarios(plan, 10, np.random.default_rng(5)))]
    held(audit, tmp_path / "coverage.html", asked, NORMS)


@pytest.mark.parametrize("seed", range(2))
def test_numbers_just_at_and_beside_what_is_there_flip(tmp_path: Path, seed: int) -> None:
    """Of people and households, at other walks and with each comparison, some numbers of which are not known."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    rng = np.random.default_rng(seed)
    if seed:
        people = study.blocks["population"].where(rng.random(len(study.blocks)) > 0.02)
        study = replace(study, blocks=study.blocks.assign(population=people))
    plan = circles.plan(study)
    clauses = [
        CLAUSE.format(number=number, far=far, base=base, comparison=comparison, value=value)
        for number, (far, base, comparison, value) in enumerate(
            [
                ("metres = 1000", "人", "不低于", 75),
                ("metres = 1000", "人", "大于", 74),
                ("metres = 800", "人", "不超过", 60),
                ("minutes = 10", "户", "小于", 40),
                ("metres = 2000", "人", "普遍达到", 100),
                ("minutes = 20", "户", "不低于", 85),
            ]
        )
    ]
    own = tmp_path / "own.toml"
    own.write_text(OWN.format(clauses="".join(clauses)), encoding="utf-8")
    audit = circles.audit(plan, norms=[own], as_of=DAY)
    asked = without_days(scenarios(plan, 12, rng))
    assert held(audit, tmp_path / "coverage.html", asked, [own]) > 0 or seed


def test_another_day_is_not_answered(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    page = tmp_path / "coverage.html"
    page.write_text(map_html(circles.audit(plan, norms=NORMS, as_of=DAY)), encoding="utf-8")
    (told,) = asked_of_page(page, [{"as_of": "2027-01-01"}], told="norms")
    assert {verdict for _, verdict, _ in told} == {None}
