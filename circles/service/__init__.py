"""What centers can do for those within the walk: who has room, who reaches how many of them, who reaches how much."""

from circles.service.assigning import (
    Pairs,
    assignments,
    best_assignment,
    capacity_account,
    center_loads,
    nearest_first,
    pairs_of,
)
from circles.service.floating_catchments import METHODS, catchments, step_weights

__all__ = [
    "METHODS",
    "Pairs",
    "assignments",
    "best_assignment",
    "capacity_account",
    "catchments",
    "center_loads",
    "nearest_first",
    "pairs_of",
    "step_weights",
]
