"""From a study to a plan: attach, walk, draw, judge, account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import account_tables, compiled, coverage, network, tables, walking
from circles.answers.plan import Plan
from circles.errors import InputError, expect, raise_if_any
from circles.network import isochrones
from circles.planning_study import Scenario, Study, silent
from circles.rule_numbers import OVER_CLAIM_S
from circles.settlements import not_asked
from circles.workflows import street_doubts
from circles.workflows.capacity_told import service_told
from circles.workflows.centers_edited import with_center_edits
from circles.workflows.centers_within import centers_within_blocks
from circles.workflows.compounds_told import compounds_counted
from circles.workflows.edge_certainty import interval_of
from circles.workflows.estates_to_come import estates_to_come
from circles.workflows.on_day import on_day
from circles.workflows.repeats_told import gaps_of_repeats
from circles.workflows.services_told import with_services
from circles.workflows.straight_choices import straight_choice_findings
from circles.workflows.streets_attached import Attached, attached, open_ids_of
from circles.workflows.tiers_and_communities import by_community, with_tiers_and_communities
from circles.workflows.usage_told import with_usage
from circles.workflows.use_unsaid import use_unsaid
from circles.workflows.walls_priced import Walked, wall_prices

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.errors import Finding
    from circles.planning_study import Progress
    from circles.workflows.tiers_and_communities import ByCommunity


def plan(
    study: Study,
    scenario: Scenario | None = None,
    *,
    walk_network: network.WalkNetwork | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress = silent,
) -> Plan:
    """Answer a study: minutes and verdict of each block, a circle for each center, gaps and the account.

    Parameters
    ----------
    study : Study
        Checked tables (:func:`circles.read_study`).
    scenario : Scenario, optional
        The question; by default the study's own.
    walk_network : WalkNetwork, optional
        The network of the study's streets if it was built before (:func:`circles.network_of`); a what-if on the same
        streets need not build it again. That of other streets, edits or crossings is refused.
    engine : str
        ``compiled``, or ``networkx`` for the reference: slower, the same integers.
    threads : int, optional
        How many threads search and draw; by default one a processor.
    progress : callable
        Told the key of each step as it begins, ``step.compile`` among them where a first run compiles.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        If there is no open center, no open center or no block has a street in reach, there is no street, no such
        engine, or the network given is another study's.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> plan = circles.plan(study, circles.Scenario(minutes=10))
    >>> plan.blocks["verdict"].value_counts().to_dict()
    {'outside': 238, 'inside': 136}
    """
    expect("engine", engine, str)
    expect("progress", progress, Callable)
    expect("study", study, Study)
    expect("scenario", scenario, Scenario, None)
    expect("walk_network", walk_network, network.WalkNetwork, None)
    expect("threads", threads, Integral, None)
    raise_if_any(_table_faults(study))
    with compiled.telling(lambda: progress("step.compile")):
        return _planned(
            with_center_edits(on_day(study, scenario or study.scenario)),
            scenario or study.scenario,
            walk_network=walk_network,
            engine=engine,
            threads=threads,
            progress=progress,
        )


def _planned(
    study: Study,
    scenario: Scenario,
    *,
    walk_network: network.WalkNetwork | None,
    engine: str,
    threads: int | None,
    progress: Progress,
) -> Plan:
    on_streets = attached(study, scenario, walk_network=walk_network, progress=progress)
    if on_streets.unusable:
        # What streets were left out, and which are islands, may be why.
        raise InputError([*on_streets.unusable, *on_streets.street_doubts])
    walk_network, attachments = on_streets.walk_network, on_streets.attachments
    progress("step.search")
    walked = _walked(study, scenario, on_streets, engine=engine)
    progress("step.circles")
    paper = sheet_of(walk_network, scenario, metric_crs=study.metric_crs)
    walks, drawn, covered = isochrones.walks_and_circles(
        paper, attachments, walked.open_ids, engine=engine, threads=threads
    )
    progress("step.verdicts")
    asked = _asked(walked)
    walks = walks[walks["block_id"].isin(asked.study.blocks["block_id"])].reset_index(drop=True)
    found = _judged(walked, walks)
    blocks, centers = found.blocks, _centers(study.centers, attachments, found.blocks, walks, drawn)
    sparse = network.sparse_areas(walk_network, study.blocks, attachments, metric_crs=study.metric_crs)
    plan = Plan(
        study=study,
        scenario=scenario,
        blocks=blocks,
        circles=_circles(drawn, study, scenario, coverage.circle_population(blocks, walks, drawn["center_id"])),
        centers=centers,
        **service_told(blocks, centers, walks),
        service_area=coverage.service_area(blocks, covered, metric_crs=study.metric_crs),
        gaps=coverage.gaps(blocks),
        account=coverage.account(blocks),
        districts=coverage.roll_up(blocks, scenario),
        nodes=walked.nodes,
        attachments=attachments,
        nearest=walked.nearest,
        walks=walks,
        **_streets_told(on_streets),
        snapping=network.snapping(attachments, max_snap_m=scenario.max_snap_m),
        sparse_areas=sparse,
        walls=wall_prices(asked),
        funnel=coverage.funnel(study.centers, scenario.tiers),
        sites=coverage.joined_sites(study.centers),
        estates_attached=estates_to_come(study, scenario, walk_network),
        warnings=(
            *study.warnings,
            *on_streets.warnings,
            *street_doubts.drawing_findings(study, sparse),
            *straight_choice_findings(asked),
            *gaps_of_repeats(blocks),
            *centers_within_blocks(blocks, study.centers, attachments),
            *use_unsaid(study.centers, blocks, walks),
        ),
    )
    plan = with_tiers_and_communities(plan, found.own, walk_network, engine=engine, threads=threads)
    plan = with_usage(plan, found.own)
    return with_services(plan, walk_network, _on_streets, engine=engine, threads=threads)


def _walked(study: Study, scenario: Scenario, on_streets: Attached, *, engine: str) -> Walked:
    """Search from the open centers: the walk of every node, and the nearest center of every block."""
    walk_network, attachments, open_ids = on_streets.walk_network, on_streets.attachments, open_ids_of(study)
    nodes = network.walk_field(walk_network, attachments, open_ids, engine=engine)
    return Walked(
        study=study,
        scenario=scenario,
        walk_network=walk_network,
        attachments=attachments,
        nodes=nodes,
        nearest=network.nearest(walk_network, attachments, open_ids, nodes),
        open_ids=open_ids,
        engine=engine,
    )


def _asked(walked: Walked) -> Walked:
    """Return a study whose walks are known, of the blocks alone that get a verdict."""
    study = walked.study
    said = not_asked(study.blocks, walked.scenario.judged, study.ranking.settlement) == ""
    if said.all():
        return walked
    blocks = study.blocks[said]
    nearest = walked.nearest[walked.nearest["block_id"].isin(blocks["block_id"])].reset_index(drop=True)
    return replace(walked, study=replace(study, blocks=blocks), nearest=nearest)


def _judged(walked: Walked, walks: pd.DataFrame) -> ByCommunity:
    """Give every block its verdict, how sure it is near the edge of the data, its gap, and its metres on islands."""
    study, scenario, attachments = walked.study, walked.scenario, walked.attachments
    judged = coverage.verdicts(
        study.blocks,
        attachments,
        walked.nearest,
        scenario,
        metric_crs=study.metric_crs,
        otherwise=study.ranking.settlement,
    )
    found = by_community(judged, walks, _standing(study.centers, attachments), study, scenario)
    interval = interval_of(study, scenario, walked.walk_network, attachments, walked.nodes, engine=walked.engine)
    edged = coverage.with_edge(found.blocks, interval, scenario)
    blocks = coverage.with_gap_ids(edged, metric_crs=study.metric_crs)
    return replace(found, blocks=street_doubts.with_island_metres(blocks, walked.walk_network, scenario))


def _streets_told(on_streets: Attached) -> dict[str, Any]:
    """Return what a plan holds of its streets, whoever walks there."""
    walk_network = on_streets.walk_network
    return {
        "pieces": walk_network.pieces(),
        "street_spots": walk_network.spots(),
        "streets_account": {**walk_network.account, **compounds_counted(on_streets.compounds)},
        "ways_left_out": on_streets.ways_left_out,
        "compounds": on_streets.compounds,
        "compound_gates": network.compound_gates(walk_network),
        "attachable": network.attachable_streets(walk_network),
        "laid_parts": network.laid_parts(walk_network),
        "editable": network.editable_streets(walk_network),
    }


def _on_streets(study: Study, scenario: Scenario) -> tuple[network.WalkNetwork, gpd.GeoDataFrame]:
    found = attached(study, scenario)
    return found.walk_network, found.attachments


def _table_faults(study: Study) -> list[Finding]:
    """Return what is wrong with tables of a study that was put together by hand."""
    given = {
        "streets": (study.streets, tables.STREETS),
        "centers": (study.centers, tables.CENTERS),
        "blocks": (study.blocks, tables.BLOCKS),
        "gates": (study.gates, tables.GATES),
    }
    return [fault for kind, (table, columns) in given.items() for fault in tables.table_faults(kind, table, columns)]


def sheet_of(walk_network: network.WalkNetwork, scenario: Scenario, *, metric_crs: str) -> isochrones.Sheet:
    """Return what the circles of a scenario are drawn on, in a plane."""
    return isochrones.sheet(
        walk_network,
        metric_crs=metric_crs,
        limit_mm=scenario.limit_mm,
        minute_mm=walking.limit_mm(OVER_CLAIM_S, scenario.speed_m_per_h),
        frontage_m=scenario.frontage_m,
        cell_m=scenario.cell_m,
        fill_ha=scenario.fill_ha,
    )


def _circles(drawn: gpd.GeoDataFrame, study: Study, scenario: Scenario, population: pd.Series) -> gpd.GeoDataFrame:
    names = study.centers.set_index("center_id")["name"].reindex(drawn["center_id"])
    table = drawn.assign(name=names.to_numpy(), minutes=scenario.minutes, population=population)
    return table[[*tables.PLAN_CIRCLES[:-1], *account_tables.CIRCLE_FIGURES, "geometry"]]


def _standing(centers: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return centers with whether each has a street."""
    return centers.assign(attached=centers["center_id"].isin(attachments.loc[attachments["piece"] >= 0, "center_id"]))


def _centers(
    centers: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    walks: pd.DataFrame,
    drawn: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    own = attachments[attachments["kind"] == "center"].set_index("point_id").reindex(centers["center_id"])
    closed = (centers["status"] == "closed").to_numpy()
    attached = _standing(centers, attachments)["attached"].to_numpy()
    reason = own["reason"].to_numpy(object)
    elsewhere = np.isin(reason.astype(str), network.ELSEWHERE)
    figures = coverage.center_people(blocks, walks, centers["center_id"][attached & ~closed])
    of_circle = drawn.set_index("center_id")[list(tables.CENTER_SHARES)].reindex(centers["center_id"])
    further = [name for name in centers.columns if name not in tables.CENTERS]
    return centers.assign(
        attached=attached,
        snap_m=own["snap_m"].to_numpy(),
        reason=np.where(attached, np.where(closed, "closed", ""), np.where(elsewhere, "no_gate_in_reach", reason)),
        **{name: figures[name].reindex(centers.index) for name in tables.CENTER_FIGURES},
        **{name: of_circle[name].to_numpy() for name in tables.CENTER_SHARES},
    )[[*tables.PLAN_CENTERS, *tables.CENTER_FIGURES, *tables.CENTER_SHARES, *further]]
