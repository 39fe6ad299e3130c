"""What a plan says besides: within other walks, while centers are open, and of how many come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circles import coverage
from circles.answers.center_use import CenterUse
from circles.walk_rings import rings_from

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.coverage.own_community import OwnCenters


def with_usage(plan: Plan, own: OwnCenters | None) -> Plan:
    """Return a plan with coverage by opening hours and the use of its centers, where its list says them, and rings.

    Parameters
    ----------
    plan : Plan
        Judged.
    own : OwnCenters or None
        The centers of each community.
    """
    columns = coverage.open_columns(plan.centers)
    hours = None
    if columns is not None:
        plan = replace(plan, centers=plan.centers.assign(**columns))
        counting = own if plan.scenario.own_community_only else None
        hours = coverage.coverage_at_times(plan.blocks, plan.walks, plan.centers, own=counting)
    use = coverage.center_use(plan.centers)
    if use is not None:
        of_center = use.set_index("center_id").reindex(plan.centers["center_id"])
        said = {"visits_per_100": of_center["visits_per_100"], "use_flag": of_center["use_flag"].fillna("")}
        plan = replace(plan, centers=plan.centers.assign(**{name: column.to_numpy() for name, column in said.items()}))
    quartiles = coverage.use_quartiles(use) if use is not None and coverage.quartiles_told(use) else None
    rings = None if plan.scenario.rings is None else rings_from(plan.scenario.rings)
    # How far the nearest center of its own is, a block does not say.
    if rings is not None and not plan.only_own_community:
        plan = replace(plan, rings=coverage.ring_accounts(plan.blocks, rings, plan.scenario))
    return replace(plan, hours=hours, use=None if use is None else CenterUse(centers=use, quartiles=quartiles))
