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
    from circles.network import WalkNetwork, build_network
    from circles.publish import show, write_map, write_plan
    from circles.sources import demo_study, read_streets, read_study, study_from_tables
    from circles.study import Output, Scenario, Source, Study
    from circles.workflows import compare, explain, network_of, plan

__version__ = "0.1.0"

_HOMES = {
    "circles.errors": ("CirclesError", "Finding", "InputError", "OutputError", "QuestionError"),
    "circles.network": ("WalkNetwork", "build_network"),
    "circles.publish": ("show", "write_map", "write_plan"),
    "circles.sources": ("demo_study", "read_streets", "read_study", "study_from_tables"),
    "circles.answer": ("Plan",),
    "circles.study": ("Output", "Scenario", "Source", "Study"),
    "circles.workflows": ("compare", "explain", "network_of", "plan"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CirclesError",
    "Finding",
    "InputError",
    "Output",
    "OutputError",
    "Plan",
    "QuestionError",
    "Scenario",
    "Source",
    "Study",
    "WalkNetwork",
    "__version__",
    "build_network",
    "compare",
    "demo_study",
    "explain",
    "network_of",
    "plan",
    "read_streets",
    "read_study",
    "show",
    "study_from_tables",
    "write_map",
    "write_plan",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'circles' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
