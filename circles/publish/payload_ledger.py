"""The ledger of problems on the page: the columns of its items, and where on the map each of them lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.ledger_rows import in_order_of_need, ledger_column, number_said
from circles.figures import Figure
from circles.ledger_table import NAMED
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.phrases import Words

    RowsOf = Callable[[Iterable[tuple[str, str]]], dict[str, list[int]]]

_APART = ("problem", "people", "kept", "change", "overdue", "key", *NAMED)
"""Columns that the page has a place of its own for, or that nobody reads."""

_LISTED, _FOUND = ("cause", "measure"), ("cause_found", "measure_found")
"""Columns that keep what was listed, and those that hold what is found today."""

_SMALL = ("subdistrict", "community", "responsible", "deadline", "status")
"""What a row of the list says below the problem, after the people."""


def ledger(audit: Audit, rows_of: RowsOf) -> dict[str, Any]:
    """Return the columns of the items, those most in need of a look first; `own` are those that a card says.

    `population` are the people as a number, None where they are not known; `change` what became of an item, by its
    code; `gap` the row of the gap that it is today; `clause` norm and clause that it goes back to.
    """
    table = in_order_of_need(audit.ledger)
    people = [number_said(said) for said in table["people"]]
    places: dict[str, list[tuple[str, str]]] = {}
    for row in audit.listed.to_dict("records"):
        places.setdefault(row["item_id"], []).append((row["kind"], row["part"]))
    found = [rows_of(places.get(str(item_id), [])) for item_id in table["item_id"]]
    rows: list[dict[Any, Any]] = table.to_dict("records")
    return {
        "id": [str(item_id) for item_id in table["item_id"]],
        "name": ledger_column(table, "problem")[1],
        "population": people,
        "people": [Figure(value=value, precision="count", unit=phrase("unit.people")) for value in people],
        "change": [str(change) for change in table["change"]],
        "overdue": [said == "yes" for said in table["overdue"]],
        "right": [_right(row) for row in rows],
        "small": [_small(row, value) for row, value in zip(rows, people, strict=True)],
        "own": _columns(table, audit.lang),
        "clause": ["|".join(str(key).split("|", 2)[:2]) for key in table["key"]],
        "gap": _gaps(audit.plan, found),
        "places": found,
    }


def _right(row: Mapping[Any, Any]) -> Words:
    """Return what became of an item, and that it is overdue."""
    told: list[Words] = [phrase(f"ledger.change.{row['change']}")] if row["change"] else []
    told += [phrase("audit_page.overdue")] if row["overdue"] == "yes" else []
    return joined(told, " · ")


def _small(row: Mapping[Any, Any], people: float | None) -> Words:
    told: list[Words] = []
    if people is not None:
        told.append(Figure(value=people, precision="count", unit=phrase("unit.people")))
    said = {name: row[name] for name in _SMALL if row[name]}
    if "deadline" in said:
        said["deadline"] = phrase("audit_page.deadline", date=said["deadline"])
    return joined([*told, *said.values()], " · ")


def _columns(table: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what the card of an item says: the heading of each column that says anything, and its texts.

    Cause and measure that are not those of this time stand under a heading that says that the ledger had them.
    """
    columns: list[tuple[Words, list[Words]]] = []
    for name in (name for name in table.columns if name not in _APART):
        heading, cells = ledger_column(table, name)
        if name in _LISTED:
            is_old = [
                not same and bool(now)
                for same, now in zip(_same(table, name, lang), table[f"{name}_found"], strict=True)
            ]
            columns.append((heading, _kept(cells, [not old for old in is_old])))
            columns.append((phrase(f"audit_page.{name}_listed"), _kept(cells, is_old)))
        elif name in _FOUND:
            # What is found is told where people go by something else.
            columns.append(
                (heading, _kept(cells, [not same for same in _same(table, _LISTED[_FOUND.index(name)], lang)]))
            )
        else:
            columns.append((heading, cells))
    return [{"name": heading, "texts": cells} for heading, cells in columns if any(cells)]


def _same(table: pd.DataFrame, name: str, lang: str) -> list[bool]:
    """Return of each item whether what was listed is what is found today."""
    pairs = zip(table[name], table[f"{name}_found"], strict=True)
    return [text_of(one, lang) == text_of(other, lang) for one, other in pairs]


def _kept(cells: list[Words], flags: list[bool]) -> list[Words]:
    return [cell if flag else "" for cell, flag in zip(cells, flags, strict=True)]


def _gaps(plan: Plan, found: Iterable[Mapping[str, list[int]]]) -> list[int | None]:
    """Return of each item the row of the gap of its first block that is in one."""
    row_of = {int(number): row for row, number in enumerate(plan.gaps["gap_id"])}
    of_block = [row_of.get(int(number)) if number == number else None for number in plan.blocks["gap_id"].astype(float)]  # noqa: PLR0124
    gaps = []
    for places in found:
        own = [of_block[block] for block in places.get("block", ())]
        gaps.append(next((gap for gap in own if gap is not None), None))
    return gaps
