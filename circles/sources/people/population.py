"""Where the people of the blocks come from: their own column, dwellings, or a raster; and what they are scaled to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from circles import integers, tables
from circles.errors import Finding, InputError
from circles.known_people import Population
from circles.settings import PEOPLE_KINDS
from circles.sources.people.raster import people_from_raster
from circles.sources.people.totals import scaled_to_totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from circles.provenance import Source
    from circles.sources.tables.attempts import Attempts
    from circles.sources.tables.raw_table import RawTable, Reading


class Peopled(NamedTuple):
    """Blocks with their people, what is known of the figures, and the records of further inputs."""

    blocks: Reading
    population: Population
    sources: tuple[Source, ...]


def population_label(said: Mapping[str, Any]) -> str:
    """Return the label of the people: at least an estimate where they are made or scaled by a rule."""
    stated = str(said.get("label", "source"))
    derived = any(said.get(key) for key in ("household_size", "raster", "control"))
    return "estimate" if derived and stated == "source" else stated


def kind_of(said: Mapping[str, Any]) -> str:
    """Return ``resident``, ``registered``, or nothing where the study does not say."""
    return PEOPLE_KINDS.get(said.get("kind", ""), "")


def people_stated(said: Mapping[str, Any]) -> dict[str, str | float]:
    """Return what the study says about the figures of people, for the record of the blocks."""
    year = said.get("year")
    told = {"source": said.get("source"), "year": None if year is None else str(year), "kind": kind_of(said)}
    told["household_size"] = said.get("household_size")
    return {key: value for key, value in told.items() if value}


def peopled(blocks: Reading, said: Mapping[str, Any], attempts: Attempts) -> Peopled:
    """Return blocks with people as the study says: their own, from their dwellings or from a raster.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS`` with the people of their own column, if they have one, and their districts.
    said : mapping
        The section ``[population]``; `raster` is a path.
    attempts : Attempts
        Is told of every fault: two sources of people, no dwellings to count from, a raster that cannot be used.
    """
    made = attempts.make("blocks", _made, blocks, said) or blocks
    raster: Path | None = said.get("raster")
    sources: tuple[Source, ...] = ()
    if raster and not attempts.faults:
        found = attempts.make("population", people_from_raster, raster, made.table)
        if found:
            made, sources = _with_people(made, found.population, found.warnings), (found.source,)
    control: Path | None = said.get("control")
    population = Population(
        kind=kind_of(said),
        year=said.get("year"),
        source=said.get("source", ""),
        household_size=said.get("household_size"),
        raster=raster.name if raster else "",
        control=control.name if control else "",
        stated_label=said.get("label", "source"),
    )
    return Peopled(made, population, sources)


def with_totals(people: Peopled, totals: RawTable, attempts: Attempts) -> Peopled:
    """Return people scaled to the known totals of a list, which is told of every fault as ``control``."""
    kind = people.population.kind
    scaled = attempts.make("control", scaled_to_totals, people.blocks, totals, people_kind=kind)
    if scaled is None:
        return people
    population = replace(people.population, factors=scaled.factors)
    return Peopled(scaled.blocks, population, (*people.sources, scaled.source))


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
    people = _people_of(dwellings, household_size).to_numpy()
    details = {"size": f"{household_size:g}", "people": f"{np.nansum(people):,.0f}"}
    told = Finding(code="people_from_dwellings", file=blocks.source.file, details=details)
    return _with_people(blocks, people, (told,))


def with_people_of_dwellings(estates: Reading, said: Mapping[str, Any]) -> Reading:
    """Return planned estates with people where only their dwellings are known and the study says people a dwelling.

    Parameters
    ----------
    estates : Reading
        ``planned_demand.DEMAND``.
    said : mapping
        The section ``[population]``.
    """
    size, table = said.get("household_size"), estates.table
    if not size:
        return estates
    made = table["population"].fillna(_people_of(table["dwellings"], size))
    return estates._replace(table=table.assign(population=made))


def _people_of(dwellings: pd.Series, household_size: float) -> pd.Series:
    """Return dwellings times people a dwelling, each rounded to a thousandth, halves up; NaN where unknown."""
    thousandths = integers.thousandths(dwellings) * round(household_size * 1000)
    return (pd.Series(thousandths + 500, index=dwellings.index) // 1000 / 1000).where(dwellings.notna())


def _with_people(blocks: Reading, people: np.ndarray[Any, np.dtype[np.float64]], told: Iterable[Finding]) -> Reading:
    unknown = int(np.isnan(people).sum())
    warnings = [each for each in blocks.warnings if each.code != "population_unknown"]
    if unknown:
        details = {"count": unknown, "blocks": len(people)}
        warnings.append(Finding(code="population_unknown", file=blocks.source.file, details=details))
    taken = blocks.source.taken
    taken = replace(taken, counts={**taken.counts, "population_unknown": unknown})
    table = blocks.table.assign(population=people)
    return blocks._replace(table=table, source=replace(blocks.source, taken=taken), warnings=(*warnings, *told))


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
