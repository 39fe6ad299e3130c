"""Districts in their order, urban and rural ones apart: by rate, by people outside, by progress over an older result.

Exact ties share a rank. What cannot be ranked fairly is left out and says why (docs/norms.md, Ranking).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import integers, tables
from circles.account_tables import RANKING
from circles.coverage.accounting import BASES
from circles.coverage.district_accounts import parts_of
from circles.settlements import settlements_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.ranking_rules import RankingRules

Integers = NDArray[np.int64]
Key = tuple[str, ...]
Unit = dict[str, Any]

_IN, _OUT = tables.INSIDE, tables.OUTSIDE
_WHOLE_NUMBERS = ("rank", "rank_outside", "rank_progress", "ranks_gained")


def ranking(blocks: pd.DataFrame, rules: RankingRules, *, earlier: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return ``account_tables.RANKING``: a row for each district of a level, its urban and its rural blocks apart.

    Parameters
    ----------
    blocks : DataFrame
        What :func:`circles.coverage.verdicts` gave, with `edge` where the edge of the data was looked at.
    rules : RankingRules
        Which level, and what is left out.
    earlier : DataFrame, optional
        The blocks of an older result, whose districts have the same names.
    """
    now = _units(blocks, rules)
    before = {} if earlier is None else {_key(unit): unit for unit in _units(earlier, rules)}
    for unit in now:
        was = before.get(_key(unit))
        known = was is not None and was["exact"] is not None and unit["exact"] is not None
        unit["earlier_rate"] = was["coverage_rate"] if was is not None and known else np.nan
        unit["points"] = float(100 * (unit["exact"] - was["exact"])) if was is not None and known else np.nan
    for group in sorted({unit["settlement"] for unit in now}):
        ranked = [unit for unit in now if unit["settlement"] == group and not unit["left_out"]]
        _rank(ranked)
        _rank_progress(ranked, before)
    now.sort(key=_place)
    table = pd.DataFrame(now, columns=list(RANKING))
    return table.astype(dict.fromkeys(_WHOLE_NUMBERS, "Int64"))


def rankings(blocks: pd.DataFrame, rules: RankingRules) -> pd.DataFrame | None:
    """Return :func:`ranking` of every level that blocks name, the largest first; None where they name none."""
    named = [level for level in tables.LEVELS if level in blocks and (blocks[level].fillna("") != "").any()]
    found = [ranking(blocks, replace(rules, level=level)) for level in named]
    return pd.concat(found, ignore_index=True) if found else None


def _units(blocks: pd.DataFrame, rules: RankingRules) -> list[Unit]:
    """Return the figures of each named district, its urban and its rural part apart, and why it is not ranked."""
    above = tables.LEVELS[: tables.LEVELS.index(rules.level) + 1]
    settled = blocks.assign(**{tables.URBAN_RURAL: settlements_of(blocks, rules.settlement)})
    part, names = parts_of(settled, (tables.URBAN_RURAL, *above))
    sums = _sums(blocks, part, len(names))
    found = []
    for number, name in enumerate(names.to_dict("records")):
        if name[rules.level]:
            unit = {"level": rules.level, "settlement": name[tables.URBAN_RURAL] or "unknown"}
            unit |= {column: name.get(column, "") for column in tables.LEVELS}
            counts = {what: int(values[number]) for what, values in sums.items()}
            found.append({**unit, **_figures(counts, name[rules.level], rules)})
    return found


def _sums(blocks: pd.DataFrame, part: Integers, parts: int) -> dict[str, Integers]:
    """Return the people of each part by verdict in whole thousandths, those whose verdict may change among them.

    `unknown`, `untold` and `asked` are blocks: without a number of people, of which nobody knows whether they may
    change, and of which it was asked how sure their verdicts are.
    """
    population = blocks[BASES["people"]]
    people, verdict = integers.thousandths(population), blocks["verdict"].to_numpy(object)
    edge = blocks["edge"] if "edge" in blocks else pd.Series(pd.NA, blocks.index)
    may_change, inside, outside = edge.fillna(value=False).to_numpy(bool), verdict == _IN, verdict == _OUT
    # Where it was asked how sure verdicts are, that is more than the edge alone may change.
    is_asked = "standing" in blocks
    sensitive = (blocks["standing"] == "sensitive").to_numpy(bool) if is_asked else may_change
    untold = np.zeros(len(blocks), bool) if is_asked else edge.isna().to_numpy(bool)
    counted = {
        "total": people,
        "inside": np.where(inside, people, 0),
        "outside": np.where(outside, people, 0),
        "left": np.where(verdict == tables.NOT_EVALUATED, people, 0),
        "sure_in": np.where(inside & ~may_change, people, 0),
        "sure_out": np.where(outside & ~may_change, people, 0),
        "sensitive": np.where(sensitive, people, 0),
        "unknown": population.isna().to_numpy(np.int64),
        "untold": untold.astype(np.int64),
        "asked": np.full(len(blocks), int(is_asked), dtype=np.int64),
    }
    sums = {}
    for name, values in counted.items():
        sums[name] = np.zeros(parts, np.int64)
        np.add.at(sums[name], part, values)
    return sums


