"""Who is inside, who is not and why: verdicts, the account, gaps and the service area."""

from circles.coverage.accounting import account, center_people, circle_population
from circles.coverage.construction_funnel import funnel
from circles.coverage.district_accounts import roll_up
from circles.coverage.gap_groups import gaps, with_gap_ids
from circles.coverage.judging import judged_again, not_evaluated, verdicts
from circles.coverage.merged_area import service_area
from circles.coverage.plated_sites import joined_sites

__all__ = [
    "account",
    "center_people",
    "circle_population",
    "funnel",
    "gaps",
    "joined_sites",
    "judged_again",
    "not_evaluated",
    "roll_up",
    "service_area",
    "verdicts",
    "with_gap_ids",
]
