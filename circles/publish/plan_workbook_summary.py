"""The account by sub-district, as a sheet: for each what is counted, inside + outside + not evaluated = total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import tables, texts
from circles.answers.marks import mark_of
from circles.answers.plan_words import VERDICTS, account_figures
from circles.figures import shown_minutes, tenths_of_percent
from circles.phrases import joined, phrase, text_of
from circles.publish.plain_workbook import SheetColumn, Style
from circles.publish.told_sheet import ToldSheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.answers.plan import Plan
    from circles.figures import Figure
    from circles.planning_study import Study

_SHOWN_LEVELS = ("study", *tables.LEVELS[:-1])
"""Communities are many; they stand in districts.csv."""

_AMOUNTS = ("total", *VERDICTS)
_MINUTES = ("mean", "median", "p90", "worst")


def summary_sheet(plan: Plan, lang: str) -> ToldSheet:
    """Return the account of the whole study, then of each sub-district, those with most people outside first."""
    account = account_figures(plan)
    shown = plan.districts[plan.districts["level"].isin(_SHOWN_LEVELS)]
    records: list[dict[Any, Any]] = shown.to_dict("records")
    parts = None if plan.doubts is None else plan.doubts.districts["sensitive"].iloc[shown.index.to_numpy()].tolist()
    rows = [
        {**_row(plan, row, account[row["base"]]["total"], lang), **_sensitive(row, part, account)}
        for row, part in zip(records, parts or [None] * len(records), strict=True)
    ]
    counted: tuple[Style, ...] = tuple("whole" if row["total"] == int(row["total"]) else "hundredth" for row in rows)
    styles: dict[str, Style | tuple[Style, ...]] = {
        **dict.fromkeys(("area", "counted", "unit"), "plain"),
        **dict.fromkeys(_AMOUNTS, counted),
        "unknown": "whole",
        "rate": "share",
        "no_path": counted,
        **({} if parts is None else {"sensitive": counted, "sensitive_share": "share"}),
        **dict.fromkeys(_MINUTES, "tenth"),
    }
    heads = {name: f"verdict.{name}" if name in VERDICTS else f"workbook.summary.{name}" for name in styles}
    return ToldSheet(
        name=texts.say("workbook.sheet.summary", lang),
        about=texts.say("workbook.guide.summary", lang),
        family="workbook.summary_means.",
        columns={
            name: SheetColumn(heading=texts.say(heads[name], lang), cells=[row[name] for row in rows], style=style)
            for name, style in styles.items()
        },
        kept=2,
    )


def base_heading(study: Study, base: str, lang: str) -> str:
    """Return how a base of the account is called at the head of a column, with what has to stand beside its figures."""
    heading = joined([phrase(f"base.{base}"), mark_of(study, base)]).text(lang)
    return heading[:1].upper() + heading[1:]


def _row(plan: Plan, row: dict[str, Any], whole: Figure, lang: str) -> dict[str, Any]:
    """Return the cells of a row by the names of their columns, amounts in the unit in which the account shows them."""
    rate, limits = row["coverage_rate"], plan.scenario.uneven_limits
    return {
        "area": _area(row, lang),
        "counted": base_heading(plan.study, row["base"], lang),
        "unit": text_of(whole.unit, lang),
        **{name: _cell(row[name] / whole.per) for name in (*_AMOUNTS, "no_path")},
        "unknown": int(row["unknown_blocks"]),
        "rate": None if rate != rate else tenths_of_percent(rate) / 1000,  # noqa: PLR0124 NaN
        **{name: _shown(row[f"{name}_minutes"], limits) for name in _MINUTES},
    }


def _sensitive(row: dict[Any, Any], part: float | None, account: Mapping[str, Mapping[str, Figure]]) -> dict[str, Any]:
    """Return the cells of what has a sensitive verdict and of its share, empty where nobody asked."""
    if part is None:
        return {}
    return {
        "sensitive": _cell(part / account[row["base"]]["total"].per),
        "sensitive_share": tenths_of_percent(part / row["total"], up=True) / 1000 if row["total"] else None,
    }


def _area(row: dict[str, Any], lang: str) -> str:
    """Return what a district is called: with the county above it, where that is known."""
    level = row["level"]
    if level == "study":
        return texts.say("workbook.summary.whole", lang)
    name = row[level] or texts.say(f"workbook.summary.unknown_{level}", lang)
    above = row[tables.COUNTY] if level != tables.COUNTY else ""
    return texts.say("workbook.summary.within", lang, above=above, name=name) if above else name


def _cell(value: float) -> float | int:
    """Return a number without a decimal where it is whole, land in hundredths of a square kilometre."""
    return int(value) if value == int(value) else value


def _shown(minutes: float, limits: Sequence[float]) -> float | None:
    """Return minutes as they are shown everywhere, None where there is no walk."""
    return None if minutes != minutes else float(shown_minutes(minutes, limits))  # noqa: PLR0124 NaN
