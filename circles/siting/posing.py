"""A question in whole numbers, and what its numbers stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, QuestionError
from circles.siting.costs import site_capacities, site_costs
from circles.siting.kernel.instance import Instance, instance_from
from circles.siting.weights import subdistrict_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.siting.kernel.instance import Integers
    from circles.siting.question import SitingQuestion


@dataclass(frozen=True, kw_only=True, eq=False)
class Posed:
    """A question as the kernel takes it, and what its numbers stand for.

    Attributes
    ----------
    instance : Instance
        Sites are the attached open centers, then the candidates.
    within : Instance
        The same with the walks within the limit only, and everyone who is counted.
    center_ids : ndarray of str
        The open centers among the sites, in their order.
    candidates : GeoDataFrame
        The candidates among the sites, in their order, with the costs and floor areas that were derived.
    account : mapping
        How many candidates there were, and how many were left out, by reason.
    weight : str
        What is counted; ``blocks`` where population was asked for and no block has any.
    left_out : ndarray of int64
        Blocks that nothing leads to, and that a question of distances therefore leaves out.
    """

    instance: Instance
    within: Instance
    center_ids: NDArray[np.object_]
    candidates: gpd.GeoDataFrame
    account: Mapping[str, int]
    weight: str
    left_out: Integers


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteWalks:
    """The sites of a question and their walks.

    Attributes
    ----------
    center_ids : ndarray of str
        The open centers that have a street.
    plates : ndarray of bool
        Which of these are further plates of a place that another stands for: they have no room of their own.
    candidates : GeoDataFrame
        The candidates that have one.
    pairs : tuple of three ndarray of int64
        (pairs,) site, block and walk in mm; sites are these centers, then these candidates.
    """

    center_ids: NDArray[np.object_]
    plates: NDArray[np.bool_]
    candidates: gpd.GeoDataFrame
    pairs: tuple[Integers, Integers, Integers]


def longest_walks_mm(blocks: gpd.GeoDataFrame, question: SitingQuestion, *, limit_mm: int, any_mm: int) -> Integers:
    """Return the longest walk of each block that can matter to a question, in mm.

    Questions of coverage look no further than the limit. In those of distances, while no center closes, a walk longer
    than the one to the nearest center today is nobody's.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.PLAN_BLOCKS`` of the plan as it is.
    question : SitingQuestion
        What is asked.
    limit_mm : int
        The walk allowed.
    any_mm : int
        Stands for a walk of any length.
    """
    if not question.by_distance:
        return np.full(len(blocks), limit_mm, np.int64)
    if question.closing:
        return np.full(len(blocks), any_mm, np.int64)
    today_mm = blocks["walk_mm"].to_numpy(np.int64)
    return np.where(today_mm < 0, any_mm, np.maximum(today_mm, limit_mm))


def posed_from(
    walked: SiteWalks,
    question: SitingQuestion,
    blocks: gpd.GeoDataFrame,
    counted: tuple[Integers, str],
    *,
    account: Mapping[str, int],
    limit_mm: int,
) -> Posed:
    """Return the question in whole numbers.

    Parameters
    ----------
    walked : SiteWalks
        Sites and walks.
    question : SitingQuestion
        What is asked.
    blocks : GeoDataFrame
        The blocks of the study.
    counted : tuple of ndarray of int64 and str
        What :func:`circles.siting.weights.counted_of` says of them.
    account : mapping
        How many candidates there were, and how many were left out, by reason.
    limit_mm : int
        The walk allowed.

    Raises
    ------
    QuestionError
        If sub-districts are needed and not known.
    """
    existing = np.arange(len(walked.center_ids) + len(walked.candidates)) < len(walked.center_ids)
    demand, weight = counted
    whole = instance_from(
        demand,
        existing,
        walked.pairs,
        cost=site_costs(walked.candidates, existing) if question.needs_costs else None,
        capacity=site_capacities(walked.candidates, walked.plates, question),
        district=subdistrict_of(blocks) if question.worst_first else None,
    )
    left_out = np.zeros(0, np.int64)
    within = _within(whole, limit_mm)
    if question.by_distance:
        lost = (demand > 0) & (np.bincount(whole.pair_block, minlength=demand.size) == 0)
        left_out = np.flatnonzero(lost)
        whole = replace(whole, demand=np.where(lost, 0, demand))
    return Posed(
        instance=whole,
        within=within,
        center_ids=walked.center_ids,
        candidates=walked.candidates,
        account=account,
        weight=weight,
        left_out=left_out,
    )


def _within(whole: Instance, limit_mm: int) -> Instance:
    """Return the instance with the walks within the limit."""
    near = whole.pair_walk_mm <= limit_mm
    return replace(
        whole,
        pair_site=whole.pair_site[near],
        pair_block=whole.pair_block[near],
        pair_walk_mm=whole.pair_walk_mm[near],
    )


def raise_if_none_left(candidates: gpd.GeoDataFrame, account: Mapping[str, int], question: SitingQuestion) -> None:
    """Raise a QuestionError that counts what left all candidates out, where the question needs one."""
    if candidates.empty and not question.only_closes:
        reasons = ("beyond_reach", "forbidden", "not_preferred", "near_center", "no_cost", "no_street")
        details = {name: account.get(name, 0) for name in reasons}
        raise QuestionError(Finding(code="site_no_candidates", details=details))
