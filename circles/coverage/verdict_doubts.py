"""Which verdicts stand whatever is not known for sure: the 36 of each block (docs/method.md, How sure)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import integers, tables
from circles.coverage.accounting import counted
from circles.coverage.district_accounts import WHOLE, parts_of
from circles.rule_numbers import DOUBT_LEGS_M, DOUBT_SPEED_TENTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from circles.planning_study import Scenario

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]

FACTORS = ("speed", "leg", "compounds", "edge")
"""What is varied, in the order in which it is told."""

COMPOUNDS, EDGES = ("in or out", "open"), ("low", "high")

TOGETHER = "together"

STANDINGS: Mapping[str, str] = MappingProxyType(
    {
        "robust_inside": "robust inside",
        "robust_outside": "robust outside",
        "sensitive": "sensitive",
        "not_evaluated": tables.NOT_EVALUATED,
    }
)
"""How each block stands, by the column of the account that counts it."""

_VERDICTS = np.array([tables.OUTSIDE, tables.INSIDE, tables.NOT_EVALUATED], dtype=object)
_OUTSIDE, _INSIDE, _NOT_EVALUATED = 0, 1, -1
_AS_ASKED = (DOUBT_SPEED_TENTHS.index(10), DOUBT_LEGS_M.index(0), 0)


@dataclass(frozen=True, kw_only=True, eq=False)
class WalksInDoubt:
    """The walks of the blocks for each leg, with compounds in or out and open.

    Attributes
    ----------
    walk_mm, low_mm, high_mm : ndarray of int64, legs x compounds x blocks
        As the streets are known, and between which ends they lie whatever is beyond the edge of the data: -1 where
        there is none. The three are one where the edge is not known.
    settled : ndarray of bool, compounds x blocks
        Whether a block is evaluated, or is not, whatever is beyond.
    evaluated : ndarray of bool, compounds x blocks
        Whether it is.
    """

    walk_mm: Integers
    low_mm: Integers
    high_mm: Integers
    settled: Flags
    evaluated: Flags


def limits_mm(scenario: Scenario) -> Integers:
    """Return the longest walk inside at each speed that a verdict is held against, in whole millimetres."""
    return np.array([scenario.limit_s * scenario.speed_m_per_h * tenths * 5 // 180 for tenths in DOUBT_SPEED_TENTHS])


def doubted(blocks: gpd.GeoDataFrame, walks: WalksInDoubt, scenario: Scenario) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how each block of a plan stands, and its 36 verdicts.

    Parameters
    ----------
    blocks : GeoDataFrame
        What a plan says of its blocks.
    walks : WalksInDoubt
        In the order of the blocks.
    scenario : Scenario
        Speed and limit.

    Returns
    -------
    DataFrame
        `standing`, one of :data:`STANDINGS`; `inside_of_36`, how many of its verdicts are inside; `flipped_by`, which
        of :data:`FACTORS` alone make it another verdict, or ``together`` where only several do; empty where none does.
    DataFrame
        The verdicts, with the levels speed (of the one that is asked), leg_m, compounds and edge of its columns.
        Both have the index of the blocks.
    """
    ends = np.stack([walks.low_mm, walks.high_mm], axis=2)
    evaluated = np.stack([walks.evaluated, walks.evaluated & walks.settled], axis=1)
    limits = limits_mm(scenario)
    codes = _codes(ends, evaluated, limits)
    known = _codes(walks.walk_mm[:, :, None], walks.evaluated[:, None], limits)[:, :, :, 0]
    asked = known[_AS_ASKED]
    speed, leg, compounds = _AS_ASKED
    alone = {
        "speed": known[:, leg, compounds],
        "leg": known[speed, :, compounds],
        "compounds": known[speed, leg],
        "edge": codes[speed, leg, compounds],
    }
    flips = {factor: (found != asked).any(axis=0) for factor, found in alone.items()}
    flat = codes.reshape(-1, len(blocks))
    sensitive = (flat != flat[0]).any(axis=0) & (asked != _NOT_EVALUATED)
    flat = np.where(asked == _NOT_EVALUATED, np.int8(_NOT_EVALUATED), flat)
    robust = np.select([asked == _INSIDE, asked == _OUTSIDE], ["robust inside", "robust outside"], tables.NOT_EVALUATED)
    told = pd.DataFrame(
        {
            "standing": np.where(sensitive, "sensitive", robust).astype(object),
            "inside_of_36": (flat == _INSIDE).sum(axis=0),
            "flipped_by": _flipped_by(flips, sensitive),
        },
        index=blocks.index,
    )
    names = [[tenths / 10 for tenths in DOUBT_SPEED_TENTHS], DOUBT_LEGS_M, COMPOUNDS, EDGES]
    columns = pd.MultiIndex.from_product(names, names=["speed", "leg_m", "compounds", "edge"])
    return told, pd.DataFrame(_VERDICTS[flat.T], index=blocks.index, columns=columns)


