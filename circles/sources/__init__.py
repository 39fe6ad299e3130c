"""Raw files to a checked Study: the only reading there is."""

from __future__ import annotations

from circles.sources.download import fetch_streets
from circles.sources.plan_folder import read_plan_blocks
from circles.sources.streets import read_streets
from circles.sources.study_building import demo_study, read_study, study_from_tables

__all__ = ["demo_study", "fetch_streets", "read_plan_blocks", "read_streets", "read_study", "study_from_tables"]
