"""Where the people of the blocks come from: their own column, dwellings, or a raster; and what they are scaled to."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from circles import integers, tables
from circles.errors import Finding, InputError
from circles.sources.people.raster import people_from_raster
from circles.sources.people.totals import Scaled, scaled_to_totals
from circles.study import Population

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from circles.sources.tables.attempts import Reader, Tried
    from circles.sources.tables.raw_table import Reading
    from circles.study import ControlFactor, Source


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "resident": "resident",
        "常住": "resident",
        "常住人口": "resident",
        "registered": "registered",
        "户籍": "registered",
        "户籍人口": "registered",
    }
)
"""What ``[population] kind`` may be, and the kind it is."""

YEARS = (1900, 2100)
HOUSEHOLD_SIZES = (0.5, 20.0)

POPULATION_FILES = ("raster", "control")
"""Keys of ``[population]`` that name files."""


class Peopled(NamedTuple):
    """Blocks with their people, what is known of the figures, and the records of further inputs."""

    blocks: Reading
    population: Population
    sources: tuple[Source, ...]


def population_findings(said: Mapping[str, Any], file: str | None) -> list[Finding]:
    """Return what is wrong with the values of ``[population]``.

    Parameters
    ----------
    said : mapping
        The section.
    file : str or None
        Named in the findings.
    """
    findings = []
    year, size = said.get("year"), said.get("household_size")
    ranges = [("year", year, YEARS), ("household_size", size, HOUSEHOLD_SIZES)]
    for key, value, (low, high) in ranges:
        if value is not None and not (isfinite(value) and low <= value <= high):
            details = {"low": f"{low:g}", "high": f"{high:g}"}
            findings.append(
                Finding(code="bad_setting", file=file, column=f"population.{key}", value=str(value), details=details)
            )
    if size is not None and said.get("raster"):
        findings.append(Finding(code="people_said_twice", file=file, column="population.raster"))
    return findings


def population_label(said: Mapping[str, Any]) -> str:
    """Return the label of the people: at least an estimate where they are made or scaled by a rule."""
    stated = str(said.get("label", "source"))
    derived = any(said.get(key) for key in ("household_size", *POPULATION_FILES))
    return "estimate" if derived and stated == "source" else stated


def kind_of(said: Mapping[str, Any]) -> str:
    """Return ``resident``, ``registered``, or nothing where the study does not say."""
    return KINDS.get(said.get("kind", ""), "")


def population_notes(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what is said about the people, for the record of the blocks."""
    year = said.get("year")
    told = {"source": said.get("source"), "year": None if year is None else str(year), "kind": kind_of(said)}
    told["household_size"] = said.get("household_size")
    return {f"population_{key}": value for key, value in told.items() if value}


def peopled(blocks: Reading, said: Mapping[str, Any], read_control: Reader | None, tried: Tried) -> Peopled:
    """Return blocks with people as the study says, scaled to known totals where it names any.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS`` with the people of their own column, if they have one, and their districts.
    said : mapping
        The section ``[population]``; `raster` is a path.
    read_control : callable, optional
        Reads the list of totals.
    tried : Tried
        Is told of every fault: two sources of people, no dwellings to count from, a file that cannot be used.
    """
    made = tried.attempt("blocks", partial(_made, blocks, said)) or blocks
    raster: Path | None = said.get("raster")
    sources: list[Source] = []
    if raster and not tried.findings:
        found = tried.attempt("population", partial(people_from_raster, raster, made.table))
        if found:
            made = _with_people(made, found.population, found.warnings)
            sources.append(found.source)
    factors: tuple[ControlFactor, ...] = ()
    if read_control and not tried.findings:
        scaled = tried.attempt("control", partial(_scaled, made, read_control, said))
        if scaled:
            made, factors = scaled.blocks, scaled.factors
            sources.append(scaled.source)
    control: Path | None = said.get("control")
    population = Population(
        kind=kind_of(said),
        year=said.get("year"),
        source=said.get("source", ""),
        household_size=said.get("household_size"),
        raster=raster.name if raster else "",
        control=control.name if control else "",
        factors=factors,
        stated_label=said.get("label", "source"),
    )
    made = made._replace(table=with_people_to_renovate(made.table))
    return Peopled(made, population, tuple(sources))


def _scaled(blocks: Reading, read_control: Reader, said: Mapping[str, Any]) -> Scaled:
    return scaled_to_totals(blocks, read_control(), people_kind=kind_of(said))


def _made(blocks: Reading, said: Mapping[str, Any]) -> Reading:
    """Return blocks with people from their dwellings where the study says so; their own are enough, or too much."""
    wanted = next((key for key in ("household_size", "raster") if said.get(key)), None)
    if wanted and blocks.table["population"].notna().any():
        raise InputError(Finding(code="people_said_twice", file=blocks.source.file, column=f"population.{wanted}"))
    return _from_dwellings(blocks, said["household_size"]) if wanted == "household_size" else blocks


def _from_dwellings(blocks: Reading, household_size: float) -> Reading:
    """Return blocks with dwellings times people a dwelling, each rounded to a thousandth, halves up."""
    dwellings = blocks.table["dwellings"]
    if not dwellings.notna().any():
        raise InputError(Finding(code="dwellings_needed", file=blocks.source.file))
    thousandths = integers.thousandths(dwellings) * round(household_size * 1000)
    people = np.where(dwellings.isna(), np.nan, (thousandths + 500) // 1000 / 1000)
    details = {"size": f"{household_size:g}", "people": f"{np.nansum(people):,.0f}"}
    told = Finding(code="people_from_dwellings", file=blocks.source.file, details=details)
    return _with_people(blocks, people, (told,))


def _with_people(blocks: Reading, people: np.ndarray[Any, np.dtype[np.float64]], told: Iterable[Finding]) -> Reading:
    unknown = int(np.isnan(people).sum())
    warnings = [each for each in blocks.warnings if each.code != "population_unknown"]
    if unknown:
        details = {"count": unknown, "blocks": len(people)}
        warnings.append(Finding(code="population_unknown", file=blocks.source.file, details=details))
    notes = {**blocks.source.notes, "population_unknown": unknown}
    table = blocks.table.assign(population=people)
    return blocks._replace(table=table, source=replace(blocks.source, notes=notes), warnings=(*warnings, *told))


def with_people_to_renovate(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return blocks with `people_renovation`: the people of a block that is to be renovated, 0 of one that is not.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``; without ``tables.RENOVATION``, or without anyone known, nothing is added.
    """
    if tables.RENOVATION not in blocks or not blocks["population"].notna().any():
        return blocks
    # A block that is not renovated has none, even where its people are not known.
    answers = blocks[tables.RENOVATION]
    people = blocks["population"].where(answers != 0, 0.0).where(answers.notna())
    return blocks.assign(people_renovation=people)
