"""15-minute walking service circles: who is outside, why, and how the answer was found.

The names a user needs, each loaded when first used::

    study = circles.read_study("study.toml")
    result = circles.plan(study, circles.Scenario(minutes=15))
    circles.write_map(result, "maps/coverage.html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circles.answer import Plan
    from circles.errors import CirclesError, Finding, InputError, OutputError, QuestionError
    from circles.matches import Matches
    from circles.network import WalkNetwork, build_network
    from circles.proposal import Candidates, Siting
    from circles.publish import show, write_map, write_places, write_plan, write_siting
    from circles.siting.question import SitingQuestion
    from circles.sources import (
        candidates_from_table,
        demo_study,
        match_places,
        read_candidates,
        read_streets,
        read_study,
        study_from_tables,
    )
    from circles.study import Output, Scenario, Source, Study
    from circles.workflows import Check, check_study, compare, explain, network_of, plan, site
    from circles.workflows.initialising import init_study

__version__ = "0.1.0"

_HOMES = {
    "circles.errors": ("CirclesError", "Finding", "InputError", "OutputError", "QuestionError"),
    "circles.network": ("WalkNetwork", "build_network"),
    "circles.matches": ("Matches",),
    "circles.publish": ("show", "write_map", "write_places", "write_plan", "write_siting"),
    "circles.proposal": ("Candidates", "Siting"),
    "circles.siting.question": ("SitingQuestion",),
    "circles.sources": (
        "candidates_from_table",
        "demo_study",
        "match_places",
        "read_candidates",
        "read_streets",
        "read_study",
        "study_from_tables",
    ),
    "circles.answer": ("Plan",),
    "circles.study": ("Output", "Scenario", "Source", "Study"),
    "circles.workflows.initialising": ("init_study",),
    "circles.workflows": ("Check", "check_study", "compare", "explain", "network_of", "plan", "site"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Candidates",
    "Check",
    "CirclesError",
    "Finding",
    "InputError",
    "Matches",
    "Output",
    "OutputError",
    "Plan",
    "QuestionError",
    "Scenario",
    "Siting",
    "SitingQuestion",
    "Source",
    "Study",
    "WalkNetwork",
    "__version__",
    "build_network",
    "candidates_from_table",
    "check_study",
    "compare",
    "demo_study",
    "explain",
    "init_study",
    "match_places",
    "network_of",
    "plan",
    "read_candidates",
    "read_streets",
    "read_study",
    "show",
    "site",
    "study_from_tables",
    "write_map",
    "write_places",
    "write_plan",
    "write_siting",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'circles' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
