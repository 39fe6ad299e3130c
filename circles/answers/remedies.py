"""Why gaps are there, and what brings their people inside. How it is told: :mod:`circles.answers.remedies_words`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from circles import named_rows, tables
from circles.answers.telling import Answer
from circles.errors import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.answers.plan import Plan
    from circles.planning_study import Study


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Remedies(Answer):
    """The gaps of a plan with their causes, and the single measures that serve them.

    Attributes
    ----------
    plan : Plan
        What is to be remedied.
    gaps : DataFrame
        ``remedy_tables.GAP_CAUSES``: a row for each gap.
    causes : DataFrame
        ``remedy_tables.BLOCK_CAUSES``: a row for each block outside.
    table : GeoDataFrame
        ``remedy_tables.REMEDIES``: a row for each measure and each gap that it serves, by gap, the most people first.
    gained : DataFrame
        ``remedy_tables.GAINED``: a row for each block that a measure brings inside.
    edits : GeoDataFrame
        ``tables.EDITS``: each measure as the edit that a study reads.
    links_account : mapping of str to int
        Places where two streets lie across from one another: `vertices` looked at, `blocked` by what is known to stand
        between, `serving` that would bring somebody inside.
    untied : tuple of str
        Items of the list of money that are for something by a name that no center, block or measure has.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> remedies = circles.remedies(plan)
    >>> remedies.gaps["cause"].iloc[0]
    'detour'
    """

    plan: Plan
    gaps: pd.DataFrame
    causes: pd.DataFrame
    table: gpd.GeoDataFrame
    gained: pd.DataFrame
    edits: gpd.GeoDataFrame
    links_account: Mapping[str, int]
    untied: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        """The language of the study."""
        return self.plan.study.lang

    @property
    def links(self) -> gpd.GeoDataFrame:
        """The missing links, each once, those that bring most people inside first."""
        links = self.table[self.table["link_rank"].notna()]
        return links.sort_values("link_rank", kind="stable").drop_duplicates("edit_id").reset_index(drop=True)

    def study_with(self, *edit_ids: str) -> Study:
        """Return the study of the plan with some of the measures, to be planned again.

        Parameters
        ----------
        *edit_ids : str
            Of `table`.

        Raises
        ------
        QuestionError
            If there is no such measure.
        """
        for edit_id in edit_ids:
            expect("edit_id", edit_id, str)
            named_rows.id_meant(self.edits.assign(name=""), "edit", edit_id)
        chosen = self.edits[self.edits["edit_id"].isin(edit_ids)].drop(columns="remedy")
        own = self.plan.study.edits
        both = chosen if own is None or own.empty else pd.concat([own, chosen], ignore_index=True)
        return replace(self.plan.study, edits=gpd.GeoDataFrame(both, geometry="geometry", crs=tables.WGS84))
