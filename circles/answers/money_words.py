"""How money is told: what is needed, secured and short, by source; and the whole table as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.document import Head, Line, Section, Table, lines_section
from circles.figures import Figure
from circles.money_table import MONEY
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from circles.phrases import Words

_HUNDREDTHS_OF_A_YUAN = 6
"""Decimals of 万元 that sums are kept to."""

_LIMITED = ("limit", "beyond")
_BY_FUND = ("fund", "rows", "unfilled", "needed", "paid", "short", *_LIMITED)
_AT_LEAST = ("needed", "short", "beyond")
"""What is at least so much where some items have no sum."""

_REMARKED = ("gap_unknown", "other_use")
"""Remarks that are told with the items they are about."""

_COLUMNS = (*MONEY[:6], "total", *MONEY[6:], "paid", "remarks")


def money_section(money: pd.DataFrame | None) -> Section:
    """Return the sums by source of money, then of all; what has no quantity or price is in none of them, and told.

    Where the study lists nothing, that nothing is known, and what to hand in.
    """
    if money is None or money.empty:
        return lines_section("money", [phrase("money.not_given")], title=phrase("money.title"))
    columns = fund_columns(money)
    heads = [Head(phrase(f"money.by_fund.{name}"), figures=name != "fund") for name in columns]
    floors = are_at_least(columns)
    rows = list(zip(*(_shown(name, cells, floors) for name, cells in columns.items()), strict=True))
    is_floor = 0 < _unfilled(money) < len(money)
    sums = {name: _amount(value) for name, value in _sums(money).items()}
    said: list[Words] = [
        phrase("money.sentence_at_least" if is_floor else "money.sentence", **sums),
        phrase("money.unfilled", count=_count(_unfilled(money))),
    ]
    unsaid = sum("secured_unsaid" in remarks for remarks in money["remarks"])
    said += [phrase("money.unsaid", count=_count(unsaid))] if unsaid else []
    said += [line for code in _REMARKED for line in _remarked(money, code)]
    said += _beyond(money)
    said.append(phrase("money.written"))
    table = Table(heads=tuple(heads), rows=tuple(rows))
    return Section(name="money", title=phrase("money.title"), table=table, lines=tuple(map(Line, said)))


def fund_columns(money: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the sums by source of money and, in a last row, of all, as columns: 万元, None where not known.

    The row of all has no source and no limit: its `fund` is None. `limit` is what a source may give, `beyond` by how
    much more is asked of it; neither where no source has a limit.
    """
    rows = []
    for fund, own in money.groupby("fund", sort=False):
        sums = _sums(own)
        limit, beyond = own["limit"].iloc[0], own["beyond"].max()
        row = {"fund": str(fund), "rows": len(own), "unfilled": _unfilled(own), **sums}
        row["limit"] = None if limit != limit else round(float(limit), _HUNDREDTHS_OF_A_YUAN)  # noqa: PLR0124 NaN
        row["beyond"] = None if limit != limit or sums["needed"] is None else _beyond_of(beyond)  # noqa: PLR0124 NaN
        rows.append(row)
    of_all = {"fund": None, "rows": len(money), "unfilled": _unfilled(money), **_sums(money)}
    rows.append({**of_all, **dict.fromkeys(_LIMITED)})
    names = [name for name in _BY_FUND if name not in _LIMITED or money["limit"].notna().any()]
    return {name: [row[name] for row in rows] for name in names}


def are_at_least(columns: Mapping[str, list[Any]]) -> list[bool]:
    """Return of each row of :func:`fund_columns` whether its sums are at least so much: some of its items have none."""
    return [0 < unfilled < rows for unfilled, rows in zip(columns["unfilled"], columns["rows"], strict=True)]


def fund_words(fund: str | None) -> Words:
    """Return a source of money, that none is said, or that the sums are those of all."""
    return phrase("money.by_fund.all") if fund is None else fund or phrase("money.no.fund")


