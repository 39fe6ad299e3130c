"""A study, and a plan of it, as the tables that norms are measured on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, named_rows, network, tables
from circles.center_list import are_placed, communities_meant, community_key, in_use, listed_parts
from circles.norms.audited_tables import AuditedTables, exact, fold, is_any_unknown, services_of, sum_of
from circles.norms.vocabulary import rules
from circles.settlements import are_unasked
from circles.tables import District
from circles.workflows.streets_attached import attached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.planning_study import Scenario, Study

_WALKS = ("block_id", "center_id", "walk_mm")


def tables_of_study(study: Study, blocks: gpd.GeoDataFrame | None = None) -> AuditedTables:
    """Return the tables of a study, without any walk.

    Parameters
    ----------
    study : Study
        What is audited.
    blocks : GeoDataFrame, optional
        Its blocks as a plan has them, with land and verdicts.
    """
    judged = study.blocks.assign(verdict=tables.NOT_EVALUATED) if blocks is None else blocks
    known = _communities(study, judged)
    place = _place(study)
    own_blocks = _blocks(judged, study.metric_crs).assign(**_regions(study, judged))
    return AuditedTables(
        blocks=own_blocks,
        centers=_centers(study, known),
        walks=pd.DataFrame(columns=list(_WALKS)).astype({"walk_mm": np.int64}),
        communities=known,
        subdistricts=_subdistricts(study, judged),
        reach_mm=0,
        speed_m_per_h=study.scenario.speed_m_per_h,
        area_km2=None if place is None else _exact(shapely.area(place) / 1e6),
        regions=_facts_of_regions(study, own_blocks),
        industrial_people=study.industrial_people,
    )


def tables_of_plan(
    plan: Plan, *, reach_mm: int, with_streets: bool = False, with_closed: bool = False
) -> AuditedTables:
    """Return the tables of a plan, with every walk within a reach.

    Parameters
    ----------
    plan : Plan
        What is audited.
    reach_mm : int
        The longest walk that a clause asks for; within the limit of the plan its own walks are taken.
    with_streets : bool
        Whether the streets of the study area are measured.
    with_closed : bool
        Whether walks to centers that closed on a day that is said are looked for too.
    """
    reach = max(reach_mm, plan.scenario.limit_mm)
    return replace(
        tables_of_study(plan.study, plan.blocks),
        walks=_walks(plan, reach, with_closed=with_closed),
        reach_mm=reach,
        speed_m_per_h=plan.scenario.speed_m_per_h,
        street_km=_street_km(plan) if with_streets else None,
    )


def _walks(plan: Plan, reach_mm: int, *, with_closed: bool) -> pd.DataFrame:
    centers, blocks = plan.study.centers, plan.study.blocks
    is_open = (centers["status"] == "open").to_numpy()
    walked = _used(centers, plan.scenario) if with_closed else is_open
    if reach_mm <= plan.scenario.limit_mm and not (walked & ~is_open).any():
        return plan.walks[list(_WALKS)].reset_index(drop=True)
    on_streets = attached(plan.study, plan.scenario)
    opened = centers.loc[walked, "center_id"]
    center, block, walk_mm = network.walk_pairs(
        on_streets.walk_network,
        on_streets.attachments,
        center_ids=opened,
        block_ids=blocks["block_id"],
        bound_mm=reach_mm,
    )
    ids = blocks["block_id"].to_numpy(object)[block], opened.to_numpy(object)[center]
    return pd.DataFrame(dict(zip(_WALKS, (*ids, walk_mm), strict=True)))


def _used(centers: gpd.GeoDataFrame, scenario: Scenario) -> NDArray[np.bool_]:
    """Return which centers are open, or were until a day that the list says."""
    found: NDArray[np.bool_] = (centers["status"] == "open").to_numpy() | in_use(
        centers,
        renovating_counts=scenario.renovating_counts,
        planned_counts=scenario.planned_counts,
        on_a_day=True,
    )
    return found


def _blocks(blocks: gpd.GeoDataFrame, plane: str) -> pd.DataFrame:
    places = _middles(blocks, plane)
    kept = ["block_id", "name", "population", "dwellings"]
    kept += [name for name in ("land_m2", *tables.LEVELS) if name in blocks]
    land = {} if "land_m2" in blocks else {"land_m2": _land(blocks, plane)}
    table = pd.DataFrame(blocks[kept]).reset_index(drop=True)
    # Every clause asks for these numbers: they are read once.
    read = {name: [exact(value) for value in table[name]] for name in ("population", "dwellings")}
    table = table.assign(**{name: np.array([*numbers, None], dtype=object)[:-1] for name, numbers in read.items()})
    judged = (blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    # A clause has its own walk: whom the study gives no verdict is judged by that.
    unasked = are_unasked(blocks) if "reason" in blocks else False
    return table.assign(evaluated=judged | unasked, unasked=unasked, x_m=places[:, 0], y_m=places[:, 1], **land)


def _regions(study: Study, blocks: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return the region of each block, by its representative point; empty in none."""
    if study.regions is None:
        return {}
    found = np.full(len(blocks), "", dtype=object)
    placed = np.flatnonzero(blocks.geometry.notna().to_numpy())
    points = shapely.point_on_surface(blocks.geometry.to_numpy()[placed])
    names = study.regions["region"].to_numpy(object)
    for at, which in zip(*shapely.STRtree(study.regions.geometry.to_numpy()).query(points, "covered_by"), strict=True):
        # Where two cover a point it is of the first by name.
        found[placed[at]] = min(found[placed[at]] or names[which], names[which])
    return {"region": found}


