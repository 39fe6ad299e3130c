"""What closing costs: the blocks that no circle holds any longer, by the center that was their nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import integers, tables

if TYPE_CHECKING:
    from circles.answers.siting import Siting

LOST_BLOCKS = ("block_id", "name", "center_id", "minutes_before", "minutes_after", "population")
LOSSES = ("center_id", "name", "blocks", "people", "unknown_blocks")


def lost_blocks(siting: Siting) -> pd.DataFrame:
    """Return the blocks that were within the walk and are no longer: :data:`LOST_BLOCKS`, the longest walk first.

    `center_id` is the center that was nearest, which closes: whoever keeps it keeps the circle.
    """
    was, now = siting.plan_before.blocks, siting.plan_after.blocks
    lost = ((was["verdict"] == tables.INSIDE) & (now["verdict"] != tables.INSIDE).to_numpy()).to_numpy()
    table = pd.DataFrame(
        {
            "block_id": now["block_id"],
            "name": now["name"],
            "center_id": was["center_id"],
            "minutes_before": was["minutes"],
            "minutes_after": now["minutes"],
            "population": now["population"],
        }
    )[lost]
    longest_first = table["minutes_after"].fillna(float("inf")).sort_values(ascending=False, kind="stable").index
    ordered: pd.DataFrame = table.loc[longest_first].reset_index(drop=True)
    return ordered


def losses(siting: Siting) -> pd.DataFrame:
    """Return what each center that closes takes with it: :data:`LOSSES`; they add up to all that is lost.

    `people` are those of blocks with a number, NaN where none of the blocks has one.
    """
    lost = lost_blocks(siting)
    names = siting.study_after.centers.set_index("center_id")["name"]
    known = siting.plan_after.blocks["population"].notna().any()
    rows = []
    for center in siting.closed:
        own = lost[lost["center_id"] == center]
        people = integers.known_sum(own["population"])
        unknown = int(own["population"].isna().sum()) if known else 0
        rows.append((center, str(names[center]), len(own), people, unknown))
    return pd.DataFrame(rows, columns=list(LOSSES))
