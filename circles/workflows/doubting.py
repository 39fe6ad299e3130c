"""How sure the verdicts of a plan are: 36 of each block, from the walks of six searches at most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import coverage, data_edge, integers, named_rows, network, tables
from circles.answers.doubt import Doubt
from circles.answers.doubt_account import DoubtAccount
from circles.answers.plan import Plan
from circles.errors import Finding, InputError, expect
from circles.rule_numbers import DOUBT_LEGS_M
from circles.settlements import are_unasked
from circles.workflows.edge_certainty import interval_of
from circles.workflows.streets_attached import network_of
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from circles.planning_study import Study

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _OnStreets:
    """A study on its streets, and the walk of each node to the nearest open center."""

    study: Study
    walk_network: network.WalkNetwork
    attachments: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame


def doubt(plan: Plan, *, walk_network: network.WalkNetwork | None = None, engine: str = "compiled") -> Doubt:
    """Return which verdicts of a plan stand whatever is not known for sure, and what makes others another.

    Each block is judged 36 times: at 0.9, 1 and 1.1 of the speed; with the leg from the block to the street 30 m
    shorter, as it is and 30 m longer, never below nothing; with private streets in or out and open to all; and at both
    ends that the edge of the data leaves to the walk. Where the study knows no private streets, or the edge of its data
    is not known, the verdicts are the same either way, and `varied` says so.

    Parameters
    ----------
    plan : Plan
        The answer that is doubted.
    walk_network : WalkNetwork, optional
        :func:`circles.network_of` the plan's study, where it was built before.
    engine : str
        As for :func:`circles.plan`.

    Raises
    ------
    InputError
        If only the center of the own community counts (:attr:`circles.Plan.only_own_community`): whose that is at the
        edge of the data or by open compounds is not reckoned. ``plan --doubt`` and ``audit --doubt`` say so and go on.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> found = circles.doubt(plan)
    >>> found.blocks.loc[found.blocks["flipped_by"] != "", "flipped_by"].value_counts().to_dict()
    {'speed': 46, 'together': 23, 'speed, leg': 17}
    """
    expect("plan", plan, Plan)
    expect("walk_network", walk_network, network.WalkNetwork, None)
    if plan.only_own_community:
        raise InputError(Finding(code="doubt_of_own_community"))
    study = plan.study
    known = _OnStreets(study, network_of(study) if walk_network is None else walk_network, plan.attachments, plan.nodes)
    has_private = bool((known.walk_network.piece_compound >= 0).any()) or study.compounds is not None
    opened = _opened(plan, engine) if has_private else known
    told, verdicts = coverage.doubted(plan.blocks, _walks(plan, [known, opened], engine), plan.scenario)
    blocks = plan.blocks.assign(**told)
    varied = {"speed": True, "leg": True, "compounds": has_private, "edge": study.edge is not None}
    names = ["block_id", "name", "population", "verdict", *told.columns, "geometry"]
    account = coverage.account_of_doubts(blocks)
    return Doubt(
        blocks=blocks[names],
        verdicts=verdicts.set_axis(pd.Index(blocks["block_id"].to_numpy(object), name="block_id")),
        account=account,
        to_verify=_to_verify(plan, blocks),
        varied=MappingProxyType(varied),
        base=plan.district_base,
        plan=_with_doubts(plan, blocks, account, varied),
    )


def _with_doubts(plan: Plan, blocks: gpd.GeoDataFrame, account: pd.DataFrame, varied: Mapping[str, bool]) -> Plan:
    """Return a plan whose blocks and account say how sure its verdicts are."""
    inside = blocks["inside_of_36"].astype("Int64").mask(blocks["verdict"] == tables.NOT_EVALUATED)
    doubts = DoubtAccount(
        account=account,
        districts=coverage.doubts_of_districts(blocks, plan.districts),
        varied=MappingProxyType(dict(varied)),
    )
    blocks = blocks.assign(inside_of_36=inside)
    return replace(plan, blocks=blocks, doubts=doubts, ranking=coverage.rankings(blocks, plan.study.ranking))


def _opened(plan: Plan, engine: str) -> _OnStreets:
    """Return the study of a plan on its streets as if everybody might walk each."""
    streets = plan.study.streets
    said = {"access": ""} if "access" in streets else {}
    study = replace(plan.study, streets=streets.assign(**said), compounds=None)
    walk_network = network_of(study)
    attachments = network.attach(
        walk_network,
        centers=study.centers,
        blocks=study.blocks,
        gates=gates_of(study),
        max_snap_m=plan.scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )
    nodes = network.walk_field(walk_network, attachments, _open_ids(study), engine=engine)
    return _OnStreets(study, walk_network, attachments, nodes)


def _walks(plan: Plan, both: list[_OnStreets], engine: str) -> coverage.WalksInDoubt:
    """Return the walks of the blocks of a plan for each leg, on streets in or out and on open ones."""
    known, opened = both
    sides = [known] if opened is known else both
    ends = [[_ends(plan, side, shift_m * 1000, engine) for side in sides] for shift_m in DOUBT_LEGS_M]
    if opened is known:
        ends = [[each, each] for (each,) in ends]
    walk_mm, low_mm, high_mm = (np.array([[each[i] for each in row] for row in ends]) for i in range(3))
    at_rest = ends[DOUBT_LEGS_M.index(0)]
    return coverage.WalksInDoubt(
        walk_mm=walk_mm,
        low_mm=low_mm,
        high_mm=high_mm,
        settled=np.array([each[3] for each in at_rest], dtype=np.bool_),
        evaluated=np.array([_evaluated(plan, side) for side in both]),
    )


def _ends(plan: Plan, side: _OnStreets, shift_mm: int, engine: str) -> tuple[Integers, Integers, Integers, Integers]:
    """Return the walk of each block, both its ends and whether it is settled."""
    open_ids, ids = _open_ids(side.study), plan.blocks["block_id"]
    shifted = network.shifted_legs(side.attachments, shift_mm)
    nearest = network.nearest(side.walk_network, shifted, open_ids, side.nodes).set_index("block_id")["walk_mm"]
    walk_mm = nearest.reindex(ids).fillna(-1).to_numpy(np.int64)
    interval = interval_of(
        side.study, plan.scenario, side.walk_network, side.attachments, side.nodes, engine=engine, leg_shift_mm=shift_mm
    )
    if interval is None:
        return walk_mm, walk_mm, walk_mm, np.ones(walk_mm.size, np.int64)
    by_id = interval.set_index("block_id").reindex(ids)
    low_mm, high_mm, settled = (by_id[name].to_numpy(np.int64) for name in data_edge.EDGE_FIGURES)
    return walk_mm, low_mm, high_mm, settled


def _evaluated(plan: Plan, side: _OnStreets) -> NDArray[np.bool_]:
    reasons = coverage.not_evaluated(side.study.blocks, side.attachments)
    of_ids = pd.Series((reasons == "").to_numpy(), index=side.study.blocks["block_id"].to_numpy(object))
    asked = ~are_unasked(plan.blocks)
    found: NDArray[np.bool_] = of_ids.reindex(plan.blocks["block_id"]).to_numpy(np.bool_) & asked
    return found


def _to_verify(plan: Plan, blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the blocks without gates whose verdict the leg alone flips, most people first."""
    gated = plan.attachments.loc[plan.attachments["kind"] == "gate", "block_id"].dropna()
    by_leg = blocks["flipped_by"].str.split(", ").map(lambda factors: "leg" in factors).to_numpy(np.bool_)
    asked = blocks[by_leg & ~blocks["block_id"].isin(gated).to_numpy()]
    asked = asked.iloc[np.lexsort((asked["block_id"].astype(str), -asked["population"].fillna(-1.0)))]
    names = pd.Series(named_rows.called(plan.centers, "center", plan.study.lang), dtype=object)
    places = shapely.point_on_surface(asked.geometry.to_numpy())
    levels = [level for level in tables.LEVELS if level in asked]
    figures = ["population", "verdict", "minutes", "snap_m", "center_id"]
    return pd.DataFrame(asked[["block_id", "name", *levels, *figures]]).assign(
        center_name=names.reindex(asked["center_id"]).to_numpy(object),
        lon=integers.rounded_degrees(shapely.get_x(places)),
        lat=integers.rounded_degrees(shapely.get_y(places)),
    )


def _open_ids(study: Study) -> pd.Series:
    ids: pd.Series = study.centers.loc[study.centers["status"] == "open", "center_id"]
    return ids