def account_of_doubts(blocks: pd.DataFrame) -> pd.DataFrame:
    """Return what is counted of blocks by their `standing`, in integer thousandths.

    Parameters
    ----------
    blocks : DataFrame
        Of a plan, with `standing`.

    Returns
    -------
    DataFrame
        Index `base` as in :func:`circles.coverage.account`; columns total, those of :data:`STANDINGS`, which add up to
        it, and unknown_blocks.
    """
    rows = {}
    standing = blocks["standing"].to_numpy(object)
    for base, values in counted(blocks).items():
        thousandths = integers.thousandths(values)
        parts = {column: int(thousandths[standing == said].sum()) for column, said in STANDINGS.items()}
        told = {"total": sum(parts.values()), **parts}
        rows[base] = {
            **{name: part / 1000 for name, part in told.items()},
            "unknown_blocks": float(values.isna().sum()),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "base"
    return table


def doubts_of_districts(blocks: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Return for each row of ``account_tables.DISTRICT_ACCOUNTS`` what of its base is `sensitive`, rows as they are.

    Parameters
    ----------
    blocks : DataFrame
        Of a plan, with `standing`.
    districts : DataFrame
        That of the plan.
    """
    keys = ["level", *tables.LEVELS, "base"]
    is_sensitive = (blocks["standing"] == STANDINGS["sensitive"]).to_numpy(np.bool_)
    found = []
    for level in districts["level"].unique():
        above = () if level == WHOLE else tables.LEVELS[: tables.LEVELS.index(level) + 1]
        part, names = parts_of(blocks, above)
        others = dict.fromkeys((each for each in tables.LEVELS if each not in above), "")
        for base, values in counted(blocks).items():
            sums = np.zeros(len(names), np.int64)
            np.add.at(sums, part[is_sensitive], integers.thousandths(values)[is_sensitive])
            found.append(names.assign(level=level, **others, base=base, sensitive=sums / 1000))
    told = pd.concat(found, ignore_index=True)
    return districts[keys].merge(told, on=keys, how="left", validate="one_to_one")


def _codes(walk_mm: Integers, evaluated: Flags, limits: Integers) -> Codes:
    """Return the verdict of each walk (legs x compounds x ends x blocks) at each limit, which comes first."""
    inside = (walk_mm >= 0) & (walk_mm <= limits[:, None, None, None, None])
    codes = np.where(inside, np.int8(_INSIDE), np.int8(_OUTSIDE))
    found: Codes = np.where(evaluated, codes, np.int8(_NOT_EVALUATED))
    return found


def _flipped_by(flips: Mapping[str, Flags], sensitive: Flags) -> NDArray[np.object_]:
    said = np.full(sensitive.size, "", dtype=object)
    for factor in FACTORS:
        chosen = flips[factor] & sensitive
        said[chosen] = [f"{each}, {factor}" if each else factor for each in said[chosen]]
    said[sensitive & (said == "")] = TOGETHER
    return said
