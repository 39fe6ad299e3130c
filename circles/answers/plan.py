"""The answer to who is within the walk: a Plan of tables. How it is told: :mod:`circles.answers.plan_words`.

The same input gives the same plan; nothing in it is changed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import account_tables, tables
from circles.answers.telling import DrawnAnswer
from circles.errors import Finding, QuestionError, expect
from circles.near_names import choice_details

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from circles.answers.capacity_account import CapacityAccount
    from circles.answers.center_use import CenterUse
    from circles.answers.doubt_account import DoubtAccount
    from circles.answers.service_account import ServiceAccount
    from circles.attachable_tables import Editable
    from circles.planning_study import Scenario, Study


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plan(DrawnAnswer):
    """The answer: tables with one row for each block, circle, center and gap, and the account.

    Attributes
    ----------
    study, scenario : Study, Scenario
        What was asked.
    blocks, circles, centers, gaps : GeoDataFrame
        ``tables.PLAN_*``, in WGS-84; blocks and centers keep the order, index and own columns of the study's and also
        hold ``tables.BLOCK_FIGURES`` and ``CENTER_FIGURES``.
    service_area : GeoDataFrame
        One row: the merged service area.
    account : DataFrame
        Index `base` (people, dwellings, land_m2, blocks); columns total, inside, outside, not_evaluated,
        unknown_blocks, coverage_rate.
    districts : DataFrame
        ``account_tables.DISTRICT_ACCOUNTS``: the same of each county, sub-district and community (:meth:`by`).
    pieces, nodes, attachments : GeoDataFrame
        ``tables.PIECES``, ``NODES`` and ``ATTACHMENTS``: what explains each walk.
    nearest : DataFrame
        ``tables.NEAREST``: the walk of each block, and by which spots it begins and ends.
    walks : DataFrame
        ``tables.WALKS``: every pair of block and center within the limit.
    street_spots : GeoDataFrame
        Islands, cut ends and joined, excepted or dangling spots: kind, length_m, geometry.
    streets_account : mapping
        What became of the streets: counts and lengths by name.
    snapping : DataFrame or None
        ``tables.SNAPPING``: how far centers, blocks and gates are from the streets.
    sparse_areas : GeoDataFrame or None
        ``tables.SPARSE_AREAS``: where blocks have so few streets about them that the file may lack some.
    ways_left_out : GeoDataFrame or None
        ``tables.LEFT_OUT_TOLD``: ways that the walk filter left out and that would join somebody to the rest.
    walls : GeoDataFrame or None
        ``account_tables.WALLS``: who would be inside if a compound were open to everybody, most people first.
    compounds, compound_gates : GeoDataFrame or None
        ``account_tables.PLAN_COMPOUNDS`` and ``COMPOUND_GATES``: whose streets only residents walk, in or out.
    funnel : DataFrame or None
        Centers by tier from plan to use (:func:`circles.coverage.funnel`); None where no status says it.
    sites : DataFrame or None
        Sites with several plates, each proposed as one center (:func:`circles.coverage.joined_sites`).
    capacity : CapacityAccount or None
        Who has room at the centers; None where none says how many people it is made for, or no block has people.
    tiers, tier_accounts : DataFrame or None
        ``service_tiers.TIER_VERDICTS`` and ``TIER_ACCOUNTS``: each block by each tier; None where none are asked for.
    communities : DataFrame or None
        ``coverage.COMMUNITY_ACCOUNTS``: each community, its own center and what that covers; None without any.
    ranking : DataFrame or None
        ``account_tables.RANKING`` of each level that blocks name, by the rules of the study; None where they name none.
    reach_counts : DataFrame or None
        Blocks and people inside by how many open centers they have in reach: index `centers` 1, 2, 3 and more.
    attachable, laid_parts : DataFrame or None
        ``attachable_tables.ATTACHABLE`` and ``LAID_PARTS``: what other centers would be attached to, in the saved map.
    editable : Editable or None
        ``attachable_tables.Editable``: what edits that are drawn in the saved map act on.
    doubts : DoubtAccount or None
        How sure the verdicts are; None where nobody asked (:func:`circles.doubt` gives the plan that has it).
    estates_attached : GeoDataFrame or None
        ``tables.ATTACHMENTS`` of planned estates that are no blocks on the day, for other days in the saved map.
    services : ServiceAccount or None
        Services within the walk and stations of groups; None where they are not asked for or no center says any.
    hours : DataFrame or None
        ``coverage.HOURS``: who is inside on working days, in evenings and at weekends; None where no hours are known.
    use : CenterUse or None
        Visits a month per 100 people within the walk; None where no center says its visits.
    rings : DataFrame or None
        ``coverage.RINGS``: the account of several walks; None where the scenario asks for none.
    series : DataFrame or None
        What :func:`circles.coverage_over_time` gives; None where nobody asked or nothing has a date.
    warnings : tuple of Finding
        What a person should look at, those of the study included.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> print(plan.sentence("en").partition(",")[0])
    15-minute walk coverage rate of block land: 70.5%
    """

    study: Study
    scenario: Scenario
    blocks: gpd.GeoDataFrame
    circles: gpd.GeoDataFrame
    centers: gpd.GeoDataFrame
    service_area: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    account: pd.DataFrame
    districts: pd.DataFrame
    pieces: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame
    nearest: pd.DataFrame
    walks: pd.DataFrame
    street_spots: gpd.GeoDataFrame
    streets_account: Mapping[str, object]
    snapping: pd.DataFrame | None = None
    sparse_areas: gpd.GeoDataFrame | None = None
    ways_left_out: gpd.GeoDataFrame | None = None
    walls: gpd.GeoDataFrame | None = None
    compounds: gpd.GeoDataFrame | None = None
    compound_gates: gpd.GeoDataFrame | None = None
    funnel: pd.DataFrame | None = None
    sites: pd.DataFrame | None = None
    capacity: CapacityAccount | None = None
    tiers: pd.DataFrame | None = None
    tier_accounts: pd.DataFrame | None = None
    communities: pd.DataFrame | None = None
    ranking: pd.DataFrame | None = None
    reach_counts: pd.DataFrame | None = None
    attachable: pd.DataFrame | None = None
    laid_parts: pd.DataFrame | None = None
    editable: Editable | None = None
    doubts: DoubtAccount | None = None
    estates_attached: gpd.GeoDataFrame | None = None
    services: ServiceAccount | None = None
    hours: pd.DataFrame | None = None
    use: CenterUse | None = None
    rings: pd.DataFrame | None = None
    series: pd.DataFrame | None = None
    warnings: tuple[Finding, ...] = ()

    def plot(self, **options: Any) -> Axes:
        """Return matplotlib axes with the blocks by verdict, the circles and the centers.

        Parameters
        ----------
        **options
            ``ax``, the axes to draw on; ``lang``, ``zh`` or ``en``; ``legend=False``.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        axes: Axes = import_module("circles.publish").plot_plan(self, **options)
        return axes

    def by(self, level: str, *, base: str | None = None) -> pd.DataFrame:
        """Return the account of each district of a level, those with most outside first.

        Parameters
        ----------
        level : str
            ``county``, ``subdistrict`` or ``community``.
        base : str, optional
            What is counted: a base of the account; by default people, where none has a number the base of the rate.

        Returns
        -------
        DataFrame
            Under the name of each district, empty for blocks of which it is not known: the districts above it, then
            the columns of the account and minutes weighted by the base (docs/method.md, Districts).

        Raises
        ------
        QuestionError
            If no block names a district of this level, or nothing counts such a base.

        Examples
        --------
        >>> import circles
        >>> from dataclasses import replace
        >>> study = circles.read_study(circles.demo_study() / "study.toml")
        >>> side = study.blocks.geometry.representative_point().x.gt(114.285).map({True: "东", False: "西"})
        >>> sides = circles.plan(replace(study, blocks=study.blocks.assign(subdistrict=side))).by("subdistrict")
        >>> sides["outside"].to_dict()
        {'西': 54630.0, '东': 32700.0}
        """
        expect("level", level, str)
        expect("base", base, str, None)
        base = self.district_base if base is None else base
        for argument, asked, known in (("level", level, self.levels), ("base", base, tuple(self.account.index))):
            if asked not in known:
                details = choice_details(asked, known)
                raise QuestionError(Finding(code="not_a_choice", argument=argument, value=asked, details=details))
        above = list(tables.LEVELS[: tables.LEVELS.index(level)])
        rows = self.districts[(self.districts["level"] == level) & (self.districts["base"] == base)]
        told = [name for name in above if (rows[name] != "").any()]
        return rows.set_index(level)[
            [*told, *account_tables.DISTRICT_ACCOUNTS[account_tables.DISTRICT_ACCOUNTS.index("total") :]]
        ]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of districts that some block names, the largest first."""
        there = set(self.districts["level"])
        return tuple(level for level in tables.LEVELS if level in there)

    @property
    def district_base(self) -> str:
        """What districts are told by: people where any block has a number, estimates too, else the base of the rate."""
        return "people" if "people" in self.account.index else self.headline_base

    @property
    def only_own_community(self) -> bool:
        """Whether a block is inside only by a center of its own community: it is asked, and whose centers are known."""
        return self.scenario.own_community_only and "community_cover" in self.blocks

    @property
    def headline_base(self) -> str:
        """The base of the coverage rate: people where there are any and from a source, else land, else blocks."""
        counted = "people" in self.account.index and bool(self.account["total"]["people"])
        if counted and self.study.population_label == "source":
            return "people"
        return "land_m2" if "land_m2" in self.account.index else "blocks"


def worst_first(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `blocks` with no path first, then minutes descending, then not evaluated, ties by `block_id`."""
    not_evaluated = blocks["verdict"] == tables.NOT_EVALUATED
    order = np.lexsort(
        (
            blocks["block_id"].astype(str).to_numpy(dtype=object),
            -blocks["minutes"].fillna(np.inf).to_numpy(),
            not_evaluated.to_numpy(),
        )
    )
    return blocks.iloc[order]
