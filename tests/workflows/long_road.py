"""A road of 6 km on which the right sites are plain to see, its plan, and questions about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import circles
from circles import SitingQuestion
from circles.phrases import in_language
from circles.siting.best_sites import best_sites
from circles.siting.gains import gains_of
from circles.siting.notes import raise_if_unanswered
from circles.workflows.siting_posing import posed
from tests.siting.test_candidates import listed
from tests.towns import blocks, streets, town

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles import Plan, Siting, Study, WalkNetwork
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed


PLACES = {"B1": (100, 10), "B2": (1900, 10), "B3": (2000, 500), "B4": (4000, 500), "B5": (5900, 10)}


PEOPLE = (10, 20, 30, 40, 5.5)


COARSE = circles.Scenario(cell_m=50.0)
"""Circles are drawn on large cells, for speed: no verdict follows from them."""


KERBS = {"K1": (2000, 0), "K2": (4000, 0), "K3": (5800, 0), "K4": (1000, 0)}


def long_road(**columns: Any) -> Study:
    """A road of 6 km with two lanes off it; A is at its west end, from where only B1 is within 1,000 m."""
    study = plain_road()
    return replace(study, blocks=study.blocks.assign(**columns)) if columns else study


@cache
def plain_road() -> Study:
    lines = streets(
        [(0, 0), (2000, 0)], [(2000, 0), (4000, 0)], [(2000, 0), (2000, 900)], [(4000, 0), (6000, 0)],
        [(4000, 0), (4000, 900)],
        name=["East Road", "East Road", "North Lane", "East Road", ""],
    )  # fmt: skip
    return town(lines, {"A": (0, 0)}, blocks(PLACES, population=PEOPLE))


@cache
def planned_road() -> tuple[Plan, WalkNetwork]:
    """The plan of the road and its network, which no question changes."""
    walk_network = circles.network_of(plain_road())
    return circles.plan(plain_road(), COARSE, walk_network=walk_network), walk_network


@dataclass(frozen=True, eq=False)
class Answered:
    """A question posed and answered, not planned again."""

    posed: Posed
    found: tuple[Solution, ...]

    @property
    def ids(self) -> list[str]:
        """The candidates that open, in the order in which each adds the most."""
        gained, _ = gains_of(self.posed, self.found)
        return list(self.posed.candidates["candidate_id"].iloc[gained.site - len(self.posed.center_ids)])

    @property
    def objective(self) -> int:
        return self.found[-1].objective


def answered(study: Study | None = None, places: Mapping[str, tuple[float, float]] = KERBS, **asked: Any) -> Answered:
    """Ask what `sited` asks, without planning the study with the answer."""
    candidates = listed(places, **{name: asked.pop(name) for name in ("cost",) if name in asked})
    question = SitingQuestion(**asked)
    before, walk_network = planned_road()
    if study is not None:
        walk_network = circles.network_of(study)
        before = circles.plan(study, COARSE, walk_network=walk_network)
    numbers = posed(before, question, circles.Candidates(table=candidates), walk_network)
    found = best_sites(numbers.instance, question)
    raise_if_unanswered(found, question, before.study)
    return Answered(numbers, found)


def sited(study: Study | None = None, places: Mapping[str, tuple[float, float]] = KERBS, **asked: Any) -> Siting:
    columns = {name: asked.pop(name) for name in ("cost", "kind", "capacities", "floor_areas") if name in asked}
    renamed = {"capacities": "capacity", "floor_areas": "floor_area_m2"}
    candidates = listed(places, **{renamed.get(name, name): values for name, values in columns.items()})
    return circles.site(study or long_road(), SitingQuestion(**asked), candidates=candidates, scenario=COARSE)


def lines(answer: circles.Plan | Siting, name: str, lang: str) -> list[str]:
    shown: list[str] = in_language(answer.document().lines(name), lang)
    return shown
