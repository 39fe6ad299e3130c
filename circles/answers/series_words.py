"""How a plan tells several walks and several days, where it is asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.centers_told import tables_told
from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Hashable

    from circles.answers.plan import Plan
    from circles.phrases import Words

_SHOWN_DAYS = 12
_THEN = phrase("people.then")


def rings_section(plan: Plan) -> Section:
    """Return who is within each of several walks; nothing where none are asked for."""
    if plan.rings is None:
        return Section(name="rings")
    base = plan.district_base
    own = plan.rings[plan.rings["base"] == base]
    standards = own["standard_minutes"].astype("float64").tolist()
    told = zip(own.to_dict("records"), standards, strict=True)
    heads = (
        Head(phrase("rings.ring")),
        Head(phrase("rings.walk"), figures=True),
        Head(phrase("rings.standard")),
        *(Head(phrase(f"tiers.{name}"), figures=True) for name in ("inside", "outside", "not_evaluated")),
    )
    table = Table(
        title=_title("rings.title", plan, base),
        heads=heads,
        rows=tuple(_ring_row(row, standard, base) for row, standard in told),
    )
    return Section(name="rings", table=table.without_empty, lines=(Line(phrase("rings.note"), "item"),))


def _ring_row(row: dict[Hashable, Any], standard: float, base: str) -> tuple[Words, ...]:
    minutes = row["limit_minutes"]
    in_minutes = minutes == minutes  # noqa: PLR0124 NaN
    said = Figure(value=minutes if in_minutes else row["limit_m"], precision="setting")
    of_standard = phrase("rings.circle", minutes=Figure(value=standard))
    return (
        phrase("rings.minutes" if in_minutes else "rings.metres", said=said),
        Figure(value=row["limit_m"]),
        of_standard if standard == standard else "",  # noqa: PLR0124 NaN
        _with_share(row, base),
        _amount(row["outside"], base),
        _amount(row["not_evaluated"], base) if row["not_evaluated"] else "",
    )


def series_section(plan: Plan) -> Section:
    """Return who is inside on each day on which anything changes, the last days where there are many."""
    if plan.series is None:
        return Section(name="series")
    base = plan.district_base
    days = plan.series.reset_index()
    rows = tuple(
        (
            str(row["day"]),
            *(Figure(value=row[name], precision="some", unknown="") for name in ("opened", "closed")),
            Figure(value=row["centers_open"]),
            Figure(value=row["delivered"], precision="some", unknown="") if row["delivered"] else "",
            _with_share(row, base),
        )
        for row in days.tail(_SHOWN_DAYS).to_dict("records")
    )
    names = ("opened", "closed", "centers_open", "delivered")
    heads = (
        Head(phrase("series.day")),
        *(Head(phrase(f"series.{name}"), figures=True) for name in names),
        Head(phrase("tiers.inside"), figures=True),
    )
    more = Figure(value=len(days) - len(rows))
    lines = [phrase("series.earlier", count=more)] if more.value else []
    return Section(
        name="series",
        table=Table(title=_title("series.title", plan, base), heads=heads, rows=rows).without_empty,
        lines=tuple(Line(each, "item") for each in (*lines, phrase("series.note"))),
    )


def series_facts(plan: Plan) -> dict[str, object]:
    """Return the rings and the days of a plan as plain values, those that it has."""
    days = None if plan.series is None else plan.series.reset_index()
    return tables_told(rings=plan.rings, series=days)


def _title(key: str, plan: Plan, base: str) -> Words:
    return joined([phrase(key), joined([phrase(f"counted.{base}"), mark_of(plan.study, base)])], _THEN)


def _with_share(row: dict[Hashable, Any], base: str) -> Words:
    share = Figure(value=row["coverage_rate"], precision="covered_share")
    return phrase("amount.with_share", amount=_amount(row["inside"], base), share=share)


def _amount(value: float, base: str) -> Figure:
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6)
    return Figure(value=value, precision="count")
