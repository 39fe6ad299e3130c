"""What is observed of communities and sub-districts: floor for each hundred households, who has a facility, workers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from circles import tables as columns
from circles.figures import Figure
from circles.norms.audited_tables import exact, is_any_unknown, said_yes, sum_of
from circles.norms.chosen_centers import area_words, areas_of, households_by_community
from circles.norms.measured import Measured, Reading, hundredths, known
from circles.norms.sites import joined_sites, plate_words
from circles.phrases import phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause
    from circles.norms.sites import Site
    from circles.phrases import Words
    from circles.tables import District


@dataclass(frozen=True, kw_only=True)
class FloorOfUnit:
    """The floor and the households of one community.

    Attributes
    ----------
    households, floor_m2 : Fraction
        What is known of them.
    open_households, open_floor : bool
        Whether there is more that nobody has counted.
    plates_differ : bool
        Whether all that is open of the floor is which of several numbers of the plates at one place holds: the largest
        is counted.
    """

    households: Fraction
    floor_m2: Fraction
    open_households: bool
    open_floor: bool
    plates_differ: bool = False


def floor_by_community(tables: AuditedTables, centers: pd.DataFrame) -> dict[District, FloorOfUnit]:
    """Return the floor and the households of each community.

    A center that several communities share counts in each by its households; where these are not known of all of them,
    in equal parts.
    """
    households, unsaid = households_by_community(tables)
    floor = dict.fromkeys(households, Fraction(0))
    unknown: set[District] = set()
    differing: set[District] = set()
    for site in joined_sites(centers):
        own = [district for district in site.communities if district in floor]
        area = site.amounts["floor_area_m2"]
        unknown |= set(own) if area is None else set()
        differing |= set(own) if "floor_area_m2" in site.differing else set()
        if area is None:
            continue
        total = sum_of(households[each] for each in own)
        for each in own:
            part = households[each] / total if total and not unsaid & set(own) else Fraction(1, len(own))
            floor[each] += area * part
    return {
        each: FloorOfUnit(
            households=households[each],
            floor_m2=floor[each],
            open_households=each in unsaid,
            open_floor=each in unknown | differing,
            plates_differ=each in differing - unknown,
        )
        for each in households
    }


def floor_per_100_households(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return the floor for each hundred households of each community, or of all where the level is above it."""
    areas = areas_of(tables) if clause.scope.area else {}
    found = floor_by_community(tables, centers)
    found = {each: unit for each, unit in found.items() if areas.get(each, clause.scope.area) == clause.scope.area}
    units: dict[District | None, FloorOfUnit] = dict(found.items())
    if clause.level != "community":
        units = {None: _all(tables, centers, areas, clause.scope.area)}
    readings = tuple(_per_100(each, unit) for each, unit in units.items() if unit.households or unit.open_households)
    lacking = [
        name
        for name, held in (("floor_area", "open_floor"), ("households", "open_households"))
        if any(getattr(unit, held) for unit in units.values())
    ]
    plates = plate_words(joined_sites(centers), amounts=["floor_area_m2"])
    evidence = [*area_words(tables, clause), *_gap_words(found, clause), *plates]
    return Measured(
        readings=readings, lacking=tuple(lacking), evidence=tuple(evidence), why="" if readings else "no_units"
    )


def area_gap(unit: FloorOfUnit, per_100: Fraction) -> Fraction | None:
    """Return how many square metres a community lacks; None where it is not known."""
    if unit.open_households:
        return None
    gap = max(Fraction(0), per_100 * unit.households / 100 - unit.floor_m2)
    # What nobody has counted can only add to what is enough already.
    return None if unit.open_floor and gap else gap


