"""How a plan tells its tiers and its communities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.marks import mark_of
from circles.answers.rate_names import short_rate_name
from circles.document import Head, Line, Section, Table
from circles.figures import Figure, share_of
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.phrases import Words

VERDICTS = ("covered", "partly covered", "not covered", "not judged")
_PARTS = ("inside", "outside", "not_evaluated")


def tiers_section(plan: Plan) -> Section:
    """Return the account of each tier: its walk, who is inside, and the rate; then whose centers a row counts."""
    accounts = plan.tier_accounts
    if accounts is None or not len(accounts):
        return Section(name="tiers")
    base = plan.district_base
    limits = {tier.name: tier.limit_mm(plan.scenario.speed_m_per_h) / 1000 for tier in plan.scenario.tiers}
    rows: list[tuple[Words, ...]] = [
        (
            str(row["tier"]),
            Figure(value=limits[row["tier"]]),
            *(_amount(row[part], base) for part in _PARTS),
            Figure(value=row["coverage_rate"], precision="covered_share"),
        )
        for row in accounts[accounts["base"] == base].to_dict("records")
    ]
    unit = phrase(f"counted.{base}")
    heads = [Head(phrase("funnel.tier")), *(Head(phrase(f"tiers.{name}"), figures=True) for name in ("limit", *_PARTS))]
    return Section(
        name="tiers",
        table=Table(
            title=joined([phrase("tiers.title"), joined([unit, mark_of(plan.study, base)])], phrase("people.then")),
            heads=(*heads, Head(short_rate_name(base), figures=True)),
            rows=tuple(rows),
        ),
        lines=(Line(phrase(_whose_centers(plan)), "item"),),
    )


def _whose_centers(plan: Plan) -> str:
    """Return the text that says which centers a row of a tier counts, and which the account counts."""
    said = "tiers.with_higher" if plan.scenario.higher_counts else "tiers.own"
    return f"{said}_alone" if plan.only_own_community else said


def communities_section(plan: Plan) -> Section:
    """Return in lines how many communities are covered, have a center, and by whose center people are inside."""
    table = plan.communities
    if table is None:
        return Section(name="communities")
    counts = table["verdict"].value_counts()
    judged = {name.replace(" ", "_"): Figure(value=int(counts.get(name, 0))) for name in VERDICTS}
    lines: list[Words] = [phrase("communities.judged", count=Figure(value=len(table)), **judged)]
    if table["has_center"].isna().all():
        lines.append(phrase("communities.unknown"))
    else:
        lines += [_having(table), _covered(table, plan)]
    return Section(name="communities", title=phrase("communities.title"), lines=tuple(map(Line, lines)))


def _having(table: pd.DataFrame) -> Words:
    having = int(table["has_center"].sum())
    return phrase(
        "communities.having",
        having=Figure(value=having),
        count=Figure(value=len(table)),
        share=share_of(having, len(table), covered=True),
        named=Figure(value=int((table["by"] == "named").sum())),
        outline=Figure(value=int((table["by"] == "outline").sum())),
        shared=Figure(value=int(table["shared"].sum())),
    )


def _covered(table: pd.DataFrame, plan: Plan) -> Words:
    base = plan.district_base
    own, other = (_amount(table[f"inside_{cover}"].sum(), base) for cover in ("own", "other"))
    said = "communities.covered_own_alone" if plan.only_own_community else "communities.covered"
    return phrase(said, base=phrase(f"counted.{base}"), own=own, other=other)


def _amount(value: Any, base: str) -> Figure:
    return (
        Figure(value=value, precision="hundredth", per=1e6)
        if base == "land_m2"
        else Figure(value=value, precision="count")
    )
