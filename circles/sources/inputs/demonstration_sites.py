"""Communities that may become demonstration sites: what the center of each offers now and after, and the cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.demonstration_rules import YUAN_PER_WAN
from circles.demonstration_table import SITES_LISTED
from circles.errors import Finding, InputError, expect
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, TableSettings
from circles.sources.tables.reading import table_in_memory
from circles.sources.words.quantities import is_bare

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_TEXTS = ("center", "community", "kind", "county", "services_now", "services_after", "services_added")
_DEAREST = 1e12
_WAN = re.compile(r"_?wan$", re.IGNORECASE)
_LEAST_YUAN = 0.0005
"""Costs are read to a thousandth of a yuan."""


def demonstration_sites_from_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``demonstration_table.SITES_LISTED`` of a table in memory, checked as files are.

    Raises
    ------
    InputError
        With every fault of the table.

    Examples
    --------
    >>> import pandas
    >>> rows = pandas.DataFrame({"社区": ["东湖"], "改造费用（万元）": [59.375], "新增服务": ["慈善超市"]})
    >>> demonstration_sites_from_table(rows)[["community", "cost"]].values.tolist()
    [['东湖', 593750.0]]
    """
    expect("candidates", table, pd.DataFrame)
    listed: pd.DataFrame = demonstration_sites_from(table_in_memory(table, TableSettings())).table
    return listed


def demonstration_sites_from(raw: RawTable) -> Reading:
    """Return ``demonstration_table.SITES_LISTED`` from a raw table, empty rows left out.

    Raises
    ------
    InputError
        With every fault of the table: a column is missing, an amount is none, a cost without a unit or of a part of a
        yuan.
    """
    listed = FieldTable(raw, "demonstration")
    _need_one_of(listed, "center", "community")
    _need_one_of(listed, "services_after", "services_added")
    texts = {name: listed.texts(name) for name in _TEXTS}
    cost = _whole_yuan(listed)
    floor_m2 = listed.amounts("floor_added_m2")
    listed.raise_faults()
    table = pd.DataFrame({"row": [raw.row(i) for i in range(len(listed))], **texts, "cost": cost})
    table = table.assign(floor_added_m2=floor_m2)[list(SITES_LISTED)]
    table = table[(table["center"] != "") | (table["community"] != "")].reset_index(drop=True)
    if table.empty:
        raise InputError(Finding(code="list_without_rows", file=raw.file))
    return Reading(table, listed.source(), (*raw.warnings, *listed.roughly, *listed.remarks))


def _need_one_of(listed: FieldTable, *fields: str) -> None:
    if not any(field in listed.fields for field in fields):
        details = {"columns": ", ".join(listed.raw.columns) or "–"}
        listed.faults.append(Finding(code=f"demonstration_without_{fields[0]}", file=listed.raw.file, details=details))


def _whole_yuan(listed: FieldTable) -> NDArray[np.float64]:
    """Return what each row costs, in whole yuan, NaN where that is not known."""
    amounts, column = listed.amounts("cost", most=_DEAREST), listed.fields.get("cost", "")
    bare = np.array([is_bare(text) for text in listed.texts("cost")], np.bool_)
    if _WAN.search(column):
        amounts = np.where(bare, amounts * YUAN_PER_WAN, amounts)
    elif "元" not in column and "yuan" not in column.casefold():
        listed.refuse_rows("cost_without_unit", bare & ~np.isnan(amounts), field="cost")
    whole = np.rint(amounts)
    with np.errstate(invalid="ignore"):
        parts = np.abs(amounts - whole) > _LEAST_YUAN
    listed.refuse_rows("not_whole_yuan", parts, field="cost")
    return whole
