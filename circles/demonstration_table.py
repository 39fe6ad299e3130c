"""Which existing communities may become demonstration sites: columns of the list, and of what is told of it."""

from __future__ import annotations

SITES_LISTED = (
    "row",
    "center",
    "community",
    "kind",
    "county",
    "cost",
    "services_now",
    "services_after",
    "services_added",
    "floor_added_m2",
)
"""The list, a row a community whose center would be upgraded: `row` as a spreadsheet counts; texts, empty where nothing
is said; `cost` in whole yuan (float64, NaN where unknown); `floor_added_m2` float64."""

CHOSEN, RESERVE, NOT_CHOSEN, LEFT_OUT = "chosen", "reserve", "not_chosen", "left_out"
"""What became of a candidate."""

SITES_TOLD = (
    "standing",
    "center_id",
    "center",
    "community",
    "kind",
    "county",
    "people",
    "services_now",
    "services_after",
    "services_gained",
    "gained",
    "worth",
    "cost_wan",
    "floor_added_m2",
    "total_with_it",
    "loses",
    "against",
    "reasons",
    "replaces",
    "lon",
    "lat",
)
"""A row a candidate, those chosen first. Numbers are float64, NaN where unknown: `people` within the walk of its
center, services by their number, `worth` people times services gained, `total_with_it` the most that a choice with it
is worth and `loses` what that lacks; `gained` names the services. `against` are the rules that forbid it, each a kind
and a name; `reasons` are codes, why it is left out: no_center, several_centers, not_open, no_street, no_people,
no_services, no_cost, no_kind, no_county. `replaces` says how many of the chosen of its type the first reserve could
replace."""
