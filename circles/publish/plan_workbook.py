"""A plan as a workbook for people: its blocks in words, what each column means, the gaps, the account by sub-district.

The same figures as in ``blocks.csv``, rounded as they are shown everywhere. Headings and values are in the language of
the result; what is a number stays one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import integers, named_rows, tables, texts
from circles.answers.demand_words import delivery_words
from circles.answers.marks import label_mark
from circles.answers.repeats import notes_of_blocks
from circles.figures import Figure, shown_minutes
from circles.phrases import joined, phrase, text_of
from circles.publish.own_columns import own_columns_of
from circles.publish.payload_doubt import doubt_cells
from circles.publish.payload_edge import open_columns
from circles.publish.payload_sections import blocks_made
from circles.publish.plain_workbook import SheetColumn, Style, free_heading, workbook_bytes
from circles.publish.plan_workbook_audit import absent_parts, audit_sheets
from circles.publish.plan_workbook_communities import communities_sheet
from circles.publish.plan_workbook_guide import guide_sheet
from circles.publish.plan_workbook_ranking import ranking_sheets
from circles.publish.plan_workbook_summary import base_heading, summary_sheet
from circles.publish.plan_workbook_usage import usage_sheets
from circles.publish.told_sheet import ToldSheet
from circles.service_lists import BLOCK_SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies

MOST_BLOCKS = 100_000
"""So many rows are listed, those most in need of a look; more open too slowly to be of use to anybody."""

_VERDICTS = (tables.OUTSIDE, tables.NOT_EVALUATED, tables.INSIDE)
_TINTS: Mapping[str, Style] = {tables.OUTSIDE: "outside", tables.NOT_EVALUATED: "unknown"}
_KEPT_IN_SIGHT = 2


def plan_workbook(
    plan: Plan,
    *,
    lang: str,
    most: int = MOST_BLOCKS,
    audit: Audit | None = None,
    remedies: Remedies | None = None,
) -> bytes:
    """Return the workbook of a plan in `lang`; the same plan gives the same bytes.

    Sheets: the blocks, outside first and among them by people; a guide to its columns, with sources and method;
    the gaps; the account by sub-district; the communities; districts in their order, a sheet for each level; of an
    audit its clauses and claims, of remedies the measures. The guide tells of each sheet the columns that stand on it.

    Parameters
    ----------
    plan : Plan
        Columns of its blocks that are not the tool's own come last, under their own headings.
    lang : str
        ``zh`` or ``en``.
    most : int
        Rows of blocks that are listed; the guide says where that is not all.
    audit : Audit, optional
        Of the plan: what it found in each community stands on the sheet of communities.
    remedies : Remedies, optional
        Of the plan.
    """
    # Numbered by their places in the plan, where own columns and the labels of rows are taken from.
    ordered = neediest_first(plan.blocks.reset_index(drop=True))
    listed = ordered.iloc[:most]
    blocks = ToldSheet(
        name=texts.say("workbook.sheet.made" if blocks_made(plan) else "workbook.sheet.blocks", lang),
        about="",
        family="workbook.means.",
        columns=dict(_named(_block_columns(plan, listed, lang))),
        kept=_KEPT_IN_SIGHT,
    )
    communities = communities_sheet(plan, lang, audit=audit)
    others = [
        _gaps_sheet(plan, lang),
        summary_sheet(plan, lang),
        *([] if communities is None else [communities]),
        *ranking_sheets(plan, lang),
        *usage_sheets(plan, lang),
        *audit_sheets(audit, remedies, lang),
    ]
    absent = absent_parts(audit, remedies)
    guide = guide_sheet(plan, blocks, others, lang, listed=len(listed), absent=absent)
    return workbook_bytes((blocks.table, guide, *(sheet.table for sheet in others)))


def neediest_first(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `blocks` as a clerk looks through them.

    Outside, then not evaluated, then inside; of one verdict most people first and unknown last, then the longest walk
    (no path before any), then `block_id`.
    """
    order = np.lexsort(
        (
            blocks["block_id"].astype(str).to_numpy(dtype=object),
            -blocks["minutes"].fillna(np.inf).to_numpy(),
            -blocks["population"].fillna(-1.0).to_numpy(),
            np.array([_VERDICTS.index(verdict) for verdict in blocks["verdict"]], dtype=np.int64),
        )
    )
    return blocks.iloc[order]


def _named(columns: Iterable[tuple[str, SheetColumn]]) -> Iterator[tuple[str, SheetColumn]]:
    """Yield the columns that hold anything, each under a heading that no other has; an own one has no name of ours."""
    taken: list[str] = []
    always = {"block_id", "name", "verdict", "reason", "minutes", "walk_m", "center_name", "center_id"}
    for name, column in columns:
        if name not in always and all(cell is None or cell == "" for cell in column.cells):
            continue
        heading = free_heading(column.heading, taken)
        taken.append(heading)
        yield name, SheetColumn(heading=heading, cells=column.cells, style=column.style, tints=column.tints)


