"""Where new centers may stand: a list or the rule by which one is made, and the ground that is ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles import settings, texts
from circles.errors import Finding, expect, raise_if_any
from circles.figures import Figure
from circles.near_names import choice_details
from circles.notebook import html_of_rows
from circles.phrases import phrase
from circles.records import Record

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from circles.phrases import Words
    from circles.provenance import Source


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Candidates(Record):
    """Where new centers may stand: a list, or the rule by which they are made, and what leaves some of them out.

    Attributes
    ----------
    table : GeoDataFrame or None
        ``tables.CANDIDATES``; None where they are made.
    made_from : str
        ``junctions``, ``gates`` or ``grid``, where there is no table.
    grid_m : float
        Distance between the points of a grid, in metres.
    spacing_m : float or None
        The least distance between two candidates in metres; None: 0 for a list, 200 for those that are made.
    away_m : float
        The least distance to an open center in metres, straight.
    forbidden, preferred : geometry or None
        In WGS-84: none may stand in the one; where the other is given, all must stand in it.
    sources : tuple of Source
        The inputs.
    warnings : tuple of Finding
        What a person should look at.

    Raises
    ------
    InputError
        If a distance is negative, not finite or beyond reason, or there is no such rule.

    Examples
    --------
    >>> import circles
    >>> circles.Candidates(made_from="grid", grid_m=100)
    Candidates(made_from='grid', grid_m=100)
    """

    table: gpd.GeoDataFrame | None = None
    made_from: str = settings.default("candidates.from")
    grid_m: float = settings.default("candidates.grid_m")
    spacing_m: float | None = settings.default("candidates.spacing_m")
    away_m: float = settings.default("candidates.away_m")
    forbidden: BaseGeometry | None = None
    preferred: BaseGeometry | None = None
    sources: tuple[Source, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        expect("made_from", self.made_from, str)
        declared = settings.SECTIONS["candidates"]
        findings = [
            Finding(
                code="bad_setting",
                column=each.key,
                value=settings.as_written(value),
                details={"low": f"{each.low:,g}", "high": f"{each.high:,g}"},
            )
            for each in (declared[name] for name in ("grid_m", "spacing_m", "away_m"))
            if (value := getattr(self, each.key)) is not None and not each.is_within(value)
        ]
        if self.made_from not in declared["from"].choices:
            details = choice_details(self.made_from, declared["from"].choices)
            findings.append(Finding(code="not_a_choice", column="from", value=self.made_from, details=details))
        raise_if_any(findings)

    def _repr_html_(self) -> str:
        first = (phrase("held.listed"), Figure(value=len(self.table))) if self.table is not None else self._rule()
        distances = {"spacing_m": self.spacing_m, "away_m": self.away_m or None}
        rows = [
            first,
            *((phrase(f"held.{name}"), Figure(value=metres)) for name, metres in distances.items() if metres),
        ]
        rows += [
            (phrase(f"held.{name}"), "✓") for name in ("forbidden", "preferred") if getattr(self, name) is not None
        ]
        names = self.table["name"].head(texts.NAMES_READ).astype(str) if self.table is not None else ()
        return html_of_rows(phrase("held.candidates"), rows, lang=texts.language_of(*names))

    def _rule(self) -> tuple[Words, Words]:
        return phrase(f"held.made_{self.made_from}"), Figure(
            value=self.grid_m, precision="whole"
        ) if self.made_from == "grid" else ""
