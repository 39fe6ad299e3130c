"""What an audit tells besides clauses, as sheets: data to ask for, ledger, money, what became of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import texts
from circles.answers.ledger_rows import in_order_of_need, ledger_column
from circles.answers.look_back_words import points_between
from circles.answers.money_words import are_at_least, fund_columns, fund_words, money_rows
from circles.answers.rate_names import short_rate_name
from circles.figures import tenths_of_percent
from circles.ledger_table import LEDGER
from circles.phrases import joined, text_of
from circles.publish.plain_workbook import SheetColumn, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from circles.answers.audit import Audit

    Columns = Mapping[str, SheetColumn]

_SINCE = ("part", "name", "id", "place", "day", "published", "recomputed", "now", "points")
_RATES = ("published", "recomputed", "now")


def table_sheets(audit: Audit, lang: str) -> Iterator[tuple[str, Columns]]:
    """Yield the name of each sheet in the texts and its columns, those of which there is nothing to say too.

    Parameters
    ----------
    audit : Audit
        Of the plan of the workbook.
    lang : str
        ``zh`` or ``en``.
    """
    yield "needs", _needs(audit.missing, lang)
    yield "ledger", _ledger(in_order_of_need(audit.ledger), lang)
    if audit.money is not None and len(audit.money):
        yield "money", _money(audit.money, lang)
        yield "funds", _funds(audit.money, lang)
    yield "since", _since(audit, lang)


def _needs(missing: pd.DataFrame, lang: str) -> Columns:
    joint = texts.say("norms.joint", lang)
    told: dict[str, tuple[list[Any], Style]] = {
        "field": ([texts.say(f"norms.field.{each}.name", lang) for each in missing["field"]], "plain"),
        "provider": ([texts.say(f"norms.field.{each}.provider", lang) for each in missing["field"]], "plain"),
        "clauses": (missing["clauses"].tolist(), "whole"),
        "unlocks": (missing["unlocks"].tolist(), "whole"),
        "names": ([joint.join(names) for names in missing["names"]], "plain"),
        "unsaid": ([joint.join(names) for names in missing["unsaid"]], "plain"),
    }
    heads = {name: f"norms.head.{'clause' if name == 'names' else name}" for name in told}
    return {
        name: SheetColumn(heading=texts.say(heads[name], lang), cells=cells, style=style)
        for name, (cells, style) in told.items()
    }


def _ledger(ledger: pd.DataFrame, lang: str) -> Columns:
    """Return the columns of ``ledger.csv`` but the key, which nobody reads; own ones are named ``own`` and a number."""
    columns: dict[str, SheetColumn] = {}
    for number, name in enumerate(ledger.columns):
        if name == "key":
            continue
        heading, cells = ledger_column(ledger, name)
        said = [text_of(cell, lang) for cell in cells]
        own = [_number(cell) for cell in said] if name == "people" else said
        columns[name if name in LEDGER else f"own {number}"] = SheetColumn(
            heading=text_of(heading, lang), cells=own, style="whole" if name == "people" else "plain"
        )
    return columns


def _number(said: str) -> float | str:
    """Return a number as one; what somebody wrote otherwise stays as it is."""
    try:
        return float(said.replace(",", ""))
    except ValueError:
        return said


def _money(money: pd.DataFrame, lang: str) -> Columns:
    """Return the columns of ``money.csv``, sums as numbers."""
    table = money_rows(money)
    heads, rows = table.texts(lang)
    names = {texts.say(f"money.head.{name}", lang): str(name) for name in money if name not in {"limit", "beyond"}}
    columns: dict[str, SheetColumn] = {}
    for heading, said in zip(heads, zip(*rows, strict=True), strict=True):
        name = names[heading]
        is_sum = name in {"total", "paid"}
        cells: list[Any] = [_number(cell) for cell in said] if is_sum else list(said)
        columns[name] = SheetColumn(heading=heading, cells=cells, style="hundredth" if is_sum else "plain")
    return columns


def _funds(money: pd.DataFrame, lang: str) -> Columns:
    """Return the sums by source and of all, as the terminal tells them; empty where none is known or no limit is said.

    A last column says of which rows the sums are at least so much.
    """
    styles: dict[str, Style] = {"fund": "plain", "rows": "whole", "unfilled": "whole"}
    columns: dict[str, SheetColumn] = {}
    found = fund_columns(money)
    for name, cells in found.items():
        heading = texts.say(f"money.by_fund.{name}", lang)
        if name not in styles:
            heading = texts.say("money.in_wan", lang, name=heading)
        shown = [text_of(fund_words(cell), lang) for cell in cells] if name == "fund" else cells
        columns[name] = SheetColumn(heading=heading, cells=shown, style=styles.get(name, "hundredth"))
    notes = [
        texts.say("money.row_at_least", lang, count=str(unfilled)) if is_floor else ""
        for unfilled, is_floor in zip(found["unfilled"], are_at_least(found), strict=True)
    ]
    columns["note"] = SheetColumn(heading=texts.say("money.by_fund.note", lang), cells=notes)
    return columns


def _since(audit: Audit, lang: str) -> Columns:
    """Return rates beside those of the last result, centers that closed and opened since, problems that are gone."""
    rows: list[dict[str, Any]] = []
    back = audit.look_back
    for rate in () if back is None else back.rates.to_dict("records"):
        values = {name: _share(rate[name]) for name in _RATES}
        points = points_between(rate["recomputed"], rate["now"])
        rows.append(
            {"part": "rate", "name": text_of(short_rate_name(str(rate["base"])), lang), "points": points, **values}
        )
    centers: Any = () if back is None or back.centers is None else back.centers.to_dict("records")
    for change in ("closed", "opened"):
        rows += [
            {"part": change, "name": each["name"], "id": each["center_id"], "day": each["day"]}
            for each in centers
            if each["change"] == change
        ]
    if audit.is_kept_on:
        gone = audit.ledger[audit.ledger["change"] == "gone"]
        rows += [_gone(row, lang) for row in gone.to_dict("records")]
    styles: dict[str, Style] = {**dict.fromkeys(_RATES, "share"), "points": "tenth"}
    said = [{**row, "part": texts.say(f"back.part.{row['part']}", lang)} for row in rows]
    return {
        name: SheetColumn(
            heading=texts.say(f"back.head.{name}", lang),
            cells=[row.get(name) for row in said],
            style=styles.get(name, "plain"),
        )
        for name in _SINCE
    }


def _gone(row: dict[Any, Any], lang: str) -> dict[str, Any]:
    place = joined([row[name] for name in ("subdistrict", "community") if row[name]], " ")
    return {
        "part": "gone",
        "name": text_of(row["problem"], lang),
        "id": row["item_id"],
        "place": text_of(place, lang),
        "day": text_of(row["figures_of"], lang),
    }


def _share(value: float) -> float | None:
    return None if value != value else tenths_of_percent(value) / 1000  # noqa: PLR0124 NaN
