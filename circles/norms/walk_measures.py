"""What is observed of walks: who lives within one, and of how many each center is the nearest."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import tables as columns
from circles import walking
from circles.account_tables import Region
from circles.figures import Figure
from circles.norms.audited_tables import exact, is_any_unknown, same_tier, sum_of
from circles.norms.chosen_centers import area_words, areas_of
from circles.norms.judging import figure_of
from circles.norms.measured import Measured, Reading, hundredths, known
from circles.norms.sites import joined_sites, plate_words
from circles.norms.vocabulary import meant
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause
    from circles.phrases import Words

COUNTED = {"people": "population", "households": "dwellings", "land": "land_m2"}
"""The column of the blocks that each base counts."""

_REGIONAL = "区域"
_INDUSTRIAL = "industrial"

_BELOW_ALL = Fraction(100) - Fraction(1, 10**15)
"""What a share stays below where somebody is outside, however many more are inside."""


def limit_mm(clause: Clause, speed_m_per_h: int) -> int:
    """Return how far a clause lets people walk: its metres, or its minutes at the pace of the study."""
    if "metres" in clause.takes:
        return int(Fraction(clause.takes["metres"]) * 1000)
    return walking.limit_mm(int(Fraction(clause.takes["minutes"]) * 60), speed_m_per_h)


def walk_share(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return how many in a hundred of a base live within a walk of a center, and within that far straight."""
    blocks, far = blocks_of(tables, clause), limit_mm(clause, tables.speed_m_per_h)
    if blocks.empty:
        return Measured(why="no_units")
    ids, own = set(centers["center_id"]), tables.walks
    walks = own[own["center_id"].isin(ids) & (own["walk_mm"] <= far)]
    evaluated = blocks["evaluated"].to_numpy(bool)
    inside = blocks["block_id"].isin(set(walks["block_id"])).to_numpy() & evaluated
    numbers = [exact(value) for value in blocks[COUNTED[clause.base]]]
    reading = _bounds(numbers, inside, evaluated)
    if reading is None:
        return Measured(why="no_units", lacking=(clause.base,))
    evidence = [*area_words(tables, clause), *_straight_words(blocks, centers, numbers, walks, far / 1000)]
    not_evaluated = int((~evaluated).sum())
    if not_evaluated:
        evidence.append(phrase("norms.evidence.not_evaluated", count=Figure(value=not_evaluated)))
    return Measured(
        readings=(reading,),
        lacking=(clause.base,) if is_any_unknown(numbers) else (),
        evidence=tuple(evidence),
        outside=tuple(blocks["block_id"][evaluated & ~inside].astype(str)),
    )


def district_people(tables: AuditedTables, centers: pd.DataFrame, clause: Clause) -> Measured:
    """Return the people of the district of each center: those of whom it is the nearest of its tier, by any plate.

    Of regional centers the districts may be given: then these are the units.
    """
    blocks = blocks_of(tables, clause)
    if tables.regions is not None and asks_of_regions(tables, clause):
        return _people_of_regions(tables, tables.regions, blocks, clause)
    if centers.empty or blocks.empty:
        return Measured(why="no_units")
    sites = joined_sites(centers)
    site_of = {plate: site.center_id for site in sites for plate in site.plates}
    numbers: dict[str | None, list[Fraction | None]] = {site.center_id: [] for site in sites}
    for center_id, value in zip(_nearest(tables, blocks, centers), blocks["population"], strict=True):
        numbers.setdefault(site_of[center_id] if center_id else None, []).append(exact(value))
    # A block without a place may be anybody's.
    is_anybodys = any(number != 0 for number in numbers.pop(None, []))
    unsaid = {each for each, own in numbers.items() if is_anybodys or is_any_unknown(own)}
    people = {each: sum_of(own) for each, own in numbers.items()}
    readings = tuple(
        Reading(
            name=site.name,
            low=people[site.center_id],
            high=None if site.center_id in unsaid else people[site.center_id],
            unit=site.center_id,
        )
        for site in sites
    )
    found = Measured(
        readings=readings,
        lacking=("people",) if unsaid else (),
        evidence=(*area_words(tables, clause), phrase("norms.evidence.district_nearest"), *plate_words(sites)),
    )
    # Nobody says of these of which kind they are: that stands in the layer of regions.
    return _of_kind(found, tables, clause, [None] * len(readings))


