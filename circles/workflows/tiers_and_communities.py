"""What a plan says by tier and by community, from the walks that it searched; one more search where a tier walks on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circles import coverage, network, tables
from circles.center_list import sites_by_id
from circles.errors import Finding
from circles.remedy_tables import OTHER_COMMUNITY
from circles.service_tiers import tier_key

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.coverage.own_community import OwnCenters
    from circles.planning_study import Scenario, Study

_SHOWN_NAMES = 5


@dataclass(frozen=True, kw_only=True)
class ByCommunity:
    """The blocks of a plan with whose center covers them, and the centers of each community."""

    blocks: gpd.GeoDataFrame
    own: OwnCenters | None


def with_tiers_and_communities(
    plan: Plan, own: OwnCenters | None, walk_network: network.WalkNetwork, *, engine: str, threads: int | None
) -> Plan:
    """Return a plan with its tables by tier and by community, and what is told of them.

    Parameters
    ----------
    plan : Plan
        Its blocks as :func:`by_community` gave them.
    own : OwnCenters or None
        As :func:`by_community` gave it.
    walk_network : WalkNetwork
        What it walks on.
    engine, threads
        As for :func:`circles.plan`.
    """
    tiers = accounts = None
    if plan.scenario.tiers and _say_tiers(plan.centers):
        walks = _walks_of_tiers(plan, walk_network, engine=engine, threads=threads)
        tiers = coverage.verdicts_by_tier(plan.blocks, walks, plan.centers, plan.scenario)
        accounts = coverage.tier_accounts(tiers, plan.blocks)
    told = coverage.communities(plan.blocks, plan.districts, own, plan.district_base, plan.scenario)
    found = [*tier_findings(plan.centers, plan.scenario), *community_findings(told, own)]
    return replace(
        plan,
        tiers=tiers,
        tier_accounts=accounts,
        communities=told if len(told) else None,
        ranking=coverage.rankings(plan.blocks, plan.study.ranking),
        warnings=(*plan.warnings, *found),
    )


def _say_tiers(centers: gpd.GeoDataFrame) -> bool:
    """Return whether any center says its tier: else nothing can be told by tier."""
    return "tier" in centers and bool((centers["tier"].fillna("") != "").any())


def _walks_of_tiers(plan: Plan, walk_network: network.WalkNetwork, *, engine: str, threads: int | None) -> pd.DataFrame:
    """Return the walks within the longest walk of any tier: those at hand, or one more search a center."""
    longest_mm = max(tier.limit_mm(plan.scenario.speed_m_per_h) for tier in plan.scenario.tiers)
    if longest_mm <= plan.scenario.limit_mm:
        return plan.walks
    open_ids = plan.centers.loc[plan.centers["status"] == "open", "center_id"]
    return network.walks(walk_network, plan.attachments, open_ids, bound_mm=longest_mm, engine=engine, threads=threads)


def by_community(
    judged: gpd.GeoDataFrame, walks: pd.DataFrame, centers: gpd.GeoDataFrame, study: Study, scenario: Scenario
) -> ByCommunity:
    """Return judged blocks with whose center covers them; outside where only their own counts and it does not.

    Parameters
    ----------
    judged : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    centers : GeoDataFrame
        ``tables.CENTERS`` with `attached`.
    study, scenario : Study, Scenario
        Outlines of communities, and what is asked.
    """
    own = coverage.own_centers(judged, centers, study.communities, _serving(centers, scenario))
    if own is None:
        return ByCommunity(blocks=judged, own=None)
    cover = coverage.community_cover(judged, walks, own)
    blocks = judged.assign(community_cover=cover)
    if scenario.own_community_only:
        others = cover == coverage.OTHER
        blocks = blocks.assign(
            verdict=blocks["verdict"].mask(others, tables.OUTSIDE),
            reason=blocks["reason"].mask(others, OTHER_COMMUNITY),
        )
    return ByCommunity(blocks=blocks, own=own)


def own_centers_of_blocks(plan: Plan) -> list[tuple[str, ...]]:
    """Return the ids of the open centers that the community of each block has, by the rule of :func:`by_community`."""
    serving = _serving(plan.centers, plan.scenario)
    own = coverage.own_centers(plan.blocks, plan.centers, plan.study.communities, serving)
    return [()] * len(plan.blocks) if own is None else coverage.own_of_blocks(plan.blocks, own)


def centers_of_communities(plan: Plan) -> tuple[dict[tables.District, int], dict[tables.District, int]]:
    """Return how many centers each community has that count for it, and how many of any tier, by one rule.

    Several plates at one place are one center.

    Communities of which it cannot be told are in neither.
    """
    centers = plan.centers
    serving = frozenset(centers.loc[(centers["status"] == "open") & centers["attached"], "center_id"])
    counted = []
    site_of = sites_by_id(centers).to_dict()
    for ids in (_serving(centers, plan.scenario), serving):
        own = coverage.own_centers(plan.blocks, centers, plan.study.communities, ids)
        places = [] if own is None else own.places
        named = {tables.District(name, subdistrict): (subdistrict, name) for subdistrict, name in places}
        sites = {place: {site_of[each] for each in own_ids} for place, own_ids in (own.of.items() if own else ())}
        counted.append({district: len(sites.get(place, ())) for district, place in named.items()} if own else {})
    return counted[0], counted[1]


def tier_findings(centers: gpd.GeoDataFrame, scenario: Scenario) -> list[Finding]:
    """Return what a person should know of tiers: open centers of none, and tiers that have no open center."""
    if not scenario.tiers:
        return []
    if not _say_tiers(centers):
        return [Finding(code="tiers_unsaid")]
    of_tier = coverage.centers_by_tier(centers, scenario)
    serving = centers[(centers["status"] == "open") & centers["attached"]]
    strays = serving[~serving["center_id"].isin(frozenset().union(*of_tier.values()))]
    found = []
    if len(strays):
        found.append(
            Finding(
                code="centers_of_no_tier",
                details={"count": len(strays), "names": _names(strays["name"].astype(str).tolist())},
            )
        )
    without = [tier.name for tier in scenario.tiers if not of_tier[tier.name]]
    if without:
        found.append(Finding(code="tiers_without_center", details={"count": len(without), "names": _names(without)}))
    return found


def community_findings(communities: pd.DataFrame, own: OwnCenters | None) -> list[Finding]:
    """Return which communities have no center."""
    if own is None or not len(communities):
        return []
    without = communities.loc[~communities["has_center"].astype(bool), "community"].tolist()
    details = {"count": len(without), "names": _names(without), "all": len(communities)}
    return [Finding(code="communities_without_center", details=details)] if without else []


def _serving(centers: gpd.GeoDataFrame, scenario: Scenario) -> frozenset[str]:
    """Return the open centers that count for communities: those of the community's tier where there is one."""
    name = next((tier.name for tier in scenario.tiers if tier_key(tier.name) == "community"), None)
    if name is not None:
        return coverage.centers_by_tier(centers, scenario)[name]
    return frozenset(centers.loc[(centers["status"] == "open") & centers["attached"], "center_id"])


def _names(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN_NAMES]) + (" …" if len(names) > _SHOWN_NAMES else "")
