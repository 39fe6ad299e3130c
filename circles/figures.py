"""How a figure is shown: its value, its unit, what stands beside it, and the precision it is written with.

The only place where a number becomes text. Rounding never flatters: what is inside rounds down, so that 100.0% means
all, the rest rounds up; minutes round up, whatever limit they are held to. Everything else rounds halves away from 0,
by its exact binary value, as the page does (``web/number_text.js``): one figure has one text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor, isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from circles.phrases import Words

UNKNOWN = "–"

METRES, KILOMETRES = phrase("measure.m"), phrase("measure.km")
"""Units of length, in the language of the text."""

Precision = Literal[
    "plain",
    "whole",
    "signed",
    "signed_tenth",
    "some",
    "count",
    "tenth",
    "hundredth",
    "factor",
    "measure",
    "setting",
    "noted",
    "covered_share",
    "other_share",
    "rough_share",
    "confidence",
    "minutes",
    "minutes_kept",
]
"""Names of the ways in which a figure is written:

``plain``
    as it stands, thousands not set apart;
``whole``, ``tenth``, ``hundredth``
    so many decimals, thousands set apart; ``signed`` is a count with its sign, ``signed_tenth``
    one decimal with it, nothing before what is shown as 0; ``some`` whole and a dash for 0;
``count``
    whole; below 10 one decimal where it is not whole, three where it is small: 0.4 people are not shown as nobody;
``factor``
    three decimals;
``measure``
    at most one decimal, three where it is small: a small figure is not shown as nothing;
``setting``, ``noted``
    as a person would write it;
``covered_share``, ``other_share``
    per cent with one decimal, rounded down for what is covered and up for the rest;
``rough_share``, ``confidence``
    per cent to the nearest whole; whole and never 100;
``minutes``, ``minutes_kept``
    one decimal, rounded up; rounded down, where up would pass a limit that the walk keeps (:func:`minutes_of`).
"""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number as it is shown; it keeps its value, so that a file of plain values holds the same figure.

    Attributes
    ----------
    value : float or None
        In the unit of the tables; None or NaN where it is unknown.
    precision : str
        One of :data:`Precision`.
    per : float
        What is shown is the value divided by this: 1e6 shows square metres as square kilometres.
    unit : Words
        Follows the number; empty where a head or a sentence names it.
    mark : Words
        What has to stand beside it, in the head of its column or the name of its row: kind, year and label.
    unknown : str
        Shown where there is no value.
    shown : float or None
        What is written in the place of the value, where parts have to add up as they are shown (:func:`shown_parts`).
    """

    value: float | None
    precision: Precision = "whole"
    per: float = 1
    unit: Words = ""
    mark: Words = ""
    unknown: str = UNKNOWN
    shown: float | None = None

    def text(self, lang: str) -> str:
        """Return the figure with its unit."""
        if self.value is None or isnan(self.value):
            return self.unknown
        value = self.value if self.shown is None else self.shown
        number = _WRITTEN[self.precision](value if self.per == 1 else value / self.per)
        unit = self.unit if isinstance(self.unit, str) else self.unit.text(lang)
        return f"{number} {unit}" if unit else number


def minutes_of(value: float, limits: Sequence[float] = ()) -> Figure:
    """Return minutes of a walk: one figure that contradicts none of the limits that the walk is held to.

    Rounded up, a walk beyond a limit is never shown as within it, nor one within a limit of whole tenths as beyond.

    Parameters
    ----------
    value : float
        Minutes.
    limits : sequence of float
        Limits in minutes that are no whole tenths (``Scenario.uneven_limits``): a walk that keeps one of them and would
        be shown beyond it is rounded down, wherever it is shown.

    Examples
    --------
    >>> [minutes_of(each).text("en") for each in (19.87, 14.96, 15.04)], minutes_of(7.24, (7.25,)).text("en")
    (['19.9', '15.0', '15.1'], '7.2')
    """
    passed = any(value <= limit < _tenths(value, up=True) / 10 for limit in limits)
    return Figure(value=value, precision="minutes_kept" if passed else "minutes")


def least_minutes_of(least: float, walk: float, scenario_minutes: float, limits: Sequence[float] = ()) -> Figure:
    """Return the least that a walk may take: rounded down, so that it holds, where it is not the walk itself.

    Parameters
    ----------
    least, walk : float
        Minutes.
    scenario_minutes : float
        The limit: what is beyond it is never shown as within it.
    limits : sequence of float
        As for :func:`minutes_of`.

    Examples
    --------
    >>> [least_minutes_of(least, 19.87, 15).text("en") for least in (7.71, 15.04, 19.87)]
    ['7.7', '15.1', '19.9']
    """
    if least == walk:
        return minutes_of(walk, limits)
    is_beyond = least > scenario_minutes >= _tenths(least, up=False) / 10
    return Figure(value=least, precision="minutes" if is_beyond else "minutes_kept")


