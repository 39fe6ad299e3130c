"""What a norm is: clauses, each with what it asks, of what, from whom it is known, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.phrases import Bilingual

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from fractions import Fraction

NOTHING = Bilingual("", "")
"""No words."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a clause is known from.

    Attributes
    ----------
    standard : str
        The paper that says it: that of the row.
    place : str
        Clause, table or date of report in it.
    seen : str
        Where its words were read, where the paper itself was not.
    """

    standard: str
    place: str = ""
    seen: str = ""

    @property
    def told(self) -> str:
        """The paper and the place in it."""
        return f"{self.standard} {self.place}".strip()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a clause is about; an empty part leaves it open.

    Attributes
    ----------
    area : str
        ``urban`` or ``rural``.
    stock : str
        ``new`` or ``existing``.
    tier : str
        Tier of the centers, as the list of centers writes it.
    facility : str
        Kind of facility: that of a center, or one of its services.
    region : str
        ``residential`` or ``industrial``: of which districts of regional centers people are counted.
    """

    area: str = ""
    stock: str = ""
    tier: str = ""
    facility: str = ""
    region: str = ""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One requirement with one number, as docs/norms.md tells its keys.

    Attributes
    ----------
    clause : str
        Its name in the norm, by which a planner's file replaces it.
    requirement, note : Bilingual
        What it asks, and what has to be known beside it.
    measure : str
        What is observed, one of ``measures.toml``.
    scope : Scope
        Of what.
    base, level, comparison, force, status : str
        Names of ``vocabulary.toml``.
    value, value_max : Fraction or None
        The number, and the upper one of a range; None where the paper gives none.
    unit : str
        That of the measure.
    share : Fraction
        How many in a hundred of the units have to satisfy the number.
    since, until : date or None
        From when, and up to and including which day, it holds.
    origin : Origin
        Where it is known from.
    takes : mapping
        What the measure asks for besides: minutes, metres, per, list, households_from.
    """

    clause: str
    requirement: Bilingual
    measure: str
    scope: Scope
    base: str
    level: str
    comparison: str
    value: Fraction | None
    unit: str
    share: Fraction
    force: str
    origin: Origin
    status: str
    value_max: Fraction | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    note: Bilingual = NOTHING
    takes: Mapping[str, Fraction | str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def only_encourages(self) -> bool:
        """Whether it is a wish to those who are able: what does not reach it fails nothing."""
        return self.force == "encouraged"


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A paper with its clauses.

    Attributes
    ----------
    name : str
        By which it is asked for.
    standard : str
        Number or name of the paper.
    title, note : Bilingual
        What it is called, and what has to be known of it.
    clauses : tuple of Clause
        In the order of the file.
    overrides : str
        The norm of which it replaces rows; empty for a norm of its own.
    replaced : tuple of Norm
        The papers whose rows stand in it, in the place of its own or besides.
    """

    name: str
    standard: str
    title: Bilingual
    clauses: tuple[Clause, ...]
    note: Bilingual = NOTHING
    overrides: str = ""
    replaced: tuple[Norm, ...] = ()

    def overridden_by(self, other: Norm) -> Norm:
        """Return the norm with the rows of `other` in the place of its own of the same clause, new ones at the end."""
        theirs = {clause.clause: clause for clause in other.clauses}
        own = [theirs.pop(clause.clause, clause) for clause in self.clauses]
        return Norm(
            name=self.name,
            standard=self.standard,
            title=self.title,
            clauses=(*own, *theirs.values()),
            note=self.note,
            replaced=(*self.replaced, other),
        )