def centers_per_households(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many centers there are for each so many households."""
    households, unsaid = _households_of_all(tables)
    if not households:
        return Measured(why="no_units")
    sites = joined_sites(centers)
    count = len(sites)
    value = count * Fraction(clause.takes["per"]) / households
    reading = Reading(name="", low=Fraction(0) if unsaid else value, high=value)
    evidence = (phrase("norms.evidence.centers", count=Figure(value=count)), *plate_words(sites))
    return Measured(readings=(reading,), lacking=("households",) if unsaid else (), evidence=evidence)


def units_with_facility(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many in a hundred communities or sub-districts have an open center."""
    listed = tables.communities if clause.base == "community" else tables.subdistricts
    # What only a list of figures has may be another one misspelt: whether it has a center nobody knows.
    units = (listed[listed["placed"].astype(bool)] if "placed" in listed else listed)["district"].tolist()
    areas = areas_of(tables) if clause.scope.area else {}
    sites = joined_sites(centers)
    of_site = [_units_of(site, clause.base) for site in sites]
    having = {each for own in of_site for each in own}
    sure = [each for each in units if not areas or areas.get(each) == clause.scope.area]
    doubtful = [each for each in units if areas and areas.get(each) is None]
    if not sure and not doubtful:
        return Measured(why="no_units")
    with_one = sum(each in having for each in sure)
    may_have = min(sum(not own for own in of_site), len(sure) - with_one)
    doubtful_with = sum(each in having for each in doubtful)
    least, most = len(sure) + len(doubtful) - doubtful_with, len(sure) + doubtful_with
    reading = Reading(
        name="",
        low=hundredths(with_one, least) if least else Fraction(0),
        high=hundredths(with_one + may_have + doubtful_with, most) if most else Fraction(100),
    )
    lacking = [name for name, count in (("area", len(doubtful)), (clause.base, may_have)) if count]
    return Measured(
        readings=(reading,),
        lacking=tuple(lacking),
        evidence=(*_having_words(sure, having, sites, clause), *plate_words(sites)),
        having=tuple((each, True if each in having else None if may_have else False) for each in sure),
    )


def workers_per_10000(tables: AuditedTables, _: pd.DataFrame, clause: Clause) -> Measured:
    """Return the community workers for each 10,000 urban residents of the whole."""
    areas = areas_of(tables)
    rows = [
        row
        for row in tables.communities.to_dict("records")
        if not areas or areas.get(row["district"]) in {clause.scope.area, None}
    ]
    workers, people = ([exact(row[name]) for row in rows] for name in ("community_workers", "urban_residents"))
    counted = sum_of(people)
    if not counted:
        return Measured(lacking=("urban_residents",))
    value = sum_of(workers) * 10_000 / counted
    reading = Reading(
        name="", low=Fraction(0) if is_any_unknown(people) else value, high=None if is_any_unknown(workers) else value
    )
    lacking = [
        name for name, values in (("community_workers", workers), ("urban_residents", people)) if is_any_unknown(values)
    ]
    return Measured(readings=(reading,), lacking=tuple(lacking))


def service_floor_share(tables: AuditedTables, _: pd.DataFrame, clause: Clause) -> Measured:
    """Return commerce and services in a hundred of the floor of each community of the scope."""
    readings, lacking = [], False
    for row in tables.communities.to_dict("records"):
        is_new = said_yes(row["new_community"]) if clause.scope.stock else True
        if clause.scope.stock and is_new is not None and is_new != (clause.scope.stock == "new"):
            continue
        part, total = exact(row["service_floor_m2"]), exact(row["total_floor_m2"])
        value = None if part is None or not total or is_new is None else hundredths(part, total)
        lacking |= value is None
        readings.append(known(row["district"].name, value, row["district"]))
    return Measured(
        readings=tuple(readings), lacking=("service_floor",) if lacking else (), why="" if readings else "no_units"
    )


def street_density(tables: AuditedTables, _: pd.DataFrame, __: Clause) -> Measured:
    """Return the streets that are walked in each square kilometre of the study area."""
    if not tables.area_km2 or tables.street_km is None:
        return Measured(lacking=("study_area",))
    return Measured(readings=(known("", tables.street_km / tables.area_km2),))


def _units_of(site: Site, base: str) -> tuple[District, ...]:
    return site.communities if base == "community" else tuple(map(columns.District, site.subdistricts))


def _households_of_all(tables: AuditedTables) -> tuple[Fraction, bool]:
    numbers = [exact(value) for value in tables.blocks["dwellings"]]
    return sum_of(numbers), is_any_unknown(numbers)


def _all(tables: AuditedTables, centers: pd.DataFrame, areas: dict[District, str | None], wanted: str) -> FloorOfUnit:
    """Return the floor of all centers and the households of all blocks, of a community that is known or not."""
    own = columns.districts_of(tables.blocks, "community")
    numbers = [
        exact(value)
        for district, value in zip(own, tables.blocks["dwellings"], strict=True)
        if district is None or areas.get(district) in {wanted, None}
    ]
    sites = joined_sites(centers)
    floors = [site.amounts["floor_area_m2"] for site in sites]
    differ = any("floor_area_m2" in site.differing for site in sites)
    return FloorOfUnit(
        households=sum_of(numbers),
        floor_m2=sum_of(floors),
        open_households=is_any_unknown(numbers),
        open_floor=is_any_unknown(floors) or differ,
        plates_differ=differ and not is_any_unknown(floors),
    )


def _per_100(district: District | None, unit: FloorOfUnit) -> Reading:
    name = "" if district is None else district.name
    if not unit.households:
        return known(name, None, district)
    value = unit.floor_m2 * 100 / unit.households
    low, high = Fraction(0) if unit.open_households else value, None if unit.open_floor else value
    return Reading(name=name, low=low, high=high, unit=district)


def _gap_words(found: dict[District, FloorOfUnit], clause: Clause) -> list[Words]:
    """Return how many communities lack floor against the number of the clause, and how much together."""
    if clause.value is None:
        return []
    gaps = [area_gap(unit, clause.value) for unit in found.values()]
    short = [gap for gap in gaps if gap]
    unknown = sum(gap is None for gap in gaps)
    said: list[Words] = []
    if short:
        total = Figure(value=float(sum(short)), precision="measure")
        said.append(phrase("norms.evidence.area_gap", count=Figure(value=len(short)), total=total))
    return [*said, *([phrase("norms.evidence.area_gap_unknown", count=Figure(value=unknown))] if unknown else [])]


def _having_words(
    units: list[District],
    having: set[District],
    sites: list[Site],
    clause: Clause,
) -> list[Words]:
    without = [each.name for each in units if each not in having]
    counts = {"units": Figure(value=len(units)), "having": Figure(value=len(units) - len(without))}
    said: list[Words] = [phrase(f"norms.evidence.having_{clause.base}", **counts)]
    if without:
        said.append(phrase("norms.evidence.without", shown=", ".join(without)))
    if clause.base == "community":
        by_list = sum(site.by_name for site in sites)
        located = sum(bool(site.communities) for site in sites)
        shared = sum(len(site.communities) > 1 for site in sites)
        rule = {
            "named": Figure(value=by_list),
            "outlined": Figure(value=located - by_list),
            "shared": Figure(value=shared),
        }
        said.append(phrase("norms.evidence.community_rule", **rule))
    return said
