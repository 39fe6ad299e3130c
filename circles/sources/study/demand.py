"""The planned estates of a study: not those of its blocks, in their districts, with people, in the area studied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.sources.inputs.demand import demand_from, estates_inside
from circles.sources.inputs.districts import with_districts
from circles.sources.people.population import with_people_of_dwellings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from circles.sources.study.settings import Settings
    from circles.sources.study.study_tables import StudyTables
    from circles.sources.tables.attempts import Attempts
    from circles.sources.tables.raw_table import Reading


def demand_of(
    settings: Settings,
    tables: StudyTables,
    attempts: Attempts,
    blocks: Reading | None,
    districts: Mapping[str, gpd.GeoDataFrame],
) -> None:
    """Try the planned estates of a study, where it has any.

    Parameters
    ----------
    settings : Settings
        What the study says.
    tables : StudyTables
        What was read.
    attempts : Attempts
        Is told of every fault; has the area studied, where there is one.
    blocks : Reading or None
        Every block that is listed, those outside the area too.
    districts : mapping of str to GeoDataFrame
        ``tables.COMMUNITIES`` and ``SUBDISTRICTS``, where the study has them.
    """
    if not tables.names("demand"):
        return
    label, area = settings.value("demand", "label"), attempts.results.get("area")
    known = None if blocks is None else blocks.table
    found = attempts.make("demand", demand_from, tables.raw.get("demand"), known, label=label)
    if found is not None:
        placed = with_districts(found, districts.get("communities"), districts.get("subdistricts"))
        peopled = with_people_of_dwellings(placed, settings.sections.get("population", {}))
        attempts.results["demand"] = estates_inside(peopled, area.shape if area else None)
