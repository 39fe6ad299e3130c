"""What the page shows of remedies: missing links, places of other measures, a card of each, and those of each gap."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles.answers.remedies_words import (
    by_trouble,
    cheapest,
    cheapest_words,
    check_words,
    consent_words,
    cost_words,
    easiest_out_of_reach,
    remedy_words,
)
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.publish import packed_geometry
from circles.remedy_tables import NONE

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.phrases import Words

_DIGITS = 7
"""Decimals of a degree that places have in a scenario."""

_STEP = 5e-6
"""Half a metre in degrees."""

_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


def remedies(answer: Remedies | None, plan: Plan) -> dict[str, Any] | None:
    """Return what the page shows of remedies, None where none were looked for.

    `cards` hold the words of each measure; `links` and `places` draw them, `card` naming theirs; `gaps` are the cards
    of each gap of the plan, those of least trouble first, `of_gap` whom each of these brings inside of the gap and who
    of it is left, `cause` why the gap is there; `blocks` the cards of the measures that bring a block inside, by its
    row; `out_of_reach` the card of the easiest one of its gap where that does not; `cheapest` which of them costs
    least: of each gap, and of the blocks of which any cost is known.
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
    rows_of_gap: dict[Any, list[dict[Any, Any]]] = {}
    for row in sorted(rows, key=by_trouble):
        rows_of_gap.setdefault(row["gap_id"], []).append(row)
    gap_ids = plan.gaps["gap_id"].tolist()
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"].astype(str))}
    return {
        "cards": [_card(row, plan) for row in chosen],
        "links": {**packed_geometry.packed_lines(shapes[is_link], 0.0), "card": np.flatnonzero(is_link).tolist()},
        "places": {**packed_geometry.packed_points(shapes[~is_link]), "card": np.flatnonzero(~is_link).tolist()},
        "blocks": _of_blocks(answer, plan, firsts, card_of),
        "out_of_reach": {
            str(row_of[block_id]): card_of[row["edit_id"]] for block_id, row in easiest_out_of_reach(answer).items()
        },
        "cheapest": {
            "gaps": [_cheapest_line(rows_of_gap.get(gap_id, [])) for gap_id in gap_ids],
            "blocks": _cheapest_of_blocks(answer, firsts, row_of),
            "unknown": phrase("remedies.cheapest.line", told=phrase("remedies.cheapest.none_known")),
        },
        "gaps": [[card_of[row["edit_id"]] for row in rows_of_gap.get(gap_id, [])] for gap_id in gap_ids],
        "of_gap": [[_people_of_gap(row) for row in rows_of_gap.get(gap_id, [])] for gap_id in gap_ids],
        "cause": [phrase(f"remedies.cause.{causes[gap_id]}") if gap_id in causes else "" for gap_id in gap_ids],
    }


def _people_of_gap(row: dict[Any, Any]) -> list[Words] | None:
    """Return whom a measure brings inside of the gap of its row, and who of it stays outside; None where unknown."""
    gained, left = row["gap_people_gained"], row["gap_people"] - row["gap_people_gained"]
    if isnan(left):
        return None
    # People of blocks may be parts of a person, whose sums leave traces in the last places.
    return [Figure(value=each, precision="count") for each in (gained, round(max(left, 0.0), 6))]


def _cheapest_line(rows: list[dict[Any, Any]]) -> Words:
    return phrase("remedies.cheapest.line", told=cheapest_words(rows)) if rows else ""


def _cheapest_of_blocks(
    answer: Remedies, firsts: dict[Any, dict[Any, Any]], row_of: dict[str, int]
) -> dict[str, Words]:
    found: dict[str, list[dict[Any, Any]]] = {}
    for gain in answer.gained.to_dict("records"):
        if gain["edit_id"] in firsts:
            found.setdefault(gain["block_id"], []).append(firsts[gain["edit_id"]])
    return {str(row_of[name]): _cheapest_line(rows) for name, rows in found.items() if cheapest(rows)[0]}


def _of_blocks(
    answer: Remedies, plan: Plan, firsts: dict[Any, dict[Any, Any]], card_of: dict[Any, int]
) -> dict[str, list[int]]:
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"].astype(str))}
    found: dict[str, list[str]] = {}
    for gain in answer.gained.to_dict("records"):
        if gain["edit_id"] in card_of:
            found.setdefault(str(row_of[gain["block_id"]]), []).append(gain["edit_id"])
    ordered = {row: sorted(ids, key=lambda edit_id: by_trouble(firsts[edit_id])) for row, ids in found.items()}
    return {row: [card_of[edit_id] for edit_id in ids] for row, ids in ordered.items()}


def _inside(row: dict[Any, Any], plan: Plan) -> list[float]:
    """Return the place of a gate, half a metre into its block: a gate of a trial is that of the nearest block."""
    gate = row["geometry"]
    blocks = plan.blocks.geometry[(plan.blocks["block_id"].astype(str) == row["block_id"]).to_numpy()]
    about = [shapely.Point(gate.x + dx * _STEP, gate.y + dy * _STEP) for dx, dy in _AROUND]
    within = next((each for each in about if len(blocks) and blocks.iloc[0].contains(each)), gate)
    return [round(within.x, _DIGITS), round(within.y, _DIGITS)]


def _scenario(row: dict[Any, Any], plan: Plan) -> dict[str, Any]:
    """Return a measure as a trial of the page has it (docs/map.md)."""
    places = [[round(value, _DIGITS) for value in place] for place in shapely.get_coordinates(row["geometry"]).tolist()]
    lon, lat = places[0]
    if row["remedy"] == "gate":
        return {"gates": [_inside(row, plan)]}
    if row["remedy"] == "link":
        return {"paths": [places]}
    if row["remedy"] == "relocate":
        return {"move": [{"center_id": row["center_id"], "lon": lon, "lat": lat}]}
    if row["remedy"] == "new_center":
        return {"add": [{"name": joined([remedy_words(row)]), "lon": lon, "lat": lat}]}
    return {"open": [row["center_id"]]}


def _card(row: dict[Any, Any], plan: Plan) -> dict[str, Any]:
    """Return the words of a measure: what it is, whom it brings inside, who must agree, what to look at, its id."""
    facts: list[tuple[Words, Words]] = [
        (
            phrase("remedies.card.people"),
            Figure(value=row["people_gained"], precision="count", unit=phrase("unit.people")),
        ),
        (phrase("remedies.head.consent"), consent_words(row)),
        (phrase("remedies.card.cost"), cost_words(row)),
    ]
    if row["checks"]:
        facts.append((phrase("remedies.head.checks"), check_words(row)))
    if row["crosses"]:
        facts.append((phrase("remedies.card.crosses"), row["crosses"]))
    return {
        "title": joined([remedy_words(row)]),
        "facts": facts,
        "id": row["edit_id"],
        "scenario": _scenario(row, plan),
    }
