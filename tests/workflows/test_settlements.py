"""Urban and rural: whose verdict a plan gives, and that the others change nothing of what is said of these."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import circles
from circles import Plan, Scenario, Study, tables
from circles.document import document_of
from circles.errors import InputError
from circles.publish.payload import page_payload
from circles.ranking_rules import RankingRules
from tests.workflows.test_tiers_and_communities import WITHIN_500, community_town, lines_of

WHERE = ["urban", "urban", "", "rural", "rural"]
"""Within 500 m a 60 and b 95 people in town, d 10 and e 40 in the country; beyond it c 5, of which nobody says it."""


def parted_town() -> Study:
    study = community_town()
    return replace(study, blocks=study.blocks.assign(urban_rural=WHERE))


@cache
def demo_by_halves() -> Study:
    """Return the demo study, every third block of it rural."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    said = np.where(np.arange(len(study.blocks)) % 3 == 0, "rural", "urban")
    return replace(study, blocks=study.blocks.assign(urban_rural=said))


@cache
def half_judged() -> tuple[Plan, Plan]:
    """Return a plan with rural blocks that get no verdict, and the plan of the study without them."""
    study = demo_by_halves()
    urban = study.blocks[study.blocks["urban_rural"] == "urban"]
    return circles.plan(study), circles.plan(replace(study, blocks=urban))


@pytest.mark.parametrize(
    ("judged", "reasons", "inside"),
    [
        ("urban", ["", "", "beyond_limit", "rural_not_judged", "rural_not_judged"], 155),
        ("rural", ["urban_not_judged", "urban_not_judged", "urban_not_judged", "", ""], 50),
        ("all", ["", "", "beyond_limit", "", ""], 205),
    ],
)
def test_who_is_not_asked_has_minutes_and_no_verdict(judged: str, reasons: list[str], inside: int) -> None:
    plan = circles.plan(parted_town(), Scenario(**WITHIN_500, judged=judged))
    of_all = circles.plan(community_town(), Scenario(**WITHIN_500))
    assert plan.blocks["reason"].tolist() == reasons
    assert plan.blocks["minutes"].tolist() == of_all.blocks["minutes"].tolist()
    assert plan.account.loc["people", "inside"] == inside
    unasked = [reason.endswith("_not_judged") for reason in reasons]
    assert (plan.blocks["verdict"] == tables.NOT_EVALUATED).tolist() == unasked


def test_a_word_that_is_no_choice_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Scenario(judged="town")
    assert [(found.code, found.column) for found in refused.value.findings] == [("not_a_choice", "judged")]


def test_blocks_that_get_no_verdict_change_nothing_of_what_is_said_of_the_others() -> None:
    plan, without = half_judged()
    kept = plan.blocks[plan.blocks["urban_rural"] == "urban"]
    pd.testing.assert_frame_equal(kept.drop(columns="gap_id"), without.blocks.drop(columns="gap_id"))
    pd.testing.assert_frame_equal(plan.walks, without.walks)
    pd.testing.assert_frame_equal(plan.centers, without.centers)
    assert plan.gaps["blocks"].tolist() == without.gaps["blocks"].tolist()
    assert plan.gaps["population"].tolist() == without.gaps["population"].tolist()
    pd.testing.assert_series_equal(plan.circles["population"], without.circles["population"])
    for name in ("inside", "outside"):
        pd.testing.assert_series_equal(plan.account[name], without.account[name])
    assert [found.code for found in plan.warnings] == [found.code for found in without.warnings]


def test_sites_are_sought_for_those_alone_that_are_judged() -> None:
    plan, without = half_judged()
    ours, theirs = (circles.site(each.study, circles.SitingQuestion(new=2)) for each in (plan, without))
    assert len(theirs.sites) == 2
    assert ours.sites["candidate_id"].tolist() == theirs.sites["candidate_id"].tolist()
    assert ours.sites["gained_population"].tolist() == theirs.sites["gained_population"].tolist()


