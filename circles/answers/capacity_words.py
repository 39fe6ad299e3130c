"""How the account of capacity is told: a row for each line, the assignment by nearness beside it as a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure, share_of, shown_parts
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.phrases import Words


_ALWAYS = ("served", "over_capacity", "outside")


def capacity_section(plan: Plan) -> Section:
    """Return the account of capacity; nothing where no center says how many people it is made for."""
    told = plan.capacity
    if told is None:
        return Section(name="capacity")
    people, near = told.account["people"], told.account["nearest_first"]
    rows = tuple(
        (
            phrase(f"capacity.line.{line}"),
            phrase("amount.with_share", amount=amount, share=_share(str(line), people[line], people.sum())),
            other,
        )
        for line, amount, other in zip(people.index, _shown(people), _shown(near), strict=True)
        if line in _ALWAYS or told.account.loc[line].any()
    )
    known = len(told.centers)
    counts = {"known": Figure(value=known), "count": Figure(value=told.open_centers)}
    return Section(
        name="capacity",
        table=Table(
            title=joined([phrase("capacity.title"), mark_of(plan.study, "people")]),
            heads=(
                Head(phrase("capacity.head.line")),
                Head(phrase("capacity.head.people"), figures=True),
                Head(phrase("capacity.head.nearest_first"), figures=True),
            ),
            rows=rows,
        ),
        lines=(Line(phrase("capacity.known", **counts)),) if known < told.open_centers else (),
    )


def reach_section(plan: Plan) -> Section:
    """Return how many people have one, two, three centers in reach; nothing where no block has people."""
    counts = plan.reach_counts
    if counts is None or not counts["people"].any():
        return Section(name="centers_in_reach")
    people = dict(zip(("one", "two", "three"), _shown(counts["people"]), strict=True))
    return Section(name="centers_in_reach", lines=(Line(phrase("reach_counts.line", **people)),))


def reach_facts(plan: Plan) -> dict[str, dict[str, float]] | None:
    """Return blocks and people inside by the centers they have in reach, ``3`` for three and more."""
    counts = plan.reach_counts
    if counts is None:
        return None
    return {str(column): {str(number): value for number, value in counts[column].items()} for column in counts}


def capacity_facts(plan: Plan) -> dict[str, object] | None:
    """Return the account of capacity as plain values, with the people of each center; None where there is none."""
    told = plan.capacity
    if told is None:
        return None
    return {
        "open_centers": told.open_centers,
        "centers_known": len(told.centers),
        **{str(column): told.account[column].to_dict() for column in told.account},
        "centers": told.centers.to_dict("records"),
    }


def _shown(people: pd.Series) -> list[Figure]:
    """Return figures that add up as they are shown."""
    parts = shown_parts([round(value * 1000) for value in people], per=1000)
    small = people.sum() < 10
    return [
        Figure(value=value, precision="count", shown=None if small else part)
        for value, part in zip(people, parts, strict=True)
    ]


def _share(line: str, part: float, total: float) -> Words:
    return share_of(part, total, covered=line == "served")
