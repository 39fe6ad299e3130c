"""How the districts of a plan are told: a row for each of the neediest, and all of the larger ones as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import account_tables, tables
from circles.answers.marks import mark_of
from circles.answers.rate_names import short_rate_name
from circles.document import Head, Line, Section, Table
from circles.figures import Figure, minutes_of, share_of
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circles.answers.plan import Plan
    from circles.phrases import Words

SHOWN_DISTRICTS = 10

_COLUMNS = ("total", "outside", "rate", "median", "p90", "not_evaluated")


def districts_section(plan: Plan) -> Section:
    """Return the neediest sub-districts, of a plan without these the neediest counties or communities."""
    levels = sorted(plan.levels, key=("subdistrict", tables.COUNTY, "community").index)
    if not levels:
        return Section(name="districts")
    level, base, limits = levels[0], plan.district_base, plan.scenario.uneven_limits
    accounts = plan.by(level)
    shown = accounts.head(SHOWN_DISTRICTS)
    said = phrase(f"district_level.{level}")
    unit = phrase(f"counted.{base}")
    title = joined(
        [phrase("districts.title", level=said), joined([unit, mark_of(plan.study, base)])], phrase("people.then")
    )
    words = {name: short_rate_name(base) if name == "rate" else phrase(f"districts.{name}") for name in _COLUMNS}
    heads = (Head(said), *(Head(words[name], figures=True) for name in _COLUMNS))
    rows = tuple((_name(str(name)), *_cells(row, base, limits)) for name, row in shown.iterrows())
    more = Figure(value=len(accounts) - len(shown))
    return Section(
        name="districts",
        table=Table(title=title, heads=heads, rows=rows),
        lines=(Line(phrase("districts.more", count=more)),) if more.value else (),
    )


def district_facts(plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Return the accounts of counties and sub-districts by level; communities are many and stand in districts.csv."""
    told = plan.districts[plan.districts["level"].isin(tables.LEVELS[:-1])]
    facts: dict[str, list[dict[str, object]]] = {}
    for row in told.to_dict("records"):
        names = {name: row[name] for name in tables.LEVELS[:-1] if row[name]}
        figures = {
            name: row[name] for name in account_tables.DISTRICT_ACCOUNTS if name not in {"level", *tables.LEVELS}
        }
        facts.setdefault(str(row["level"]), []).append({**names, **figures})
    return facts


def _name(name: str) -> Words:
    return name or phrase("districts.unknown")


def _cells(row: Any, base: str, limits: Sequence[float]) -> tuple[Figure, ...]:
    def amount(name: str) -> Figure:
        if base == "land_m2":
            return Figure(value=row[name], precision="hundredth", per=1e6)
        return Figure(value=row[name], precision="count")

    return (
        amount("total"),
        amount("outside"),
        Figure(value=row["coverage_rate"], precision="covered_share"),
        *(minutes_of(row[f"{name}_minutes"], limits) for name in ("median", "p90")),
        share_of(row["not_evaluated"], row["total"]),
    )