def _facts_of_regions(study: Study, blocks: pd.DataFrame) -> pd.DataFrame | None:
    """Return what is known of each region: who works there by its layer, else by its blocks where each says it."""
    if study.regions is None:
        return None
    facts = pd.DataFrame({"region": study.regions["region"].astype(str).to_numpy(object)})
    known = _known_columns(pd.DataFrame(study.regions.drop(columns="geometry")), "regions")
    facts = facts.assign(**{name: known[name] for name in ("kind", "workers") if name in known})
    own = _known_columns(pd.DataFrame(study.blocks.drop(columns="geometry")), "regions").get("workers")
    if own is None:
        return facts
    said = dict(zip(study.blocks["block_id"], own, strict=True))
    of_blocks: dict[str, list[Fraction | None]] = {}
    for block_id, region in zip(blocks["block_id"], blocks["region"], strict=True):
        of_blocks.setdefault(region, []).append(exact(said.get(block_id)))
    by_layer = facts["workers"] if "workers" in facts else [""] * len(facts)
    workers = [
        layer if exact(layer) is not None else _sum_of(of_blocks.get(region, []))
        for region, layer in zip(facts["region"], by_layer, strict=True)
    ]
    return facts.assign(workers=pd.Series(workers, dtype=object))


def _sum_of(numbers: list[Fraction | None]) -> Fraction | None:
    """Return the sum of numbers that are all known, None of none."""
    return None if not numbers or is_any_unknown(numbers) else sum_of(numbers)


def _land(blocks: gpd.GeoDataFrame, plane: str) -> NDArray[np.float64]:
    areas = blocks.geometry.to_crs(plane).area.to_numpy()
    found: NDArray[np.float64] = np.where(areas > 0, integers.to_thousandth(areas), np.nan)
    return found


def _centers(study: Study, communities: pd.DataFrame) -> pd.DataFrame:
    centers = study.centers
    places = _middles(centers, study.metric_crs)
    own = _known_columns(centers, "centers")
    named = _named_communities(centers, communities)
    around = _communities_around(study, centers)
    by_name = np.array([bool(each) for each in named])
    both = [one or other for one, other in zip(named, around, strict=True)]
    columns: dict[str, Any] = {
        "center_id": centers["center_id"].to_numpy(object),
        "name": centers["name"].fillna("").to_numpy(object),
        "called": list(named_rows.called(centers, "center", study.lang).values()),
        "open": (centers["status"] == "open").to_numpy(),
        "used": _used(centers, study.scenario),
        "x_m": places[:, 0],
        "y_m": places[:, 1],
        "by_name": by_name,
        **own,
    }
    for name in ("subdistrict", "opens", "closes", "site_id"):
        if name in centers:
            columns[name] = centers[name].fillna("").to_numpy(object)
    table = pd.DataFrame(columns)
    table["communities"] = pd.Series(both, index=table.index, dtype=object)
    if "services" in table:  # read once for all clauses
        table["services"] = pd.Series(list(map(services_of, table["services"])), index=table.index, dtype=object)
    return table


def _known_columns(table: pd.DataFrame, kind: str) -> dict[str, NDArray[Any]]:
    """Return the columns of ``fields.toml`` that a table has, under their own name or a heading that means them."""
    headings = {fold(_bare(str(name))): name for name in table.columns}
    found: dict[str, NDArray[Any]] = {}
    for said in rules("fields").values():
        if said["table"] != kind:
            continue
        names = [said["column"], *said.get("headings", ())]
        there = next((headings[fold(name)] for name in names if fold(name) in headings), None)
        if there is not None:
            found[said["column"]] = table[there].to_numpy(object)
    return found


def _bare(heading: str) -> str:
    """Return a heading without the unit in brackets behind it."""
    return heading.replace("（", "(").partition("(")[0]


def _named_communities(centers: pd.DataFrame, communities: pd.DataFrame) -> list[tuple[District, ...]]:
    """Return the communities that each row of centers names; a name that several sub-districts have needs its own."""
    if "community" not in centers:
        return [()] * len(centers)
    by_name: dict[str, list[District]] = {}
    for district in communities["district"]:
        by_name.setdefault(community_key(district.name), []).append(district)
    around = centers["subdistrict"].fillna("") if "subdistrict" in centers else [""] * len(centers)
    found = []
    for said, subdistrict in zip(centers["community"].fillna(""), around, strict=True):
        own: list[District] = []
        for part in listed_parts(str(said)):
            alike = by_name.get(community_key(part), [])
            alike = [each for each in alike if not subdistrict or each.subdistrict in {"", subdistrict}]
            own += alike if len(alike) == 1 else []
        found.append(tuple(dict.fromkeys(own)))
    return found


