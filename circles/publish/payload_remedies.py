"""What the page shows of remedies: missing links, places of other measures, a card of each, and those of each gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles.answers.remedies_words import check_words, consent_words, cost_words, remedy_words
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.publish import packed_geometry
from circles.remedy_tables import NONE

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.phrases import Words


def remedies(answer: Remedies | None, plan: Plan) -> dict[str, Any] | None:
    """Return what the page shows of remedies, None where none were looked for.

    `cards` hold the words of each measure; `links` and `places` draw them, `card` naming theirs; `gaps` are the cards
    of each gap of the plan, `cause` why it is there.
    """
    if answer is None:
        return None
    rows = [row for row in answer.table.to_dict("records") if row["remedy"] != NONE]
    card_of = {edit_id: at for at, edit_id in enumerate(dict.fromkeys(row["edit_id"] for row in rows))}
    firsts = {row["edit_id"]: row for row in reversed(rows)}
    chosen = [firsts[edit_id] for edit_id in card_of]
    is_link = np.array([row["remedy"] == "link" for row in chosen], np.bool_)
    shapes = np.array([row["geometry"] for row in chosen], dtype=object)
    causes = dict(zip(answer.gaps["gap_id"], answer.gaps["cause"], strict=True))
    of_gap: dict[Any, list[int]] = {}
    for row in rows:
        of_gap.setdefault(row["gap_id"], []).append(card_of[row["edit_id"]])
    gap_ids = plan.gaps["gap_id"].tolist()
    return {
        "cards": [_card(row) for row in chosen],
        "links": {**packed_geometry.packed_lines(shapes[is_link], 0.0), "card": np.flatnonzero(is_link).tolist()},
        "places": {**packed_geometry.packed_points(shapes[~is_link]), "card": np.flatnonzero(~is_link).tolist()},
        "gaps": [of_gap.get(gap_id, []) for gap_id in gap_ids],
        "cause": [phrase(f"remedies.cause.{causes[gap_id]}") if gap_id in causes else "" for gap_id in gap_ids],
    }


def _card(row: dict[Any, Any]) -> dict[str, Any]:
    """Return the words of a measure: what it is, whom it brings inside, who must agree, what to look at, its id."""
    facts: list[tuple[Words, Words]] = [
        (phrase("remedies.card.people"), Figure(value=row["people_gained"], precision="count")),
        (phrase("remedies.head.consent"), consent_words(row)),
        (phrase("remedies.card.cost"), cost_words(row)),
    ]
    if row["checks"]:
        facts.append((phrase("remedies.head.checks"), check_words(row)))
    if row["crosses"]:
        facts.append((phrase("remedies.card.crosses"), row["crosses"]))
    return {"title": joined([remedy_words(row)]), "facts": facts, "id": row["edit_id"]}
