"""Where demonstration sites are on the page: the centers that are chosen, and the first reserve of each type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circles.answers.demonstration import Demonstration

STANDINGS = ("chosen", "reserve")
"""Those that are marked; what became of every candidate stands on the card of its center."""


def demonstration(answer: Demonstration | None) -> dict[str, list[int]] | None:
    """Return the rows of the centers of each of these standings; None where nothing was chosen."""
    if answer is None:
        return None
    row_of = {str(center): row for row, center in enumerate(answer.plan.centers["center_id"])}
    told = zip(answer.candidates["center_id"].astype(str), answer.candidates["standing"], strict=True)
    named = [(row_of[center], standing) for center, standing in told if center in row_of]
    return {standing: [row for row, own in named if own == standing] for standing in STANDINGS}
