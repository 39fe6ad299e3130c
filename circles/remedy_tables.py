"""Remedies and causes of gaps by name: kinds, whose consent each needs, the columns of their tables."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_RULES = tomllib.loads((files("circles") / "remedy_tables.toml").read_text(encoding="utf-8"))["remedy"]

KINDS: tuple[str, ...] = tuple(rule["kind"] for rule in _RULES)
"""In the order in which they are looked at: what is built already goes first."""

CONSENTS: Mapping[str, str] = MappingProxyType({rule["kind"]: rule["consent"] for rule in _RULES})
"""Whose consent each needs, by the name of a text."""

EDITS: Mapping[str, str] = MappingProxyType({rule["kind"]: rule["edit"] for rule in _RULES})
"""The kind of edit that each is written as."""

NONE = "none"
"""What stands for a remedy in the row of a gap without any."""

PLACED = frozenset({"link", "relocate", "new_center"})
"""Kinds that are told by a place: a gate is that of its block, and a center that stands has its own."""

OTHER_COMMUNITY = "other_community"
"""The reason and the cause of a block that only another community's center is near enough to."""

CAUSES = ("wall", OTHER_COMMUNITY, "data_edge", "no_path", "detour", "distance")
"""In the order in which they are looked for: the first that holds is the cause."""

BLOCK_CAUSES = (
    *("block_id", "gap_id", "cause", "excess_minutes", "straight_m", "straight_center_id", "detour"),
    *("own_center_id", "own_walk_m"),
)
"""Blocks outside: `excess_minutes` beyond the limit (NaN without a path), the straight line to the nearest open center,
which center that is, and the walk as a multiple of it (NaN where either is unknown). Where only another community's
center is within the limit, `excess_minutes` are those of the walk to the nearest of its own, `own_walk_m` to
`own_center_id`: NaN without a path, empty where its community has no open center; both are empty of all
other blocks."""

GAP_CAUSES = ("gap_id", "cause", "excess_minutes", "least_excess_minutes", "people", "blocks")
"""Gaps with the cause of most of their people: `excess_minutes` are those of the block furthest off, NaN where none has
a path; `people` is NaN where no block has a number."""

REMEDIES = (
    *("edit_id", "remedy", "gap_id", "block_id", "cause", "excess_minutes", "gap_people"),
    *("people_gained", "gap_people_gained", "blocks_gained", "lon", "lat", "cost_wan", "consent"),
    *(
        "center_id",
        "name",
        "near",
        "is_alike",
        "length_m",
        "link_rank",
        "crosses",
        "checks",
        "block_m2",
        "farthest_m",
        "cost_items",
        "geometry",
    ),
)
"""A row for each remedy and each gap of which it brings blocks inside, by gap; with remedy ``none`` a gap without any.

`people_gained` and `blocks_gained` are of the remedy, less whom a relocation leaves outside, `gap_people_gained` of
this gap alone; NaN where no block has a number. `gap_id` is missing where only blocks are gained that are not
evaluated. `block_id` is whose gate it is, `center_id` which center is opened or moved, `near` what the block is called
beside which a link, a new or moved center lies (empty where none is near), `is_alike` whether others would be told by
the same words, `crosses` the ids of blocks over whose ground a link leads, `cost_wan` what it costs in 10,000 yuan, NaN
where nobody says it. `consent` names a text, so do `checks` (a tuple): what is to be looked at on site. `link_rank`
counts missing links, missing for others.
Of a gate of a large block `block_m2` is its land and `farthest_m` how far its farthest part is from the gate in a
straight line, NaN else. `cost_items` (a tuple) are the items of the list of money that say the cost, counted from 1."""

GAINED = ("edit_id", "block_id")
"""A row for each block that a measure brings inside."""

OBSTACLES = ("kind", "geometry")
"""What a straight link between streets cannot cross: `kind` is building, water, railway, road or wall."""
