"""The price of a wall: for each compound with gates, who would be inside if it were open to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import account_tables, integers, named_rows, network, tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network import WalkNetwork
    from circles.planning_study import Scenario, Study


@dataclass(frozen=True, kw_only=True, eq=False)
class Walked:
    """A study whose walks are known.

    Attributes
    ----------
    study, scenario : Study, Scenario
        What is asked.
    walk_network : WalkNetwork
        Its streets, edited.
    attachments, nodes : GeoDataFrame
        ``tables.ATTACHMENTS`` and ``NODES``.
    nearest : DataFrame
        ``tables.NEAREST``.
    open_ids : Series of str
        The open centers.
    engine : str
        What searched.
    """

    study: Study
    scenario: Scenario
    walk_network: WalkNetwork
    attachments: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    nearest: pd.DataFrame
    open_ids: pd.Series
    engine: str = "compiled"


def wall_prices(walked: Walked) -> gpd.GeoDataFrame:
    """Return ``account_tables.WALLS``, those with most people first.

    With one way in, nobody can pass through a compound, and its price is 0.
    """
    graph, limit_mm = walked.walk_network, walked.scenario.limit_mm
    walls = network.walls_of(graph) if graph.compound_ids else None
    if walls is None or not walls.gates.any():
        return tables.no_rows(account_tables.WALLS)
    within = walked.nearest.loc[walked.nearest["walk_mm"] <= limit_mm, "block_id"]
    beyond = pd.Series(np.setdiff1d(walked.study.blocks["block_id"].to_numpy(str), within.to_numpy(str)), dtype=object)
    told = np.flatnonzero(walls.gates > 0)
    passed = told[walls.ways[told] > 1]
    if walked.engine == "compiled":
        found = network.blocks_if_opened(
            graph, walked.attachments, walked.nodes, compounds=passed, block_ids=beyond, limit_mm=limit_mm
        )
    else:
        found = (_in_rerun(walked, compound, beyond) for compound in passed.tolist())
    return _priced(walked, told, walls.gates[told], dict(zip(passed.tolist(), found, strict=True)))


def _in_rerun(walked: Walked, compound: int, beyond: pd.Series) -> NDArray[np.object_]:
    return network.blocks_in_rerun(
        walked.walk_network,
        walked.attachments,
        walked.open_ids,
        compound=compound,
        block_ids=beyond,
        limit_mm=walked.scenario.limit_mm,
        engine=walked.engine,
    )


def _priced(
    walked: Walked, told: NDArray[np.int64], gates: NDArray[np.int64], gained: dict[int, NDArray[np.object_]]
) -> gpd.GeoDataFrame:
    graph, blocks = walked.walk_network, walked.study.blocks
    people = blocks["population"].set_axis(blocks["block_id"].astype(str))
    known = bool(people.notna().any())
    none = np.zeros(0, dtype=object)
    ids = [gained.get(compound, none).tolist() for compound in told.tolist()]
    names = named_rows.compound_names(walked.study.compounds)
    compound_ids = [graph.compound_ids[compound] for compound in told.tolist()]
    table = gpd.GeoDataFrame(
        {
            "compound_id": compound_ids,
            "name": [names.get(compound_id, "") for compound_id in compound_ids],
            "gates": gates,
            "blocks": [len(each) for each in ids],
            "people": [integers.known_sum(people[each]) if known else np.nan for each in ids],
            "block_ids": [";".join(each) for each in ids],
        },
        geometry=_streets_of(graph, told),
        crs=tables.WGS84,
    )
    order = np.lexsort((table["compound_id"].to_numpy(str), -table["blocks"], -table["people"].fillna(0)))
    return table.iloc[order].reset_index(drop=True)


def _streets_of(graph: WalkNetwork, compounds: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the streets of each compound, given in ascending order, as one shape."""
    pieces = np.flatnonzero(np.isin(graph.piece_compound, compounds))
    lines, of = network.piece_lines(graph, pieces), graph.piece_compound[pieces]
    order = np.argsort(of, kind="stable")
    shapes: NDArray[np.object_] = shapely.multilinestrings(lines[order], indices=np.searchsorted(compounds, of[order]))
    return shapes
