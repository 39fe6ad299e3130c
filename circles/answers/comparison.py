"""Two answers side by side. How they are told: :mod:`circles.answers.comparison_words`."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.answers.telling import Answer
from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

CHANGES = ("gained", "lost", "changed", "minutes_changed", "unchanged", "added", "removed")

SETTINGS = ("method_version", "minutes", "walking_speed_kmh", "max_snap_m", "crossings", "join_ends_m")
"""What two answers may have been asked with differently, in the order in which it is told."""

CENTERS = ("center_id", "name", "status", "attached", "geometry")
"""What a comparison knows of the centers of either answer."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Side(Record):
    """One of the two answers.

    Attributes
    ----------
    name : str
        What it is called.
    account : DataFrame
        What :func:`circles.coverage.account` gives of its blocks.
    headline_base : str
        The base of its rate.
    population_label : str
        One of ``settings.LABELS``.
    is_of_osm : bool
        Whether it says that its streets or blocks are OpenStreetMap's, which must then be named on a map.
    settings : mapping
        What it was asked with, by :data:`SETTINGS`; empty where that is not known.
    centers : GeoDataFrame or None
        Its centers (``tables.PLAN_CENTERS``, at least :data:`CENTERS`) in WGS-84; None where it tells none.
    labels : mapping
        What its centers, people and blocks are, each one of ``settings.LABELS``; by name, as far as it says so.
    output : mapping
        What it says of itself as a result: ``marking``, ``data_date``, ``prepared_by``; empty where that is not known.
    """

    name: str
    account: pd.DataFrame
    headline_base: str
    population_label: str = "source"
    is_of_osm: bool = False
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    centers: gpd.GeoDataFrame | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    output: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Comparison(Answer):
    """What changed between two answers.

    Attributes
    ----------
    blocks : GeoDataFrame
        A row for each block of either, in WGS-84, ordered by block_id: block_id (the later one), name, population,
        verdict_before, verdict_after, minutes_before, minutes_after, `change` (one of :data:`CHANGES`), geometry.
    totals : DataFrame
        Index `change`; columns blocks, people (of blocks with a number), unknown_blocks.
    before, after : Side
        The two answers.
    centers : GeoDataFrame or None
        A row for each center of either: center_id (the later one), name, was, now (status in either answer, missing
        where it is not there), geometry in WGS-84; None where one of the answers tells no centers.
    lang : str
        Its language.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> change = circles.compare(circles.plan(study), circles.plan(study.with_center("New", 114.29, 30.60)))
    >>> change.sentence("en")
    'Walk coverage rate of block land: 70.5% (1) → 74.8% (2)'
    """

    blocks: gpd.GeoDataFrame
    totals: pd.DataFrame
    before: Side
    after: Side
    centers: gpd.GeoDataFrame | None = None
    lang: str = "en"

    @property
    def differing_settings(self) -> dict[str, tuple[Any, Any]]:
        """What the two were asked with differently: by name, before and after."""
        one, other = self.before.settings, self.after.settings
        both = [name for name in SETTINGS if name in one and name in other]
        return {name: (one[name], other[name]) for name in both if one[name] != other[name]}

    @property
    def population_label(self) -> str:
        """What the figures of people are, of the two answers that which is not from a source."""
        labels = (self.after.population_label, self.before.population_label)
        return next((label for label in labels if label != "source"), "source")

    @property
    def is_of_osm(self) -> bool:
        """Whether one of the two is of OpenStreetMap."""
        return self.before.is_of_osm or self.after.is_of_osm

    @property
    def rate_base(self) -> str:
        """The base of the two rates: that of both headlines where it is one, else the blocks."""
        return self.before.headline_base if self.before.headline_base == self.after.headline_base else "blocks"

    @property
    def moved_points(self) -> float | None:
        """By how many points the rate that is shown moved; None where one of the two is of nothing."""
        was, now = (
            shown_rate(*(float(side.account[part][self.rate_base]) for part in ("inside", "total")))
            for side in (self.before, self.after)
        )
        return None if was is None or now is None else round(now - was, 1)


def shown_rate(inside: float, total: float) -> float | None:
    """Return the rate in per cent with one decimal, rounded down as rates are shown; None of nothing."""
    whole = round(total * 1000)
    return round(inside * 1000) * 1000 // whole / 10 if whole else None
