"""The account by sub-district, as a sheet: for each what is counted, inside + outside + not evaluated = total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import integers, tables, texts
from circles.answers.marks import mark_of
from circles.answers.plan_words import VERDICTS, account_figures
from circles.figures import tenths_of_percent
from circles.phrases import joined, phrase, text_of
from circles.publish.plain_workbook import SheetColumn, Style, TableSheet

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.planning_study import Study

_COLUMNS = {"people": "population", **{name: name for name in (*tables.PEOPLE_GROUPS, "dwellings", "land_m2")}}
"""The column of the blocks that each base of the account counts; ``blocks`` counts rows."""

_TOTAL = 3


def summary_sheet(plan: Plan, lang: str) -> TableSheet:
    """Return the account of the whole study, then of each sub-district, those with most people outside first."""
    rows = [row for name, blocks in _areas(plan, lang) for row in _rows(plan, name, blocks, lang)]
    counted: tuple[Style, ...] = tuple("whole" if row[_TOTAL] == int(row[_TOTAL]) else "hundredth" for row in rows)
    heads: list[tuple[str, Style | tuple[Style, ...]]] = [
        *((texts.say(f"workbook.summary.{name}", lang), "plain") for name in ("area", "counted", "unit")),
        (texts.say("workbook.summary.total", lang), counted),
        *((texts.say(f"verdict.{name}", lang), counted) for name in VERDICTS),
        (texts.say("workbook.summary.unknown", lang), "whole"),
        (texts.say("workbook.summary.rate", lang), "share"),
    ]
    columns = (
        SheetColumn(heading=heading, cells=[row[at] for row in rows], style=style)
        for at, (heading, style) in enumerate(heads)
    )
    return TableSheet(name=texts.say("workbook.sheet.summary", lang), columns=tuple(columns), kept=2)


def base_heading(study: Study, base: str, lang: str) -> str:
    """Return how a base of the account is called at the head of a column, with what has to stand beside its figures."""
    heading = joined([phrase(f"base.{base}"), mark_of(study, base)]).text(lang)
    return heading[:1].upper() + heading[1:]


def _areas(plan: Plan, lang: str) -> list[tuple[str, pd.DataFrame]]:
    whole = [(texts.say("workbook.summary.whole", lang), plan.blocks)]
    if "subdistrict" not in plan.blocks:
        return whole
    names = plan.blocks["subdistrict"].fillna("").astype(str)
    own = [(name, blocks) for name, blocks in plan.blocks.groupby(names) if name]
    own.sort(key=lambda each: (-float(each[1]["population"][each[1]["verdict"] == tables.OUTSIDE].sum()), each[0]))
    unknown = plan.blocks[names == ""]
    rest = [(texts.say("workbook.summary.unknown_area", lang), unknown)] if own and len(unknown) else []
    return [*whole, *own, *rest]


def _rows(plan: Plan, area: str, blocks: pd.DataFrame, lang: str) -> list[list[Any]]:
    """Return a row for each base of the account, as the account counts it."""
    rows = []
    for base, figures in account_figures(plan).items():
        total = figures["total"]
        by_verdict = _thousandths(blocks, base)
        whole = sum(by_verdict.values())
        shown = [_cell(each / 1000 / total.per) for each in (whole, *by_verdict.values())]
        unknown = int(blocks[_COLUMNS[base]].isna().sum()) if base in _COLUMNS else 0
        rate = tenths_of_percent(by_verdict["inside"] / whole) / 1000 if whole else None
        rows.append([area, base_heading(plan.study, base, lang), text_of(total.unit, lang), *shown, unknown, rate])
    return rows


def _thousandths(blocks: pd.DataFrame, base: str) -> dict[str, int]:
    verdict = blocks["verdict"].to_numpy()
    if base not in _COLUMNS:
        return {name: 1000 * int((verdict == said).sum()) for name, said in VERDICTS.items()}
    values = integers.thousandths(blocks[_COLUMNS[base]])
    return {name: int(values[verdict == said].sum()) for name, said in VERDICTS.items()}


def _cell(value: float) -> float | int:
    """Return a number without a decimal where it is whole, land in hundredths of a square kilometre."""
    return int(value) if value == int(value) else value
