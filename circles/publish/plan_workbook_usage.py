"""Several walks, several days, coverage by opening hours and the use of centers, as sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import named_rows, texts
from circles.figures import tenths_of_percent
from circles.phrases import phrase, text_of
from circles.publish.plain_workbook import SheetColumn, Style
from circles.publish.told_sheet import ToldSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from circles.answers.plan import Plan

_WORDS: dict[str, Callable[[str], str]] = {
    "time": "hours.at.{}".format,
    "base": "base.{}".format,
    "use_flag": "use.flag.{}".format,
}
"""Keys of the texts that stand for the cells of a column."""

_HOURS: Mapping[str, Style] = {
    "time": "plain",
    "base": "plain",
    **dict.fromkeys(("centers_open", "centers_some_days", "centers_closed", "centers_unknown"), "whole"),
    **dict.fromkeys(("total", "inside_low", "inside_high", "not_evaluated"), "whole"),
    **dict.fromkeys(("rate_low", "rate_high"), "share"),
}
_USE: Mapping[str, Style] = {
    "center_id": "plain",
    "name": "plain",
    **dict.fromkeys(("people_within", "monthly_visits"), "whole"),
    "visits_per_100": "tenth",
    "use_flag": "plain",
}


_RINGS: Mapping[str, Style] = {
    **dict.fromkeys(("limit_minutes", "limit_m"), "tenth"),
    "standard_minutes": "whole",
    "base": "plain",
    **dict.fromkeys(("total", "inside", "outside", "not_evaluated"), "whole"),
    "coverage_rate": "share",
}
_SERIES: Mapping[str, Style] = {
    "day": "plain",
    **dict.fromkeys(("opened", "closed", "centers_open", "delivered"), "whole"),
    **dict.fromkeys(("total", "inside", "outside", "not_evaluated"), "whole"),
    "coverage_rate": "share",
}


def usage_sheets(plan: Plan, lang: str) -> Iterator[ToldSheet]:
    """Yield the sheets of rings, days, opening hours and the use of centers, each where the plan has it."""
    if plan.rings is not None:
        yield _sheet("rings", plan.rings.astype({"standard_minutes": "float64"}), _RINGS, lang)
    if plan.series is not None:
        yield _sheet("series", plan.series.reset_index(), _SERIES, lang)
    if plan.hours is not None:
        yield _sheet("hours", plan.hours, _HOURS, lang)
    if plan.use is not None:
        names = named_rows.called(plan.centers, "center", lang)
        centers = plan.use.centers
        yield _sheet("use", centers.assign(name=centers["center_id"].astype(str).map(names)), _USE, lang)


def _sheet(name: str, table: pd.DataFrame, styles: Mapping[str, Style], lang: str) -> ToldSheet:
    columns = {
        column: SheetColumn(
            heading=texts.say(f"workbook.{name}_heads.{column}", lang),
            cells=[_cell(column, value, style, lang) for value in table[column].tolist()],
            style=style,
        )
        for column, style in styles.items()
    }
    return ToldSheet(
        name=texts.say(f"workbook.sheet.{name}", lang),
        about=texts.say(f"workbook.guide.{name}", lang),
        family=f"workbook.{name}_means.",
        columns={key: each for key, each in columns.items() if any(cell not in {None, ""} for cell in each.cells)},
    )


def _cell(column: str, value: Any, style: Style, lang: str) -> Any:
    """Return a cell: words for what is a name of ours, numbers rounded as they are shown, None where unknown."""
    if column in _WORDS:
        return text_of(phrase(_WORDS[column](value)), lang) if value else ""
    if style == "plain":
        return str(value)
    if value != value:  # noqa: PLR0124 NaN
        return None
    return tenths_of_percent(value, up=False) / 1000 if style == "share" else value
