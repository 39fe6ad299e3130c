"""Who has room at the centers, of a plan whose centers say how many people they are made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CapacityAccount(Record):
    """The account of capacity and the assignment behind it (docs/method.md, Capacity).

    Attributes
    ----------
    account : DataFrame
        Index `line`: ``account_tables.CAPACITY_LINES``; columns people, of the best assignment, and nearest_first,
        where everybody goes to the nearest center with room, the nearer first. Each adds up to all people.
    assignments : DataFrame
        ``account_tables.ASSIGNMENTS`` of the best assignment.
    centers : DataFrame
        ``account_tables.CENTER_LOADS``.
    open_centers : int
        Centers that are open and on a street, those of unknown capacity too; plates of one site are one.

    Examples
    --------
    >>> import circles
    >>> from dataclasses import replace
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> roomy = study.centers.assign(capacity=20_000.0)
    >>> plan = circles.plan(replace(study, centers=roomy))
    >>> plan.capacity.account["people"].to_dict()
    {'served': 198780.0, 'over_capacity': 62940.0, 'capacity_unknown': 0.0, 'outside': 87330.0, 'not_evaluated': 0.0}
    """

    account: pd.DataFrame
    assignments: pd.DataFrame
    centers: pd.DataFrame
    open_centers: int
