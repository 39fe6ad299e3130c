"""The ledger of an audit as rows of text, and as it is told: how many items are new, continuing, gone, overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.document import Line, Section, lines_of
from circles.figures import Figure
from circles.ledger_table import CHANGES, LEDGER, NAMED, is_said
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words

_CODED = ("kept", "change", "proposal", "overdue")
_OTHER_WORDS = ("cause", "measure", "both", "part_found")
"""How `kept` says that people go by words of an item that goes on which were not found today."""

_ENDED = ("gone", "merged")

_SHOWN = 5


def ledger_rows(ledger: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the ledger with texts and headings in `lang`; what people wrote is as they wrote it."""
    told = [ledger_column(ledger, name, keyed=True) for name in ledger.columns]
    columns = {
        text_of(heading, lang): pd.Series([text_of(cell, lang) for cell in cells], dtype=object, index=ledger.index)
        for heading, cells in told
    }
    return pd.DataFrame(columns, index=ledger.index)


def items_told(ledger: pd.DataFrame, change: str) -> list[Words]:
    """Return how many items have become of a change, none of them too, and the first of them by what they were."""
    rows = ledger[ledger["change"] == change].to_dict("records")
    said: list[Words] = [phrase(f"ledger.items_{change}", count=Figure(value=len(rows)))]
    for row in rows[:_SHOWN]:
        place = joined([row[name] for name in ("subdistrict", "community") if row[name]], " ")
        said.append(phrase("ledger.item", item=row["item_id"], place=place, problem=row["problem"]))
    return [
        *said,
        *([phrase("ledger.items_more", count=Figure(value=len(rows) - _SHOWN))] if len(rows) > _SHOWN else []),
    ]


def in_order_of_need(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the items as a meeting goes through them, each with its cells as they were.

    Those that came back or are overdue come first, then the others that are open, last those that are gone, merged or
    closed; of each those of most people first. ``ledger.csv`` keeps the order in which people handed their rows in.

    Parameters
    ----------
    ledger : DataFrame
        Of the day.
    """
    rows = ledger.to_dict("records")
    order = sorted(range(len(rows)), key=lambda at: (_need(rows[at]), -(number_said(rows[at]["people"]) or 0.0)))
    return ledger.iloc[order].reset_index(drop=True)


def _need(row: Mapping[Any, Any]) -> int:
    if row["change"] == "rebound" or row["overdue"] == "yes":
        return 0
    return 2 if row["change"] in _ENDED or is_said(row["status"], "closed") else 1


def number_said(said: Any) -> float | None:
    """Return the number that a cell of the ledger says, None where it says none."""
    try:
        return float(str(said).replace(",", ""))
    except ValueError:
        return None


def ledger_column(ledger: pd.DataFrame, name: str, *, keyed: bool = False) -> tuple[Words, list[Words]]:
    """Return the heading and the cells of a column as they are read; `keyed` leaves those of ``NAMED`` their keys."""
    cells: list[Any] = ledger[name].tolist()
    if name in _CODED:
        cells = [phrase(f"ledger.{name}.{cell}") if cell else "" for cell in cells]
    is_worded = name in LEDGER and not (keyed and name in NAMED)
    return phrase(f"ledger.head.{name}") if is_worded else str(name), cells


def ledger_section(ledger: pd.DataFrame, unlisted: pd.DataFrame) -> Section:
    """Return what became of the items, the ids of those overdue or that may be closed, and what is not listed.

    Parameters
    ----------
    ledger : DataFrame
        Of the day.
    unlisted : DataFrame
        ``audit.UNLISTED``.
    """
    said: list[Words | Line] = [*_items(ledger), *_not_listed(unlisted)]
    said += [] if ledger.empty else [Line(phrase("ledger.written"), "item", typed=phrase("ledger.written_typed"))]
    title = phrase("ledger.title") if said else ""
    return Section(name="ledger", title=title, lines=lines_of(said, "item"))


def _items(ledger: pd.DataFrame) -> list[Words]:
    if ledger.empty:
        return []
    counts = ledger["change"].value_counts()
    parts = [
        phrase("ledger.count_of", change=phrase(f"ledger.change.{name}"), count=Figure(value=int(counts[name])))
        for name in CHANGES
        if name in counts
    ]
    total = Figure(value=len(ledger))
    said: list[Words] = [
        phrase("ledger.counts_first", total=total)
        if set(counts.index) == {"first"}
        else phrase("ledger.counts", total=total, parts=joined(parts, phrase("norms.joint")))
    ]
    for key, column, code in (
        ("overdue", "overdue", "yes"),
        ("unread", "overdue", "unread"),
        ("proposed", "proposal", "close"),
    ):
        ids = ledger.loc[ledger[column] == code, "item_id"].tolist()
        if ids:
            names = ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
            said.append(phrase(f"ledger.{key}_told", count=Figure(value=len(ids)), names=names))
    others = int(ledger["kept"].isin(_OTHER_WORDS).sum())
    return [*said, *([phrase("ledger.kept_told", count=Figure(value=others))] if others else [])]


def _not_listed(unlisted: pd.DataFrame) -> list[Words]:
    """Return how many problems by clauses whose period is over are not listed, of which clauses and in which places."""
    if unlisted.empty:
        return []
    told = [
        phrase(
            f"ledger.unlisted_{'in' if row['places'] else 'of'}",
            clause=row["clause"],
            count=Figure(value=row["items"]),
            places=_first_of(row["places"]),
        )
        for row in unlisted.to_dict("records")
    ]
    counts = {"clauses": Figure(value=len(unlisted)), "count": Figure(value=int(unlisted["items"].sum()))}
    return [phrase("ledger.unlisted", names=joined(told, phrase("norms.joint")), **counts)]


def _first_of(names: tuple[str, ...]) -> Words:
    """Return the first of some names, and that there are more."""
    shown = joined(names[:_SHOWN], phrase("norms.joint"))
    return phrase("ledger.names_more", names=shown) if len(names) > _SHOWN else shown


def ledger_facts(ledger: pd.DataFrame, unlisted: pd.DataFrame) -> dict[str, int]:
    """Return how many items there are of each change, how many are overdue, and how many problems are not listed.

    Parameters
    ----------
    ledger : DataFrame
        Of the day.
    unlisted : DataFrame
        ``audit.UNLISTED``.
    """
    counts = {name: int((ledger["change"] == name).sum()) for name in CHANGES}
    overdue, apart = int((ledger["overdue"] == "yes").sum()), int(unlisted["items"].sum())
    return {**counts, "overdue": overdue, "not_listed": apart}
