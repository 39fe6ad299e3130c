"""Two answers side by side. How they are told: :mod:`circles.answers.comparison_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    import pandas as pd

CHANGES = ("gained", "lost", "changed", "minutes_changed", "unchanged", "added", "removed")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Comparison(Answer):
    """What changed between two answers.

    Attributes
    ----------
    blocks : DataFrame
        A row for each block of either, ordered by block_id: block_id, name, population, verdict_before,
        verdict_after, minutes_before, minutes_after, `change` (one of :data:`CHANGES`).
    totals : DataFrame
        Index `change`; columns blocks, people (of blocks with a number), unknown_blocks.
    lang : str
        Its language.
    names : tuple of str
        What the two are called.
    """

    blocks: pd.DataFrame
    totals: pd.DataFrame
    lang: str = "en"
    names: tuple[str, str] = ("1", "2")
