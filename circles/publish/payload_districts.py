"""What the page says of districts: the account of each county, sub-district and community, those most in need first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import tables
from circles.figures import Figure, minutes_of

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan

_AMOUNTS = ("total", "outside", "not_evaluated")
_MINUTES = ("median_minutes", "p90_minutes")


def districts(plan: Plan) -> dict[str, Any] | None:
    """Return the districts of every level that some block names, None where none does.

    Columns are of all districts, level by level; `of` is the row of each block in each level, None where it is not
    known. Amounts are of `base`; figures that are shown are Figures.

    Parameters
    ----------
    plan : Plan
        Whose blocks name their districts.

    Examples
    --------
    >>> import circles
    >>> told = districts(circles.plan(circles.read_study(circles.demo_study() / "study.toml")))
    >>> told["level"].count("subdistrict"), told["name"][0]
    (4, '示例街道甲')
    """
    if not plan.levels:
        return None
    rows, limits = district_rows(plan), plan.scenario.uneven_limits
    return {
        "base": plan.district_base,
        "level": rows["level"].tolist(),
        "name": [_own_name(row) for row in rows.to_dict("records")],
        "above": [_above(row) for row in rows.to_dict("records")],
        **{name: rows[name].round(3).tolist() for name in _AMOUNTS},
        "unknown_blocks": rows["unknown_blocks"].astype(int).tolist(),
        "rate": [Figure(value=value, precision="covered_share") for value in rows["coverage_rate"].tolist()],
        **{name: [minutes_of(value, limits) for value in rows[name].tolist()] for name in _MINUTES},
        "of": {level: _of(plan, rows, level) for level in plan.levels},
    }


def district_rows(plan: Plan) -> pd.DataFrame:
    """Return the districts in the order in which the page has them, ``account_tables.DISTRICT_ACCOUNTS``."""
    table = plan.districts
    rows = table[(table["base"] == plan.district_base) & table["level"].isin(plan.levels)]
    return rows[rows.apply(_own_name, axis=1) != ""].reset_index(drop=True)


def _own_name(row: Any) -> str:
    return str(row[row["level"]])


def _above(row: dict[Any, Any]) -> str:
    """Return the districts above one, the largest first."""
    above = tables.LEVELS[: tables.LEVELS.index(row["level"])]
    return " · ".join(row[name] for name in above if row[name])


def _of(plan: Plan, rows: pd.DataFrame, level: str) -> list[int | None]:
    """Return the row of the district of each block."""
    named = [name for name in tables.LEVELS[: tables.LEVELS.index(level) + 1] if name in plan.blocks]
    own = rows[rows["level"] == level]
    row_of = dict(zip(zip(*(own[name] for name in named), strict=True), own.index.tolist(), strict=True))
    keys = zip(*(plan.blocks[name].fillna("").astype(str) for name in named), strict=True)
    return [row_of.get(key) for key in keys]
