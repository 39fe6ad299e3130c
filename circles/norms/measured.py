"""What was observed of a clause: units with a value, or with bounds where a part is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circles.account_tables import County, Region
    from circles.phrases import Words
    from circles.tables import District


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One unit that is judged.

    Attributes
    ----------
    name : str
        Of the center, community or sub-district; empty for the whole.
    low, high : Fraction or None
        Between what the true value lies; equal where it is known, None where there is no bound.
    unit : District, Region, County, str or None
        The district, the region, the county or, by its id, the center that it is; None of the whole.
    """

    name: str
    low: Fraction | None
    high: Fraction | None
    unit: District | Region | County | str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the value is known."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All units of a clause.

    Attributes
    ----------
    readings : tuple of Reading
        A unit each.
    lacking : tuple of str
        Names of ``fields.toml`` that are missing, of all units or of some.
    why : str
        Why nothing was observed, where nothing is missing: ``no_such_tier``, ``no_such_kind``, ``no_units``,
        ``no_region_of_kind``.
    evidence : tuple of Words
        What stands beside the figure.
    having : tuple of (District, bool or None)
        Where the whole counts units: each of them, and whether it has what is asked, None where that is not known.
    outside : tuple of str
        Blocks that are evaluated and not within the walk that is asked for, of a clause that asks for one.
    """

    readings: tuple[Reading, ...] = ()
    lacking: tuple[str, ...] = ()
    why: str = ""
    evidence: tuple[Words, ...] = ()
    having: tuple[tuple[District, bool | None], ...] = ()
    outside: tuple[str, ...] = ()


def known(name: str, value: Fraction | None, unit: District | Region | County | str | None = None) -> Reading:
    """Return a reading of one value, unbounded where it is None."""
    return Reading(name=name, low=value, high=value, unit=unit)


def whole(value: Fraction | None, *evidence: Words, lacking: tuple[str, ...] = ()) -> Measured:
    """Return what was observed of the whole."""
    return Measured(readings=(known("", value),), evidence=evidence, lacking=lacking)


def hundredths(part: Fraction | int, total: Fraction | int) -> Fraction:
    """Return how many in a hundred a part is."""
    return Fraction(part) * 100 / Fraction(total)