def test_how_sure_verdicts_are_is_told_of_those_alone_that_are_judged() -> None:
    plan, without = half_judged()
    ours, theirs = circles.doubt(plan), circles.doubt(without)
    rural = plan.blocks["urban_rural"] == "rural"
    assert set(ours.blocks.loc[rural.to_numpy(), "standing"]) == {tables.NOT_EVALUATED}
    names = ["robust_inside", "robust_outside", "sensitive"]
    pd.testing.assert_frame_equal(ours.account[names], theirs.account[names])


def test_remedies_are_sought_for_those_alone_that_are_judged() -> None:
    plan, without = half_judged()
    ours, theirs = circles.remedies(plan), circles.remedies(without)
    columns = ["remedy", "people_gained"]
    assert len(theirs.table)
    pd.testing.assert_frame_equal(ours.table[columns], theirs.table[columns])


def test_a_clause_judges_everybody_by_its_own_walk() -> None:
    plan, _ = half_judged()
    of_all = circles.plan(plan.study, Scenario(judged="all"))
    names, day = ["clause", "observed", "verdict"], dt.date(2026, 6, 30)
    ours, theirs = (circles.audit(each, norms=["td-t-1063-2021"], as_of=day).clauses[names] for each in (plan, of_all))
    assert ours["observed"].notna().any()
    pd.testing.assert_frame_equal(ours, theirs)


def test_the_account_and_a_walk_say_that_rural_blocks_have_minutes_alone() -> None:
    plan = circles.plan(parted_town(), Scenario(**WITHIN_500))
    (said,) = [line for line in lines_of(plan, "settlements") if "农村" in line]
    minutes = dict(zip(plan.blocks["block_id"], plan.blocks["minutes"], strict=True))
    assert said.startswith(
        "分城乡（人口（人））：城市覆盖 155（100.0%）、未覆盖 0、未评估 0；"
        f"农村未下结论 50，步行时间中位数 {minutes['e']:.1f} 分钟；城乡未说明覆盖 0（0.0%）、未覆盖 5、未评估 0。"
        "农村居住单元 2 个没有另定时限，只报步行分钟，不下结论。"
    )
    told = document_of(circles.explain(plan, "d"))
    assert "农村：没有另定时限，只报步行分钟，不下结论" in [
        line.text("zh") for section in told.sections for line in section.lines
    ]


def test_rural_blocks_have_an_account_of_their_own_that_says_whose_limit_judges_them() -> None:
    study = community_town()
    # Within 500 m: a 60 and b 95 in town, d 10 and e 40 in the country; c 5 beyond, of which nobody says anything.
    where = ["urban", "urban", "", "rural", "rural"]
    plan = circles.plan(
        replace(study, blocks=study.blocks.assign(urban_rural=where)), Scenario(**WITHIN_500, judged="all")
    )
    (said,) = [line for line in lines_of(plan, "settlements") if "农村" in line]
    assert said == (
        "分城乡（人口（人））：城市覆盖 155（100.0%）、未覆盖 0、未评估 0；农村覆盖 50（100.0%）、未覆盖 0、未评估 0；"
        "城乡未说明覆盖 0（0.0%）、未覆盖 5、未评估 0。"
        "其中农村居住单元 2 个没有另设时限，按本任务的 7.5 分钟判定，仅供参考。"
    )
    audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=dt.date(2025, 5, 1))
    assert said in lines_of(audit, "settlements")
    # Beside the map it stands apart from what says how sure the rate is, which is folded.
    told = page_payload(plan, lang="zh", tiles=False)
    assert told["settlements"] == [said]
    assert said not in told["certainty"]
    # What the study says of the rest counts for those that say nothing.
    rest = replace(plan.study, ranking=RankingRules(settlement="rural"))
    (said,) = [line for line in lines_of(circles.plan(rest, plan.scenario), "settlements") if "农村" in line]
    assert "农村覆盖 50（90.9%）、未覆盖 5、未评估 0" in said
    assert not [line for line in lines_of(circles.plan(study, plan.scenario), "settlements") if "农村" in line]
