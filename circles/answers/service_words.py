"""How a plan tells its services: what people have within the walk, each service, and the stations of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from circles.answers.plan import Plan
    from circles.answers.service_account import ServiceAccount
    from circles.phrases import Words
    from circles.service_lists import ServiceList

_PARTS = ("complete", "incomplete", "cannot_tell", "not_evaluated", "total")
_OF_SERVICE = ("centers", "people_with", "people_without", "people_unclear", "blocks_without")


def service_sections(plan: Plan) -> tuple[Section, ...]:
    """Return the account of services, a row for each service, and groups; empty where they are not asked for."""
    told = plan.services
    if told is None:
        return ()
    required = told.required
    found = [] if required is None else [_account_section(plan, told, required), _services_section(plan, told)]
    return (*found, *([_groups_section(told)] if len(told.groups) else []))


def service_facts(plan: Plan) -> dict[str, object] | None:
    """Return the account of services as plain values; None where there is none."""
    told = plan.services
    if told is None:
        return None
    required = told.required
    return {
        "list": None if required is None else required.name,
        "required": [] if required is None else list(required.services),
        "open": required is not None and required.open,
        **{
            name: getattr(told, name).to_dict("records")
            for name in ("account", "services", "clusters", "groups")
            if len(getattr(told, name))
        },
        "groups_cannot_tell": list(told.groups_cannot_tell),
    }


def services_assumed(plan: Plan) -> list[Words]:
    """Return what is taken for granted of services, where they are told."""
    told = plan.services
    if told is None:
        return []
    lines = (
        [] if told.required is None else [phrase("assumed.services", count=Figure(value=len(told.required.services)))]
    )
    return [*lines, *([phrase("assumed.service_groups")] if len(told.groups) else [])]


def _account_section(plan: Plan, told: ServiceAccount, required: ServiceList) -> Section:
    base = "people" if (told.account["base"] == "people").any() else "blocks"
    rows: list[tuple[Words, ...]] = [
        (
            phrase(f"services.areas.{row['area']}"),
            *(Figure(value=row[part], precision="count") for part in _PARTS),
        )
        for row in told.account[told.account["base"] == base].to_dict("records")
    ]
    heads = (
        Head(joined([phrase(f"services.count_{base}"), mark_of(plan.study, base)])),
        *(Head(phrase(f"services.{part}"), figures=True) for part in _PARTS),
    )
    title = phrase("services.title", list=required.title, count=Figure(value=len(required.services)))
    open_list = [Line(phrase("services.open", list=required.title))] if required.open else []
    return Section(
        name="services",
        table=Table(title=title, heads=heads, rows=tuple(rows)).without_empty,
        lines=(*open_list, *_cluster_lines(told.clusters, plan.scenario.cluster_m)),
    )


def _cluster_lines(clusters: pd.DataFrame, within_m: float) -> list[Line]:
    if not len(clusters):
        return []
    counts = {"count": Figure(value=len(clusters)), "together": Figure(value=int(clusters["together"].sum()))}
    return [Line(phrase("services.clusters", **counts, metres=Figure(value=within_m, precision="setting")))]


def _services_section(plan: Plan, told: ServiceAccount) -> Section:
    shown = [name for name in _OF_SERVICE if "people" not in name or plan.blocks["population"].notna().any()]
    rows: list[tuple[Words, ...]] = [
        (str(row["service"]), *(Figure(value=row[name], precision="count") for name in shown))
        for row in told.services.to_dict("records")
    ]
    heads = (Head(phrase("services.service")), *(Head(phrase(f"services.{name}"), figures=True) for name in shown))
    return Section(
        name="each_service", table=Table(title=phrase("services.services_title"), heads=heads, rows=tuple(rows))
    )


def _groups_section(told: ServiceAccount) -> Section:
    several = bool((told.groups["area"] != "all").any())
    rows = [
        _group_row(row, several=several, unclear=row["group"] in told.groups_cannot_tell)
        for row in told.groups.to_dict("records")
    ]
    names = ("limit", "stations", "inside", "outside", "not_evaluated", "rate", "blocks_outside")
    heads = [Head(phrase(f"services.groups.{name}"), figures=True) for name in names]
    first = [Head(phrase("services.groups.group")), *([Head(phrase("services.area"))] if several else [])]
    return Section(
        name="service_groups",
        table=Table(title=phrase("services.groups.title"), heads=(*first, *heads), rows=tuple(rows)).without_empty,
    )


def _group_row(row: dict[Hashable, Any], *, several: bool, unclear: bool) -> tuple[Words, ...]:
    """Return the row of a group, in blocks where its people are not known.

    Who has a station cannot be told where only silent centers may be one.
    """
    known = row["total"] == row["total"]
    area = [phrase(f"services.areas.{row['area']}")] if several else []
    judged: list[Words] = [
        *(Figure(value=row[name], precision="count", unknown="") for name in ("inside", "outside")),
        Figure(value=row["not_evaluated"], precision="some", unknown=""),
        Figure(value=row["coverage_rate"], precision="covered_share", unknown=""),
        "" if known else Figure(value=row["blocks_outside"], precision="count"),
    ]
    told = [phrase("services.cannot_tell"), *[""] * (len(judged) - 1)] if unclear else judged
    return (
        phrase(f"services.groups.{row['group']}"),
        *area,
        Figure(value=row["limit_m"]),
        Figure(value=row["centers"]),
        *told,
    )
