"""The answer to who is within the walk: a Plan of tables. How it is told: :mod:`circles.answers.plan_words`.

The same input gives the same plan; nothing in it is changed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables
from circles.answers.telling import DrawnAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from circles.errors import Finding
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
    pieces: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame
    nearest: pd.DataFrame
    walks: pd.DataFrame
    street_spots: gpd.GeoDataFrame
    streets_account: Mapping[str, object]
    snapping: pd.DataFrame | None = None
    sparse_areas: gpd.GeoDataFrame | None = None
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
