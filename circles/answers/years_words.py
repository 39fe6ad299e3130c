"""How two years are told: the three rates, then each step with its points, then what became of blocks and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.comparison_words import changes_section
from circles.answers.rate_names import short_rate_name
from circles.answers.years import STEPS, YearsComparison
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure
from circles.phrases import phrase

if TYPE_CHECKING:
    from circles.phrases import Words

_PARTS = ("inside", "total")


@document_of.register(YearsComparison)
def _document(years: YearsComparison) -> Document:
    rates = years.steps["coverage_rate"].tolist()
    return Document(
        lang=years.lang,
        title=phrase("compare.title", before=years.before.name, after=years.after.name),
        sections=(
            sentence_section(_sentence(years)),
            _steps_section(years),
            changes_section(years),
            lines_section("warnings", years.warnings, role="warning"),
        ),
        facts={
            "before": years.before.name,
            "after": years.after.name,
            "base": years.base,
            "days": {"before": years.days[0], "after": years.days[1]},
            "published": years.published,
            "rates": {"before": rates[0], "recomputed": rates[1], "after": rates[-1]},
            "steps": years.steps.to_dict("records"),
            "shown_points": list(years.shown_points),
            "labels": {"population": years.population_label},
            "changes": years.totals.reset_index().to_dict("records"),
        },
    )


def _sentence(years: YearsComparison) -> Words:
    rates = years.shown_rates
    change = None if rates[1] is None or rates[-1] is None else round(rates[-1] - rates[1], 1)
    return phrase(
        "years.sentence",
        rate=short_rate_name(years.base),
        first=phrase("years.published" if years.published else "years.rerun"),
        **{name: _rate(value) for name, value in zip(("before", "recomputed", "after"), _three(rates), strict=True)},
        change=_points(change),
    )


def _three(rates: tuple[float | None, ...]) -> tuple[float | None, ...]:
    return (rates[0], rates[1], rates[-1])


def _rate(value: float | None) -> Figure:
    return Figure(value=None if value is None else value / 100, precision="covered_share")


def _amount(value: float, base: str) -> Figure:
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6)
    return Figure(value=value, precision="count")


def _points(value: float | None) -> Figure:
    return Figure(value=value, precision="signed_tenth")


def _steps_section(years: YearsComparison) -> Section:
    """Return a row for each step: what was replaced, the account then, the rate and by how much it moved."""
    points = (None, *years.shown_points)
    first = "published" if years.published else "rerun"
    named = {"before": f"years.{first}", "method": "years.recomputed", STEPS[-1]: "years.now"}
    rows: list[tuple[Words, ...]] = [
        (
            phrase(named.get(str(row["step"]), f"years.step.{row['step']}")),
            *(_amount(row[part], years.base) for part in _PARTS),
            _rate(rate),
            _points(moved) if at else "",
        )
        for at, (row, rate, moved) in enumerate(
            zip(years.steps.to_dict("records"), years.shown_rates, points, strict=True)
        )
    ]
    heads = (
        Head(phrase("years.head.what")),
        *(Head(phrase(f"years.head.{part}"), figures=True) for part in _PARTS),
        Head(phrase("years.head.rate"), figures=True),
        Head(phrase("years.head.points"), figures=True),
    )
    days = [
        Line(phrase(f"years.day.{when}", day=day))
        for when, day in zip(("before", "after"), years.days, strict=True)
        if day
    ]
    return Section(
        name="years",
        table=Table(
            title=phrase("years.title", base=phrase(f"base.{years.base}"), unit=phrase(f"unit.{years.base}")),
            heads=heads,
            rows=tuple(rows),
        ),
        lines=(*days, Line(phrase("years.order")), *([] if years.published else [Line(phrase("years.not_published"))])),
    )
