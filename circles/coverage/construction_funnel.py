"""The funnel of centers: planned, begun, built, in use, and what statuses do not explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import center_list
from circles.service_tiers import tier_key, tier_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from circles.service_tiers import Tier

STATES = ("in_use", "suspended", "renovating", "not_in_use", "unexplained", "withdrawn")
"""What a center that is built may be; they add up to those built. `unexplained`: no status says whether it is used."""

FUNNEL = ("tier", "listed", "begun", "built", *STATES, "unsaid")
"""Columns of the funnel. `unsaid` are those of which no status tells how far building is; listed = planned + begun +
unsaid, and planned are those not begun."""

_STAGES = (*STATES, "under_construction", "planned", "unsaid")
_USES = {"in use": "in_use", "suspended": "suspended", "withdrawn": "withdrawn"}
_NOT_BUILT = {"planned": "planned", "under construction": "under_construction"}


def funnel(centers: pd.DataFrame, tiers: Sequence[Tier] = ()) -> pd.DataFrame | None:
    """Return how many centers of each tier are planned, begun, built and in use.

    A site under several plates (`site_id`) counts once, at the furthest stage of its rows.

    Parameters
    ----------
    centers : DataFrame
        ``tables.CENTERS`` with the ``center_list.STATUS_AXES`` that are known.
    tiers : sequence of Tier
        Those of the study, in their order; without, tiers are as the list has them.

    Returns
    -------
    DataFrame or None
        :data:`FUNNEL`, a row for each tier; None where nothing is said of either axis.
    """
    axes = [
        centers[axis] if axis in centers else pd.Series("", index=centers.index) for axis in center_list.STATUS_AXES
    ]
    if not len(centers) or all((axis.fillna("") == "").all() for axis in axes):
        return None
    stage = [_stage(*row) for row in zip(*(axis.fillna("").tolist() for axis in axes), _statuses(centers), strict=True)]
    found = pd.DataFrame({"tier": _tiers(centers, tiers), "stage": pd.Categorical(stage, list(_STAGES), ordered=True)})
    found["site"] = center_list.sites_of(centers).to_numpy()
    sites = found.sort_values("stage", kind="stable").drop_duplicates("site")
    names = [tier.name for tier in tiers] if tiers else list(dict.fromkeys(found["tier"]))
    order = [name for name in dict.fromkeys((*names, "")) if (sites["tier"] == name).any()]
    counts = pd.crosstab(sites["tier"], sites["stage"]).reindex(index=order, columns=_STAGES, fill_value=0)
    built = counts[list(STATES)].sum(axis=1)
    begun = built + counts["under_construction"]
    columns = {"listed": counts.sum(axis=1), "begun": begun, "built": built}
    columns |= {state: counts[state] for state in (*STATES, "unsaid")}
    return pd.DataFrame(columns).rename_axis("tier").reset_index()[list(FUNNEL)]


def built_alone(centers: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which centers count as open though their list says of them only that they are built.

    The funnel counts them as unexplained. A site under several plates one of which is in use is none of them.
    """
    construction, use = (center_list.listed_texts(centers, axis) for axis in center_list.STATUS_AXES)
    opened = (centers["status"] == "open").to_numpy()
    which = opened & (construction == "built") & (use == "")
    sites = center_list.sites_of(centers)
    used = set(sites[opened & ~which])
    found: NDArray[np.bool_] = which & ~sites.isin(used).to_numpy()
    return found


def _statuses(centers: pd.DataFrame) -> list[str]:
    """Return the status of each center as the list says it, whatever the day of the plan."""
    name = next((each for each in (center_list.STATUS_LISTED, "status") if each in centers), None)
    return [""] * len(centers) if name is None else centers[name].tolist()


def _stage(construction: str, use: str, status: str) -> str:
    """Return how far one center is, by both axes of its status; one that is open is in use where neither says more."""
    if construction in _NOT_BUILT and use != "in use":
        return _NOT_BUILT[construction]
    if use in _USES:
        return _USES[use]
    if construction == "renovating":
        return "renovating"
    if construction == "built":
        return "not_in_use" if use else "unexplained"
    return "in_use" if status == "open" else "unsaid"


def _tiers(centers: pd.DataFrame, tiers: Sequence[Tier]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return the tier of each center: that of the study which is meant, else as the list first has it."""
    said = centers["tier"].fillna("").astype(str).tolist() if "tier" in centers else [""] * len(centers)
    if tiers:
        return np.array([tier_of(word, tiers) for word in said], dtype=object)
    first: dict[str, str] = {}
    return np.array([first.setdefault(tier_key(word), word) for word in said], dtype=object)
