"""Raw files to a checked Study: the only reading there is."""

from __future__ import annotations

from circles.sources.candidates import candidates_from_table, read_candidates
from circles.sources.datum_report import DatumReport, datum_reports
from circles.sources.download import fetch_streets
from circles.sources.examined import ExaminedInput, ExaminedStudy, examine_study
from circles.sources.place_lists import match_places
from circles.sources.plan_folder import read_plan_blocks
from circles.sources.raw_table import in_full
from circles.sources.streets import read_streets
from circles.sources.study_building import demo_study, read_study, study_from_tables

__all__ = [
    "DatumReport",
    "ExaminedInput",
    "ExaminedStudy",
    "candidates_from_table",
    "datum_reports",
    "demo_study",
    "examine_study",
    "fetch_streets",
    "in_full",
    "match_places",
    "read_candidates",
    "read_plan_blocks",
    "read_streets",
    "read_study",
    "study_from_tables",
]
