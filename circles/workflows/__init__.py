"""The stories: check, plan, explain, compare, site. They know the order of the stages; no file I/O."""

from circles.workflows.checking import check_study
from circles.workflows.comparing import compare
from circles.workflows.explaining import explain
from circles.workflows.planning import network_of, plan
from circles.workflows.siting import site

__all__ = ["check_study", "compare", "explain", "network_of", "plan", "site"]
