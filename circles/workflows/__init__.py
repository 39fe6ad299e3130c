"""The stories: plan, explain, compare. They know the order of the stages; no file is read or written here."""

from circles.workflows.comparing import Comparison, compare
from circles.workflows.explaining import Walk, explain
from circles.workflows.planning import plan

__all__ = ["Comparison", "Walk", "compare", "explain", "plan"]
