"""What else the map can be looked at by: a tier of centers, a service, a group, and sub-districts seen from afar.

Each look judges the blocks of the plan anew; its figures are those of the tables of the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import tables
from circles.answers.marks import mark_of
from circles.answers.rate_names import rate_name
from circles.figures import Figure, shown_minutes
from circles.phrases import joined, phrase
from circles.publish import packed_geometry, payload_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circles.answers.plan import Plan
    from circles.phrases import Words

_VERDICTS = (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
_INSIDE, _OUTSIDE, _UNKNOWN = range(3)
_COMPLETE = {"complete": _INSIDE, "incomplete": _OUTSIDE}

CLASSES = (50, 70, 85, 95)
"""Per cent from which a sub-district is drawn as covered more."""


def looks(plan: Plan) -> dict[str, Any] | None:
    """Return the further looks of a plan and its sub-districts, None where there is neither.

    Each of `views` has its `kind` (tier, service, services, group), `name`, `verdict` (0 inside, 1 outside, 2 unknown)
    and `minutes` of each block, its `rate` and a `line` of figures, and `walk`, how far people go. `districts` are
    those of more than one sub-district, in a large city else squares without a name (`cells`).
    """
    views = [*_tiers(plan), *_services(plan), *_groups(plan)]
    districts = _districts(plan) or _cells(plan)
    return {"views": views, "districts": districts} if views or districts else None


def _tiers(plan: Plan) -> Iterator[dict[str, Any]]:
    judged, accounts = plan.tiers, plan.tier_accounts
    if judged is None or accounts is None:
        return
    base = plan.district_base
    ids = plan.blocks["block_id"]
    rows = accounts[accounts["base"] == base].set_index("tier").to_dict("index")
    for tier in plan.scenario.tiers:
        own = judged[judged["tier"] == tier.name].set_index("block_id").reindex(ids)
        parts = [rows[tier.name][name] for name in ("inside", "outside", "not_evaluated")]
        yield {
            **_judged("tier", tier.name, own, plan.scenario.uneven_limits),
            "walk": _metres(tier.limit_mm(plan.scenario.speed_m_per_h) / 1000),
            **_figures(plan, "tier", base, parts, rows[tier.name]["coverage_rate"]),
        }


def _groups(plan: Plan) -> Iterator[dict[str, Any]]:
    if plan.services is None or not len(plan.services.groups):
        return
    accounts = plan.services.groups
    for row in accounts[accounts["area"] == "all"].to_dict("records"):
        group = row["group"]
        of_group = plan.services.group_blocks
        own = of_group[of_group["group"] == group].set_index("block_id").reindex(plan.blocks["block_id"])
        view = _judged("group", phrase(f"services.groups.{group}"), own, plan.scenario.uneven_limits)
        unclear = group in plan.services.groups_cannot_tell
        if unclear:
            view = {**view, "verdict": [_UNKNOWN] * len(own), "minutes": [None] * len(own)}
        known = row["total"] == row["total"]
        parts = [row[name] for name in ("inside", "outside", "not_evaluated")] if known and not unclear else None
        yield {
            **view,
            "walk": _metres(row["limit_m"]),
            **_figures(plan, "group", "people", parts, row["coverage_rate"], verdict=view["verdict"]),
        }


def _services(plan: Plan) -> Iterator[dict[str, Any]]:
    told = plan.services
    if told is None or told.required is None:
        return
    account = told.account[told.account["area"] == "all"].set_index("base").to_dict("index")
    base = "people" if "people" in account else "blocks"
    row = account[base]
    unclear = row["cannot_tell"] + row["not_evaluated"]
    said = [_COMPLETE.get(each, _UNKNOWN) for each in plan.blocks["services_verdict"]]
    whole = _figures(
        plan, "services", base, [row["complete"], row["incomplete"], unclear], _share(row["complete"], row["total"])
    )
    yield {"kind": "services", "name": told.required.title, "verdict": said, "minutes": None, "walk": "", **whole}
    by_service = told.services.set_index("service").to_dict("index")
    for service, verdict in _each_service(plan, told.required.services).items():
        counted = by_service[service]
        parts = None
        if base == "people":
            has, lacks = counted["people_with"], counted["people_without"]
            parts = [has, lacks, (round(row["total"] * 1000) - round(has * 1000) - round(lacks * 1000)) / 1000]
        rate = None if parts is None else _share(parts[0], row["total"])
        figures = _figures(plan, "service", base, parts, rate, verdict=verdict)
        yield {"kind": "service", "name": service, "verdict": verdict, "minutes": None, "walk": "", **figures}


def _each_service(plan: Plan, services: tuple[str, ...]) -> dict[str, list[int]]:
    """Return of each service whether each block has it, lacks it, or that cannot be told."""
    columns = ("services_verdict", "services_missing", "services_unclear")
    patterns, row = np.unique(plan.blocks[list(columns)].astype(str).to_numpy(str), axis=0, return_inverse=True)
    told = []
    for verdict, missing, unclear in patterns.tolist():
        lacking, open_ones = _named_in(missing, services), _named_in(unclear, services)
        told.append(
            [
                _UNKNOWN if not verdict or each in open_ones else _OUTSIDE if each in lacking else _INSIDE
                for each in services
            ]
        )
    codes = np.array(told, np.int64).reshape(-1, len(services))[row.reshape(-1)]
    return {service: codes[:, column].tolist() for column, service in enumerate(services)}


def _named_in(said: str, services: tuple[str, ...]) -> frozenset[str]:
    """Return the services that a cell names: they stand in the order of the list, joined as cells of tables are."""
    found, rest = set(), said
    for service in services:
        for joint in ("、", "; "):
            if rest == service or rest.startswith(service + joint):
                found.add(service)
                rest = rest[len(service + joint) :]
                break
    return frozenset(found)


def _judged(kind: str, name: Words, own: pd.DataFrame, limits: Sequence[float]) -> dict[str, Any]:
    minutes = [
        None if value != value else shown_minutes(value, limits)  # noqa: PLR0124 NaN
        for value in own["minutes"].tolist()
    ]
    return {"kind": kind, "name": name, "verdict": list(map(_VERDICTS.index, own["verdict"])), "minutes": minutes}


def _figures(
    plan: Plan, kind: str, base: str, parts: list[float] | None, rate: float | None, *, verdict: list[int] | None = None
) -> dict[str, Any]:
    """Return rate and figures of a look, in blocks and without a rate where its people are not known."""
    if parts is None:
        base, rate = "blocks", None
        parts = [float((verdict or []).count(code)) for code in range(3)]
    area: dict[str, Any] = {"precision": "hundredth", "per": 1e6} if base == "land_m2" else {"precision": "count"}
    unit = phrase(f"unit.{base}")
    told = {
        f"part_{number}": joined([phrase(f"map.look.{kind}_{number}"), Figure(value=value, unit=unit, **area)], " ")
        for number, value in enumerate(parts)
    }
    counted = joined([phrase(f"base.{base}"), mark_of(plan.study, base)])
    shown = None if rate is None or rate != rate else Figure(value=rate, precision="covered_share")  # noqa: PLR0124 NaN
    return {"rate": shown, "line": phrase("looks.line", base=counted, **told)}


def _share(part: float, total: float) -> float | None:
    return part / total if total else None


def _metres(limit_m: float) -> Words:
    return phrase("looks.walk", metres=Figure(value=limit_m))


def _districts(plan: Plan) -> dict[str, Any] | None:
    """Return each block's sub-district, and its rate, class and a place for its name; None of fewer than two."""
    base = plan.district_base
    rows = plan.districts
    rows = rows[(rows["level"] == "subdistrict") & (rows["base"] == base) & (rows["subdistrict"] != "")]
    if len(rows) < 2:
        return None
    above = [name for name in (tables.COUNTY, "subdistrict") if name in plan.blocks]
    keys = list(zip(*(plan.blocks[name].fillna("").astype(str) for name in above), strict=True))
    place_of = {key: row for row, key in enumerate(zip(*(rows[name] for name in above), strict=True))}
    of = [place_of.get(key) for key in keys]
    return {
        "of": of,
        "name": rows["subdistrict"].tolist(),
        "rate": [Figure(value=rate, precision="covered_share") for rate in rows["coverage_rate"].tolist()],
        "rate_name": rate_name(base, plan.scenario),
        "class": [_class_of(row) for row in rows.to_dict("records")],
        "classes": [_class_words(number) for number in range(len(CLASSES) + 1)],
        **_places(plan, of, len(rows)),
    }


