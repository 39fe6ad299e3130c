"""Why each block outside is out, on its card: minutes beyond the limit, the cause, the walls that are in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables, walking
from circles.answers.line_words import line_of_block, line_words
from circles.figures import minutes_of
from circles.phrases import phrase
from circles.publish.payload_reach import compass_mm
from circles.remedy_tables import OTHER_COMMUNITY
from circles.walk_causes import walk_causes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.phrases import Words

_WALL = "wall"


def block_causes(plan: Plan, remedies: Remedies | None) -> dict[str, Any]:
    """Return what the card of a block outside says, by the row of the block.

    `cause` is why it is outside: what the remedies found where they were looked for, else what walk, straight line and
    the price of walls tell; `causes` its words; `excess` the minutes beyond the limit, None without a path; `walls` the
    rows of the compounds that stand in its way, where the cause is a wall; `line` what is to be said of the straight
    line that the cause goes by, or of the own community's center (``answers.line_words``): of one that only another's
    is near enough to `excess` is None.

    Parameters
    ----------
    plan : Plan
        Whose blocks are asked of.
    remedies : Remedies or None
        Of the plan, None where they were not looked for.

    Examples
    --------
    >>> import circles
    >>> told = block_causes(circles.plan(circles.read_study(circles.demo_study() / "study.toml")), None)
    >>> len(told["cause"]), told["excess"]["119"].text("en")
    (73, '8.3')
    """
    outside = np.flatnonzero((plan.blocks["verdict"] == tables.OUTSIDE).to_numpy())
    walls = _walls(plan)
    straight_mm = _straight_mm(plan, remedies)
    named = _causes(plan, outside, walls, straight_mm) if remedies is None else _found(plan, remedies)
    walk_mm = plan.blocks["walk_mm"].to_numpy(np.int64)
    beyond = np.maximum(walk_mm[outside] - plan.scenario.limit_mm, 0)
    minutes = walking.minutes(beyond, plan.scenario.speed_m_per_h)
    excess: dict[str, Words | None] = {
        str(row): minutes_of(float(value)) if walk_mm[row] >= 0 and named[row] != OTHER_COMMUNITY else None
        for row, value in zip(outside.tolist(), minutes.tolist(), strict=True)
    }
    return {
        "cause": {str(row): cause for row, cause in named.items()},
        "causes": {cause: phrase(f"remedies.cause.{cause}") for cause in sorted(set(named.values()))},
        "excess": excess,
        "line": _lines(plan, named, straight_mm) if remedies is None else _lines_found(plan, remedies),
        "walls": {str(row): _in_the_way(row, plan, walls) for row, cause in named.items() if cause == _WALL},
    }


def _found(plan: Plan, remedies: Remedies) -> dict[int, str]:
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"])}
    return {row_of[row["block_id"]]: row["cause"] for row in remedies.causes.to_dict("records")}


def _lines_found(plan: Plan, remedies: Remedies) -> dict[str, Words]:
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"])}
    causes = remedies.causes.to_dict("records")
    told = {str(row_of[each["block_id"]]): line_of_block(each, remedies) for each in causes}
    return {row: words for row, words in told.items() if words is not None}


def _straight_mm(plan: Plan, remedies: Remedies | None) -> NDArray[np.int64]:
    """Return the straight line of each block that its cause goes by, -1 where none is known."""
    if remedies is None:
        return np.array([-1 if line is None else line for line in compass_mm(plan)], np.int64)
    lines = remedies.causes.set_index("block_id")["straight_m"].reindex(plan.blocks["block_id"])
    found: NDArray[np.int64] = (lines * 1000).round().fillna(-1).to_numpy(np.int64)
    return found


def _lines(plan: Plan, named: dict[int, str], straight_mm: NDArray[np.int64]) -> dict[str, Words]:
    walks = plan.blocks["walk_mm"].tolist()
    limit_mm = plan.scenario.limit_mm
    told = {
        str(row): line_words(cause, walk_mm=int(walks[row]), straight_mm=int(straight_mm[row]), limit_mm=limit_mm)
        for row, cause in named.items()
    }
    return {row: words for row, words in told.items() if words is not None}


def _causes(
    plan: Plan, outside: NDArray[np.int64], walls: dict[str, list[int]], straight: NDArray[np.int64]
) -> dict[int, str]:
    """Return the causes that are known without a search for remedies."""
    walk_mm = plan.blocks["walk_mm"].to_numpy(np.int64)
    causes = walk_causes(walk_mm[outside], straight[outside], limit_mm=plan.scenario.limit_mm)
    only_others = (plan.blocks["reason"] == OTHER_COMMUNITY).to_numpy()[outside]
    causes = np.where(only_others, OTHER_COMMUNITY, causes)
    ids = plan.blocks["block_id"].astype(str).to_numpy()[outside]
    told = zip(outside.tolist(), ids.tolist(), causes.tolist(), strict=True)
    return {row: _WALL if block_id in walls else cause for row, block_id, cause in told}


def _walls(plan: Plan) -> dict[str, list[int]]:
    """Return of each block that would be inside if a compound were open to all the rows of these compounds."""
    if plan.walls is None or plan.compounds is None:
        return {}
    row_of = {compound_id: row for row, compound_id in enumerate(plan.compounds["compound_id"])}
    found: dict[str, list[int]] = {}
    for compound_id, ids in zip(plan.walls["compound_id"], plan.walls["block_ids"], strict=True):
        for block_id in filter(None, str(ids).split(";")):
            if compound_id in row_of:
                found.setdefault(block_id, []).append(row_of[compound_id])
    return found


def _in_the_way(row: int, plan: Plan, walls: dict[str, list[int]]) -> list[int]:
    """Return the compounds to be shown: those it would be inside without, else the one that the block lies in."""
    block_id = str(plan.blocks["block_id"].iloc[row])
    if block_id in walls or plan.compounds is None:
        return walls.get(block_id, [])
    return [at for at, ids in enumerate(plan.compounds["blocks"]) if block_id in ids]
