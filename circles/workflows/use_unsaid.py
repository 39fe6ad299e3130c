"""Centers that are open because their list says built and nothing of use: how many, and what hangs on that reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import coverage, tables
from circles.answers.demand_words import people_said
from circles.center_list import sites_of
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.phrases import Words

CODE = "centers_use_unsaid"
_NAMED = 10


def use_unsaid(
    centers: pd.DataFrame, blocks: pd.DataFrame | None = None, walks: pd.DataFrame | None = None
) -> list[Finding]:
    """Return what is told of centers that count as open though their list says only that they are built.

    Parameters
    ----------
    centers : DataFrame
        ``tables.CENTERS`` with the status of the day.
    blocks, walks : DataFrame, optional
        Of a plan: the people who are inside by these centers alone are told.
    """
    which = coverage.built_alone(centers)
    if not which.any():
        return []
    own = centers[which]
    names = [str(name or center_id) for name, center_id in zip(own["name"].fillna(""), own["center_id"], strict=True)]
    more = [f"… +{len(names) - _NAMED}"] if len(names) > _NAMED else []
    details = {
        "count": Figure(value=int(sites_of(own).nunique())),
        "names": joined([*names[:_NAMED], *more], phrase("check.joint")),
        "hangs": "" if blocks is None or walks is None else _hangs(set(own["center_id"]), blocks, walks),
    }
    return [Finding(code=CODE, details=details)]


def _hangs(own: set[str], blocks: pd.DataFrame, walks: pd.DataFrame) -> Words:
    """Return how many people are inside by some centers alone."""
    others = set(walks.loc[~walks["center_id"].isin(own), "block_id"])
    alone = blocks[(blocks["verdict"] == tables.INSIDE) & ~blocks["block_id"].isin(others)]
    people = people_said(Figure(value=float(alone["population"].sum(min_count=min(1, len(alone)))), precision="count"))
    return phrase("use_unsaid.hangs", people=people)
