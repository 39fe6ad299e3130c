"""15-minute walking service circles: who is outside, why, and how the answer was found.

The names a user needs, each loaded when first used::

    study = circles.read_study("study.toml")
    result = circles.plan(study, circles.Scenario(minutes=15))
    circles.write_map(result, "maps/coverage.html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from circles.version import __version__ as __version__

if TYPE_CHECKING:
    from circles.answers import (
        Audit,
        Check,
        Comparison,
        DataNeeds,
        Demonstration,
        Doubt,
        Matches,
        NormsKnown,
        Plan,
        Remedies,
        Siting,
        StoredPlan,
    )
    from circles.candidates import Candidates
    from circles.demonstration_rules import DemonstrationRules
    from circles.errors import ArgumentError, CirclesError, Finding, InputError, OutputError, QuestionError
    from circles.network import WalkNetwork, build_network
    from circles.planning_study import Output, Scenario, Study
    from circles.provenance import Source
    from circles.publish import (
        series_chart,
        show,
        write_audit,
        write_comparison,
        write_data_needs,
        write_demonstration,
        write_doubt,
        write_map,
        write_places,
        write_plan,
        write_remedies,
        write_siting,
    )
    from circles.ranking_rules import RankingRules
    from circles.siting.question import SitingQuestion
    from circles.sources import (
        candidates_from_table,
        demo_study,
        match_places,
        read_candidates,
        read_ledger,
        read_obstacles,
        read_plan,
        read_streets,
        read_study,
        study_from_tables,
    )
    from circles.sources.study.memory import study
    from circles.workflows import (
        accessibility,
        aggregate,
        audit,
        centers_in_reach,
        check_study,
        choose,
        compare,
        compare_years,
        coverage_over_time,
        data_needs,
        doubt,
        explain,
        inequality,
        isochrones,
        nearest,
        network_of,
        norms_known,
        plan,
        ranking,
        remedies,
        rings,
        site,
        trial,
        tried,
    )
    from circles.workflows.initialising import init_study

_HOMES = {
    "circles.answers": (
        *("Audit", "Check", "Comparison", "DataNeeds", "Demonstration", "Doubt"),
        *("Matches", "NormsKnown", "Plan", "Remedies", "Siting", "StoredPlan"),
    ),
    "circles.errors": ("ArgumentError", "CirclesError", "Finding", "InputError", "OutputError", "QuestionError"),
    "circles.network": ("WalkNetwork", "build_network"),
    "circles.publish": (
        *(
            "series_chart",
            "show",
            "write_audit",
            "write_comparison",
            "write_data_needs",
            "write_demonstration",
            "write_doubt",
        ),
        "write_map",
        *("write_places", "write_plan", "write_remedies", "write_siting"),
    ),
    "circles.provenance": ("Source",),
    "circles.ranking_rules": ("RankingRules",),
    "circles.siting.question": ("SitingQuestion",),
    "circles.sources": (
        "candidates_from_table",
        "demo_study",
        "match_places",
        "read_candidates",
        "read_ledger",
        "read_obstacles",
        "read_plan",
        "read_streets",
        "read_study",
        "study_from_tables",
    ),
    "circles.sources.study.memory": ("study",),
    "circles.candidates": ("Candidates",),
    "circles.demonstration_rules": ("DemonstrationRules",),
    "circles.planning_study": ("Output", "Scenario", "Study"),
    "circles.workflows.initialising": ("init_study",),
    "circles.workflows": (
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
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ArgumentError",
    "Audit",
    "Candidates",
    "Check",
    "CirclesError",
    "Comparison",
    "DataNeeds",
    "Demonstration",
    "DemonstrationRules",
    "Doubt",
    "Finding",
    "InputError",
    "Matches",
    "NormsKnown",
    "Output",
    "OutputError",
    "Plan",
    "QuestionError",
    "RankingRules",
    "Remedies",
    "Scenario",
    "Siting",
    "SitingQuestion",
    "Source",
    "StoredPlan",
    "Study",
    "WalkNetwork",
    "__version__",
    "accessibility",
    "aggregate",
    "audit",
    "build_network",
    "candidates_from_table",
    "centers_in_reach",
    "check_study",
    "choose",
    "compare",
    "compare_years",
    "coverage_over_time",
    "data_needs",
    "demo_study",
    "doubt",
    "explain",
    "inequality",
    "init_study",
    "isochrones",
    "match_places",
    "nearest",
    "network_of",
    "norms_known",
    "plan",
    "ranking",
    "read_candidates",
    "read_ledger",
    "read_obstacles",
    "read_plan",
    "read_streets",
    "read_study",
    "remedies",
    "rings",
    "series_chart",
    "show",
    "site",
    "study",
    "study_from_tables",
    "trial",
    "tried",
    "write_audit",
    "write_comparison",
    "write_data_needs",
    "write_demonstration",
    "write_doubt",
    "write_map",
    "write_places",
    "write_plan",
    "write_remedies",
    "write_siting",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'circles' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