def _figures(counts: Mapping[str, int], name: str, rules: RankingRules) -> Unit:
    """Return what is counted of one unit; `low` and `high` are its rates where all that is unsure is out, or in."""
    total, inside, left = counts["total"], counts["inside"], counts["left"]
    sure_in, sure_out = counts["sure_in"], counts["sure_out"]
    return {
        "total": total / 1000,
        "outside": counts["outside"] / 1000,
        "unknown_blocks": counts["unknown"],
        "coverage_rate": inside / total if total else np.nan,
        "low_rate": sure_in / total if total else np.nan,
        "high_rate": (total - sure_out) / total if total else np.nan,
        "not_evaluated_share": left / total if total else np.nan,
        "sensitive_share": counts["sensitive"] / total if total and not counts["untold"] else np.nan,
        "sensitive_by": "assumptions" if counts["asked"] else "unasked" if counts["untold"] else "edge",
        "exact": Fraction(inside, total) if total else None,
        "bounds": (Fraction(sure_in, total), Fraction(total - sure_out, total)) if total else None,
        **dict.fromkeys(_WHOLE_NUMBERS),
        "tied": False,
        "within_error": False,
        "left_out": rules.left_out(name, total, left),
    }


def _rank(units: list[Unit]) -> None:
    """Give the units of one settlement their ranks by rate and by people outside, and mark what no rank tells apart."""
    by_rate = ranks([-unit["exact"] for unit in units])
    by_people = ranks([round(unit["outside"] * 1000) for unit in units])
    for unit, rank, rank_outside in zip(units, by_rate, by_people, strict=True):
        unit["rank"], unit["rank_outside"] = rank, rank_outside
    taken = Counter(unit["rank"] for unit in units)
    for unit in units:
        unit["tied"] = taken[unit["rank"]] > 1
    for one, other in pairwise(sorted(units, key=_place)):
        if _overlap(one["bounds"], other["bounds"]) and one["exact"] != other["exact"]:
            one["within_error"] = other["within_error"] = True


def _rank_progress(units: list[Unit], before: Mapping[Key, Unit]) -> None:
    """Give units that were ranked before their rank by progress, and how many ranks they gained among these."""
    both = [unit for unit in units if (was := before.get(_key(unit))) is not None and not was["left_out"]]
    was_ranks = ranks([-before[_key(unit)]["exact"] for unit in both])
    now_ranks = ranks([-unit["exact"] for unit in both])
    progress = ranks([before[_key(unit)]["exact"] - unit["exact"] for unit in both])
    for unit, was_rank, now_rank, rank in zip(both, was_ranks, now_ranks, progress, strict=True):
        unit["ranks_gained"], unit["rank_progress"] = was_rank - now_rank, rank


def ranks(values: Sequence[Any]) -> list[int]:
    """Return the rank of each value, the least first; equal ones share a rank, and as many are skipped behind them.

    Examples
    --------
    >>> ranks([3, 1, 1, 2])
    [4, 1, 1, 3]
    """
    first: dict[Any, int] = {}
    for place, value in enumerate(sorted(values), start=1):
        first.setdefault(value, place)
    return [first[value] for value in values]


def _overlap(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _key(unit: Unit) -> Key:
    return (unit["settlement"], *(unit[level] for level in tables.LEVELS))


def _place(unit: Unit) -> tuple[object, ...]:
    settlement = ("urban", "rural", "unknown").index(unit["settlement"])
    return (settlement, unit["rank"] is None, unit["rank"] or 0, *_key(unit))
