"""What a list says of a center beside its name and status, as the card of the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import center_list, named_rows, tables, texts
from circles.answers.demand_words import delivery_words
from circles.figures import Figure
from circles.phrases import phrase, text_of
from circles.publish.csv_text import plain_cell

if TYPE_CHECKING:
    import pandas as pd

    from circles.phrases import Words

_NOT_SHOWN = ("site_id",)


def called_otherwise(centers: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return by row what a center is called whose name another has too (``named_rows.called``)."""
    called = named_rows.called(centers, "center", lang).values()
    names = centers["name"].fillna("").astype(str).str.strip()
    told = enumerate(zip(called, names, strict=True))
    return {str(row): text for row, (text, name) in told if name and text != name}


def ended_how(centers: pd.DataFrame, day: str | None) -> dict[str, str]:
    """Return by row how the use of a center ended, of those that are not open (``center_list.ended``)."""
    said = zip(centers["status"], center_list.ended(centers, day), strict=True)
    return {str(row): how for row, (status, how) in enumerate(said) if how and status != "open"}


def center_facts(centers: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the columns of ``tables.CENTER_EXTRAS`` that say something: the name of each and its texts.

    Parameters
    ----------
    centers : DataFrame
        Those of a plan.
    lang : str
        ``zh`` or ``en``.
    """
    columns = [name for name in tables.CENTER_EXTRAS if name in centers and name not in _NOT_SHOWN]
    shown = [
        {
            "name": texts.say(f"field.{name}", lang),
            "texts": [_said(name, cell, lang) for cell in centers[name].tolist()],
        }
        for name in columns
    ]
    return [column for column in shown if any(column["texts"])]


def _said(column: str, cell: object, lang: str) -> str | None:
    """Return a cell in words, None where it is empty."""
    text = plain_cell(cell)
    if not text:
        return None
    if column == "service_completeness":
        return text_of(Figure(value=float(text), precision="covered_share"), lang)
    if column in center_list.STATUS_AXES:
        return texts.say(f"center_said.{column}.{text}", lang)
    if column in center_list.CENTER_USES:
        return text_of(_use_said(column, text), lang)
    if column == "on_platform":
        return texts.say("center_said.yes" if text == "1" else "center_said.no", lang)
    return text


def _use_said(column: str, text: str) -> Words:
    if column == "visits_per_100":
        return Figure(value=float(text), precision="tenth")
    return phrase(f"use.flag.{text}" if column == "use_flag" else f"hours.state.{text}")


def service_facts(blocks: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what the card of a block says of services: their names and a text for each block.

    Parameters
    ----------
    blocks : DataFrame
        Those of a plan.
    lang : str
        ``zh`` or ``en``.
    """
    if "services_verdict" not in blocks:
        return []
    columns = ("services_verdict", "service_completeness", "services_missing", "services_unclear")
    shown = [
        {
            "name": texts.say(f"workbook.column.{name}", lang),
            "texts": [_service_said(name, cell, lang) for cell in blocks[name].tolist()],
        }
        for name in columns
    ]
    return [column for column in shown if any(column["texts"])]


def demand_facts(blocks: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what the card of a block says of the day of its delivery, where it was planned (as ``service_facts``)."""
    if tables.DELIVERED not in blocks:
        return []
    days = [plain_cell(cell) for cell in blocks[tables.DELIVERED].tolist()]
    said = [text_of(phrase("demand.day", day=delivery_words(day)), lang) if day else None for day in days]
    return [{"name": texts.say("demand.kind", lang), "texts": said}] if any(days) else []


def _service_said(column: str, cell: object, lang: str) -> str | None:
    if column == "services_verdict":
        return texts.say(f"services.verdict.{cell}", lang) if cell else None
    return _said(column, cell, lang)
