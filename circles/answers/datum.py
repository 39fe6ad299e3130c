"""What the datum doctor says of an input: in which datum it lies on the streets, and what to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.errors import Finding

UNSHIFTED = "WGS-84"
"""The datum that is meant where none is declared."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DatumVerdict(Record):
    """What the doctor found of one layer.

    Attributes
    ----------
    datum : str or None
        What to write in the study file: ``GCJ-02`` or ``BD-09`` where the layer is shifted, ``lat, lon`` where its two
        coordinates are swapped, ``WGS-84`` where it lies on the streets as given, None where nothing can be told.
    confidence : float
        From 0 to 1: the weight of `datum` among all places tried; of a swap, the share of points it brings home.
    shift_m, shift_east_m, shift_north_m : float
        From where `datum` puts the layer to where the layer lies as given, the median over its points; else 0.
    street_m : mapping of str to float
        Median distance in metres to the nearest street under each datum, distances over 300 m taken as 300 m.
    points : int
        Points that tell: near a street under some place tried, those within 5 m of each other counted once; at most
        1,000 of a larger layer.
    """

    datum: str | None = None
    confidence: float = 0.0
    shift_m: float = 0.0
    shift_east_m: float = 0.0
    shift_north_m: float = 0.0
    street_m: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    points: int = 0

    @property
    def is_doubtful(self) -> bool:
        """Whether the layer seems to lie where it should not."""
        return self.datum not in {None, UNSHIFTED}


@dataclass(frozen=True, kw_only=True)
class DatumReport:
    """What was found of one input.

    Attributes
    ----------
    kind, file : str
        As in :class:`circles.planning_study.Source`.
    declared : str
        The datum that the study declares, empty where it declares none.
    state : str
        ``fits``: it lies on the streets as declared; ``shifted`` or ``swapped``: it does not; ``made``: it comes out of
        the streets' file; else why nothing can be told: ``few`` points, ``abroad`` (outside China), ``unclear``.
    verdict : DatumVerdict
        With distances of the points as they stand in the file.
    write : str
        What to write in the study file, empty where nothing is to be changed.
    findings : tuple of Finding
        What a person should look at.
    """

    kind: str
    file: str
    declared: str
    state: str
    verdict: DatumVerdict
    write: str = ""
    findings: tuple[Finding, ...] = ()
