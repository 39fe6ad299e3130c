"""Dates as people write them, each to the precision that it has: 2017年6月 is 2017-06."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from circles.sources.words.chinese_numbers import NUMERALS, chinese_number
from circles.sources.words.rules import rules_in
from circles.sources.words.table_words import is_unknown
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping

_EARLIEST, _LATEST = 1900, 2100
_YEAR = r"(?P<y>\d{4})"
_TIME = r"(?:t?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?z?)?"
_SERIAL = re.compile(r"[2-7]\d{4}", re.ASCII)
_SERIAL_ZERO = dt.date(1899, 12, 30)


def date_said(cell: str) -> str | None:
    """Return the date that a cell says as ISO text, to the year, month or day it says; None where it says none.

    A cell that says that nothing is known is an empty text. Day and month in figures alone are read only behind the
    year: 05/06/2017 could be two days, and 2018.1 January or October. A bare number of five digits is a day as Excel
    counts them.

    Examples
    --------
    >>> [date_said(cell) for cell in ("2017年6月", "2022-05", "2022.5.1", "二〇一九年底", "43252", "待定", "每周三")]
    ['2017-06', '2022-05', '2022-05-01', '2019-12', '2018-06-01', '', None]
    """
    if is_unknown(cell):
        return ""
    text = _in_figures(squeezed(cell))
    if _SERIAL.fullmatch(text):
        return (_SERIAL_ZERO + dt.timedelta(days=int(text))).isoformat()
    found = next((match for form in _forms() if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("m") or ""
    month = month if month.isdecimal() else _month_named(month)
    return _iso(int(parts["y"]), int(month or 0), int(parts.get("d") or 0))


def _iso(year: int, month: int, day: int) -> str | None:
    """Return year, month and day as ISO text, what is 0 left out; None where there is no such day."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _in_figures(text: str) -> str:
    """Return a text with the numerals before 年, 月 and 日 as figures: 二〇一七年六月."""
    return re.sub(
        f"({NUMERALS.pattern})(?=[年月日号])",
        lambda match: str(number) if (number := chinese_number(match[1])) is not None else match[1],
        text,
    )


def _month_named(word: str) -> str:
    said = {**_data()["months_said"], **{name[:3]: i for i, name in enumerate(_data()["names"]["months"], 1)}}
    return str(said.get(word if word.startswith("年") else word[:3], ""))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    data = _data()
    months, days = ("|".join(map(re.escape, data["endings"][part])) for part in ("month", "day"))
    ends = "|".join(map(re.escape, data["months_said"]))
    names = "|".join(f"{name}|{name[:3]}" for name in data["names"]["months"])
    return tuple(
        re.compile(form, re.ASCII)
        for form in (
            rf"{_YEAR}年?",
            rf"{_YEAR}(?P<m>{ends})",
            rf"{_YEAR}年(?P<m>\d{{1,2}})月?(?:{months})?",
            rf"{_YEAR}年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})(?:{days}){{0,2}}{_TIME}",
            rf"{_YEAR}[-/](?P<m>\d{{1,2}})",
            rf"{_YEAR}\.(?P<m>\d\d|[2-9])",  # 2018.1 may be what a spreadsheet made of 2018.10
            rf"{_YEAR}([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}",
            rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
            rf"{_YEAR}(?P<m>\d\d)",
            rf"(?P<m>{names})[-/.,]?{_YEAR}",
            rf"(?P<d>\d{{1,2}})[-/.]?(?P<m>{names})[-/.,]?{_YEAR}",
            rf"(?P<m>{names})(?P<d>\d{{1,2}}),{_YEAR}",
        )
    )


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "dates.toml")
