"""Tables that count districts, centers and compounds: columns and units, beside those of :mod:`circles.tables`."""

from __future__ import annotations

from typing import NamedTuple

from circles.tables import LEVELS

WALK_FIGURES = ("no_path", "mean_minutes", "median_minutes", "p90_minutes", "worst_minutes")
"""What is told of the walks of a district: how much has no path, and minutes weighted by the base (docs/method.md,
Districts); NaN where the figure is not known or falls to those without a path."""

DISTRICT_ACCOUNTS = (
    "level",
    *LEVELS,
    "base",
    "total",
    "inside",
    "outside",
    "not_evaluated",
    "unknown_blocks",
    "coverage_rate",
    *WALK_FIGURES,
)
"""The account of each district: a row for each base of the account and each district of a `level`, ``study`` for the
whole, else one of ``LEVELS``. The columns of the levels above and its own name it, empty where not known; the rows of a
level add up to the whole in thousandths."""

RANKING = (
    *("level", "settlement", *LEVELS, "rank", "tied", "total", "outside", "coverage_rate", "earlier_rate", "points"),
    *("ranks_gained", "rank_outside", "rank_progress", "not_evaluated_share", "sensitive_share", "sensitive_by"),
    *("low_rate", "high_rate", "within_error", "unknown_blocks", "left_out"),
)
"""Districts of one `level` in their order, by people: `settlement` is urban, rural or unknown, and ranks are within it.
`points` are percentage points over an older result, `low_rate` and `high_rate` the rates where all that is unsure is
out, or in; `sensitive_by` says what may change the `sensitive_share`: ``assumptions`` (36 sets of them),
``edge`` (of the data alone) or ``unasked``, where it is not known; `left_out` is few_people,
not_evaluated, unchecked or empty."""

ASSIGNMENTS = ("block_id", "center_id", "people", "walk_mm")
"""People of a block that are assigned to a center within limit and capacity: float64 in thousandths exact."""

CAPACITY_LINES = ("served", "over_capacity", "capacity_unknown", "outside", "not_evaluated")
"""What the account of capacity counts: people with room at a center, without any, left to a center whose capacity is
not known, beyond the limit, and not evaluated. They add up to all people."""

CENTER_LOADS = ("center_id", "name", "capacity", "people_assigned", "people_nearest_first", "room")
"""Centers of known capacity: people they have room for, people assigned, people who come where the nearer go first,
and what room is left; float64 in thousandths exact."""

WALLS = ("compound_id", "name", "gates", "blocks", "people", "block_ids", "geometry")
"""The price of the wall of each compound with a gate: blocks outside that would be inside if it were open to everybody,
their people (float64, NaN where none of them has a number, or no block of the study) and their ids, parted by ``;``.
`geometry` are its private streets, MultiLineStrings in WGS-84."""

CIRCLE_FIGURES = ("reach_m", "private_share")
"""Columns that the circles of a plan carry beside ``PLAN_CIRCLES``: street within reach, and the share of it (0 to 1)
that those alone walk who live there."""

PLAN_COMPOUNDS = (
    *("compound_id", "name", "gated", "gates", "has_gate", "length_m", "blocks", "population", "geometry"),
)
"""Compounds whose streets only those walk who live there: of gated ground (`gated`) its polygon, of others their
streets, in WGS-84. `gates` counts the places where these meet public ones, `length_m` is their street, `blocks` are ids
of the blocks inside (those that lie on the ground, or whose walk begins on its streets), `population` is theirs, NaN
where none has a number."""

COMPOUND_GATES = ("compound_id", "geometry")
"""Gates of ``PLAN_COMPOUNDS``: Points in WGS-84 where a street of one meets a public street."""

GATE_UNKNOWN = "gate_unknown"
"""Reason of attachments of points in a gated polygon that are attached outside it: nobody knows by which gate they
leave."""

REGIONS = ("region", "geometry")
"""Regions (片区), the districts of regional centers: Polygons or MultiPolygons in WGS-84; `kind` (居住, 产业) and
`workers`, how many people work there, stand beside them where they are known."""


class County(NamedTuple):
    """A county or city district (县区) by its name."""

    name: str


class Region(NamedTuple):
    """A region (片区) by its name: the district of a regional center."""

    name: str
