"""How answers tell of centers: the funnel from plan to use, and sites with several plates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.document import Head, Line, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.phrases import Words

_PASSED = ("listed", "begun", "built", "in_use")
_SHOWN_SITES = 10


def funnel_section(funnel: pd.DataFrame | None) -> Section:
    """Return centers by tier from plan to use, with what statuses do not explain; empty where nothing is said."""
    if funnel is None:
        return Section(name="funnel")
    columns = [str(name) for name in funnel.columns if name != "tier"]
    columns = [*_PASSED, *(name for name in columns if name not in _PASSED)]
    rows = [_row(str(row["tier"]) or phrase("funnel.no_tier"), row, columns) for _, row in funnel.iterrows()]
    total = funnel[columns].sum()
    if len(rows) > 1:
        rows.append(_row(phrase("funnel.all"), total, columns))
    elif not funnel["tier"].iloc[0]:
        rows = [_row(phrase("funnel.all"), total, columns)]
    heads = (Head(phrase("funnel.tier")), *(Head(phrase(f"funnel.{name}"), figures=True) for name in columns))
    return Section(
        name="funnel",
        title=phrase("funnel.title"),
        table=Table(heads=heads, rows=tuple(rows)).without_empty,
        lines=_remainder(total) if total["unexplained"] else (),
    )


def _row(name: Words, counts: pd.Series, columns: list[str]) -> tuple[Words, ...]:
    figures = (
        Figure(value=int(counts[column]), precision="whole" if column in _PASSED else "some") for column in columns
    )
    return (name, *figures)


def _remainder(total: pd.Series) -> tuple[Line, ...]:
    built, used, unsaid = (int(total[name]) for name in ("built", "in_use", "unexplained"))
    counted = {"built": built, "in_use": used, "others": built - used - unsaid, "unexplained": unsaid}
    return (Line(phrase("funnel.remainder", **{name: Figure(value=value) for name, value in counted.items()})),)


def sites_section(sites: pd.DataFrame | None) -> Section:
    """Return sites with several plates, each as one center with its services joined; floor areas as they are stated."""
    if sites is None or not len(sites):
        return Section(name="sites")
    names = ("name", "plates", "kinds", "services", "floor_areas")
    joint = phrase("check.joint")
    rows: list[tuple[Words, ...]] = [
        (
            str(site["name"]),
            *(joined(list(site[column]), joint) for column in names[1:-1]),
            joined([Figure(value=area, precision="plain") for area in site["floor_areas"]], joint),
        )
        for _, site in sites.head(_SHOWN_SITES).iterrows()
    ]
    asked = any(len(set(areas)) > 1 for areas in sites["floor_areas"])
    return Section(
        name="sites",
        title=phrase("sites.title"),
        table=Table(heads=tuple(Head(phrase(f"sites.{name}")) for name in names), rows=tuple(rows)).without_empty,
        lines=(Line(phrase("sites.question")),) if asked else (),
    )


def tables_told(**tables: pd.DataFrame | None) -> dict[str, object]:
    """Return the rows of the tables that an answer has, by name."""
    return {name: table.to_dict("records") for name, table in tables.items() if table is not None and len(table)}
