"""Clauses judged by county: what is observed of each where a study has several, and no average of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from circles import tables as columns
from circles.account_tables import County
from circles.figures import Figure
from circles.norms.audited_tables import exact, is_empty, marked
from circles.norms.judging import figure_of, holds
from circles.norms.measured import Measured, Reading
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause

    Observe = Callable[[AuditedTables, pd.DataFrame, Clause], Measured]

_SEVERAL = 2
_OF_COMMUNITIES = frozenset({"workers_per_10000", "units_with_facility"})
"""Measures that count communities."""

_OF_CENTERS = frozenset({"centers_in_use", "demonstration_sites"})
"""Measures that count centers alone."""

_OF_BLOCKS = frozenset({"walk_share", "floor_per_100_households", "centers_per_households"})
"""Measures that count what lives in blocks."""


def counties_of(tables: AuditedTables, clause: Clause) -> tuple[str, ...]:
    """Return the counties that a clause is judged by, each once; none where the study names fewer than two."""
    if clause.level != "county" or clause.measure not in _OF_COMMUNITIES | _OF_CENTERS | _OF_BLOCKS:
        return ()  # what is observed of single centers, or of the land of the study, is judged as it is
    named = [*_said(tables.blocks, columns.COUNTY), *_said(tables.communities, columns.COUNTY)]
    found = tuple(sorted({name for name in named if name}))
    return found if len(found) >= _SEVERAL else ()


def by_county(tables: AuditedTables, centers: pd.DataFrame, clause: Clause, observe: Observe) -> Measured:
    """Return what is observed of each county, and of the whole where there are not several.

    A center of which no county is known may stand in any: the figure of each lies between that without such centers and
    that with all of them. What belongs to no county that is named keeps a clause from being met by all.

    Parameters
    ----------
    tables, centers, clause
        As every measure takes them.
    observe : callable
        How the measure is observed.
    """
    # People walk to a center across the border of their county: of walks all centers count in each.
    whole = observe(tables, centers, clause)
    counties = counties_of(tables, clause)
    if not counties:
        return whole
    of_community = dict(zip(tables.communities["district"], _said(tables.communities, columns.COUNTY), strict=True))
    of_block = _of_blocks(tables, of_community)
    of_center = _of_centers(centers, of_community, tables.blocks, of_block)
    readings: list[Reading] = []
    lacking: list[str] = []
    outside: list[str] = []
    having: list[tuple[columns.District, bool | None]] = []
    for county in counties:
        part = replace(
            tables,
            blocks=marked(tables.blocks, (own == county for own in of_block)),
            communities=marked(tables.communities, (own == county for own in of_community.values())),
            subdistricts=_subdistricts_of(tables, of_block, county),
        )
        least, most = (
            observe(part, centers if clause.measure == "walk_share" else marked(centers, own), clause)
            for own in ([each == county for each in of_center], [each in {county, ""} for each in of_center])
        )
        reading = _between(county, least, most)
        if reading is None:
            continue  # the county has nothing that the clause is about
        is_met = holds(clause, reading)
        readings.append(reading)
        lacking += [*least.lacking, *most.lacking]
        lacking += [columns.COUNTY] if least.readings != most.readings else []
        outside += most.outside
        having += [(district, True if is_met else has) for district, has in most.having]
    unplaced = _unplaced(tables, clause, of_block, of_community)
    if unplaced and readings:
        readings.append(Reading(name="", low=None, high=None))
        lacking.append(columns.COUNTY)
    return replace(
        whole,
        readings=tuple(readings),
        lacking=tuple(dict.fromkeys(lacking)),
        why="" if readings else "no_units",
        evidence=(*_words(clause, readings, unplaced, whole), *whole.evidence),
        having=tuple(having),
        outside=tuple(outside),
    )


def _said(table: pd.DataFrame, column: str) -> list[str]:
    """Return the texts of a column, empty where nothing is said."""
    values: Sequence[Any] = table[column].tolist() if column in table else [None] * len(table)
    return ["" if is_empty(value) else str(value).strip() for value in values]


def _of_blocks(tables: AuditedTables, of_community: dict[columns.District, str]) -> list[str]:
    """Return the county of each block: its own, else that of its community."""
    own = zip(_said(tables.blocks, columns.COUNTY), columns.districts_of(tables.blocks, "community"), strict=True)
    return [said or (of_community.get(district, "") if district else "") for said, district in own]


def _of_centers(
    centers: pd.DataFrame, of_community: dict[columns.District, str], blocks: pd.DataFrame, of_block: list[str]
) -> list[str]:
    """Return the county of each center: by its communities, else its sub-district; empty where not one alone."""
    around: dict[str, set[str]] = {}
    for name, county in zip(_said(blocks, "subdistrict"), of_block, strict=True):
        around.setdefault(name, set()).add(county)
    found = []
    for row, subdistrict in zip(centers.to_dict("records"), _said(centers, "subdistrict"), strict=True):
        named = {of_community.get(each, "") for each in row.get("communities") or ()} - {""}
        own = named or (around.get(subdistrict, set()) if subdistrict else set())
        found.append(next(iter(own)) if len(own) == 1 else "")
    return found


def _subdistricts_of(tables: AuditedTables, of_block: list[str], county: str) -> pd.DataFrame:
    own = {name for name, each in zip(_said(tables.blocks, "subdistrict"), of_block, strict=True) if each == county}
    return marked(tables.subdistricts, (district.name in own for district in tables.subdistricts["district"]))


def _between(county: str, least: Measured, most: Measured) -> Reading | None:
    """Return what is known of a county; None where there is nothing that the clause is about."""
    if not least.readings and not most.readings:
        unknown = Reading(name=county, low=None, high=None, unit=County(county))
        return unknown if least.lacking or most.lacking else None
    if not least.readings or not most.readings:
        return Reading(name=county, low=None, high=None, unit=County(county))
    return Reading(name=county, low=least.readings[0].low, high=most.readings[0].high, unit=County(county))


def _unplaced(
    tables: AuditedTables, clause: Clause, of_block: list[str], of_community: dict[columns.District, str]
) -> int:
    """Return how many communities or blocks that count are of no county that is known."""
    if clause.measure in _OF_COMMUNITIES:
        # A community that only a list of figures has is in no block: whether it has a center nobody asks.
        counted = tables.communities
        if clause.measure == "units_with_facility" and "placed" in counted:
            counted = marked(counted, counted["placed"].astype(bool))
        return sum(not of_community[district] for district in counted["district"])
    if clause.measure in _OF_CENTERS:
        return 0
    column = {"people": "population", "households": "dwellings"}.get(clause.base, "land_m2")
    numbers = [exact(value) for value in tables.blocks[column]] if column in tables.blocks else []
    return sum(not county and number != 0 for county, number in zip(of_block, numbers, strict=False))


def _words(clause: Clause, readings: Sequence[Reading], unplaced: int, whole: Measured) -> list[Any]:
    """Return the figure of each county, what belongs to none, and the figure of the whole, which is not judged."""
    told = [(reading.name, figure_of(clause, reading)) for reading in readings if reading.name]
    shown = ", ".join(f"{name} {figure}" for name, figure in told if figure)
    said = [phrase("norms.evidence.by_county", count=Figure(value=len(told)), shown=shown)] if shown else []
    if unplaced:
        said.append(phrase("norms.evidence.of_no_county", count=Figure(value=unplaced)))
    total = figure_of(clause, whole.readings[0]) if len(whole.readings) == 1 else ""
    return [*said, *([phrase("norms.evidence.all_counties", total=total)] if total else [])]
