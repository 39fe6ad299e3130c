"""What is said of the edge of the data: whose verdict it leaves open, and what it leaves open of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import tables
from circles.figures import share_of
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from circles.figures import Figure
    from circles.phrases import Words

OPEN_WALKS = ("", "certain", "certain_from", "unsettled", "shorter", "longer")
"""What the edge leaves open of a walk: unknown, nothing, only how short it is, whether there is one, or the verdict,
which a shorter or a longer walk would change."""


def certainty_words(base: str, figures: Mapping[str, Figure]) -> Words:
    """Return what of a base of the account has a verdict that the edge of the data cannot change.

    Parameters
    ----------
    base : str
        Of the account.
    figures : mapping of str to Figure
        Its figures by column.
    """
    total, certain = figures["total"], figures["certain"]
    if figures["cannot_tell"].value or not total.value:
        return phrase("edge.unknown")
    if certain.value == total.value:
        return phrase("edge.all_certain")
    share = share_of(certain.value or 0.0, total.value, covered=True)
    return phrase(
        "edge.account", base=phrase(f"base.{base}"), certain=certain, share=share, open=figures["not_certain"]
    )


def open_walks(blocks: pd.DataFrame) -> list[str]:
    """Return what the edge leaves open of the walk of each block of a plan, as :data:`OPEN_WALKS` has it."""
    walk_mm = blocks["walk_mm"].to_numpy(np.int64)
    low_mm = blocks["walk_mm_low"].fillna(-1).to_numpy(np.int64)
    edge, settled = (blocks[name].fillna(value=True).to_numpy(np.bool_) for name in ("edge", "is_settled"))
    verdict = blocks["verdict"].to_numpy(object)
    shorter = (low_mm >= 0) & ((walk_mm < 0) | (low_mm < walk_mm))
    told = np.select(
        [
            blocks["edge"].isna().to_numpy(),
            ~edge & shorter,
            ~edge,
            ~settled | (verdict == tables.NOT_EVALUATED),
            verdict == tables.OUTSIDE,
        ],
        ["", "certain_from", "certain", "unsettled", "shorter"],
        default="longer",
    )
    return [str(each) for each in told]