def asks_of_regions(tables: AuditedTables, clause: Clause) -> bool:
    """Return whether a clause is about regions that are drawn: of these nobody has to know a center."""
    is_about = clause.measure == "district_people" and same_tier(clause.scope.tier, _REGIONAL)
    return is_about and tables.regions is not None


def _people_of_regions(tables: AuditedTables, regions: pd.DataFrame, blocks: pd.DataFrame, clause: Clause) -> Measured:
    """Return the people of each region that is given; of a block in none nobody is counted, and that is told."""
    of_regions: dict[str, list[Fraction | None]] = {region: [] for region in regions["region"]}
    for region, value in zip(blocks["region"], blocks["population"], strict=True):
        if region:
            of_regions[region].append(exact(value))
    people = {region: sum_of(own) for region, own in of_regions.items()}
    unsaid = {region for region, own in of_regions.items() if is_any_unknown(own)}
    readings = tuple(
        Reading(name=each, low=total, high=None if each in unsaid else total, unit=Region(each))
        for each, total in people.items()
    )
    outside = int((blocks["region"] == "").sum())
    said = [phrase("norms.evidence.district_given", count=Figure(value=len(readings)))]
    said += [phrase("norms.evidence.district_none", count=Figure(value=outside))] if outside else []
    evidence = (*area_words(tables, clause), *said)
    kinds = (
        [meant("region", str(each).strip()) for each in regions["kind"]] if "kind" in regions else [None] * len(people)
    )
    if clause.scope.region == _INDUSTRIAL and tables.industrial_people == "workers":
        numbers = [exact(each) for each in regions["workers"]] if "workers" in regions else [None] * len(people)
        readings = tuple(known(each.name, own, each.unit) for each, own in zip(readings, numbers, strict=True))
        lacks = any(own is None and kind == _INDUSTRIAL for own, kind in zip(numbers, kinds, strict=True))
        found = Measured(readings=readings, lacking=("workers",) if lacks else (), evidence=evidence)
        return _of_kind(found, tables, clause, kinds)
    of_kind = {each for each, kind in zip(people, kinds, strict=True) if clause.scope.region in {"", kind}}
    found = Measured(readings=readings, lacking=("people",) if unsaid & of_kind else (), evidence=evidence)
    return _of_kind(found, tables, clause, kinds)


def _of_kind(found: Measured, tables: AuditedTables, clause: Clause, kinds: Sequence[str | None]) -> Measured:
    """Return the districts of the kind that a clause is about; one of which nobody says it may be of it or not."""
    asked = clause.scope.region
    if not asked:
        return found
    own = [(each, kind) for each, kind in zip(found.readings, kinds, strict=True) if kind in {asked, None}]
    doubtful = [each for each, kind in own if kind is None]
    is_unsaid = asked == _INDUSTRIAL and not tables.industrial_people
    readings = tuple(known(each.name, None, each.unit) if kind is None or is_unsaid else each for each, kind in own)
    lacking = [*found.lacking, *(["region_kind"] if doubtful else []), *(["industrial_people"] if is_unsaid else [])]
    evidence = [*found.evidence]
    if doubtful:
        shown = ", ".join(f"{each.name} {figure_of(clause, each) or '–'}" for each in doubtful)
        evidence.append(phrase("norms.evidence.region_kind_unsaid", count=Figure(value=len(doubtful)), shown=shown))
    if asked == _INDUSTRIAL and not is_unsaid:
        evidence.append(phrase(f"norms.evidence.counted_{tables.industrial_people}"))
    if not readings:
        return Measured(why="no_region_of_kind", evidence=tuple(evidence))
    return Measured(readings=readings, lacking=tuple(lacking), evidence=tuple(evidence))


def blocks_of(tables: AuditedTables, clause: Clause) -> pd.DataFrame:
    """Return the blocks of the area of a clause; those of which nobody says it are among them."""
    areas = areas_of(tables) if clause.scope.area else {}
    if not areas:
        return tables.blocks
    own = columns.districts_of(tables.blocks, "community")
    kept = [areas.get(each) in {clause.scope.area, None} if each else True for each in own]
    return tables.blocks[kept]


