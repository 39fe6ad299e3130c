"""How planned estates are told: how many are delivered and count, and how many do not, with their people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.document import Head, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.planned_demand import DEMAND_STATES, TO_COME, states_on

if TYPE_CHECKING:
    import pandas as pd

    from circles.phrases import Words

WITHOUT_DAY = "without_day"
"""What the state ``to_come`` is called where no day is asked for."""

_PARTS = ("year", "month", "date")


def told_state(state: str, day: str | None) -> str:
    """Return what a state of ``planned_demand.DEMAND_STATES`` is called on a day, or without one."""
    return WITHOUT_DAY if state == TO_COME and day is None else state


def demand_facts(demand: pd.DataFrame | None, day: str | None) -> dict[str, dict[str, Figure]]:
    """Return estates, people and how many have no number of people, by state, those that there are.

    Parameters
    ----------
    demand : DataFrame or None
        ``planned_demand.DEMAND``.
    day : str or None
        The day that counts.
    """
    if demand is None or demand.empty:
        return {}
    people = demand["population"].groupby(states_on(demand, day))
    known, size, count = people.sum(min_count=1), people.size(), people.count()
    return {
        told_state(state, day): {
            "estates": Figure(value=int(size[state])),
            "people": Figure(value=float(known[state]), precision="count"),
            "unknown": Figure(value=int(size[state] - count[state]), precision="some"),
        }
        for state in DEMAND_STATES
        if state in size.index
    }


def demand_section(demand: pd.DataFrame | None, day: str | None) -> Section:
    """Return the table of planned estates; nothing where the study has none."""
    facts = demand_facts(demand, day)
    if not facts:
        return Section(name="demand")
    heads = tuple(
        Head(phrase(f"demand.head.{name}"), figures=name != "state")
        for name in ("state", "estates", "people", "unknown")
    )
    rows: tuple[tuple[Words, ...], ...] = tuple(
        (phrase(f"demand.state.{state}"), *each.values()) for state, each in facts.items()
    )
    table = Table(title=phrase("demand.title"), heads=heads, rows=rows)
    return Section(name="demand", table=table.without_empty)


def demand_assumed(demand: pd.DataFrame | None, day: str | None) -> list[Words]:
    """Return a line for each state of planned estates."""
    lines: list[Words] = []
    for state, each in demand_facts(demand, day).items():
        line = phrase(f"assumed.demand_{state}", count=each["estates"], people=people_said(each["people"]))
        some = 0 < (each["unknown"].value or 0) < (each["estates"].value or 0)
        lines.append(joined([line, phrase("assumed.demand_unknown", count=each["unknown"])]) if some else line)
    return lines


def people_said(people: Figure) -> Words:
    """Return people as a phrase, in words where nobody knows how many."""
    known = people.value is not None and people.value == people.value
    return phrase("demand.people", people=people) if known else phrase("demand.people_unknown")


def delivery_words(delivered: str) -> Words:
    """Return a day of delivery as it is spoken, to the year, month or day that is known: 2027 年 6 月."""
    parts: dict[str, Any] = dict(zip(("year", "month", "day"), map(int, delivered.split("-")), strict=False))
    return phrase(f"demand.{_PARTS[len(parts) - 1]}", **parts)
