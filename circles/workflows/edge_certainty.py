"""The edge of a study's data, and between which ends it leaves the walk of each block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import coverage, data_edge, network

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.planning_study import Scenario, Study


def certainty(
    study: Study, walk_network: network.WalkNetwork, attachments: gpd.GeoDataFrame, *, is_usable: bool
) -> dict[str, Any]:
    """Return how the edge of a study is known and whose verdict it leaves open, as ``Check.edge`` has it.

    Parameters
    ----------
    study : Study
        Its streets at least are usable.
    walk_network, attachments
        Its streets, and its points on them.
    is_usable : bool
        Whether it can be planned.
    """
    known_by = next((source.taken.edge for source in study.sources if source.kind == "streets"), "")
    if not known_by or not is_usable:
        return {"known_by": known_by}
    scenario = study.scenario
    open_ids = study.centers.loc[study.centers["status"] == "open", "center_id"]
    nodes = network.walk_field(walk_network, attachments, open_ids)
    nearest = network.nearest(walk_network, attachments, open_ids, nodes)
    interval = interval_of(study, scenario, walk_network, attachments, nodes)
    judged = coverage.verdicts(
        study.blocks,
        attachments,
        nearest,
        scenario,
        metric_crs=study.metric_crs,
        otherwise=study.ranking.settlement,
    )
    account = coverage.account(coverage.with_edge(judged, interval, scenario))
    base = "people" if "people" in account.index else "blocks"
    told = {name: account[name][base] for name in ("total", *data_edge.CERTAINTIES)}
    return {"known_by": known_by, "base": base, **told}


def interval_of(
    study: Study,
    scenario: Scenario,
    walk_network: network.WalkNetwork,
    attachments: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    *,
    engine: str = "compiled",
    leg_shift_mm: int = 0,
) -> pd.DataFrame | None:
    """Return ``data_edge.EDGE_INTERVAL`` of a study on its streets, None where its edge is not known.

    Parameters
    ----------
    study, scenario : Study, Scenario
        What is asked.
    walk_network, attachments, nodes
        Its streets, its points on them, and the walk of each node to the nearest open center.
    engine : str
        As for :func:`circles.plan`.
    leg_shift_mm : int
        What is added to each leg of a block.
    """
    if study.edge is None:
        return None
    return network.edge_interval(
        walk_network,
        attachments,
        study.centers.loc[study.centers["status"] == "open", "center_id"],
        nodes,
        study.blocks,
        edge=study.edge,
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
        engine=engine,
        leg_shift_mm=leg_shift_mm,
    )
