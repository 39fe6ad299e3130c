"""A center of which the list says only that it is built counts as open, and never in silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import circles
from tests.ledger.test_ledger import _town

if TYPE_CHECKING:
    from circles.errors import Finding


def _plan(**columns: list[str]) -> circles.Plan:
    """Return a plan of C1, beside whose walk nobody lives, and of C2, within whose walk 150 people do."""
    study = _town(("C1", 0), ("C2", 5400)).study
    return circles.plan(replace(study, centers=study.centers.assign(**columns)))


def _told(plan: circles.Plan) -> list[Finding]:
    return [each for each in plan.warnings if each.code == "centers_use_unsaid"]


def test_centers_that_are_built_and_no_more_are_counted_with_the_people_who_hang_on_them() -> None:
    plan = _plan(construction=["built", "built"], use=["in use", ""])
    (told,) = _told(plan)
    assert "有 1 个中心只写建成、没有写是否启用，按已启用计算：C2。步行范围内只有这些中心的：150 人。" in told.text(
        "zh"
    )
    assert plan.funnel is not None
    assert plan.funnel["unexplained"].sum() == 1
    lines = [line.text("zh") for section in plan.document().shown for line in section.lines]
    assert sum("只写建成、没有写是否启用" in line for line in lines) == 2  # the funnel and the finding, in one word
    audit = circles.audit(plan, norms="dezhou", as_of=dt.date(2026, 3, 31))
    assert list(audit.warnings) == [told]


def test_people_who_another_center_serves_too_do_not_hang_on_it() -> None:
    study = _town(("C1", 5000), ("C2", 5400)).study
    plan = circles.plan(replace(study, centers=study.centers.assign(construction="built", use=["in use", ""])))
    (told,) = _told(plan)
    # 5,800 m is 800 m from C1: within the walk of both, as are the others.
    assert "步行范围内只有这些中心的：0 人" in told.text("zh")


def test_nothing_is_told_where_use_is_said_or_a_plate_of_the_site_is_in_use() -> None:
    assert not _told(_plan(construction=["built", "built"], use=["in use", "in use"]))
    assert not _told(_plan(construction=["built", "built"], use=["in use", ""], site_id=["C1", "C1"]))
