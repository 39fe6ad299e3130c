"""Who is inside, who is not and why: verdicts, the account, gaps and the service area."""

from circles.coverage.accounting import account, center_people, circle_population
from circles.coverage.centers_counted import reach_counts
from circles.coverage.construction_funnel import built_alone, funnel
from circles.coverage.district_accounts import roll_up
from circles.coverage.edge_verdicts import edge_judged, with_edge
from circles.coverage.gap_groups import gaps, with_gap_ids
from circles.coverage.inequality import inequality_of_walks
from circles.coverage.judging import judged_again, not_evaluated, verdicts
from circles.coverage.merged_area import service_area
from circles.coverage.open_then import HOURS, coverage_at_times, open_columns, reached_by
from circles.coverage.own_community import (
    COMMUNITY_ACCOUNTS,
    OTHER,
    OWN,
    communities,
    community_cover,
    own_centers,
    own_of_blocks,
)
from circles.coverage.plated_sites import joined_sites
from circles.coverage.ranked_districts import ranking, rankings
from circles.coverage.service_groups import group_accounts, group_verdicts
from circles.coverage.tier_verdicts import centers_by_tier, tier_accounts, verdicts_by_tier
from circles.coverage.verdict_doubts import WalksInDoubt, account_of_doubts, doubted, doubts_of_districts, limits_mm
from circles.coverage.visits_per_100 import USE, WIDE_LITTLE, center_use, quartiles_told, use_quartiles
from circles.coverage.walk_rings import RINGS, ring_accounts

__all__ = [
    "COMMUNITY_ACCOUNTS",
    "HOURS",
    "OTHER",
    "OWN",
    "RINGS",
    "USE",
    "WIDE_LITTLE",
    "WalksInDoubt",
    "account",
    "account_of_doubts",
    "built_alone",
    "center_people",
    "center_use",
    "centers_by_tier",
    "circle_population",
    "communities",
    "community_cover",
    "coverage_at_times",
    "doubted",
    "doubts_of_districts",
    "edge_judged",
    "funnel",
    "gaps",
    "group_accounts",
    "group_verdicts",
    "inequality_of_walks",
    "joined_sites",
    "judged_again",
    "limits_mm",
    "not_evaluated",
    "open_columns",
    "own_centers",
    "own_of_blocks",
    "quartiles_told",
    "ranking",
    "rankings",
    "reach_counts",
    "reached_by",
    "ring_accounts",
    "roll_up",
    "service_area",
    "tier_accounts",
    "use_quartiles",
    "verdicts",
    "verdicts_by_tier",
    "with_edge",
    "with_gap_ids",
]
