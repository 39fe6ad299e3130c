"""How much the centers of a plan are used by those within their walk. How it is told: ``usage_words``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CenterUse(Record):
    """Visits a month beside the people within the walk (docs/method.md, Hours and use); no score is made of them.

    Attributes
    ----------
    centers : DataFrame
        A row for each open center whose visits are known: center_id, name, people_within, monthly_visits,
        visits_per_100, use_flag.
    quartiles : mapping or None
        Of people_within, monthly_visits and visits_per_100 the lower and the upper quartile among the centers that have
        both figures; None where these are too few, so that no center is marked.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> marked = plan.use.centers[plan.use.centers["use_flag"] != ""]
    >>> dict(zip(marked["center_id"], marked["use_flag"]))["C01"]
    'wide, little used'
    """

    centers: pd.DataFrame
    quartiles: Mapping[str, tuple[float, float]] | None
