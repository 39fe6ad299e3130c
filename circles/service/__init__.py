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

__all__ = [
    "Pairs",
    "assignments",
    "best_assignment",
    "capacity_account",
    "center_loads",
    "nearest_first",
    "pairs_of",
]