def _block_columns(plan: Plan, blocks: gpd.GeoDataFrame, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    """Yield every column of the blocks by its name; own columns are named ``own`` and a number."""

    def column(name: str, cells: list[Any], style: Style = "plain", **more: Any) -> tuple[str, SheetColumn]:
        return name, SheetColumn(heading=texts.say(f"workbook.column.{name}", lang), cells=cells, style=style, **more)

    said = {verdict: texts.say(f"verdict.{verdict.replace(' ', '_')}", lang) for verdict in _VERDICTS}
    names = named_rows.called(plan.centers, "center", lang)
    nearest = _texts(blocks["center_id"])
    points = shapely.point_on_surface(blocks.geometry.to_numpy())
    yield column("block_id", _texts(blocks["block_id"]))
    yield column("name", _texts(blocks["name"]))
    for level in tables.LEVELS:
        yield column(level, _texts(blocks[level]) if level in blocks else [])
    settlements = _texts(blocks[tables.URBAN_RURAL]) if tables.URBAN_RURAL in blocks else []
    yield column(tables.URBAN_RURAL, [texts.say(f"settlement.{each}", lang) if each else "" for each in settlements])
    delivered = _texts(blocks[tables.DELIVERED]) if tables.DELIVERED in blocks else []
    yield column("delivered", [text_of(delivery_words(day), lang) if day else "" for day in delivered])
    yield column(
        "verdict",
        [said[verdict] for verdict in blocks["verdict"]],
        tints={said[verdict]: tint for verdict, tint in _TINTS.items()},
    )
    yield column("reason", _reasons(blocks, lang))
    yield column("minutes", minutes_cells(blocks["minutes"], plan.scenario.uneven_limits), "tenth")
    yield column(
        "walk_m", [(walk + 500) // 1000 if walk >= 0 else None for walk in blocks["walk_mm"].tolist()], "whole"
    )
    center = texts.say("workbook.column.center_name", lang) + text_of(label_mark(plan.study.centers_label), lang)
    yield "center_name", SheetColumn(heading=center, cells=[names.get(each, "") for each in nearest])
    yield column("center_id", nearest)
    yield column("gate_id", _texts(blocks["gate_id"]))
    yield column("snap_m", [None if snap != snap else round(snap) for snap in blocks["snap_m"].tolist()], "whole")  # noqa: PLR0124 NaN
    yield from _edge_columns(plan, blocks, lang)
    for name, cells in doubt_cells(blocks, lang).items():
        yield column(name, cells)
    yield column("gap_id", [None if gap is None else int(gap) for gap in _or_none(blocks["gap_id"])])
    for name in BLOCK_SERVICES:
        yield column(name, *_service_cells(blocks, name, lang))
    yield from _counted_columns(plan, blocks, lang)
    yield column("lon", _numbers(integers.rounded_degrees(shapely.get_x(points)).tolist()), "degrees")
    yield column("lat", _numbers(integers.rounded_degrees(shapely.get_y(points)).tolist()), "degrees")
    notes = notes_of_blocks(plan.blocks)
    said_of = {str(plan.blocks["block_id"].iloc[row]): text_of(words, lang) for row, words in notes.items()}
    yield column("repeats", [said_of.get(each, "") for each in _texts(blocks["block_id"])])
    yield column("merged", _texts(blocks["merged"]) if "merged" in blocks else [])
    own = own_columns_of(plan.blocks, "blocks")
    for number, name in enumerate(own.columns):
        yield f"own {number}", SheetColumn(heading=str(name), cells=_own_cells(own[name].iloc[blocks.index]))


def _reasons(blocks: gpd.GeoDataFrame, lang: str) -> list[str]:
    """Return why each block is not inside; of one on streets without connection, how many metres these have."""
    metres = blocks["island_m"].tolist() if "island_m" in blocks else [np.nan] * len(blocks)
    return [
        text_of(phrase("reason.island_of", metres=Figure(value=length)), lang)
        if length == length  # noqa: PLR0124 NaN
        else texts.say(f"reason.{each}", lang)
        if each
        else ""
        for each, length in zip(_texts(blocks["reason"]), metres, strict=True)
    ]


def _edge_columns(plan: Plan, blocks: gpd.GeoDataFrame, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    """Yield whose verdict the edge of the data leaves open, and the least walk; without cells where it is not known."""
    told = open_columns(blocks, plan.scenario)
    least = [None if minutes is None else float(minutes) for minutes in told["minutes_low"] or []]
    depends = {each: texts.say("center_said.yes" if each else "center_said.no", lang) for each in (True, False)}
    edge = [depends[bool(each)] for each in blocks["edge"]] if told["open"] else []
    yield "edge", SheetColumn(heading=texts.say("workbook.column.edge", lang), cells=edge)
    yield "minutes_low", SheetColumn(heading=texts.say("workbook.column.minutes_low", lang), cells=least, style="tenth")


def _service_cells(blocks: gpd.GeoDataFrame, name: str, lang: str) -> tuple[list[Any], Style]:
    """Return a column of services as cells: the verdict in words, a share in whole per cent of what is there."""
    if name not in blocks:
        return [], "plain"
    if name == "services_verdict":
        return [texts.say(f"services.verdict.{each}", lang) if each else "" for each in blocks[name]], "plain"
    if name in {"services_missing", "services_unclear"}:
        return _texts(blocks[name]), "plain"
    return _numbers([round(value, 3) for value in blocks[name].tolist()]), "plain"


def _counted_columns(plan: Plan, blocks: gpd.GeoDataFrame, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    """Yield people, their groups, dwellings and land, headed as they are called everywhere, with their mark."""
    counted = {"people": "population", **{group: group for group in tables.PEOPLE_GROUPS}, "dwellings": "dwellings"}
    for base, name in counted.items():
        heading = base_heading(plan.study, base, lang)
        cells = _numbers(blocks[name].tolist()) if name in blocks else []
        yield base, SheetColumn(heading=heading, cells=cells, style="whole")
    yield (
        "land",
        SheetColumn(
            heading=texts.say("workbook.column.land", lang), cells=_numbers(blocks["land_m2"].tolist()), style="whole"
        ),
    )


def _gaps_sheet(plan: Plan, lang: str) -> ToldSheet:
    """Return the gaps in the order of their numbers, with the names of their blocks."""
    gaps = plan.gaps
    outside = plan.blocks[plan.blocks["gap_id"].notna()]
    names = _names_by_gap(outside)
    centers = named_rows.called(plan.centers, "center", lang)
    people = base_heading(plan.study, "people", lang)
    numbers = [int(number) for number in gaps["gap_id"]]
    subdistricts, center_ids = (_first_by_gap(outside, column) for column in ("subdistrict", "center_id"))
    columns = {
        "gap.number": SheetColumn(heading="", cells=numbers),
        "column.subdistrict": SheetColumn(heading="", cells=[subdistricts.get(each, "") for each in numbers]),
        "column.center_name": SheetColumn(
            heading="", cells=[centers.get(center_ids.get(each, ""), "") for each in numbers]
        ),
        "gap.count": SheetColumn(heading="", cells=gaps["blocks"].tolist(), style="whole"),
        "people": SheetColumn(heading=people, cells=_numbers(gaps["population"].tolist()), style="whole"),
        "column.land": SheetColumn(heading="", cells=_numbers(gaps["land_m2"].tolist()), style="whole"),
        "gap.worst": SheetColumn(
            heading="", cells=minutes_cells(gaps["worst_minutes"], plan.scenario.uneven_limits), style="tenth"
        ),
        "gap.no_path": SheetColumn(heading="", cells=gaps["no_path_blocks"].tolist(), style="whole"),
        "gap.names": SheetColumn(
            heading="",
            cells=[text_of(joined(names.get(each, []), phrase("check.joint")), lang) for each in numbers],
        ),
    }
    named = {
        key.rpartition(".")[2]: SheetColumn(
            heading=column.heading or texts.say(f"workbook.{key}", lang), cells=column.cells, style=column.style
        )
        for key, column in columns.items()
        if not column.cells or any(cell not in {None, ""} for cell in column.cells)
    }
    return ToldSheet(
        name=texts.say("workbook.sheet.gaps", lang),
        about=texts.say("workbook.guide.gaps", lang),
        family="workbook.gap_means.",
        columns=named,
    )


def _names_by_gap(outside: gpd.GeoDataFrame) -> dict[int, list[str]]:
    """Return the blocks of each gap by name, by id where one has none, most people first."""
    ordered = neediest_first(outside)
    names: dict[int, list[str]] = {}
    for number, name, block_id in zip(
        ordered["gap_id"].tolist(), _texts(ordered["name"]), _texts(ordered["block_id"]), strict=True
    ):
        names.setdefault(int(number), []).append(name or block_id)
    return names


def _first_by_gap(outside: gpd.GeoDataFrame, column: str) -> dict[int, str]:
    """Return what the first block of each gap says in a column, nothing where there is no such column."""
    if column not in outside:
        return {}
    said = zip(outside["gap_id"].tolist(), _texts(outside[column]), strict=True)
    return {int(number): text for number, text in reversed(list(said))}


def minutes_cells(minutes: pd.Series, limits: Sequence[float]) -> list[float | None]:
    """Return minutes as they are shown everywhere, None where there is no walk."""
    return [
        None if value != value else float(shown_minutes(value, limits))  # noqa: PLR0124 NaN
        for value in minutes.tolist()
    ]


def _own_cells(values: pd.Series) -> list[object]:
    """Return a column of a list as cells: numbers as numbers, dates and all else as text."""
    plain = (int, float, bool, str)
    return [None if cell is None else cell if isinstance(cell, plain) else str(cell) for cell in _or_none(values)]


def _or_none(values: pd.Series) -> list[Any]:
    missing = values.isna().to_numpy()
    return [None if gone else value for value, gone in zip(values.tolist(), missing, strict=True)]


def _texts(values: pd.Series) -> list[str]:
    return ["" if value is None else str(value) for value in _or_none(values)]


def _numbers(values: list[float]) -> list[float | int | None]:
    """Return numbers, whole ones without a decimal, None where unknown."""
    return [None if each != each else int(each) if each == int(each) else each for each in values]  # noqa: PLR0124 NaN
