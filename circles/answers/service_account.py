"""Which services people have within the walk, of a plan that is asked for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    import pandas as pd

    from circles.service_lists import ServiceList


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ServiceAccount(Record):
    """Services within the walk (docs/method.md, Services); a table is empty where it was not asked for.

    Attributes
    ----------
    required : ServiceList or None
        The list that was asked for.
    account : DataFrame
        area (urban, rural, unsaid, all), base, total, complete, incomplete, cannot_tell, not_evaluated, unknown_blocks.
    services : DataFrame
        A row for each service: centers, people_with, people_without, people_unclear, blocks_without.
    clusters : DataFrame
        A row for each venue that names the center which leads it: anchor_id, anchor, center_id, name, straight_m,
        together.
    groups : DataFrame
        A row for each group and area: limit_m, centers, its people by verdict, blocks_inside, blocks_outside.
    group_blocks : DataFrame
        A row for each group and block: walk_mm, minutes, center_id, verdict, reason.
    groups_cannot_tell : tuple of str
        Groups for which no center of the list has a station and some open ones say nothing of their services.

    Examples
    --------
    >>> import circles
    >>> from dataclasses import replace
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> offering = study.centers.assign(services="养老服务、社区助餐")
    >>> asked = circles.Scenario(required_services="embedded-care-4")
    >>> plan = circles.plan(replace(study, centers=offering), asked)
    >>> plan.services.services[["service", "blocks_without"]].to_numpy().tolist()[-1]
    ['社区助餐', 83]
    """

    required: ServiceList | None
    account: pd.DataFrame
    services: pd.DataFrame
    clusters: pd.DataFrame
    groups: pd.DataFrame
    group_blocks: pd.DataFrame
    groups_cannot_tell: tuple[str, ...] = ()
