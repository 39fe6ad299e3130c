"""Which row of the last ledger each item goes on from: by its id, else by clause and overlap of place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.ledger.items import parts_said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.ledger.items import Item


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A row of the last ledger as it is matched.

    Attributes
    ----------
    item_id : str
        Empty where a person listed it.
    norm, clause, kind : str
        Of its key, empty where it has none.
    parts : frozenset of str
        Of its place.
    named : tuple of (str, str)
        The sub-district and the community that it names.
    """

    item_id: str
    norm: str = ""
    clause: str = ""
    kind: str = ""
    parts: frozenset[str] = frozenset()
    named: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What became of items and rows.

    Attributes
    ----------
    row_of : mapping of int to int
        The row that an item goes on from, whose id it keeps.
    split_from : mapping of int to int
        The row whose place an item shared where a larger part kept the id.
    merged_into : mapping of int to int
        The item that a row's place went into where the item goes on from another row.
    """

    row_of: Mapping[int, int]
    split_from: Mapping[int, int]
    merged_into: Mapping[int, int]


def earlier_of(item_id: str, key: str, named: tuple[str, str] = ("", "")) -> Earlier:
    """Return a row as it is matched, from the cells of its id and its key, and the districts that it names."""
    parts = key.split("|", 2)
    if len(parts) != 3:
        return Earlier(item_id=item_id, named=named)
    kind, places = parts_said(parts[2])
    return Earlier(item_id=item_id, norm=parts[0], clause=parts[1], kind=kind, parts=places, named=named)


def matched(items: Sequence[Item], rows: Sequence[Earlier]) -> Matched:
    """Return which row each item goes on from.

    An item of the same id goes on from its row. Of the others, those go on from a row of their clause whose place they
    share with most people, then with most parts, then whose row stands first: each row goes on in one item. An item
    that shares its place with a row that goes on in another is a part that was split off; a row whose place went into
    items that go on from other rows was merged. A row whose key does not tell its place goes on in the one item of its
    clause that names the same districts, where no other row and no other item of the clause does.
    """
    at = {row.item_id: number for number, row in enumerate(rows) if row.item_id}
    row_of = {number: at[item.item_id] for number, item in enumerate(items) if item.item_id in at}
    taken = set(row_of.values())
    shared = _shared(items, rows)
    for number, row in shared:
        if number not in row_of and row not in taken:
            row_of[number] = row
            taken.add(row)
    row_of |= _of_same_names(items, rows, row_of)
    taken |= set(row_of.values())
    split_from: dict[int, int] = {}
    merged_into: dict[int, int] = {}
    for number, row in shared:
        if number not in row_of:
            split_from.setdefault(number, row)
        elif row not in taken:
            merged_into.setdefault(row, number)
    return Matched(row_of=row_of, split_from=split_from, merged_into=merged_into)


def _of_same_names(items: Sequence[Item], rows: Sequence[Earlier], row_of: Mapping[int, int]) -> dict[int, int]:
    """Return of items that go on from no row yet the row without a place that alone has their clause and districts."""
    taken = set(row_of.values())
    asked: dict[tuple[str, ...], list[int]] = {}
    held: dict[tuple[str, ...], list[int]] = {}
    for number, item in enumerate(items):
        if number not in row_of:
            asked.setdefault((item.norm, item.clause, item.subdistrict, item.community), []).append(number)
    for number, row in enumerate(rows):
        if row.item_id and row.clause and not row.kind and any(row.named) and number not in taken:
            held.setdefault((row.norm, row.clause, *row.named), []).append(number)
    return {asked[names][0]: own[0] for names, own in held.items() if len(own) == 1 and len(asked.get(names, ())) == 1}


def _shared(items: Sequence[Item], rows: Sequence[Earlier]) -> list[tuple[int, int]]:
    """Return the pairs of item and row that share clause and place, those that share most first."""
    holding: dict[tuple[str, str, str, str], list[int]] = {}
    for number, row in enumerate(rows):
        for part in row.parts if row.item_id else ():
            holding.setdefault((row.norm, row.clause, row.kind, part), []).append(number)
    pairs: dict[tuple[int, int], tuple[int, int]] = {}
    for number, item in enumerate(items):
        for part, people in item.place.parts.items():
            for row_number in holding.get((item.norm, item.clause, item.place.kind, part), ()):
                before = pairs.get((number, row_number), (0, 0))
                pairs[number, row_number] = (before[0] + people, before[1] + 1)
    return sorted(pairs, key=lambda pair: (-pairs[pair][0], -pairs[pair][1], pair[1], pair[0]))
