"""Two answers side by side: which blocks and how many people are gained, lost or changed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from circles import coverage, integers, tables, texts
from circles.answers.comparison import CENTERS, CHANGES, SETTINGS, Comparison, Side
from circles.answers.plan import Plan
from circles.answers.stored_plan import StoredPlan
from circles.errors import expect, expect_language
from circles.sources import same_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_TOLD = ("population", "verdict", "minutes")


def compare(
    before: Plan | StoredPlan | gpd.GeoDataFrame,
    after: Plan | StoredPlan | gpd.GeoDataFrame,
    *,
    lang: str | None = None,
    names: tuple[str, str] = ("1", "2"),
) -> Comparison:
    """Compare two plans block by block.

    Blocks are the same by their id where it was given, else by name and place: one more block in a list, or another
    order of its rows, changes no other.

    Parameters
    ----------
    before, after : Plan, StoredPlan or GeoDataFrame
        Plans, plans read back (:func:`circles.read_plan`), or blocks (``tables.PLAN_BLOCKS``) in WGS-84.
    lang : str, optional
        Language of the comparison; by default that of the plan before, else by the blocks' names.
    names : tuple of str
        What the two are called.

    Returns
    -------
    Comparison
        ``gained``: inside now and not before; ``lost``: the reverse; ``changed``: another change of verdict;
        ``minutes_changed``: the same verdict, other minutes; ``added`` and ``removed``: in one answer only.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> before = circles.plan(study)
    >>> after = circles.plan(study.with_center("New", 114.29, 30.60))
    >>> circles.compare(before, after).totals["blocks"].to_dict()
    {'gained': 14, 'lost': 0, 'changed': 0, 'minutes_changed': 7, 'unchanged': 353, 'added': 0, 'removed': 0}
    """
    expect_language(lang)
    expect("names", names, tuple, list)
    for name in (*names, *([None] * (len(names) != 2))):
        expect("names", name, str)
    expect("before", before, Plan, StoredPlan, gpd.GeoDataFrame)
    expect("after", after, Plan, StoredPlan, gpd.GeoDataFrame)
    one, other = _blocks(before), _blocks(after)
    lang = lang or (before.study.lang if isinstance(before, Plan) else texts.language_of(*one["name"].astype(str)))
    blocks = _side_by_side(one, other)
    was, now = (_side(answer, name) for answer, name in zip((before, after), names, strict=True))
    centers = None if was.centers is None or now.centers is None else _centers_of_both(was.centers, now.centers)
    return Comparison(blocks=blocks, totals=_totals(blocks), before=was, after=now, centers=centers, lang=lang)


def _blocks(answer: Plan | StoredPlan | gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return answer if isinstance(answer, gpd.GeoDataFrame) else answer.blocks


def _side(answer: Plan | StoredPlan | gpd.GeoDataFrame, name: str) -> Side:
    facts: Mapping[str, Any] = {}
    if not isinstance(answer, gpd.GeoDataFrame):
        facts = answer.summary() if isinstance(answer, Plan) else answer.facts
    said = facts.get("account")
    account = pd.DataFrame.from_dict(said, orient="index") if said else coverage.account(_blocks(answer))
    base = next(str(base) for base in (facts.get("headline_base"), "people", "blocks") if base in account.index)
    return Side(
        name=name,
        account=account,
        headline_base=base,
        population_label=facts.get("labels", {}).get("population", "source"),
        is_of_osm=any(_is_of_osm(f"{each['file']} {each['notes']}".lower()) for each in facts.get("sources", ())),
        settings=_settings_said(facts),
        centers=_centers(answer),
        labels=MappingProxyType(dict(facts.get("labels", {}))),
        output=MappingProxyType(dict(facts.get("output", {}))),
    )


def _centers(answer: Plan | StoredPlan | gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return the centers of an answer, None where it is blocks alone."""
    told = None if isinstance(answer, gpd.GeoDataFrame) else answer.centers
    return None if told is None else told[list(CENTERS)]


