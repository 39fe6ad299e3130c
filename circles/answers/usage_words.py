"""How a plan tells who is inside while centers are open, and how much they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import named_rows
from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.rule_numbers import LEAST_CENTERS_OF_QUARTILES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from circles.answers.center_use import CenterUse
    from circles.answers.plan import Plan
    from circles.phrases import Words

_COUNTS = ("centers_open", "centers_some_days", "centers_closed", "centers_unknown")
_USED = ("people_within", "monthly_visits", "visits_per_100")
_SHOWN_CENTERS = 10
_THEN = phrase("people.then")


def hours_section(plan: Plan) -> Section:
    """Return who is inside at each time, by the centers that are open then; nothing where no hours are known."""
    told = plan.hours
    if told is None:
        return Section(name="hours")
    base = plan.district_base
    rows = told[told["base"] == base].to_dict("records")
    ends = (
        ("inside",) if all(row["inside_low"] == row["inside_high"] for row in rows) else ("inside_low", "inside_high")
    )
    heads = (Head(phrase(f"hours.{name}"), figures=True) for name in (*_COUNTS, *ends))
    lines = [phrase("hours.rule"), *(phrase("hours.bounds") for _ in ends[1:])]
    title = joined([phrase("hours.title"), joined([phrase(f"counted.{base}"), mark_of(plan.study, base)])], _THEN)
    table = Table(
        title=title,
        heads=(Head(phrase("hours.time")), *heads),
        rows=tuple(_at_time(row, base, ends=("low", "high")[: len(ends)]) for row in rows),
    )
    return Section(name="hours", table=table.without_empty, lines=tuple(Line(each, "item") for each in lines))


def _at_time(row: dict[Hashable, Any], base: str, *, ends: Iterable[str]) -> tuple[Words, ...]:
    counts = (Figure(value=row[name], precision="some", unknown="") for name in _COUNTS)
    amounts = (
        phrase(
            "amount.with_share",
            amount=_amount(row[f"inside_{end}"], base),
            share=Figure(value=row[f"rate_{end}"], precision="covered_share"),
        )
        for end in ends
    )
    return (phrase(f"hours.at.{row['time']}"), *counts, *amounts)


def _amount(value: float, base: str) -> Figure:
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6)
    return Figure(value=value, precision="count")


def use_section(plan: Plan) -> Section:
    """Return the centers that stand out by their visits, and by which figures; nothing where no visits are known."""
    told = plan.use
    if told is None:
        return Section(name="use")
    marked = told.centers[told.centers["use_flag"] != ""]
    names = named_rows.called_words(plan.centers, "center")
    order = marked.sort_values(["use_flag", "visits_per_100"], ascending=[True, False], kind="stable")
    rows: list[tuple[Words, ...]] = [
        (
            names[str(row["center_id"])],
            Figure(value=row["people_within"], precision="count"),
            Figure(value=row["monthly_visits"], precision="count"),
            Figure(value=row["visits_per_100"], precision="tenth"),
            phrase(f"use.flag.{row['use_flag']}"),
        )
        for row in order.head(_SHOWN_CENTERS).to_dict("records")
    ]
    heads = (
        Head(phrase("use.center")),
        *(Head(phrase(f"use.{name}"), figures=True) for name in _USED),
        Head(phrase("use.stands_out")),
    )
    return Section(
        name="use",
        title=joined([phrase("use.title"), mark_of(plan.study, "people")]),
        table=Table(heads=heads, rows=tuple(rows)) if rows else None,
        lines=tuple(Line(each, "item") for each in _use_lines(told, shown=len(rows), marked=len(marked))),
    )


def _use_lines(told: CenterUse, *, shown: int, marked: int) -> list[Words]:
    """Return by which figures centers stand out, or why none is marked."""
    both = Figure(value=int(told.centers["visits_per_100"].notna().sum()))
    if told.quartiles is None:
        return [phrase("use.too_few", count=both, least=Figure(value=LEAST_CENTERS_OF_QUARTILES))]
    bounds = {
        f"{name}_{end}": Figure(value=value, precision="tenth" if name == "visits_per_100" else "count")
        for name, ends in told.quartiles.items()
        for end, value in zip(("low", "high"), ends, strict=True)
    }
    lines = [phrase("use.none")] if not marked else []
    lines += [phrase("use.more", count=Figure(value=marked - shown))] if marked > shown else []
    return [*lines, phrase("use.quartiles", count=both, **bounds), phrase("use.rule")]


def usage_facts(plan: Plan) -> dict[str, object]:
    """Return coverage by opening hours and the use of centers as plain values; what cannot be told says so."""
    hours, use = plan.hours, plan.use
    return {
        "hours": {"told": hours is not None, "rows": [] if hours is None else hours.to_dict("records")},
        "use": None
        if use is None
        else {
            "centers": use.centers.to_dict("records"),
            "quartiles": None if use.quartiles is None else {name: list(ends) for name, ends in use.quartiles.items()},
        },
    }
