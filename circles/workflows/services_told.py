"""Services of a plan: which of a list are within the walk, and the stations of groups at their own pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from circles import coverage, network, service
from circles.answers.service_account import ServiceAccount
from circles.coverage.service_groups import GROUP_ACCOUNTS, GROUP_BLOCKS, service_groups
from circles.errors import Finding
from circles.service_lists import list_meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from circles.answers.plan import Plan
    from circles.coverage.service_groups import ServiceGroup
    from circles.planning_study import Scenario, Study
    from circles.service_lists import ServiceList

    OnStreets = Callable[[Study, Scenario], tuple[network.WalkNetwork, gpd.GeoDataFrame]]
    """A study laid on its streets anew: what it walks on, and where it is attached."""

_STEPS = "steps"
_SHOWN_NAMES = 5


def with_services(
    plan: Plan, walk_network: network.WalkNetwork, on_streets: OnStreets, *, engine: str, threads: int | None
) -> Plan:
    """Return a plan with its account of services, and their columns of its blocks and centers, where it asks for them.

    Parameters
    ----------
    plan : Plan
        Judged.
    walk_network : WalkNetwork
        What it walks on.
    on_streets : callable
        Lays the study on its streets without steps, for a pram.
    engine, threads
        As for :func:`circles.plan`.
    """
    required = list_meant(plan.scenario.required_services or "")
    if required is None and not plan.scenario.service_groups:
        return plan
    told, warnings = _without_any(), list[Finding]()
    if required is not None:
        plan, told, warnings = _with_list(plan, required, told)
    if plan.scenario.service_groups:
        on_foot = _OnFoot(plan=plan, walk_network=walk_network, on_streets=on_streets, engine=engine, threads=threads)
        told, found = _with_groups(plan, told, on_foot)
        warnings += [each for each in found if each not in warnings]
    there = len(told.account) or len(told.groups)
    return replace(plan, services=told if there else None, warnings=(*plan.warnings, *warnings))


def _without_any() -> ServiceAccount:
    return ServiceAccount(
        required=None,
        account=pd.DataFrame(columns=list(service.SERVICE_ACCOUNTS)),
        services=pd.DataFrame(columns=list(service.SERVICE_ROWS)),
        clusters=pd.DataFrame(columns=list(service.CLUSTERS)),
        groups=pd.DataFrame(columns=list(GROUP_ACCOUNTS)),
        group_blocks=pd.DataFrame(columns=list(GROUP_BLOCKS)),
    )


def _with_list(plan: Plan, required: ServiceList, told: ServiceAccount) -> tuple[Plan, ServiceAccount, list[Finding]]:
    """Return a plan whose blocks and centers say what they have of a list, and the account of it."""
    offers = service.offers_of(plan.centers, required)
    if offers is None:
        return plan, told, [Finding(code="services_unsaid")]
    clusters = service.clusters_of(plan.centers, cluster_m=plan.scenario.cluster_m)
    blocks = plan.blocks.assign(**service.block_services(plan.blocks, plan.walks, offers, required))
    centers = plan.centers.assign(**service.center_services(plan.centers, offers, required, clusters))
    told = replace(
        told,
        required=required,
        account=service.service_account(blocks),
        services=service.service_rows(blocks, plan.walks, offers, required),
        clusters=clusters,
    )
    found = [
        *_counted("centers_without_services", _names(plan.centers, offers.unclear)),
        *_counted("clusters_apart", clusters.loc[~clusters["together"], "name"].tolist(), plan.scenario.cluster_m),
        *_counted("anchors_not_found", _lost(plan.centers)),
    ]
    return replace(plan, blocks=blocks, centers=centers), told, found


def _names(centers: pd.DataFrame, ids: frozenset[str]) -> list[str]:
    return centers.loc[centers["center_id"].isin(ids), "name"].tolist()


def _lost(centers: pd.DataFrame) -> list[str]:
    """Return the names of open venues whose anchor is no open center."""
    return [centers["name"].iloc[row] for row, anchor in service.anchored(centers) if anchor is None]


def _counted(code: str, names: Iterable[str], within_m: float | None = None) -> list[Finding]:
    said = list(map(str, names))
    if not said:
        return []
    shown = ", ".join(said[:_SHOWN_NAMES]) + (" …" if len(said) > _SHOWN_NAMES else "")
    metres = {} if within_m is None else {"metres": f"{within_m:g}"}
    return [Finding(code=code, details={"count": len(said), "names": shown, **metres})]


@dataclass(frozen=True, kw_only=True)
class _OnFoot:
    """How walks of a plan are searched as far as a group goes, with steps or without."""

    plan: Plan
    walk_network: network.WalkNetwork
    on_streets: OnStreets
    engine: str
    threads: int | None

    def walks_of(self, group: ServiceGroup) -> pd.DataFrame:
        """Return the walks at least as far as a group goes: those at hand, or one more search."""
        plan, bound_mm = self.plan, group.limit_mm(self.plan.scenario)
        streets = plan.study.streets
        if group.avoids_steps and (streets["highway"] == _STEPS).any():
            level = replace(plan.study, streets=streets[streets["highway"] != _STEPS].reset_index(drop=True))
            return self._searched(*self.on_streets(level, plan.scenario), bound_mm)
        if bound_mm <= plan.scenario.limit_mm:
            return plan.walks
        return self._searched(self.walk_network, plan.attachments, bound_mm)

    def _searched(
        self, walk_network: network.WalkNetwork, attachments: gpd.GeoDataFrame, bound_mm: int
    ) -> pd.DataFrame:
        open_ids = self.plan.centers.loc[self.plan.centers["status"] == "open", "center_id"]
        return network.walks(
            walk_network, attachments, open_ids, bound_mm=bound_mm, engine=self.engine, threads=self.threads
        )


def _with_groups(plan: Plan, told: ServiceAccount, on_foot: _OnFoot) -> tuple[ServiceAccount, list[Finding]]:
    """Return an account with each group by its own stations, and groups of whom no block has a number."""
    offers = [(group, service.offers_of(plan.centers, group.stations)) for group in service_groups()]
    if all(each is None for _, each in offers):
        return told, [Finding(code="services_unsaid")]
    silent = frozenset.intersection(*(each.unclear for _, each in offers if each is not None))
    areas = service.areas_of(plan.blocks)
    accounts, blocks, unclear = [], [], []
    found = _counted("centers_without_services", _names(plan.centers, silent))
    for group, offered in offers:
        stations = frozenset(center for center, has in offered.of.items() if has) if offered else frozenset[str]()
        judged = coverage.group_verdicts(plan.blocks, on_foot.walks_of(group), stations, group, plan.scenario)
        blocks.append(judged)
        accounts.append(
            coverage.group_accounts(judged, plan.blocks, areas, group, plan.scenario, stations=len(stations))
        )
        if not stations and (offered is None or offered.unclear):
            unclear.append(group.name)
        if group.people not in plan.blocks or not plan.blocks[group.people].notna().any():
            found.append(Finding(code="group_without_people", column=group.people))
    groups, rows = (pd.concat(each, ignore_index=True) for each in (accounts, blocks))
    return replace(told, groups=groups, group_blocks=rows, groups_cannot_tell=tuple(unclear)), found
