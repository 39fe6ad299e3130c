"""Publish: a finished plan becomes a map, tables and a folder of files.

Nothing heavy loads before a name is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circles.publish.audit_files import check_needs_file, write_audit, write_data_needs
    from circles.publish.check_report import check_report_file, write_report
    from circles.publish.comparison_files import write_comparison
    from circles.publish.coverage_map import show, write_map
    from circles.publish.days_chart import series_chart
    from circles.publish.demonstration_files import write_demonstration
    from circles.publish.doubt_files import write_doubt
    from circles.publish.places_workbook import check_places_file, write_places
    from circles.publish.plan_files import WrittenPlan, write_plan
    from circles.publish.plotting import plot_plan
    from circles.publish.remedies_files import write_remedies
    from circles.publish.result_folder import check_folder
    from circles.publish.siting_files import write_siting

_HOME_OF = {
    "WrittenPlan": "plan_files",
    "check_folder": "result_folder",
    "check_needs_file": "audit_files",
    "check_places_file": "places_workbook",
    "check_report_file": "check_report",
    "plot_plan": "plotting",
    "series_chart": "days_chart",
    "show": "coverage_map",
    "write_audit": "audit_files",
    "write_comparison": "comparison_files",
    "write_data_needs": "audit_files",
    "write_demonstration": "demonstration_files",
    "write_doubt": "doubt_files",
    "write_map": "coverage_map",
    "write_places": "places_workbook",
    "write_plan": "plan_files",
    "write_remedies": "remedies_files",
    "write_report": "check_report",
    "write_siting": "siting_files",
}

__all__ = [
    "WrittenPlan",
    "check_folder",
    "check_needs_file",
    "check_places_file",
    "check_report_file",
    "plot_plan",
    "series_chart",
    "show",
    "write_audit",
    "write_comparison",
    "write_data_needs",
    "write_demonstration",
    "write_doubt",
    "write_map",
    "write_places",
    "write_plan",
    "write_remedies",
    "write_report",
    "write_siting",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'circles.publish' has no attribute {name!r}")
    return getattr(import_module(f"circles.publish.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
