"""The account of each district as a CSV for spreadsheets, a row for each district and base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import account_tables
from circles.publish.csv_text import csv_bytes

if TYPE_CHECKING:
    import pandas as pd


def districts_csv(districts: pd.DataFrame) -> bytes:
    """Return ``account_tables.DISTRICT_ACCOUNTS`` as UTF-8 with a byte-order mark, lines ending in CR LF.

    What is not known is an empty cell; a text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    return csv_bytes(
        account_tables.DISTRICT_ACCOUNTS, [districts[name].tolist() for name in account_tables.DISTRICT_ACCOUNTS]
    )
