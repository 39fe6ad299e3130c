"""What the page says of blocks and gaps whose rows repeat: a line on the card of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.repeats import notes_of_blocks, notes_of_gaps

if TYPE_CHECKING:
    from circles.answers.plan import Plan


def repeats(plan: Plan) -> dict[str, Any]:
    """Return the words on blocks and on gaps by their rows in the page's columns."""
    row_of = {int(number): row for row, number in enumerate(plan.gaps["gap_id"])}
    gaps = {str(row_of[number]): words for number, words in notes_of_gaps(plan.blocks).items()}
    return {"blocks": {str(row): words for row, words in notes_of_blocks(plan.blocks).items()}, "gaps": gaps}