def _bounds(numbers: list[Fraction | None], inside: NDArray[np.bool_], evaluated: NDArray[np.bool_]) -> Reading | None:
    """Return between what the share lies: blocks without a number and not evaluated may be either way."""
    within = sum_of(n for n, i in zip(numbers, inside, strict=True) if i)
    unsure = sum_of(n for n, e in zip(numbers, evaluated, strict=True) if not e)
    total = sum_of(numbers)
    if not total:
        return None
    unsaid = np.array([n is None for n in numbers])
    low, high = hundredths(within, total), hundredths(within + unsure, total)
    if (unsaid & ~inside).any():
        low = Fraction(0)
    if (unsaid & (inside | ~evaluated)).any():
        high = Fraction(100) if within + unsure == total else _BELOW_ALL
    return Reading(name="", low=low, high=high)


def _straight_words(
    blocks: pd.DataFrame,
    centers: pd.DataFrame,
    numbers: list[Fraction | None],
    walks: pd.DataFrame,
    far_m: float,
) -> list[Words]:
    """Return how many would be within by the straight line, and how much longer the walks within are."""
    placed = np.flatnonzero(blocks["x_m"].notna().to_numpy())
    standing = centers[centers["x_m"].notna().to_numpy()]
    near = np.zeros(len(blocks), bool)
    if len(standing):
        places = _points(blocks.iloc[placed])
        found = shapely.STRtree(_points(standing)).query(places, predicate="dwithin", distance=far_m)
        near[placed[found[0]]] = True
    total = sum_of(numbers)
    straight = sum_of(n for n, is_near in zip(numbers, near, strict=True) if is_near)
    share = Figure(value=float(straight / total), precision="other_share")
    best = walks.sort_values("walk_mm", kind="stable").drop_duplicates("block_id")
    detour = _detour(blocks, centers, best)
    return [phrase("norms.evidence.straight", share=share, detour=Figure(value=detour, precision="hundredth"))]


def _detour(blocks: pd.DataFrame, centers: pd.DataFrame, best: pd.DataFrame) -> float | None:
    """Return the median of how many times longer a walk is than the straight line to the same center."""
    block, center = (table.set_index(f"{kind}_id") for kind, table in (("block", blocks), ("center", centers)))
    rows = best[best["block_id"].isin(block.index)]
    dx, dy = (
        block.loc[rows["block_id"], axis].to_numpy() - center.loc[rows["center_id"], axis].to_numpy()
        for axis in ("x_m", "y_m")
    )
    straight = np.hypot(dx, dy)
    there = straight > 1.0
    return float(np.median(rows["walk_mm"].to_numpy()[there] / 1000 / straight[there])) if there.any() else None


def _nearest(tables: AuditedTables, blocks: pd.DataFrame, centers: pd.DataFrame) -> list[str | None]:
    """Return the nearest center of each block: by its walk, where none is in reach straight; None without a place."""
    own = tables.walks[tables.walks["center_id"].isin(set(centers["center_id"]))]
    best = own.sort_values(["walk_mm", "center_id"], kind="stable").drop_duplicates("block_id")
    by_walk = dict(zip(best["block_id"], best["center_id"], strict=True))
    placed = centers[centers["x_m"].notna().to_numpy()]
    there = blocks["x_m"].notna().to_numpy()
    straight: list[str | None] = [None] * len(blocks)
    if len(placed):
        ids = placed["center_id"].tolist()
        found = shapely.STRtree(_points(placed)).nearest(_points(blocks[there]))
        for at, which in zip(np.flatnonzero(there), found, strict=True):
            straight[at] = ids[which]
    return [by_walk.get(block_id, otherwise) for block_id, otherwise in zip(blocks["block_id"], straight, strict=True)]


def _points(table: pd.DataFrame) -> NDArray[np.object_]:
    points: NDArray[np.object_] = shapely.points(table["x_m"].to_numpy(float), table["y_m"].to_numpy(float))
    return points
