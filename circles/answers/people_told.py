"""How a plan tells where its figures of people come from, and how they were scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.marks import mark_of
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.phrases import Words
    from circles.planning_study import Study


def people_words(plan: Plan) -> Words:
    """Return where the figures of people come from and what was done to them, empty where nothing is said."""
    if "people" not in plan.account.index:
        return ""
    said, mark = plan.study.population, mark_of(plan.study, "people")
    lines = [phrase("people.figures", mark=mark)] if mark else []
    lines += [phrase("people.source", source=said.source)] if said.source else []
    if said.household_size:
        lines.append(phrase("people.household", size=Figure(value=said.household_size, precision="setting")))
    lines += [phrase("people.raster", file=said.raster)] if said.raster else []
    lines += [phrase("people.control", file=said.control, count=len(said.factors))] if said.control else []
    return joined(lines, phrase("people.then")) if lines else ""


def factor_words(study: Study) -> list[Words]:
    """Return how the people of each district were scaled to a known total."""
    return [
        phrase(
            "people.factor",
            name=each.name,
            factor=Figure(value=each.factor, precision="factor"),
            before=Figure(value=each.before, precision="count"),
            total=Figure(value=each.total, precision="count"),
        )
        for each in study.population.factors
    ]
