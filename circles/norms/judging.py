"""The verdict on a clause, in exact numbers: what is not known is never counted as nothing."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from math import ceil, floor
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from circles.norms.measured import known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from circles.norms.clauses import Clause
    from circles.norms.measured import Measured, Reading

Verdict = Literal["meets", "fails", "cannot tell", "target period over"]

MEETS: Verdict = "meets"
FAILS: Verdict = "fails"
CANNOT_TELL: Verdict = "cannot tell"
OVER: Verdict = "target period over"

_UPWARD: Mapping[str, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {"at_least": operator.ge, "over": operator.ge, "generally": operator.ge, "more_than": operator.gt}
)
_DOWNWARD: Mapping[str, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {"at_most": operator.le, "less_than": operator.lt}
)
_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class Judgment:
    """What came of a clause.

    Attributes
    ----------
    verdict : str
        ``meets``, ``fails`` or ``cannot tell``, by what was observed.
    observed : str
        The figure that decides, a range where only bounds are known; empty where nothing is known. Of several units it
        is that of the last one that has to satisfy the number: the least of all, where all have to.
    met, failed, unknown : int
        Units that satisfy the number, that do not, and of which it is not known.
    failing, unsaid : tuple of str
        Names of the second and the third.
    held : tuple of (Reading, bool or None)
        Each unit with whether it satisfies the number; of a whole that counts units, these, without a value.
    """

    verdict: Verdict
    observed: str = ""
    met: int = 0
    failed: int = 0
    unknown: int = 0
    failing: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    held: tuple[tuple[Reading, bool | None], ...] = ()

    @property
    def units(self) -> int:
        """All units."""
        return self.met + self.failed + self.unknown


def judged(clause: Clause, measured: Measured) -> Judgment:
    """Return the verdict on what was observed.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from circles.norms.measured import whole
    >>> from circles.norms.norms_at_hand import norm
    >>> workers = norm("guobanfa-2021-56").clauses[-1]
    >>> judged(workers, whole(Fraction(18))).verdict, judged(workers, whole(Fraction("17.9"))).verdict
    ('meets', 'fails')
    """
    readings = measured.readings
    if not readings or clause.value is None:
        return Judgment(verdict=CANNOT_TELL, observed=_observed(clause, readings))
    met_by = [holds(clause, reading) for reading in readings]
    met, failed, unknown = met_by.count(True), met_by.count(False), met_by.count(None)
    asked = clause.share * len(met_by)
    verdict = MEETS if met * 100 >= asked else FAILS if (met + unknown) * 100 < asked else CANNOT_TELL
    named = list(zip(readings, met_by, strict=True))
    return Judgment(
        verdict=verdict,
        observed=_observed(clause, readings),
        met=met,
        failed=failed,
        unknown=unknown,
        failing=tuple(reading.name for reading, held in named if held is False and reading.name),
        unsaid=tuple(reading.name for reading, held in named if held is None and reading.name),
        held=_counted(measured) or tuple(named),
    )


def _counted(measured: Measured) -> tuple[tuple[Reading, bool | None], ...]:
    """Return the units that a whole counts, each with whether it has what is asked."""
    return tuple((known(unit.name, None, unit), has) for unit, has in measured.having)


def holds(clause: Clause, reading: Reading) -> bool | None:
    """Return whether a unit satisfies the number, None where its bounds leave that open."""
    value, low, high = clause.value, reading.low, reading.high
    if value is None:
        return None
    if clause.comparison == "between":
        top = value if clause.value_max is None else clause.value_max
        if (high is not None and high < value) or (low is not None and low > top):
            return False
        return True if low is not None and high is not None and value <= low and high <= top else None
    upward = clause.comparison in _UPWARD
    compare = _UPWARD[clause.comparison] if upward else _DOWNWARD[clause.comparison]
    worst, best = (low, high) if upward else (high, low)
    if worst is not None and compare(worst, value):
        return True
    return False if best is not None and not compare(best, value) else None


def _observed(clause: Clause, readings: tuple[Reading, ...]) -> str:
    if len(readings) == 1:
        return figure_of(clause, readings[0])
    known = sorted(
        (reading.low for reading in readings if reading.is_known and reading.low is not None),
        reverse=clause.comparison not in _DOWNWARD,
    )
    if not known:
        return ""
    if clause.comparison == "between":
        ends = [decimal(known[-1], up=False), decimal(known[0], up=True)]
        return "–".join(dict.fromkeys(ends))
    last = ceil(clause.share * len(known) / 100)
    return decimal(known[max(last, 1) - 1], up=clause.comparison in _DOWNWARD)


def figure_of(clause: Clause, reading: Reading) -> str:
    """Return what is observed of one unit, a range where only bounds are known; empty where nothing is."""
    if reading.is_known and reading.low is not None:
        return decimal(reading.low, up=clause.comparison in _DOWNWARD)
    low = None if reading.low is None else decimal(reading.low, up=False)
    high = None if reading.high is None else decimal(reading.high, up=True)
    if low is None and high is None:
        return ""
    return f"≤ {high}" if low is None else f"≥ {low}" if high is None else f"{low}–{high}"


def decimal(value: Fraction, *, up: bool) -> str:
    """Return an exact number with at most three decimals, rounded so that it flatters nobody.

    Examples
    --------
    >>> from fractions import Fraction
    >>> decimal(Fraction(2, 3), up=False), decimal(Fraction(2, 3), up=True), decimal(Fraction(500), up=False)
    ('0.666', '0.667', '500')
    """
    scale = 10**_DIGITS
    whole = (ceil if up else floor)(value * scale)
    sign, rest = ("-" if whole < 0 else ""), abs(whole)
    digits = f"{rest // scale}.{rest % scale:0{_DIGITS}d}".rstrip("0").rstrip(".")
    return f"{sign}{digits}"


def required(clause: Clause) -> str:
    """Return the number that is asked, with its sign; empty where the paper gives none.

    Examples
    --------
    >>> from circles.norms.norms_at_hand import norm
    >>> [required(clause) for clause in norm("baoding-2022").clauses[:2]]
    ['≥ 500', '≥ 1000 (30%)']
    """
    if clause.value is None:
        return ""
    value = decimal(clause.value, up=False)
    if clause.comparison == "between":
        top = decimal(clause.value_max, up=False) if clause.value_max is not None else ""
        return f"{value}–{top}"
    sign = {"at_least": "≥", "over": "≥", "generally": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
    share = "" if clause.share == 100 else f" ({decimal(clause.share, up=False)}%)"
    return f"{sign[clause.comparison]} {value}{share}"
