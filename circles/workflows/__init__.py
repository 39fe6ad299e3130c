"""The stories: plan, explain, compare. They know the order of the stages; no file is read or written here."""

from circles.workflows.comparing import Comparison, compare
from circles.workflows.explaining import Walk, explain
from circles.workflows.planning import network_of, plan

__all__ = ["Comparison", "Walk", "compare", "explain", "network_of", "plan"]
