"""What the page shows of planned estates that do not count: where they are, and a card of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from circles.answers.demand_words import delivery_words, told_state
from circles.figures import Figure
from circles.phrases import phrase
from circles.planned_demand import DELIVERED, states_on
from circles.publish import packed_geometry
from circles.tables import DELIVERED as DAY

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.phrases import Words

GROUND_TOLERANCE_M = 1.0


def demand(plan: Plan) -> dict[str, Any] | None:
    """Return the planned estates that do not count and have a place, None where there are none.

    `points` and `polygons` draw them, in the order of `cards`, which hold the words of each.
    """
    table, asked = plan.study.demand, plan.scenario.as_of
    if table is None:
        return None
    states = states_on(table, asked)
    shown = (states != DELIVERED) & table.geometry.notna().to_numpy()
    if not shown.any():
        return None
    rows, shapes = table[shown], table.geometry.to_numpy()[shown]
    told = [told_state(state, asked) for state in states[shown].tolist()]
    return {
        "cards": [_card(row, state) for row, state in zip(rows.to_dict("records"), told, strict=True)],
        "points": packed_geometry.packed_points(shapely.point_on_surface(shapes)),
        "polygons": packed_geometry.packed_polygons(packed_geometry.simplified(shapes, GROUND_TOLERANCE_M)),
    }


def _card(row: dict[Any, Any], state: str) -> dict[str, Any]:
    """Return the words of an estate: its name, what it is on the day, people and dwellings."""
    day: Words = delivery_words(row[DAY]) if row[DAY] else ""
    counts = (("base.people", row["population"]), ("base.dwellings", row["dwellings"]))
    return {
        "title": str(row["name"] or row["block_id"]),
        "state": phrase(f"demand.card_{state}", day=day),
        "facts": [(phrase(name), Figure(value=value, precision="count")) for name, value in counts],
    }
