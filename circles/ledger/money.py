"""What is to be paid and what of it is secured (资金测算表): no price is ever assumed."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import texts
from circles.center_list import listed_parts
from circles.money_table import ESTIMATE, MONEY
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_AMOUNT = re.compile(r"¥?(\d+(?:\.\d+)?)(万|亿)?(元|yuan)?(?:/.*)?")
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(万)?[^\d\-~至到—]{0,8}")
_YES, _NO = (
    frozenset({"是", "已落实", "落实", "有", "yes", "true", "√"}),
    frozenset({"否", "未落实", "无", "no", "false", "×"}),
)


def estimate(
    listed: Iterable[Mapping[str, str]],
    funds: Iterable[Mapping[str, str]],
    *,
    gap_m2: float | None = None,
    gap_unknown: int = 0,
) -> pd.DataFrame:
    """Return ``money_table.ESTIMATE``: the list with its sums in 万元, and what is wrong or missing in each row.

    Parameters
    ----------
    listed : iterable of mapping
        ``money_table.MONEY``, those columns that are there.
    funds : iterable of mapping
        ``money_table.FUNDS``.
    gap_m2 : float, optional
        The floor that communities lack: the quantity of a row of that name which has none.
    gap_unknown : int
        Of how many communities that is not known.

    Examples
    --------
    >>> rows = [{"item": "改造", "quantity": "2", "unit_price": "25万元", "secured": "是"}, {"item": "设备"}]
    >>> estimate(rows, []).loc[:, ["total", "paid"]].values.tolist()
    [[50.0, 50.0], [nan, nan]]
    """
    rows = [_priced({name: row.get(name, "") for name in MONEY}, gap_m2, gap_unknown) for row in listed]
    limits = {squeezed(fund["fund"]): fund for fund in funds}
    for name in {squeezed(row["fund"]) for row in rows if row["fund"]}:
        _hold([row for row in rows if squeezed(row["fund"]) == name], limits.get(name, {}))
    told = [
        {
            **row,
            **{key: _float(row[key]) for key in ("total", "paid", "limit", "beyond")},
            "remarks": tuple(row["remarks"]),
        }
        for row in rows
    ]
    return pd.DataFrame(told, columns=list(ESTIMATE))


def _priced(row: dict[str, str], gap_m2: float | None, gap_unknown: int) -> dict[str, Any]:
    remarks = []
    quantity = _quantity(row["quantity"])
    if not row["quantity"] and _is_gap(row) and gap_m2 is not None:
        quantity, row = Fraction(str(gap_m2)), {**row, "quantity": f"{gap_m2:.3f}".rstrip("0").rstrip(".")}
        row["unit"] = row["unit"] or "平方米"
        remarks += ["gap_unknown"] if gap_unknown else []
    price = _yuan(row["unit_price"])
    total = None if quantity is None or price is None else quantity * price / 10_000
    paid, is_said = _secured(row["secured"], total)
    missing = {"no_quantity": quantity is None, "no_price": price is None, "no_fund": not row["fund"]}
    remarks += [code for code, holds in {**missing, "secured_unsaid": not is_said}.items() if holds]
    return {**row, "total": total, "paid": paid, "limit": None, "beyond": None, "remarks": remarks}


def _hold(rows: Sequence[dict[str, Any]], fund: Mapping[str, str]) -> None:
    """Remark rows of one source of money that is asked for more than its limit, or for what it may not be used for."""
    limit = _yuan(fund.get("limit", ""), plain=10_000)
    asked = sum((row["total"] for row in rows if row["total"] is not None), Fraction(0))
    uses = [squeezed(use) for use in listed_parts(fund.get("uses", ""))]
    beyond = None if limit is None or asked <= limit / 10_000 else asked - limit / 10_000
    for row in rows:
        row["limit"] = None if limit is None else limit / 10_000
        if beyond is not None and row["total"] is not None:
            row["beyond"] = beyond
            row["remarks"] += ["over_limit"]
        named = {squeezed(row["task"])} - {""}
        is_allowed = any(use in named or use in squeezed(row["item"]) for use in uses)
        row["remarks"] += ["other_use"] if uses and not is_allowed else []


def _secured(said: str, total: Fraction | None) -> tuple[Fraction | None, bool]:
    """Return how much of a row is secured, in 万元, None where that is not known, and whether the row says it."""
    text = squeezed(said)
    if text in _YES:
        return total, True
    if text in _NO:
        return Fraction(0), True
    amount = _yuan(said, plain=10_000)
    return (None, False) if amount is None else (amount / 10_000, True)


def _yuan(text: str, *, plain: int = 1) -> Fraction | None:
    """Return an amount of money in yuan; a bare number is of so many yuan as `plain`."""
    found = _AMOUNT.fullmatch(squeezed(text).replace(",", ""))
    if found is None:
        return None
    number, times, unit = found[1], found[2] or "", found[3]
    return Fraction(number) * (_TIMES[times] if times or unit else plain)


def _quantity(text: str) -> Fraction | None:
    found = _QUANTITY.fullmatch(squeezed(text).replace(",", ""))
    return None if found is None else Fraction(found[1]) * _TIMES[found[2] or ""]


def _is_gap(row: Mapping[str, str]) -> bool:
    names = {squeezed(texts.say("money.gap", lang)) for lang in texts.LANGUAGES}
    return bool(names & {squeezed(row["item"]), squeezed(row["task"])})


def _float(value: Fraction | None) -> float:
    return np.nan if value is None else float(value)
