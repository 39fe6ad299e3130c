"""What was found of a study before it is planned. How it is told: :mod:`circles.answers.check_words`."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.answers.telling import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from circles.answers.datum import DatumReport
    from circles.errors import Finding

STATUSES = ("clean", "warnings", "unusable")

INPUTS = ("kind", "file", "rows", "accepted", "left_out", "rejected", "repaired", "label", "crs", "datum")
REJECTED = ("kind", "file", "row", "column", "value", "code")
NOT_EVALUATED = ("kind", "reason", "count", "points")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Check(Answer):
    """What a check found: tables, and what a person should look at.

    Attributes
    ----------
    name, lang : str
        Name of the study and language of its outputs.
    inputs : DataFrame
        A row for each input: kind, file, rows (read; missing where the file cannot be read), accepted, left_out
        (streets nobody walks, blocks outside the area) and rejected, which add up to rows; repaired (shapes), label,
        crs, datum (as declared).
    faults : tuple of Finding
        Everything that keeps the study from being planned, of the study file and of every input.
    rejected : DataFrame
        A row for each of the faults, in that order: kind (of the input; empty for the study file), file, row, column,
        value, code.
    warnings : tuple of Finding
        What a person should look at.
    unused, dropped : DataFrame
        Kind, file and column: columns that nothing is taken from, and columns about persons.
    snapping : DataFrame
        ``tables.SNAPPING``, the furthest points as (id, name, metres).
    datums : tuple of DatumReport
        What the datum doctor says of each located input.
    streets : mapping
        length_km, islands, island_km, cut_ends, squares, square_ha, square_pieces, junctions, unjoined, unjoined_share,
        excepted, without_nodes, crossings (as the study asks); empty where no street can be read.
    edge : mapping
        Of the edge of the data: `known_by` (``file``, ``bounds``, ``download`` or ``header``, empty where it is not
        known); where a plan can be made also `base` of the account (people where any are known, else blocks) and what
        of it has a verdict that stands whatever lies beyond: certain, not_certain, cannot_tell and total.
    compounds : DataFrame
        ``account_tables.PLAN_COMPOUNDS``: whose streets only those walk who live there.
    districts : DataFrame
        Street km per km2 and blocks that no street enters, by community or sub-district where the study has them, else
        in one row (`level` ``study``). `basis` of the land: ``polygons`` of districts, the ``area`` of the study, or
        the land of the ``blocks`` and 50 m about them. Blocks that no street enters are counted of polygons only.
    sparse_areas : GeoDataFrame
        ``tables.SPARSE_AREAS``.
    not_evaluated : DataFrame
        Kind (center, block, gate), reason, count and points (id and name of each) that will not count.
    unknown : mapping
        Blocks in all, and those without population and dwellings.
    funnel, sites : DataFrame or None
        As a :class:`~circles.answers.Plan` has them.
    demand : DataFrame or None
        ``planned_demand.DEMAND``, without the rows at fault.
    day : str or None
        The day that counts, ISO.

    Examples
    --------
    >>> import circles
    >>> check = circles.check_study(circles.demo_study() / "study.toml")
    >>> check.inputs[["kind", "rows", "accepted"]].head(3).values.tolist()
    [['streets', 1579, 1504], ['centers', 13, 13], ['blocks', 374, 374]]
    """

    name: str
    lang: str
    inputs: pd.DataFrame
    faults: tuple[Finding, ...]
    rejected: pd.DataFrame
    warnings: tuple[Finding, ...]
    unused: pd.DataFrame
    dropped: pd.DataFrame
    snapping: pd.DataFrame
    datums: tuple[DatumReport, ...] = ()
    streets: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    edge: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    compounds: pd.DataFrame | None = None
    districts: pd.DataFrame
    sparse_areas: gpd.GeoDataFrame
    not_evaluated: pd.DataFrame
    unknown: Mapping[str, int]
    funnel: pd.DataFrame | None = None
    sites: pd.DataFrame | None = None
    demand: pd.DataFrame | None = None
    day: str | None = None

    @property
    def status(self) -> str:
        """``clean``, ``warnings`` or ``unusable`` (it cannot be planned)."""
        return "unusable" if self.faults else "warnings" if self.warnings else "clean"
