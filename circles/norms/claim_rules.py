"""How figures of a claim have to hang together: products, quotients, parts of a whole, ranges, circles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.norms.claim_units import PURE, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PI = Fraction(314159265358979, 10**14)
"""Far finer than any figure of a report."""

RULES = ("product", "ratio", "parts", "range", "circle_density")


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One figure as it is claimed.

    Attributes
    ----------
    name : str
        By which other claims refer to it.
    value : Fraction or None
        None where no figure is said.
    unit : Unit or None
        None where it is not said, or none that is known.
    shown : str
        Figure and unit as they are written.
    """

    name: str
    value: Fraction | None
    unit: Unit | None
    shown: str

    @property
    def whole(self) -> Fraction | None:
        """The value in its smallest unit."""
        return None if self.value is None or self.unit is None else self.value * self.unit.scale


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What a rule makes of other figures: a value in smallest units, its unit, and the sum as it is written."""

    value: Fraction
    unit: Unit
    written: str


def computed(rule: str, of: Sequence[Claimed]) -> Computed:
    """Return what a rule makes of figures that are all known.

    Examples
    --------
    >>> month = Claimed(name="a", value=Fraction(8000), unit=unit_of("人次/月"), shown="8000 人次/月")
    >>> months = Claimed(name="b", value=Fraction(60), unit=unit_of("月"), shown="60 月")
    >>> computed("product", [month, months]).value
    Fraction(480000, 1)
    """
    return _MADE[rule](of)


def _of(figure: Claimed) -> tuple[Fraction, Unit]:
    if figure.whole is None or figure.unit is None:
        message = f"{figure.name} is not known"
        raise ValueError(message)
    return figure.whole, figure.unit


def _product(of: Sequence[Claimed]) -> Computed:
    values, units = zip(*map(_of, of), strict=True)
    return Computed(
        value=reduce(lambda one, other: one * other, values, Fraction(1)),
        unit=reduce(lambda one, other: one.times(other), units, PURE),
        written=" × ".join(figure.shown for figure in of),
    )


def _ratio(of: Sequence[Claimed]) -> Computed:
    (part, one), (total, other) = (_of(figure) for figure in of)
    return Computed(value=part / total, unit=one.times(other, -1), written=" ÷ ".join(figure.shown for figure in of))


def _parts(of: Sequence[Claimed]) -> Computed:
    values, units = zip(*map(_of, of), strict=True)
    unit = units[0] if all(each.is_like(units[0]) for each in units) else Unit((("mixed", 1),), Fraction(1))
    return Computed(value=sum(values, Fraction(0)), unit=unit, written=" + ".join(figure.shown for figure in of))


def _circle_density(of: Sequence[Claimed]) -> Computed:
    (people, one), (radius, other) = (_of(figure) for figure in of)
    area = PI * radius * radius
    return Computed(
        value=people / area, unit=one.times(other.times(other), -1), written=f"{of[0].shown} ÷ (π × ({of[1].shown})²)"
    )


_MADE: Mapping[str, Callable[[Sequence[Claimed]], Computed]] = MappingProxyType(
    {"product": _product, "ratio": _ratio, "parts": _parts, "circle_density": _circle_density, "range": _parts}
)

COUNTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"product": (2, 9), "ratio": (2, 2), "parts": (1, 99), "range": (0, 0), "circle_density": (2, 2)}
)
"""How many figures a rule takes, at least and at most."""
