"""What a plan tells of its streets: islands, ways left out, streets without nodes or few of them; counted in people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from circles import network, rule_numbers, tables
from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.network import StreetSoundness, WalkNetwork
    from circles.planning_study import Scenario, Study

_SHOWN = 5
_NETWORKS = ("graph_as_given", "overture_segments")


def people_of(blocks: pd.DataFrame) -> Figure:
    """Return the people of some blocks as a figure; blocks without a number count none."""
    return Figure(value=float(np.nansum(blocks["population"].to_numpy(np.float64))), precision="whole")


def island_findings(
    study: Study, attachments: gpd.GeoDataFrame, walk_network: WalkNetwork, scenario: Scenario
) -> list[Finding]:
    """Return what to tell of centers and blocks that stand on streets without connection, and on no others."""
    there = attachments[attachments["reason"] == "island"]
    if there.empty:
        return []
    near = network.island_near(
        walk_network,
        np.array(there.geometry, dtype=object),
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )
    component = network.piece_components(walk_network)
    on = np.isin(component, np.unique(near[near >= 0])) & walk_network.piece_island
    blocks = study.blocks[study.blocks["block_id"].isin(there.loc[there["kind"] == "block", "block_id"])]
    centers = there.loc[there["kind"] == "center", "point_id"].astype(str)
    shown = [*centers, *blocks["block_id"].astype(str)]
    details = {
        "centers": Figure(value=len(centers)),
        "blocks": Figure(value=len(blocks)),
        "people": people_of(blocks),
        "parts": Figure(value=int(np.unique(component[on]).size)),
        "km": Figure(value=int(walk_network.piece_mm[on].sum()), precision="tenth", per=1e6),
        "ids": ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else ""),
    }
    return [Finding(code="islands_left_out", details=details)]


def with_island_metres(blocks: gpd.GeoDataFrame, walk_network: WalkNetwork, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return judged blocks with `island_m`, the metres of the streets without connection that a block stands on.

    Without a block on such streets, the same.
    """
    on = (blocks["reason"] == "island").to_numpy()
    if not on.any():
        return blocks
    found = np.full(len(blocks), np.nan)
    shapes = np.array(blocks.geometry[on], dtype=object)
    metres = network.island_metres(
        walk_network, shapes, max_snap_m=scenario.max_snap_m, metric_crs=walk_network.metric_crs
    )
    found[on] = np.round(metres)
    return blocks.assign(island_m=found)


def ways_left_out(
    study: Study, attachments: gpd.GeoDataFrame, walk_network: WalkNetwork, scenario: Scenario
) -> gpd.GeoDataFrame:
    """Return ``tables.LEFT_OUT_TOLD``: ways left out that would join parts of the streets or serve blocks."""
    if study.left_out is None:
        return tables.no_rows(tables.LEFT_OUT_TOLD)
    return network.rejoined(
        walk_network,
        study.left_out,
        attachments,
        study.centers.loc[study.centers["status"] == "open", "center_id"],
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )


def left_out_findings(study: Study, found: gpd.GeoDataFrame) -> list[Finding]:
    """Return, by reason, what to tell of :func:`ways_left_out`."""
    findings = []
    for reason, ways, parts, ids in found.drop(columns="geometry").itertuples(index=False):
        blocks = Figure(value=len(ids))
        people = people_of(study.blocks[study.blocks["block_id"].isin(ids)])
        joins = phrase("street_left_out.joins", parts=Figure(value=parts))
        serves = phrase("street_left_out.serves", blocks=blocks, people=people)
        effects = [words for words, told in ((joins, parts), (serves, len(ids))) if told]
        details = {
            "reason": phrase(f"street_left_out.{reason}"),
            "ways": Figure(value=ways),
            "effect": joined(effects, phrase("street_left_out.joint")),
            "blocks": blocks,
            "people": people,
        }
        findings.append(Finding(code="streets_left_out_would_join", file=_file_of_streets(study), details=details))
    return findings


def lie_among_streets(study: Study, points: gpd.GeoDataFrame, scenario: Scenario) -> bool:
    """Return whether blocks without a street lie where streets are all the same: on islands, or at ways left out."""
    if ((points["kind"] != "center") & (points["reason"] == "island")).any():
        return True
    if study.left_out is None:
        return False
    near = network.within_reach(study.blocks, study.left_out, within_m=scenario.max_snap_m, metric_crs=study.metric_crs)
    return bool(near.any())


def streets_short_of_area(study: Study, scenario: Scenario) -> list[Finding]:
    """Return a finding where the streets end before the area does, the walk allowed added to it.

    Blocks near that edge may be reached by streets, or have centers, that the study does not hold.
    """
    if study.area is None:
        return []
    limit_m = scenario.limit_mm / 1000
    area = gpd.GeoSeries([study.area], crs=tables.WGS84).to_crs(study.metric_crs).total_bounds
    streets = study.streets.geometry.to_crs(study.metric_crs).total_bounds
    short_m = limit_m + np.array([1, 1, -1, -1]) * (streets - area)
    sides = [
        phrase(f"side.{side}", metres=Figure(value=metres, unit=METRES))
        for side, metres in zip(("west", "south", "east", "north"), short_m.tolist(), strict=True)
        if metres > 0
    ]
    if not sides:
        return []
    return [
        Finding(
            code="streets_short_of_area",
            details={"sides": joined(sides, phrase("list.joint")), "limit": Figure(value=limit_m)},
        )
    ]


def drawing_findings(study: Study, sparse: gpd.GeoDataFrame, sound: StreetSoundness | None = None) -> list[Finding]:
    """Return what to tell of streets that were drawn without nodes, or are few where blocks stand.

    Extracts and graphs are networks; only lines of a layer are looked at here where `sound` is not given.
    """
    if sound is None and study.crossings == "shared" and _is_layer(study):
        sound = network.street_soundness(study.streets, join_ends_m=study.join_ends_m)
    findings = []
    if sound is not None and sound.without_nodes and study.crossings == "shared":
        details = {
            "count": Figure(value=len(sound.unjoined)),
            "share": Figure(value=sound.unjoined_share, precision="rough_share"),
            "junctions": Figure(value=sound.junctions),
        }
        findings.append(Finding(code="streets_without_nodes", file=_file_of_streets(study), details=details))
    if len(sparse):
        details = {
            "areas": Figure(value=len(sparse)),
            "blocks": Figure(value=int(sparse["blocks"].sum())),
            "people": Figure(value=float(sparse["population"].sum()), precision="whole"),
            "least": Figure(value=rule_numbers.SPARSE_KM_PER_KM2, precision="setting"),
        }
        findings.append(Finding(code="streets_sparse", details=details))
    return findings


def _is_layer(study: Study) -> bool:
    taken = next((source.taken for source in study.sources if source.kind == "streets"), None)
    return taken is not None and taken.rule not in _NETWORKS and "ways_cut" not in taken.counts


def _file_of_streets(study: Study) -> str | None:
    return next((source.file for source in study.sources if source.kind == "streets"), None)