def _cells(plan: Plan) -> dict[str, Any] | None:
    """Return the squares of a large city in the place of sub-districts that nobody names."""
    found = payload_cells.cells(plan)
    if found is None:
        return None
    count = len(found["total"])
    return {
        "cells": True,
        "of": found["of"],
        "name": [""] * count,
        "rate": [""] * count,
        "rate_name": found["rate_name"],
        "class": [_class_in(*each) for each in zip(found["inside"], found["total"], strict=True)],
        "classes": [_class_words(number) for number in range(len(CLASSES) + 1)],
        "x": [None] * count,
        "y": [None] * count,
    }


def _class_of(row: dict[Any, Any]) -> int | None:
    return _class_in(*(round(row[name] * 1000) for name in ("inside", "total")))


def _class_in(inside: int, total: int) -> int | None:
    return sum(100 * inside >= limit * total for limit in CLASSES) if total else None


def _class_words(number: int) -> Words:
    limits = [Figure(value=each / 100, precision="rough_share") for each in CLASSES]
    if number == 0:
        return phrase("looks.below", high=limits[0])
    return (
        phrase("looks.from", low=limits[number - 1])
        if number == len(CLASSES)
        else phrase("looks.between", low=limits[number - 1], high=limits[number])
    )


def _places(plan: Plan, of: list[int | None], count: int) -> dict[str, list[int | None]]:
    """Return for each sub-district a place on the block that is nearest to the middle of its blocks."""
    points = packed_geometry.packed_points(plan.blocks.geometry.to_numpy())
    table = pd.DataFrame({"district": of, "x": points["x"], "y": points["y"]}, dtype="Float64").dropna()
    middle = table.groupby("district")[["x", "y"]].transform("mean")
    table["far"] = ((table[["x", "y"]] - middle) ** 2).sum(axis=1)
    nearest = table.sort_values("far", kind="stable").drop_duplicates("district").set_index("district")
    found = nearest.reindex(range(count))
    return {axis: [None if pd.isna(value) else int(value) for value in found[axis]] for axis in ("x", "y")}
