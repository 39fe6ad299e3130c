"""Two answers side by side: which blocks and how many people are gained, lost or changed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import tables, texts
from circles.answer import Plan

if TYPE_CHECKING:
    import geopandas as gpd

CHANGES = ("gained", "lost", "changed", "minutes_changed", "unchanged", "added", "removed")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What changed between two answers.

    Attributes
    ----------
    blocks : DataFrame
        A row for each block of either, ordered by block_id: block_id, name, population, verdict_before,
        verdict_after, minutes_before, minutes_after, `change` (one of :data:`CHANGES`).
    totals : DataFrame
        Index `change`; columns blocks, people (of blocks with a number), unknown_blocks.
    lang : str
        Language of the table in a notebook.
    """

    blocks: pd.DataFrame
    totals: pd.DataFrame
    lang: str = "en"

    def rows(self) -> list[tuple[str, str, str]]:
        """Return (change, blocks, people) as shown, changes without any block left out."""
        return [
            (
                texts.say(f"compare.{change}", self.lang),
                f"{int(row['blocks']):,}",
                texts.say(
                    "compare.unknown",
                    self.lang,
                    people=f"{round(row['people']):,}",
                    unknown=int(row["unknown_blocks"]),
                )
                if row["unknown_blocks"]
                else f"{round(row['people']):,}",
            )
            for change, row in self.totals.iterrows()
            if row["blocks"]
        ]

    def _repr_html_(self) -> str:
        heads = (texts.say(f"compare.{name}", self.lang) for name in ("change", "blocks", "people"))
        head = "".join(f"<th>{escape(name)}</th>" for name in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows())
        return f"<table><tr>{head}</tr>{body}</table>"


def compare(before: Plan | gpd.GeoDataFrame, after: Plan | gpd.GeoDataFrame, *, lang: str | None = None) -> Comparison:
    """Compare two plans block by block.

    Parameters
    ----------
    before, after : Plan or GeoDataFrame
        Plans, or their blocks (``tables.PLAN_BLOCKS``) as read back from a result folder.
    lang : str, optional
        Language of the shown table; by default that of the plan before, else by the blocks' names.

    Returns
    -------
    Comparison
        ``gained``: inside now and not before; ``lost``: the reverse; ``changed``: another change of verdict;
        ``minutes_changed``: the same verdict, other minutes.
    """
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
    return Comparison(blocks=table, totals=totals, lang=lang)


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
