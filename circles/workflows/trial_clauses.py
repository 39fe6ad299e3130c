"""What a trial in the map answers the clauses of an audit from, and whether another day leaves it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import tables
from circles.center_list import CENTER_DATES, listed_texts
from circles.norms.trial_clauses import asked_again

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from circles.answers.asked_again import AskedAgain
    from circles.answers.plan import Plan
    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Norm


def clauses_again(plan: Plan, audited: AuditedTables, norms: Iterable[Norm], *, day: dt.date) -> AskedAgain:
    """Return what a trial answers the clauses of some norms from.

    Parameters
    ----------
    plan : Plan
        What is audited.
    audited : AuditedTables
        The same as norms are measured on.
    norms, day
        As they are audited.
    """
    outlines = plan.study.communities
    return asked_again(
        audited,
        norms,
        as_of=day,
        tiers=[tier.name for tier in plan.scenario.tiers],
        estates=plan.study.demand,
        has_outlines=outlines is not None and len(outlines) > 0,
        is_alike=_is_alike(plan),
    )


def _is_alike(plan: Plan) -> bool:
    """Return whether no center with dates is opened by an edit, and no planned estate alone names a district."""
    edits, centers, estates = plan.study.edits, plan.study.centers, plan.study.demand
    if edits is not None and "center_id" in edits:
        edited = centers["center_id"].isin(set(edits.loc[edits["kind"] == "center", "center_id"].dropna())).to_numpy()
        if any((listed_texts(centers, date)[edited] != "").any() for date in CENTER_DATES):
            return False
    if estates is None or estates.empty:
        return True
    listed = plan.blocks[~plan.blocks["block_id"].isin(set(estates["block_id"]))]
    named = {
        level: [each for each in tables.districts_of(estates, level) if each is not None]
        for level in ("community", "subdistrict")
    }
    if tables.URBAN_RURAL in plan.blocks and named["community"]:
        return False
    outlines = {"community": plan.study.communities, "subdistrict": plan.study.subdistricts}
    for level, own in named.items():
        drawn = outlines[level]
        known = {*tables.districts_of(listed, level)}
        known |= set() if drawn is None else {*tables.districts_of(drawn, level)}
        if not known.issuperset(own):
            return False
    return True
