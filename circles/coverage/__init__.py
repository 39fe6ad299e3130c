"""Who is inside, who is not and why: verdicts, the account, gaps and the service area."""

from circles.coverage.account import account, circle_population
from circles.coverage.gaps import gaps
from circles.coverage.service_area import service_area
from circles.coverage.verdicts import verdicts

__all__ = ["account", "circle_population", "gaps", "service_area", "verdicts"]
