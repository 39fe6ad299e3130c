"""Two answers side by side: which blocks and how many people are gained, lost or changed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from circles import tables, texts
from circles.answers.comparison import CHANGES, Comparison
from circles.answers.plan import Plan
from circles.errors import expect


def compare(
    before: Plan | gpd.GeoDataFrame,
    after: Plan | gpd.GeoDataFrame,
    *,
    lang: str | None = None,
    names: tuple[str, str] = ("1", "2"),
) -> Comparison:
    """Compare two plans block by block.

    Parameters
    ----------
    before, after : Plan or GeoDataFrame
        Plans, or their blocks (``tables.PLAN_BLOCKS``) as read back from a result folder.
    lang : str, optional
        Language of the comparison; by default that of the plan before, else by the blocks' names.
    names : tuple of str
        What the two are called.

    Returns
    -------
    Comparison
        ``gained``: inside now and not before; ``lost``: the reverse; ``changed``: another change of verdict;
        ``minutes_changed``: the same verdict, other minutes.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> before = circles.plan(study)
    >>> after = circles.plan(study.with_center("New", 114.29, 30.60))
    >>> circles.compare(before, after).totals["blocks"].to_dict()
    {'gained': 14, 'lost': 0, 'changed': 0, 'minutes_changed': 7, 'unchanged': 353, 'added': 0, 'removed': 0}
    """
    expect("before", before, Plan, gpd.GeoDataFrame)
    expect("after", after, Plan, gpd.GeoDataFrame)
    one, other = (answer.blocks if isinstance(answer, Plan) else answer for answer in (before, after))
    lang = lang or (before.study.lang if isinstance(before, Plan) else texts.language_of(*one["name"].astype(str)))
    columns = ["name", "population", "verdict", "minutes"]
    before_table, after_table = (
        answer.set_index("block_id")[columns].add_suffix(suffix)
        for answer, suffix in ((one, "_before"), (other, "_after"))
    )
    both = before_table.join(after_table, how="outer").sort_index().reset_index()
    table = pd.DataFrame(
        {
            "block_id": both["block_id"],
            "name": both["name_after"].fillna(both["name_before"]),
            "population": both["population_after"].fillna(both["population_before"]),
            "verdict_before": both["verdict_before"],
            "verdict_after": both["verdict_after"],
            "minutes_before": both["minutes_before"],
            "minutes_after": both["minutes_after"],
            "change": _changes(both),
        }
    )
    grouped = table.groupby("change")["population"]
    totals = pd.DataFrame(
        {
            "blocks": grouped.size(),
            "people": grouped.sum(),
            "unknown_blocks": grouped.size() - grouped.count(),
        }
    ).reindex(CHANGES, fill_value=0)
    return Comparison(blocks=table, totals=totals, lang=lang, names=names)


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