def share_of(part: float, total: float, *, covered: bool = False) -> Figure:
    """Return a share of a total, unknown where there is no total."""
    precision: Precision = "covered_share" if covered else "other_share"
    return Figure(value=part / total if total else None, precision=precision)


def shown_minutes(value: float, limits: Sequence[float] = ()) -> str:
    """Return the text of :func:`minutes_of`: 15.000015 minutes, a millimetre more than 15, are shown as 15.1."""
    return minutes_of(value, limits).text("en")


def _tenths(value: float, *, up: bool) -> int:
    tenths = value * 10
    # Minutes like 7.2 are a little more or less in binary; a millimetre of the fastest walk is 20 times this.
    nearest = round(tenths)
    return nearest if abs(tenths - nearest) < 1e-6 else (ceil(tenths) if up else floor(tenths))


def percent(share: float, *, up: bool = False) -> str:
    """Return a share as per cent with one decimal; what is inside rounds down, so that 100.0% means all, else `up`."""
    return f"{tenths_of_percent(share, up=up) / 10:.1f}%"


def tenths_of_percent(share: float, *, up: bool = False) -> int:
    """Return a share in tenths of a per cent, rounded as it is shown."""
    tenths = Fraction(share) * 1000
    # A share like 0.7 is a little more or less in binary: what is within 1e-9 of a tenth is that tenth.
    nearest = round(tenths)
    return nearest if abs(tenths - nearest) < Fraction(1, 10**9) else (ceil(tenths) if up else floor(tenths))


def shown_parts(parts: Sequence[int], *, per: int) -> list[int]:
    """Return whole units of parts of a whole, so that what is shown of the parts adds up to what is shown of the whole.

    The whole is rounded, halves up; each part is rounded down, and one more goes to those with the largest remainders,
    the first where these are equal.

    Parameters
    ----------
    parts : sequence of int
        Not negative.
    per : int
        How many make the unit that is shown.

    Examples
    --------
    >>> shown_parts([400, 400, 400], per=1000)
    [1, 0, 0]
    """
    shown = [part // per for part in parts]
    missing = (sum(parts) + per // 2) // per - sum(shown)
    by_remainder = sorted(range(len(parts)), key=lambda at: (-(parts[at] % per), at))
    return [part + (at in by_remainder[:missing]) for at, part in enumerate(shown)]


def _rounded(value: float, digits: int = 0) -> str:
    exact = Decimal(value if isinstance(value, int) else float(value))
    # A zero has no sign: what is added drops it.
    return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0:,}"


def _count(value: float) -> str:
    if abs(value) >= 10 or value == round(value):
        return _rounded(value)
    return _rounded(value, 3 if abs(value) < 0.05 else 1)


def _signed(number: str) -> str:
    """Return a number with the sign that print has for it, where it is shown as more or less than nothing."""
    if not number.strip("-0."):
        return number.lstrip("-")
    return number.replace("-", "−") if number.startswith("-") else f"+{number}"


def _measure(value: float) -> str:
    if 0 < abs(value) < 0.05:
        return _rounded(value, 3)
    return _rounded(value, 0 if abs(value) >= 100 or value == round(value) else 1)


_WRITTEN: Mapping[Precision, Callable[[float], str]] = MappingProxyType(
    {
        "plain": str,
        "whole": _rounded,
        "signed": lambda value: _signed(_count(value)),
        "signed_tenth": lambda value: _signed(_rounded(value, 1)),
        "some": lambda value: _rounded(value) if value else UNKNOWN,
        "count": _count,
        "tenth": lambda value: _rounded(value, 1),
        "hundredth": lambda value: _rounded(value, 2),
        "factor": lambda value: f"{value:.3f}",
        "measure": _measure,
        "setting": lambda value: f"{value:g}",
        "noted": lambda value: f"{value:,.12g}",
        "covered_share": percent,
        "other_share": lambda share: percent(share, up=True),
        "rough_share": lambda share: f"{share:.0%}",
        "confidence": lambda share: f"{min(share, 0.99):.0%}",
        "minutes": lambda value: f"{_tenths(value, up=True) / 10:.1f}",
        "minutes_kept": lambda value: f"{_tenths(value, up=False) / 10:.1f}",
    }
)