def _is_of_osm(said: str) -> bool:
    return "osm" in said or "openstreetmap" in said


def settings_of(answer: Plan | StoredPlan) -> dict[str, Any]:
    """Return what an answer was asked with, by name, as far as it says it."""
    return _settings_said(answer.summary() if isinstance(answer, Plan) else answer.facts)


def _settings_said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer was asked with, by name, as far as its summary says it."""
    said = {**facts, **facts.get("streets", {}), **facts.get("scenario", {})}
    return {name: said[name] for name in SETTINGS if name in said}


def _centers_of_both(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a row for each center of either, with its status in both, in the order of their ids."""
    rows, (was, now) = _rows_of_both(one, other, key="center_id", columns=CENTERS)
    either = {name: now[name].where(rows >= 0, was[name]) for name in ("center_id", "name", "geometry")}
    table = gpd.GeoDataFrame(
        {"center_id": either["center_id"], "name": either["name"], "was": was["status"], "now": now["status"]},
        geometry=gpd.GeoSeries(either["geometry"], crs=tables.WGS84),
    )
    return table.sort_values("center_id", kind="stable", ignore_index=True)


def _rows_of_both(
    one: gpd.GeoDataFrame, other: gpd.GeoDataFrame, *, key: str, columns: tuple[str, ...]
) -> tuple[NDArray[np.intp], list[pd.DataFrame]]:
    """Return of each row of either its row in `other`, -1 where it is gone, and the rows of both side by side."""
    found = same_rows(one, other, key=key)
    gone = np.setdiff1d(np.arange(len(one)), found)
    rows = (np.concatenate([found, gone]), np.concatenate([np.arange(len(other)), np.full(len(gone), -1)]))
    return rows[1], [_picked(table, row, columns) for table, row in zip((one, other), rows, strict=True)]


def _side_by_side(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a row for each block of either, in the order of their ids."""
    columns = ("block_id", "name", *_TOLD, "geometry")
    rows, (was, now) = _rows_of_both(one, other, key="block_id", columns=columns)
    either = {name: now[name].where(rows >= 0, was[name]) for name in ("block_id", "name", "geometry")}
    table = gpd.GeoDataFrame(
        {
            "block_id": either["block_id"],
            "name": either["name"],
            "population": now["population"].fillna(was["population"]),
            **{f"{name}_{when}": side[name] for name in _TOLD[1:] for when, side in (("before", was), ("after", now))},
        },
        geometry=gpd.GeoSeries(either["geometry"], crs=tables.WGS84),
    )
    table.insert(table.columns.get_loc("geometry"), "change", _changes(table))
    return table.sort_values("block_id", kind="stable", ignore_index=True)


def _picked(table: gpd.GeoDataFrame, rows: NDArray[np.intp], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows at these positions, all missing where one is -1."""
    plain = pd.DataFrame(table[list(columns)]).reset_index(drop=True)
    return plain.reindex(np.where(rows < 0, len(plain), rows)).reset_index(drop=True)


def _totals(blocks: pd.DataFrame) -> pd.DataFrame:
    changed = blocks.groupby("change")
    size, known = changed.size(), changed["population"].count()
    people = integers.known_sums(blocks["population"], blocks["change"])
    counted = {"blocks": size, "people": people, "unknown_blocks": size - known}
    return pd.DataFrame(counted).reindex(CHANGES, fill_value=0)


def _changes(both: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    was, now = both["verdict_before"], both["verdict_after"]
    minutes = both["minutes_before"].fillna(-1.0) != both["minutes_after"].fillna(-1.0)
    changes = np.select(
        [
            was.isna(),
            now.isna(),
            (now == tables.INSIDE) & (was != tables.INSIDE),
            (was == tables.INSIDE) & (now != tables.INSIDE),
            was != now,
            minutes,
        ],
        ["added", "removed", "gained", "lost", "changed", "minutes_changed"],
        "unchanged",
    )
    return changes.astype(object)
