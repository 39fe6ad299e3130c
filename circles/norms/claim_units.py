"""Units of claims: 人 and 人次, 元 and 万元 are told apart, multiplied and divided, and never mixed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.norms.vocabulary import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

_POWERS: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType({"one": (), "area": (("length", 2),)})
"""Kinds that are no unit of their own: a share, and a length twice."""


@dataclass(frozen=True)
class Unit:
    """What a figure counts.

    Attributes
    ----------
    powers : tuple of (str, int)
        What is counted and how often it is a factor: people for each square kilometre are ``person`` 1, ``area`` -1.
    scale : Fraction
        How many of the smallest units one is.
    """

    powers: tuple[tuple[str, int], ...]
    scale: Fraction

    def times(self, other: Unit, power: int = 1) -> Unit:
        """Return the unit of a product, or with -1 of a quotient."""
        powers = dict(self.powers)
        for name, exponent in other.powers:
            powers[name] = powers.get(name, 0) + power * exponent
        kept = tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent))
        return Unit(kept, self.scale * other.scale**power)

    def is_like(self, other: Unit) -> bool:
        """Return whether figures of both can be compared."""
        return self.powers == other.powers


PURE = Unit((), Fraction(1))


def unit_of(text: str) -> Unit | None:
    """Return the unit that a text means, None where it is none that is known.

    Examples
    --------
    >>> unit_of("万元/处").scale, unit_of("人次").is_like(unit_of("人")), unit_of("")
    (Fraction(10000, 1), False, None)
    """
    parts = "".join(unicodedata.normalize("NFKC", text).split()).split("/")
    found = [_simple(part) for part in parts]
    first = found[0]
    if first is None:
        return None
    for other in found[1:]:
        if other is None:
            return None
        first = first.times(other, -1)
    return first


def _simple(text: str) -> Unit | None:
    for kind, units in rules("claim_units").items():
        if text in units:
            scale = Fraction(Decimal(str(units[text])))
            return Unit(_POWERS.get(kind, ((kind, 1),)), scale)
    return None


def counted(unit: Unit) -> str:
    """Return what a figure counts before it is divided, empty where that is several things or none."""
    upper = [name for name, exponent in unit.powers if exponent > 0]
    return upper[0] if len(upper) == 1 else ""
