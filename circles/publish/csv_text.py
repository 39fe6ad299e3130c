"""Tables as CSV text for spreadsheets: cells that say what they hold, and are never run as formulas."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_REAL_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def csv_bytes(
    names: Sequence[str], columns: Iterable[Iterable[object]], *, text_of: Callable[[object], str] | None = None
) -> bytes:
    """Return columns as UTF-8 with a byte-order mark, lines ending in CR LF.

    Parameters
    ----------
    names : sequence of str
        Headings.
    columns : iterable of iterable
        Equally long, in the order of the headings.
    text_of : callable, optional
        The text of a value: :func:`cell` for people, :func:`plain_cell` for what is read back.
    """
    text_of = text_of or cell
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(zip(*([text_of(value) for value in column] for column in columns), strict=True))
    return text.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    """Return a value as the text of a cell: missing is empty, a whole number has no point.

    A text that a spreadsheet would run as a formula begins with an apostrophe.

    Examples
    --------
    >>> [cell(value) for value in (None, 12.0, 0.5, "=1+1", "-2.5", "党群服务中心")]
    ['', '12', '0.5', "'=1+1", '-2.5', '党群服务中心']
    """
    if not isinstance(value, str):
        return plain_cell(value)
    return f"'{value}" if value.startswith(_FORMULA_STARTS) and not _REAL_NUMBER.fullmatch(value) else value


def plain_cell(value: object) -> str:
    """Return a value as the text of a cell that is read back: missing is empty, a whole number has no point.

    Examples
    --------
    >>> import pandas
    >>> [plain_cell(value) for value in (None, pandas.NA, 12.0, "=1+1")]
    ['', '', '12', '=1+1']
    """
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 NaN
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)