def _beyond_of(beyond: float) -> float:
    return 0.0 if beyond != beyond else round(float(beyond), _HUNDREDTHS_OF_A_YUAN)  # noqa: PLR0124 NaN


def _shown(name: str, cells: list[Any], floors: list[bool]) -> list[Words]:
    if name == "fund":
        return [fund_words(cell) for cell in cells]
    if name == "limit":
        said = [phrase("money.no.limit") if cell is None else _amount(cell) for cell in cells[:-1]]
        return [*said, _amount(None)]
    if name in {"rows", "unfilled"}:
        return [_count(cell) for cell in cells]
    is_floor = [floor and name in _AT_LEAST for floor in floors]
    return [_amount_at_least(cell) if floor else _amount(cell) for cell, floor in zip(cells, is_floor, strict=True)]


def money_rows(money: pd.DataFrame) -> Table:
    """Return the whole table, as ``money.csv`` has it."""
    columns = [name for name in _COLUMNS if name != "target" or (money[name] != "").any()]
    heads = tuple(Head(phrase(f"money.head.{name}")) for name in columns)
    rows = tuple(tuple(_cell(row[name], name) for name in columns) for row in money.to_dict("records"))
    return Table(heads=heads, rows=rows)


def money_facts(money: pd.DataFrame | None) -> dict[str, float | int | None]:
    """Return what is needed, secured and short in 万元, None where not known, and how many rows are in no sum."""
    if money is None or money.empty:
        return {**dict.fromkeys(("needed", "paid", "short")), "unfilled": None}
    return {**_sums(money), "unfilled": _unfilled(money)}


def _unfilled(money: pd.DataFrame) -> int:
    return int(money["total"].isna().sum())


def _sums(money: pd.DataFrame) -> dict[str, float | None]:
    """Return what is needed, secured and short; a row without a sum counts in none, whatever is secured of it."""
    known = money[money["total"].notna()]
    if known.empty:
        return dict.fromkeys(("needed", "paid", "short"))
    needed, paid = float(known["total"].sum()), float(known["paid"].fillna(0).sum())
    sums = {"needed": needed, "paid": paid, "short": needed - paid}
    return {name: round(value, _HUNDREDTHS_OF_A_YUAN) for name, value in sums.items()}


def _remarked(money: pd.DataFrame, code: str) -> list[Words]:
    """Return a remark with the items that it is about, once."""
    names = [str(row["item"]) for row in money.to_dict("records") if code in row["remarks"]]
    return [phrase(f"money.told.{code}", names=", ".join(dict.fromkeys(names)))] if names else []


def _beyond(money: pd.DataFrame) -> list[Words]:
    """Return the sources of which more is asked than they may give, each with by how much."""
    known = money[money["beyond"].notna()].drop_duplicates("fund")
    floors = set(money.loc[money["total"].isna(), "fund"])
    told = [
        phrase(
            f"money.told.beyond{'_at_least' if row['fund'] in floors and row['beyond'] else ''}",
            fund=str(row["fund"]),
            limit=_amount(row["limit"]),
            amount=_amount(row["beyond"]),
        )
        for row in known.to_dict("records")
    ]
    return [phrase("money.told.over_limit", names=joined(told, ", "))] if told else []


def _count(number: int) -> Figure:
    return Figure(value=number)


def _amount_at_least(value: float | None) -> Words:
    """Return what is at least so much; of nothing at all that says nothing."""
    return phrase("money.at_least", amount=_amount(value)) if value else _amount(value)


def _amount(value: float | None) -> Figure:
    return Figure(value=value, precision="hundredth")


def _cell(value: Any, name: str) -> Words:
    if name == "remarks":
        return joined([phrase(f"money.remark.{code}") for code in value], phrase("norms.stop"))
    if name in {"total", "paid"}:
        return "" if value != value else f"{value:.4f}".rstrip("0").rstrip(".")  # noqa: PLR0124 NaN
    return str(value)
