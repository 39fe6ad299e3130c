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
from circles.service.clusters import CLUSTERS, anchored, clusters_of
from circles.service.completeness import (
    SERVICE_ACCOUNTS,
    SERVICE_ROWS,
    areas_of,
    block_services,
    center_services,
    offers_of,
    service_account,
    service_rows,
)
from circles.service.floating_catchments import METHODS, catchments, step_weights

__all__ = [
    "CLUSTERS",
    "METHODS",
    "SERVICE_ACCOUNTS",
    "SERVICE_ROWS",
    "Pairs",
    "anchored",
    "areas_of",
    "assignments",
    "best_assignment",
    "block_services",
    "capacity_account",
    "catchments",
    "center_loads",
    "center_services",
    "clusters_of",
    "nearest_first",
    "offers_of",
    "pairs_of",
    "service_account",
    "service_rows",
    "step_weights",
]