def _communities_around(study: Study, centers: gpd.GeoDataFrame) -> list[tuple[District, ...]]:
    """Return the community whose outline each center stands in."""
    found: list[tuple[District, ...]] = [()] * len(centers)
    outlines = study.communities
    if outlines is None or not len(outlines):
        return found
    districts = tables.districts_of(outlines, "community")
    placed = np.flatnonzero(centers.geometry.notna().to_numpy())
    points = centers.geometry.to_numpy()[placed]
    for at, which in zip(*shapely.STRtree(outlines.geometry.to_numpy()).query(points, "intersects"), strict=True):
        found[placed[at]] = found[placed[at]] or (districts[which],)
    return found


def _communities(study: Study, blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the communities of the outlines, then those that only blocks name, with what is known of each."""
    listed, counted = study.communities, study.statistics
    own: list[District] = [] if listed is None else list(tables.districts_of(listed, "community"))
    named = [each for each in tables.districts_of(blocks, "community") if each is not None]
    told = _districts_of_statistics(counted, [*own, *named])
    districts = list(dict.fromkeys([*own, *sorted(named), *told]))
    placed = dict(zip(told, are_placed(_said_of(counted), [*own, *named], study.centers), strict=True))
    table = pd.DataFrame({"district": pd.Series(districts, dtype=object)})
    table["placed"] = [placed.get(each, True) for each in districts]
    if tables.URBAN_RURAL in blocks:
        table["area"] = _said_by_blocks(blocks, tables.URBAN_RURAL, districts)
    if tables.COUNTY in blocks:
        table[tables.COUNTY] = _said_by_blocks(blocks, tables.COUNTY, districts)
    for said, rows in ((listed, own), (counted, told)):
        columns = {} if said is None else _known_columns(said, "communities")
        for column, values in columns.items():
            known = dict(zip(rows, values, strict=True))
            before = table[column] if column in table else [None] * len(districts)
            values_now = [known.get(each) or old for each, old in zip(districts, before, strict=True)]
            table[column] = pd.Series(values_now, dtype=object)
    return table


def _districts_of_statistics(listed: pd.DataFrame | None, known: Sequence[District]) -> list[District]:
    """Return the community of each row of a list: one of those known where its name, or both names, mean one alone."""
    said = _said_of(listed)
    found = communities_meant(said, known)
    return [District(*(own if one is None else one)) for own, one in zip(said, found, strict=True)]


def _said_of(listed: pd.DataFrame | None) -> list[tuple[str, str]]:
    if listed is None:
        return []
    around = listed["subdistrict"] if "subdistrict" in listed else [""] * len(listed)
    return [(str(name), str(place)) for name, place in zip(listed["community"], around, strict=True)]


def _said_by_blocks(blocks: gpd.GeoDataFrame, column: str, districts: list[District]) -> pd.Series:
    """Return what the blocks of each community say in a column, where all that say anything agree."""
    said: dict[Any, set[str]] = {}
    of_blocks = zip(tables.districts_of(blocks, "community"), blocks[column].fillna(""), strict=True)
    for district, each in of_blocks:
        said.setdefault(district, set()).update({each} - {""})
    return pd.Series([min(said[each]) if len(said.get(each, ())) == 1 else None for each in districts], dtype=object)


def _subdistricts(study: Study, blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    listed = study.subdistricts
    own: Sequence[Any] = [] if listed is None else list(tables.districts_of(listed, "subdistrict"))
    named = [each for each in tables.districts_of(blocks, "subdistrict") if each is not None]
    return pd.DataFrame({"district": pd.Series(list(dict.fromkeys([*own, *sorted(named)])), dtype=object)})


def _middles(table: gpd.GeoDataFrame, plane: str) -> NDArray[np.float64]:
    """Return the middle of each shape in metres, NaN where there is none."""
    middles = table.geometry.to_crs(plane).centroid.to_numpy()
    return np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])


def _place(study: Study) -> Any:
    """Return the study area in metres: its own, else that of its districts; None where neither is known."""
    outlines: Mapping[str, gpd.GeoDataFrame | None] = {"s": study.subdistricts, "c": study.communities}
    shapes = [study.area] if study.area is not None else []
    for table in outlines.values():
        shapes = shapes or ([] if table is None else list(table.geometry))
    if not shapes:
        return None
    return shapely.union_all(gpd.GeoSeries(shapes, crs=tables.WGS84).to_crs(study.metric_crs).to_numpy())


def _street_km(plan: Plan) -> Fraction | None:
    place = _place(plan.study)
    if place is None:
        return None
    shapely.prepare(place)
    lines = plan.pieces.geometry.to_crs(plan.study.metric_crs).to_numpy()
    inside = shapely.contains_properly(place, lines)
    cut = shapely.length(shapely.intersection(lines[~inside], place)).sum()
    return _exact(float(shapely.length(lines[inside]).sum() + cut) / 1000)


def _exact(value: float) -> Fraction:
    return Fraction(round(value * 1000), 1000)
