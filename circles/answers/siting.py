"""The answer to where the next centers should go. How it is told: :mod:`circles.answers.siting_words`.

Sites are proposals on streets, never parcels: every output says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circles.answers.telling import DrawnAnswer
from circles.phrases import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.errors import Finding
    from circles.planning_study import Study

SITES = (
    "site_id",
    "name",
    "lon",
    "lat",
    "gained_population",
    "gained_blocks",
    "alone_population",
    "alone_blocks",
    "phase",
    "candidate_id",
    "candidate_name",
    "kind",
    "near",
    "community",
    "subdistrict",
    "gaps_closed",
    "communities_covered",
    "coverage_rate",
    "floor_area_m2",
    "cost",
    "cost_per_person",
    "geometry",
)
"""Proposed sites in the order in which each adds the most. `gained_*` is what a site adds to those above it, so that
the column adds up; `alone_*` what it would add by itself; `coverage_rate` the share covered once it stands too.
`near` names the nearest streets; `gaps_closed` and `communities_covered` list what no longer has anyone outside."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Siting(DrawnAnswer):
    """The answer to where the next centers go, recomputed by a plan.

    Attributes
    ----------
    question : mapping
        What was asked, as plain values.
    study_after : Study
        The study with the proposed sites as open centers, and those that close as closed.
    plan_before, plan_after : Plan
        The plans of both.
    sites : GeoDataFrame
        :data:`SITES`.
    closed : tuple of str
        Ids of the centers that close.
    curve : DataFrame
        The most that one, two, three ... new centers cover: columns centers, covered (the best found), chosen (what
        the first so many of `sites` cover), bound (what no choice can exceed), all thousandths, and status.
    candidates : GeoDataFrame
        ``tables.CANDIDATES`` that took part.
    candidates_account : mapping
        How many were given or made, and how many were left out, by reason.
    status : str
        How the search ended.
    objective, bound : int
        What the question counts and the best any answer could be, whole numbers in `unit`.
    unit : str
        ``people``, ``blocks`` (thousandths of either), ``sites``, ``cost``, ``person_walk`` (thousandths of a person
        times millimetres) or ``walk`` (millimetres).
    weight : str
        What is counted of each block: a column of the blocks, or ``blocks``.
    covered_before, covered_after, total : int
        Thousandths of what is counted within the walk allowed, and of all of it.
    walkers : int
        Thousandths of what takes part in a question of distances.
    seed : int
        The seed of the search.
    warnings : tuple of Finding
        What a person should look at.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> siting = circles.site(study, circles.SitingQuestion(new=2))
    >>> siting.bound >= siting.objective, len(siting.plan_after.centers) - len(study.centers)
    (True, 2)
    """

    question: Mapping[str, Any]
    study_after: Study
    plan_before: Plan
    plan_after: Plan
    sites: gpd.GeoDataFrame
    closed: tuple[str, ...]
    curve: pd.DataFrame
    candidates: gpd.GeoDataFrame
    candidates_account: Mapping[str, int]
    status: str
    objective: int
    bound: int
    unit: str
    weight: str
    covered_before: int
    covered_after: int
    total: int
    walkers: int
    seed: int
    warnings: tuple[Finding, ...] = ()

    _writer = "write_siting"

    @property
    def gap(self) -> float:
        """Distance of the bound from the objective as a share of the objective; 0.0 when optimal."""
        return abs(self.bound - self.objective) / max(1, abs(self.objective))

    @property
    def only_closes(self) -> bool:
        """Whether centers close and none is added: there are losses to tell, and no proposals."""
        return bool(self.closed) and self.sites.empty

    @property
    def lang(self) -> str:
        """Language of the outputs."""
        return self.study_after.lang

    def proof(self, lang: str | None = None) -> str:
        """Return how good the answer is proven to be, in its own language or in `lang`."""
        return self._lines("proof", lang)

    def notice(self, lang: str | None = None) -> str:
        """Return what sites are: proposals on streets, never parcels."""
        return self._lines("notice", lang)

    def _lines(self, name: str, lang: str | None) -> str:
        return "\n".join(text_of(words, lang or self.lang) for words in self.document().lines(name))
