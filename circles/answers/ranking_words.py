"""How districts in their order are told: one table, for the terminal and as a file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles import tables
from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table, lines_of
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.settlements import RURAL

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.phrases import Words
    from circles.planning_study import Study

SHOWN = 10
"""So many of each settlement are told; all stand in the file."""

_COLUMNS = (
    *("settlement", "place", "within", "rank", "tied", "total", "outside", "coverage_rate", "points", "ranks_gained"),
    *("rank_outside", "rank_progress", "not_evaluated_share", "sensitive_share", "sensitive_by"),
    *("within_error", "unknown_blocks", "left_out"),
)
_TOLD = (
    *("settlement", "place", "rank", "tied", "total", "outside", "coverage_rate", "points", "ranks_gained"),
    *("within_error", "left_out"),
)
_WORDS = frozenset({"settlement", "place", "within", "tied", "sensitive_by", "within_error", "left_out"})
_CODED = MappingProxyType(
    {"settlement": "settlement.", "sensitive_by": "ranking.sensitive_by.", "left_out": "ranking.left_out."}
)
"""Columns of codes, and where the words of these stand."""

_ASKED = "assumptions"


def not_doubted(*, is_able: bool) -> Line:
    """Return that nobody asked how sure verdicts are, or why that is not told where it cannot be asked."""
    if not is_able:
        return Line(phrase("ranking.not_doubted_own"))
    return Line(phrase("ranking.not_doubted"), typed=phrase("ranking.not_doubted_typed"))


def ranking_section(ranking: pd.DataFrame | None, plan: Plan, *, is_subtracted: bool | None) -> Section:
    """Return the first of each settlement, those that are not ranked among them, and how many there are.

    Parameters
    ----------
    ranking : DataFrame or None
        ``account_tables.RANKING``.
    plan : Plan
        Whose people are counted.
    is_subtracted : bool or None
        Whether an older result stands beside, None where none was given.
    """
    if ranking is None or ranking.empty:
        return Section(name="ranking")
    shown = ranking.groupby("settlement", sort=False).head(SHOWN)
    study, judged = plan.study, plan.scenario.judged
    by_settlement = ranking.groupby("settlement", sort=False)
    said: list[Words | Line] = [_counted(str(name), rows, judged) for name, rows in by_settlement]
    said += _worst(ranking)
    more = len(ranking) - len(shown)
    said += [phrase("ranking.shown_of", count=Figure(value=more))] if more else []
    said += [phrase("ranking.other_walk")] if is_subtracted is False else []
    said += [] if (ranking["sensitive_by"] == _ASKED).all() else [not_doubted(is_able=not plan.only_own_community)]
    level = phrase(f"district_level.{ranking['level'].iloc[0]}")
    return Section(
        name="ranking",
        title=phrase("ranking.title", level=level, mark=mark_of(study, "people")),
        table=_table(shown, study, _TOLD).without_empty,
        lines=lines_of(said),
    )


def ranking_table(ranking: pd.DataFrame, study: Study) -> Table:
    """Return the whole table, as ``ranking.csv`` has it."""
    return _table(ranking, study, _COLUMNS)


def _table(ranking: pd.DataFrame, study: Study, columns: tuple[str, ...]) -> Table:
    kind = study.population.kind
    named = phrase(f"people.{kind}") if kind else ""
    heads = tuple(Head(phrase(f"ranking.head.{name}", kind=named), figures=name not in _WORDS) for name in columns)
    rows = tuple(tuple(_cell(row, name) for name in columns) for row in ranking.to_dict("records"))
    return Table(heads=heads, rows=rows)


def _counted(settlement: str, rows: pd.DataFrame, judged: str) -> Words:
    left_out = int((rows["left_out"] != "").sum())
    counts = {"ranked": Figure(value=len(rows) - left_out), "left_out": Figure(value=left_out)}
    key = ("counted_alone" if len(rows) - left_out == 1 else "counted") + ("" if left_out else "_all")
    said = phrase(f"ranking.{key}", settlement=phrase(f"settlement.{settlement}"), **counts)
    is_told = settlement == RURAL and judged != RURAL
    return joined([said, phrase(f"ranking.rural_limit.{judged}")]) if is_told else said


def _worst(ranking: pd.DataFrame) -> list[Words]:
    """Return the district with most people outside, urban and rural together; none where nobody is outside."""
    level = str(ranking["level"].iloc[0])
    above = list(tables.LEVELS[: tables.LEVELS.index(level) + 1])
    outside = ranking.groupby(above, sort=False, dropna=False)["outside"].sum(min_count=1)
    most = outside.max()
    if not most > 0:
        return []
    names = [str(name[-1] if isinstance(name, tuple) else name) for name in outside.index[outside == most]]
    told = {"level": phrase(f"district_level.{level}"), "names": ", ".join(names)}
    return [phrase("ranking.worst", **told, people=Figure(value=float(most), precision="count"))]


def _cell(row: dict[Any, Any], name: str) -> Words:
    if name == "place":
        return str(row[row["level"]])
    if name == "within":
        above = tables.LEVELS[: tables.LEVELS.index(row["level"])]
        return joined([row[level] for level in above if row[level]], " ")
    if name in _CODED:
        return phrase(f"{_CODED[name]}{row[name]}") if row[name] else ""
    if name in {"tied", "within_error"}:
        return phrase("ranking.yes") if row[name] else ""
    return _figure(row[name], name)


def _figure(value: Any, name: str) -> Words:
    if name == "points":
        return Figure(value=value, precision="signed_tenth", unknown="")
    if name in {"rank", "ranks_gained", "rank_outside", "rank_progress"}:
        known = isinstance(value, int)
        return Figure(
            value=value if known else None, precision="signed" if name == "ranks_gained" else "whole", unknown=""
        )
    if name == "coverage_rate":
        return Figure(value=value, precision="covered_share")
    if name.endswith("_share"):
        return Figure(value=value, precision="other_share", unknown="")
    return Figure(value=value, precision="count")
