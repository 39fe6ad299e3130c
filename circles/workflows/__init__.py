"""The stories: check, plan, explain, compare, site, choose, rings, isochrones ... They know the order; no file I/O.

Each loads when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circles.workflows.accessibility_index import accessibility, inequality
    from circles.workflows.auditing import audit, norms_known
    from circles.workflows.checking import check_study
    from circles.workflows.choosing import choose
    from circles.workflows.comparing import compare
    from circles.workflows.doubting import doubt
    from circles.workflows.explaining import explain
    from circles.workflows.facilities import aggregate, nearest
    from circles.workflows.needed_data import data_needs
    from circles.workflows.notebook_trial import trial
    from circles.workflows.open_isochrones import isochrones
    from circles.workflows.over_time import coverage_over_time
    from circles.workflows.planning import plan
    from circles.workflows.ranked_centers import centers_in_reach
    from circles.workflows.ranking_districts import ranking
    from circles.workflows.remedying import remedies
    from circles.workflows.several_limits import rings
    from circles.workflows.siting import site
    from circles.workflows.streets_attached import network_of
    from circles.workflows.trying import tried
    from circles.workflows.years import compare_years

_HOME_OF = {
    "accessibility": "accessibility_index",
    "aggregate": "facilities",
    "audit": "auditing",
    "centers_in_reach": "ranked_centers",
    "check_study": "checking",
    "choose": "choosing",
    "compare": "comparing",
    "compare_years": "years",
    "coverage_over_time": "over_time",
    "data_needs": "needed_data",
    "doubt": "doubting",
    "explain": "explaining",
    "inequality": "accessibility_index",
    "isochrones": "open_isochrones",
    "nearest": "facilities",
    "network_of": "streets_attached",
    "norms_known": "auditing",
    "plan": "planning",
    "ranking": "ranking_districts",
    "remedies": "remedying",
    "rings": "several_limits",
    "site": "siting",
    "trial": "notebook_trial",
    "tried": "trying",
}

__all__ = [
    "accessibility",
    "aggregate",
    "audit",
    "centers_in_reach",
    "check_study",
    "choose",
    "compare",
    "compare_years",
    "coverage_over_time",
    "data_needs",
    "doubt",
    "explain",
    "inequality",
    "isochrones",
    "nearest",
    "network_of",
    "norms_known",
    "plan",
    "ranking",
    "remedies",
    "rings",
    "site",
    "trial",
    "tried",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'circles.workflows' has no attribute {name!r}")
    return getattr(import_module(f"circles.workflows.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
