"""An item of the ledger: what is wrong, by which clause, in which place, and for how many people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circles.phrases import Words

WHOLE, BLOCKS, CENTER, COMMUNITY = "study", "blocks", "center", "community"
SUBDISTRICT, REGION, COUNTY = "subdistrict", "region", "county"
"""Kinds of places."""

ID_DIGITS = 10
"""Of the sum of a key, at the end of an id."""

_LONGEST_PLACE = 30_000
"""A cell of a workbook holds 32,767 characters."""

_APART = "、"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an item is.

    Attributes
    ----------
    kind : str
        Of what: the study, blocks, a center, a community, a sub-district, a region, a county.
    parts : mapping of str to int
        Ids of blocks, the id of a center, the names of a district, each with its people in thousandths; none of the
        whole.
    """

    kind: str
    parts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def text(self) -> str:
        """The place in one cell: the parts with most people first where not all of them have room."""
        names = sorted(self.parts)
        if sum(map(len, names)) + len(names) > _LONGEST_PLACE:
            names = _that_fit(sorted(names, key=lambda name: (-self.parts[name], name)))
        return f"{self.kind}:{_APART.join(names)}"


def parts_said(place: str) -> tuple[str, frozenset[str]]:
    """Return the kind and the parts that the text of a place says.

    Examples
    --------
    >>> kind, parts = parts_said(Place(kind="blocks", parts={"B2": 5, "B1": 0}).text)
    >>> kind, sorted(parts)
    ('blocks', ['B1', 'B2'])
    """
    kind, _, parts = place.partition(":")
    return kind, frozenset(part for part in parts.split(_APART) if part)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is wrong.

    Attributes
    ----------
    norm, clause : str
        By which it is wrong; the walk of the study itself has no norm.
    place : Place
        Where.
    task : str
        What kind of task it is: ``gap``, or what the clause measures.
    problem, basis, cause, measure : Words
        What it is, the clause as a person cites it, why it is so and what would help, empty where that is not known.
    name : str
        What the place is called, empty of the whole.
    subdistrict, community : str
        Where it lies, as it is named.
    people : float or None
        Whom it affects, None where that is not known.
    """

    norm: str
    clause: str
    place: Place
    task: str
    problem: Words
    basis: Words
    cause: Words = ""
    measure: Words = ""
    name: str = ""
    subdistrict: str = ""
    community: str = ""
    people: float | None = None

    @property
    def key(self) -> str:
        """Norm, clause and place in one cell."""
        return "|".join((self.norm, self.clause, self.place.text))

    @property
    def item_id(self) -> str:
        """What it is called when it is first listed: the same for one norm, clause and place, wherever it ranks."""
        return item_id_of(self.clause, self.key)


def item_id_of(clause: str, key: str) -> str:
    """Return what an item is called when it is first listed, by its clause and its key."""
    return f"{clause}-{hashlib.sha256(key.encode()).hexdigest()[:ID_DIGITS]}"


def _that_fit(names: Iterable[str]) -> list[str]:
    kept, length = [], 0
    for name in names:
        length += len(name) + len(_APART)
        if length > _LONGEST_PLACE:
            break
        kept.append(name)
    return sorted(kept)
