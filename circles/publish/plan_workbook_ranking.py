"""Districts in their order, as sheets: one for each level that blocks name, by the rules of ``ranking.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import tables
from circles.answers.ranking_words import ranking_table
from circles.figures import tenths_of_percent
from circles.phrases import phrase, text_of
from circles.publish.plain_workbook import SheetColumn, Style
from circles.publish.plan_workbook_summary import base_heading
from circles.publish.told_sheet import ToldSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.answers.plan import Plan

_STYLES: dict[str, Style] = {
    "settlement": "plain",
    "place": "plain",
    "within": "plain",
    "rank": "whole",
    "tied": "plain",
    "total": "whole",
    "outside": "whole",
    "coverage_rate": "share",
    "points": "tenth",
    "ranks_gained": "whole",
    "rank_outside": "whole",
    "rank_progress": "whole",
    "not_evaluated_share": "share",
    "sensitive_share": "share",
    "sensitive_by": "plain",
    "within_error": "plain",
    "unknown_blocks": "whole",
    "left_out": "plain",
}
"""The columns of ``ranking.csv`` and how their numbers are shown."""

_ALWAYS = frozenset({"place", "rank", "total", "outside", "coverage_rate"})


def ranking_sheets(plan: Plan, lang: str) -> Iterator[ToldSheet]:
    """Yield a sheet for each level; none where the study knows no people, by whom districts are ranked."""
    for level, rows in _levels(plan):
        yield ToldSheet(
            name=text_of(phrase("workbook.sheet.ranking", level=phrase(f"district_level.{level}")), lang),
            about=text_of(phrase("workbook.guide.ranking"), lang),
            family="ranking.means.",
            columns=dict(_columns(plan, rows, lang)),
            kept=2,
        )


def _levels(plan: Plan) -> Iterator[tuple[str, pd.DataFrame]]:
    ranking = plan.ranking
    if ranking is None or "people" not in plan.account.index:
        return
    for level in tables.LEVELS:
        rows = ranking[ranking["level"] == level]
        if len(rows):
            yield level, rows


def _columns(plan: Plan, rows: pd.DataFrame, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    heads, said = ranking_table(rows, plan.study).texts(lang)
    texts = dict(zip(_STYLES, zip(*said, strict=True), strict=True))
    for (name, style), head in zip(_STYLES.items(), heads, strict=True):
        cells: list[Any] = list(texts[name])
        if style == "share":
            cells = [_share(value, up=name != "coverage_rate") for value in rows[name].tolist()]
        elif style != "plain":
            cells = [_number(value) for value in rows[name].tolist()]
        if name in _ALWAYS or any(cell not in {None, ""} for cell in cells):
            heading = base_heading(plan.study, "people", lang) if name == "total" else head
            yield name, SheetColumn(heading=heading, cells=cells, style=style)


def _share(value: float, *, up: bool) -> float | None:
    """Return a share as it is shown everywhere, empty where it is not known."""
    return None if value != value else tenths_of_percent(value, up=up) / 1000  # noqa: PLR0124 NaN


def _number(value: Any) -> float | int | None:
    if pd.isna(value):
        return None
    return int(value) if value == int(value) else float(value)
