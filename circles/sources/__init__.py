"""Raw files to a checked Study: the only reading there is."""

from __future__ import annotations

from circles.sources.inputs.candidates import candidates_from_table
from circles.sources.naming.matching import match_places
from circles.sources.places.same_rows import same_rows
from circles.sources.streets.download import fetch_streets
from circles.sources.streets.obstacles import obstacles_among, read_obstacles
from circles.sources.streets.reading import read_streets
from circles.sources.study.candidates import read_candidates
from circles.sources.study.datum_report import datum_reports
from circles.sources.study.examined import ExaminedInput, ExaminedStudy, examine_study
from circles.sources.study.input_files import input_files
from circles.sources.study.memory import study_from_tables
from circles.sources.study.plan_folder import read_plan
from circles.sources.study.reading import demo_study, read_study
from circles.sources.study.scenario_file import with_scenario
from circles.sources.study.study_schema import study_schema
from circles.sources.tables.ledger_rows import read_ledger
from circles.sources.tables.raw_table import in_full

__all__ = [
    "ExaminedInput",
    "ExaminedStudy",
    "candidates_from_table",
    "datum_reports",
    "demo_study",
    "examine_study",
    "fetch_streets",
    "in_full",
    "input_files",
    "match_places",
    "obstacles_among",
    "read_candidates",
    "read_ledger",
    "read_obstacles",
    "read_plan",
    "read_streets",
    "read_study",
    "same_rows",
    "study_from_tables",
    "study_schema",
    "with_scenario",
]
